"""Codebooks that ship in a newer version than a study has: saying so, and taking it over with all that was coded.

A study keeps its own copy and nothing changes it by itself. A copy that the lab has not touched can be exchanged for
the version that ships now; one that it has changed stays the lab's.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.errors import EditError
from annotator.model.codebook import Codebook
from annotator.model.codebook.draft import Draft
from annotator.model.codebook.file import codebook_hash, read_codebook, shipped_codebooks
from annotator.model.codebook.lines import Path
from annotator.model.codebook.migration_steps import (
    Rename,
    RenameClass,
    RenameValue,
    Retire,
    SplitByChoice,
    SplitByModifier,
    Step,
    targets,
)
from annotator.model.codebook.text import add_entry, entry_fields, set_fields

_SHOWN_BY = ("smile", "vocalising", "show")

_STEPS: Mapping[str, tuple[Step, ...]] = {
    "strange_situation": (
        SplitByChoice(code="greeting", into=_SHOWN_BY),
        SplitByChoice(code="distance_interaction", into=_SHOWN_BY),
        RenameClass(pattern="CC", into="U"),
    ),
    "caregiver_responsiveness": (
        Retire(code="no_answer"),
        RenameValue(modifier="match", value="repaired", into="matched"),
    ),
    "secure_base": (Retire(code="soothed"),),
}
"""What became of the codes, answers and classes of the versions before 2.0, by the id of the codebook."""

_EARLIER = frozenset({
    "b411d8bf0b409fde66850e10b4c96916f7c9e4487ff5c527a6b718515e6ec1b6",  # caregiver_responsiveness 1.0
    "aabb09a795bf625ed84c5e01a1a8920641a195bdacf93526c0ea284bea8ef8b9",  # caregiver_responsiveness 1.1
    "2ac02b4094d7dc961d380a6b80218f07b126622f04e14a6660dca2a1c055cee9",  # caregiver_responsiveness 1.2
    "b4f07477b5b22be16f3e1822b2fb16c2ea89ce6ac5b0d3a9ba4139aa80e5b2d9",  # caregiver_responsiveness 2.0
    "fb73acf21300b707b1cc7d604971a046ef23418a88095c7d82411214f3d2cfd5",  # feeding_and_holding 1.0
    "10199b7d65588522f52bec46d8454785916a34cb454d3dcc381818973f3d827d",  # feeding_and_holding 1.1
    "b61058d52f6680ae0a1e90902d2f408863ef792b0ee5c0b79ab22cc7d69aaa0c",  # feeding_and_holding 2.0
    "9fb5bf08833509f1b7c1df45fc09ee86cfa22e82bbd6a8d3245cc3ec7f56f2d3",  # infant_coping 1.0
    "0ebe8673fdc4b8a983c0cdca9c8d4e1ef4ec5974c6de40492737a2284f04c971",  # infant_coping 1.1
    "ae4b07c366b79556f5179ac2c80c0b4e259f6854bcae4e05b5574faac8815669",  # infant_coping 1.2
    "2fefb183dcf14080c65a029e40d80ca4e289ef4322f159d66f5d23593e2c3f9a",  # infant_coping 2.0
    "ab1ce10daa34f833c2fa9800fe7537392d4756c7a9e91f4627eb4d512a1a6094",  # maternal_sensitivity 1.0
    "de97c61e56f6de5b47924a8d3ff6530c547ea1c21129d3663c34acc9e0572deb",  # preschool_strange_situation 1.0
    "9022acdb51734cbd67593dac52d21358509f72a50a384e0bfa3cab6ae8e9a3d9",  # preschool_strange_situation 1.1
    "965d1ab431b81e4101beba06f79fee106cd962e5c42a990f4e9faca63e22497a",  # preschool_strange_situation 1.2
    "e26551591d658d0fd130afb9b1d711d4d32651574769eed4bc1dbcbd7f7276aa",  # preschool_strange_situation 2.0
    "75fcec253af455eee9be9a9b5f0e810a0e5ff87e63fc97625c0160c342162c0a",  # secure_base 1.0
    "a46f74c022af676a0d26738215a626cc76c879bc54d73e9a24685d2a4929e8c5",  # secure_base 1.1
    "2d9bb0d243aa7129bb63aa4ea9a23cec0bdc6f1db2e534ba39ca0edd0f3cec96",  # secure_base 2.0
    "45219690cb5b85224d1f0cdee646113b1db1160c250abd8242cad4b3749641c5",  # still_face 1.0
    "d134873cfd5ef59715bc4baeaf49ef433ef453cc6670e9540992abc2ad39d141",  # still_face 1.1
    "8e2e32c60df5eec181dccf65443777e483e096b97ab373ad3b7e119763249e47",  # still_face 1.2
    "8ab9b02230f221f4182448ec446d5c15a4a4e1ff87f7999a8c2645e918e37c65",  # still_face 2.0
    "b7f18f92501ad845eac5275d7c8fb56f4f4b355b833caf715c00cf9a97b02c5d",  # strange_situation 1.0
    "4617c74dcb22560f1c31f2f459a48159a59b86475d0dacd8e1fc9c10588b7c7f",  # strange_situation 1.1
    "089f3a53b8b837d638ac94b35d962fffa046c3b5b13b31bdb82f26b6eabc686c",  # strange_situation 1.2
    "1b6b16c3877dbd445f65c2aa342f6683cd5f5c2b875497a06ae4ed809a8fe9fc",  # strange_situation 2.0
})  # fmt: skip
"""The texts that shipped before, by their hash (see codebook_hash)."""


def told_of_newer(text: str) -> str:
    """Return the sentence that a newer version of a study's codebook ships; "" where none does.

    Args:
        text: the codebook of the study.
    """
    codebook = read_codebook(text)[0]
    ships = shipped_codebooks().get(codebook.id, "") if codebook is not None else ""
    new = read_codebook(ships)[0] if ships else None
    if codebook is None or new is None or new.version == codebook.version:
        return ""
    return f"Version {new.version} of {new.name} ships with the program; this study has version {codebook.version}."


def is_as_shipped(text: str) -> bool:
    """Whether this is a version that shipped before, to the letter, so that the lab loses nothing of its own."""
    return codebook_hash(text) in _EARLIER


def take_over(draft: Draft) -> Draft:
    """Return the draft as the version that ships now, with the steps that take codings along.

    Codes that are no longer given stand under [[retired]]; episodes and cells of scales that the new version has not
    stay, for codings may hold them.

    Raises:
        EditError: if the draft is no version that shipped before.
    """
    if not is_as_shipped(draft.text):
        what = "This codebook is not an earlier version that shipped, or was changed since."
        raise EditError(what, "Open the one that ships beside it, and enter by hand what you want of it.")
    name = draft.codebook.id
    text = shipped_codebooks()[name]
    new = read_codebook(text)[0]
    assert new is not None, "what ships has the form of a codebook"
    for table, fields in _kept(draft, new):
        text = add_entry(text, table, fields)
    text = _with_cells(text, draft.codebook, new)
    return draft.then(text, f"version {new.version}", *_steps_of(draft.codebook))


def _steps_of(old: Codebook) -> tuple[Step, ...]:
    return _STEPS.get(old.id, ()) if old.version.startswith("1.") else ()


def _kept(draft: Draft, new: Codebook) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the entries of the old version that the new one has not, and that codings may hold."""
    old = draft.codebook
    for place, episode in enumerate(old.episodes):
        if episode.id not in new.episode_by_id:
            yield ("episode",), entry_fields(draft.text, ("episode", place))
    steps = [step for step in _steps_of(old) if isinstance(step, Rename | SplitByModifier | SplitByChoice | Retire)]
    places = {code.id: place for place, code in enumerate(old.codes)}
    asked = dict.fromkeys(modifier for step in steps for modifier in old.code_by_id[step.code].modifiers)
    for place, modifier in enumerate(old.modifiers):
        if modifier.id in asked and modifier.id not in new.modifier_by_id:
            yield ("modifier",), entry_fields(draft.text, ("modifier", place))
    for step in steps:
        # Before 2.0 the codebooks that ship left out who does it where it was the infant.
        fields = {"actor": "infant", **entry_fields(draft.text, ("code", places[step.code])), "since": new.version}
        del fields["key"]
        yield ("retired",), fields | ({"replaced_by": list(targets(step))} if targets(step) else {})


def _with_cells(text: str, old: Codebook, new: Codebook) -> str:
    """Return the text in which every scale is also rated where it was."""
    for place, scale in enumerate(new.scales):
        before = old.scale_by_id.get(scale.id)
        gone = [cell for cell in before.cells if cell not in scale.cells] if before is not None else []
        if gone:
            rated = entry_fields(text, ("scale", place)).get("rated", [])
            more = [{"episodes": [episode]} | ({"target": target} if target else {}) for episode, target in gone]
            text = set_fields(text, ("scale", place), {"rated": [*rated, *more]})
    return text
