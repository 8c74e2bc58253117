"""How agreement of a whole study is read. Nothing here has a value before the lab gives it one."""

from typing import Annotated

from msgspec import Meta, Struct

Share = Annotated[float, Meta(ge=0, le=1)]


class AgreementSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a lab decides about the agreement of its coders.

    master: the coder whom all others are held against; "": nobody.
    threshold: the kappa that the lab asks of a coder against the master; None: the lab has set none.
    double_share: the share of all sessions that two coders are to code; None: the lab has set none.
    include_unfinished: whether codings count that were not submitted.
    order_by: the variable of the sessions that puts them in order, such as a date written as 2026-11-22; "": their ids.
    ci_width: how wide, end to end, an interval may be; None: the lab has set none.
    """

    master: str = ""
    threshold: Annotated[float, Meta(gt=-1, le=1)] | None = None
    double_share: Share | None = None
    include_unfinished: bool = False
    order_by: str = ""
    ci_width: Annotated[float, Meta(gt=0, le=2)] | None = None
