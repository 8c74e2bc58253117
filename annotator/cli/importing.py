"""`annotator import`: codings of other programs are looked through, settled by a mapping, and brought in."""

from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from annotator.cli.answer import Answer, ProgressBar
from annotator.errors import StudyError, UserError
from annotator.exchange.codings.bringing_in import bring_in
from annotator.exchange.codings.doubts import Doubt
from annotator.exchange.codings.foreign import OF_EPISODE
from annotator.exchange.codings.looking_through import review_of
from annotator.exchange.codings.mapping import Mapping, mapping_text, mapping_text_with_open, read_mapping
from annotator.exchange.codings.names import suggested_pattern
from annotator.exchange.codings.review import Planned, Review, Source
from annotator.progress import part_of
from annotator.study import open_study
from annotator.study.files import replace_file
from annotator.text import count, plain

_SHOWN = 5
_ALIKE = 12


def import_codings(arguments: Namespace) -> Answer:
    """Bring codings of other programs into a study, or say what is not settled yet.

    Raises:
        FormatError: if no file can be read.
        StudyError: if a mapping cannot be read or written.
    """
    study = open_study(arguments.study)
    mapping = read_mapping(arguments.mapping) if arguments.mapping else Mapping()
    given = {"format": arguments.format, "encoding": arguments.encoding, "names": arguments.names}
    mapping = msgspec.structs.replace(mapping, **{name: value for name, value in given.items() if value})
    if arguments.keep is not None:
        mapping = msgspec.structs.replace(mapping, keep=tuple(arguments.keep))
    with ProgressBar("reading") as progress:
        sources, review, problems = review_of(study, arguments.file, mapping, part_of(progress, 0.0, 0.6))
        if arguments.save_mapping:
            _write_new(arguments.save_mapping, mapping_text_with_open(mapping, review.doubts) + _guessed(sources))
        brings = not arguments.dry_run and not review.open
        written, failed = (
            bring_in(study, sources, review, part_of(progress, 0.6, 1.0), submits=arguments.submit)
            if brings
            else ((), ())
        )
    problems = (*problems, *failed)
    document = {
        "files": [{"name": one.name, "sha256": one.sha256, "program": one.codings.program} for one in sources],
        "codings": [_planned_document(one) for one in review.planned],
        "codes": review.codes,
        "doubts": review.doubts,
        "open": review.open,
        "private": [{"what": what, "times": times} for what, times in review.private],
        "left_out": [f"{one.name}: {said}" for one in sources for said in _said_of(one)],
        "problems": [str(one) for one in problems],
        "brought_in": written,
    }
    lines = (*_lines(sources, review, mapping), *_outcome(review, written, problems, dry_run=arguments.dry_run))
    return Answer(document, lines, int(bool(problems) or (bool(review.open) and not arguments.dry_run)))


def _planned_document(one: Planned) -> dict[str, object]:
    return {
        "observation": one.name,
        "session": one.session,
        "coder": one.coder,
        "in_file": one.in_file,
        "events": len(one.events),
        "marks": len(one.marks),
        "stays_out": one.stays_out,
    }


def _said_of(source: Source) -> tuple[str, ...]:
    return (*source.codings.left_out, *source.codings.doubts)


def _lines(sources: Sequence[Source], review: Review, mapping: Mapping) -> Iterator[str]:
    for source in sources:
        yield f"{plain(source.name)}: {source.codings.program}, {count(len(source.observations), 'observation')}"
        yield from (f"  not read: {plain(said, 400)}" for said in _said_of(source))
    for one in review.planned:
        where = f"{one.session} by {one.coder}" if one.session and one.coder else "nowhere yet, or left out"
        marks = f" and {count(len(one.marks), 'episode mark')}" if one.marks else ""
        out = f", {one.stays_out} left out or not settled yet" if one.stays_out else ""
        yield f"{plain(one.name)}: {where}, {count(len(one.events), 'event')}{marks}{out}"
    codes = {
        one.theirs: one.ours or ("an episode" if one.theirs.startswith(OF_EPISODE) else "–") for one in review.codes
    }
    yield "Codes: " + ", ".join(f"{plain(theirs)} → {ours}" for theirs, ours in list(codes.items())[:40])
    left = [f"{what} ({times})" for what, times in review.private if what not in mapping.keep]
    if left:
        yield f"May identify people, and stays in the files: {', '.join(map(plain, left))}"
    shown = Counter[str]()
    for doubt in review.doubts:
        shown[doubt.kind] += 1
        if shown[doubt.kind] <= _ALIKE:
            yield from _doubt_lines(doubt)
    yield from (f"And {times - _ALIKE} more of this kind: {kind}" for kind, times in shown.items() if times > _ALIKE)


def _doubt_lines(doubt: Doubt) -> Iterator[str]:
    if not doubt.open:
        chosen = ", ".join(dict.fromkeys(one.chosen for one in doubt.cases))
        yield f"Settled: {plain(doubt.title)} → {chosen} ({len(doubt.cases)})"
        return
    yield f"OPEN: {plain(doubt.title)}, {count(doubt.open, 'time')}"
    for case in [one for one in doubt.cases if not one.chosen][:_SHOWN]:
        at = f" at {case.at_ms / 1000:.3f} s" if case.at_ms is not None else ""
        yield f"  {plain(case.observation)}, {case.row or 'all of it'}{at}: {case.text}"
    yield f"  choose: {'; '.join(f'{one.id} = {one.text}' for one in doubt.shared[:60])}"


def _outcome(
    review: Review, written: Sequence[object], problems: Sequence[UserError], *, dry_run: bool
) -> Iterator[str]:
    yield from (f"Failed: {one}" for one in problems)
    if any(doubt.open and doubt.kind in {"session", "coder"} for doubt in review.doubts):
        pattern = suggested_pattern([one.name for one in review.planned])
        if "{coder}" in pattern:
            yield f"Names look as if they were made of {pattern}: say so by --names."
    if review.open:
        yield f"{count(review.open, 'doubt')} open: nothing was written. Settle them in a mapping: --save-mapping FILE."
    elif dry_run:
        yield f"Nothing was written. It would bring in {count(review.events, 'event')}."
    else:
        yield f"Brought in {count(review.events, 'event')} into {count(len(written), 'coding')}."


def _guessed(sources: Sequence[Source]) -> str:
    """Return what tables were taken to look like, as lines of a mapping that count without their #."""
    lines: list[str] = []
    for source in [one for one in sources if one.codings.shape is not None][:_SHOWN]:
        lines += ["", f"# What {plain(source.name)} was taken to look like. Correct it and take the # away:"]
        lines += [f"# {line}" for line in mapping_text(Mapping(table=source.codings.shape)).splitlines() if line]
    return "\n".join([*lines, ""]) if lines else ""


def _write_new(path: Path, text: str) -> None:
    if path.exists():
        raise StudyError(f"{plain(path.name)} is there already.", "Choose another name.")
    replace_file(path, text)
