"""A coder against a standard that is taken for true: how much of it the coder has, how much of the coder's is in it."""

from dataclasses import dataclass

from annotator.statistics.estimate import Statistic, Undefined

_NOT_IN_STANDARD = "not estimable: the standard does not have it"
_NOT_BY_CODER = "not estimable: the coder did not mark it"


@dataclass(frozen=True, slots=True)
class AgainstStandard:
    """What a standard and a coder have of one code, in ms or in events (Altman & Bland 1994a, b).

    Attributes:
        standard: what the standard has.
        coder: what the coder has.
        both: what both have.

    Their liver scans: 258 patients are ill, 263 scans say so, and 231 of the patients are among these.

    >>> scans = AgainstStandard(258, 263, 231)
    >>> round(scans.sensitivity, 2), round(scans.precision, 2)
    (0.9, 0.88)
    """

    standard: int
    coder: int
    both: int

    @property
    def sensitivity(self) -> Statistic:
        """The share of the standard that the coder has as well."""
        return self.both / self.standard if self.standard else Undefined(_NOT_IN_STANDARD)

    @property
    def precision(self) -> Statistic:
        """The share of what the coder marked that the standard has as well: the positive predictive value."""
        return self.both / self.coder if self.coder else Undefined(_NOT_BY_CODER)
