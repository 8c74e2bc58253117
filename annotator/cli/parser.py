"""What can be asked on the command line. It imports nothing of the program, so that --help answers at once.

Each command names the function that runs it as "room:function", a function of annotator.cli.room.
"""

import argparse
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

AddCommand = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, what runs it, and its help."""


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of everything that `annotator` takes."""
    parser = argparse.ArgumentParser("annotator", description="Code recordings of the Strange Situation.")
    parser.add_argument("--version", action=_Version, nargs=0, help="show the program's version and exit")
    parser.set_defaults(json=False)
    command = _adding_to(parser, "COMMAND")
    _add_study_commands(command)
    _add_camera_commands(command)
    _add_putting_right(command)
    _add_find(command("find", "find:search", "look through all codings for events and comments"))
    _add_people(command)
    _add_reliability(command("reliability", "reliability:reliability", "agreement of coders"))
    _add_codebook_commands(command)
    _add_safekeeping(command)
    _add_keeping(command)
    _add_other_commands(command)
    return parser


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        parser.exit(message=f"{version('strange-situation-annotator')}\n")


def _adding_to(parser: argparse.ArgumentParser, metavar: str) -> AddCommand:
    commands = parser.add_subparsers(required=True, metavar=metavar)

    def add(name: str, run: str, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        # SUPPRESS: what `codebook` was told is not taken back by `list`.
        made.add_argument("--json", action="store_true", help="print one JSON document", default=argparse.SUPPRESS)
        return made

    return add


def _add_study_commands(command: AddCommand) -> None:
    new = command("new", "study:new", "make a study folder")
    new.add_argument("study", type=Path)
    new.add_argument("--codebook", default="strange_situation", help="name of a shipped codebook, or a file")

    add = command("add", "study:add", "add a session and its recordings")
    _add_study(add)
    one_a_camera = (
        "one file per camera, the first is the reference; join files that follow one another: one.vob+two.vob"
    )
    add.add_argument("video", type=_recording, nargs="+", help=f"{one_a_camera}; or a folder, with --pattern")
    add.add_argument("--session", help="its id; with --pattern the names of the files say it")
    pattern = "add all recordings of a folder: what their names are made of, such as {date}_{session}_{camera}.mp4"
    add.add_argument("--pattern", help=f'{pattern}; "" for the one that fits best')
    add.add_argument("--dry-run", action="store_true", help="with --pattern: only say what would be added")
    offsets = "session time of the first frame of cameras 2, 3, ..."
    add.add_argument("--offset-ms", type=_whole, nargs="*", default=[], help=offsets)
    add.add_argument("--no-check", dest="check", action="store_false", help="skip playing the recordings through once")

    _add_import(command("import", "importing:import_codings", "bring in codings of BORIS, ELAN, Datavyu and tables"))
    _add_export(command("export", "tables:export", "write tidy tables for analysis, or files of another program"))

    measures = command("measures", "tables:measures", "write latencies, answers to cues and sequences as CSV tables")
    _add_study(measures, asked="results")
    measures.add_argument("--out", type=Path, required=True)

    _add_many(command)
    _add_figures(command("figures", "results:figures", "draw the figures of results"))
    _add_clips(command("clips", "results:clips", "list where some codes are in the recordings, and cut them out"))

    report = command("report", "tables:report", "write a report of a study, or of a session, as one page of HTML")
    _add_study(report, asked="results")
    report.add_argument("--session", default="", metavar="ID", help="only of this session")
    report.add_argument("--out", type=Path, required=True, help="an .html file that is not there yet")
    report.add_argument("--comments", action="store_true", help="include free text, which may identify people")

    gold = command("gold", "gold:gold", "list the gold standards of a study, or declare one")
    _add_study(gold)
    gold.add_argument("session", nargs="?", help="whose coding becomes the lab's standard; without it they are listed")
    gold.add_argument("coder", nargs="?", help="whose submitted coding, or consensus")
    gold.add_argument("--remove", action="store_true", help="take the mark of this session away")

    _add_preregister(
        command("preregister", "preregister:preregister", "freeze what is planned, or read what was frozen")
    )

    check = command("check", "check:check", "check a study, a recording or a codebook")
    _add_study(check, "target")


def _add_import(brought: argparse.ArgumentParser) -> None:
    _add_study(brought, asked="leads")
    brought.add_argument("file", type=Path, nargs="+", help="files of other programs")
    brought.add_argument("--format", default="", metavar="FORMAT", help="if the names of the files do not tell it")
    mapping = "what was settled before (TOML): what their codes are here, who coded what, and each doubt"
    brought.add_argument("--mapping", type=Path, metavar="FILE", help=mapping)
    save = "write the mapping to a new file, with a place for each doubt that is open"
    brought.add_argument("--save-mapping", type=Path, metavar="FILE", help=save)
    names = "what the names of observations are made of, such as {session}_{coder}"
    brought.add_argument("--names", default="", metavar="PATTERN", help=names)
    brought.add_argument("--encoding", default="", help="of their text, where they are not UTF-8 and do not say it")
    keep = 'what may identify people and is taken all the same: comments, descriptions, "variable NAME"'
    brought.add_argument("--keep", nargs="*", metavar="WHAT", help=keep)
    brought.add_argument("--submit", action="store_true", help="the codings are finished: submit them")
    brought.add_argument("--dry-run", action="store_true", help="only say what would be brought in")


def _add_export(export: argparse.ArgumentParser) -> None:
    _add_study(export, asked="results")
    export.add_argument("--out", type=Path, required=True)
    tables = "csv (if none is given), tsv, xlsx, parquet, sav, psych-ds, bids or boris-tables"
    formats = f"tables as {tables}; files of other programs as boris, elan, datavyu, textgrid, sdis, gridware, vtt, srt"
    export.add_argument("--format", default="csv", metavar="FORMAT", help=formats)
    _add_choice(export)
    comma = "CSV with semicolons and decimal commas, as Excel reads it in German and French"
    export.add_argument("--decimal-comma", action="store_true", help=comma)
    export.add_argument("--comments", action="store_true", help="include free text, which may identify people")
    raw = "for scripts: do not put ' before text that a spreadsheet would run as a formula"
    export.add_argument("--raw-text", action="store_true", help=raw)


def _add_choice(made: argparse.ArgumentParser) -> None:
    """Let which codings are meant be said."""
    made.add_argument("--sessions", nargs="+", metavar="ID", help="only these sessions")
    whose = made.add_mutually_exclusive_group()
    whose.add_argument("--coders", nargs="+", metavar="ID", help="only these coders")
    whose.add_argument("--consensus", action="store_true", help="only the consensus")


def _add_figures(figures: argparse.ArgumentParser) -> None:
    _add_study(figures, asked="results")
    figures.add_argument("--out", type=Path, required=True)
    kinds = "png, svg or pdf (one document of all); all three if none is given"
    figures.add_argument("--format", choices=("png", "svg", "pdf"), metavar="FORMAT", help=kinds)
    kinds = "raster, shares, waiting, transitions, state_space, distribution or course; all if none is given"
    figures.add_argument("--only", nargs="+", default=[], metavar="FIGURE", help=kinds)
    by = "group sessions by the class that their coder gave (class), or by a variable of the sessions"
    figures.add_argument("--by", default="", metavar="VARIABLE", help=by)
    figures.add_argument("--episodes", nargs="+", default=[], metavar="EPISODE", help="only these, such as 5 8")
    _add_choice(figures)


def _add_clips(clips: argparse.ArgumentParser) -> None:
    _add_study(clips, asked="results")
    clips.add_argument("--code", nargs="+", required=True, metavar="CODE", help="ids of the codes")
    clips.add_argument("--out", type=Path, required=True, help="a .csv file that is not there yet")
    clips.add_argument(
        "--lead-in", type=_seconds, default=0, metavar="S", help="seconds before each event, such as 2.5"
    )
    clips.add_argument("--lead-out", type=_seconds, default=0, metavar="S", help="seconds after it")
    clips.add_argument("--episodes", nargs="+", default=[], metavar="EPISODE", help="only events that begin in these")
    clips.add_argument("--cut", type=Path, metavar="DIR", help="also cut the clips out, as MP4 files with their sound")
    _add_choice(clips)


def _add_many(command: AddCommand) -> None:
    pool = command("pool", "pool:pool", "write the studies of several labs as one Parquet data set")
    _add_study(pool, asked="results", nargs="+")
    pool.add_argument("--out", type=Path, required=True, help="an empty or new folder")
    ids = "what each study is called in the pool, in their order: letters and digits; else the start of its own id"
    pool.add_argument("--labs", nargs="+", default=[], metavar="ID", help=ids)
    others = "take studies along that have another codebook than the first; columns that one lacks are empty there"
    pool.add_argument("--other-codebooks", action="store_true", help=others)

    batch = command("batch", "batch:batch", "prepare the recordings of a study: index, waveforms, checks")
    _add_study(batch)
    works = "what to make, with commas between: frames, peaks, spectrogram, check; all of it if not given"
    batch.add_argument("--do", type=_names, metavar="WORK,...", help=works)
    by = batch.add_mutually_exclusive_group()
    by.add_argument("--processes", type=_whole, help="of this computer; as many as it has cores if not given")
    by.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster, such as tcp://10.0.0.5:8786")


def _add_preregister(plan: argparse.ArgumentParser) -> None:
    _add_study(plan)
    plan.add_argument("--sessions", type=_whole, help="freeze a plan of so many sessions, with what follows")
    plan.add_argument("--share", type=_percent, help="percent of them that are coded twice; else as the study has it")
    plan.add_argument("--seed", type=_whole, help="draws the sessions that are coded twice; else by chance")
    asked = "a statistic that will be reported, perhaps with the least that is asked of it, such as kappa=0.6"
    plan.add_argument("--statistic", action="append", metavar="NAME[=LEAST]", help=asked)
    plan.add_argument("--notes", default="", help="anything else, such as hypotheses")
    plan.add_argument("--out", type=Path, help="write what was frozen last as Markdown, into a file not there yet")


def _add_camera_commands(command: AddCommand) -> None:
    replace = command("replace", "cameras:replace", "compare a recording with the one it is to replace, and replace it")
    _add_study(replace)
    replace.add_argument("session")
    replace.add_argument("file", type=_recording, help="the new recording, which stays where it is")
    replace.add_argument("--camera", type=_whole, default=1, help="which camera, 1 is the reference")
    replace.add_argument("--yes", action="store_true", help="replace it; without this, only compare")

    relink = command("relink", "cameras:relink", "look below a folder for the recordings that are missing")
    _add_study(relink)
    relink.add_argument("folder", type=Path, help="where they may be now, under any name")
    relink.add_argument("--dry-run", action="store_true", help="only say what would be linked again")

    add = _adding_to(command("camera", "", "add, remove or shift a camera of a session"), "WHAT")
    for name, text in (
        ("add", "add a camera"),
        ("remove", "leave a camera out"),
        ("offset", "let a camera begin later"),
    ):
        made = add(name, f"cameras:{name}", text)
        _add_study(made)
        made.add_argument("session")
        if name == "add":
            made.add_argument("file", type=_recording)
        else:
            made.add_argument("--camera", type=_whole, required=True, help="which camera, from 2 on")
        if name != "remove":
            starts = "session time of its first frame, negative if it began earlier"
            unit = made.add_mutually_exclusive_group(required=name == "offset")
            unit.add_argument("--offset-ms", type=_whole, default=0, help=f"{starts}, in ms")
            in_seconds = f"{starts}, in seconds, such as 1.25 or 1,25"
            unit.add_argument("--offset-s", dest="offset_ms", type=_seconds_as_ms, help=in_seconds)


def _add_find(find: argparse.ArgumentParser) -> None:
    _add_study(find, asked="people")
    words = "words that have to occur in the comment, the code, an answer, the coder or the session"
    find.add_argument("text", nargs="?", default="", help=words)
    find.add_argument("--code", nargs="+", default=[], metavar="CODE", help="only events of these codes, by id")
    find.add_argument("--coder", nargs="+", default=[], metavar="ID", help="only by these coders")
    find.add_argument("--episode", nargs="+", default=[], metavar="EPISODE", help="only what begins in these")


def _add_putting_right(command: AddCommand) -> None:
    rename = command("rename", "put_right:rename", "give a session, a coder, a camera or the study another name")
    _add_study(rename)
    rename.add_argument("what", choices=("session", "coder", "camera", "study"))
    rename.add_argument("old", help="the id or name as it is; of a camera its number or name")
    rename.add_argument("new")
    rename.add_argument("--session", help="whose camera it is")

    what = "put a session, a coder or a coding into the bin of the study, from which it can be restored"
    remove = command("remove", "put_right:remove", what)
    _add_study(remove)
    remove.add_argument("what", choices=("session", "coder", "coding"))
    remove.add_argument("id", nargs="+", help="its id; of a coding the session and the coder")

    in_bin = command("bin", "put_right:list_bin", "list what was removed and can be restored")
    _add_study(in_bin)
    emptied = "delete what lies in it for good; the audit trail says what it was, and nothing brings it back"
    in_bin.add_argument("--empty", action="store_true", help=emptied)
    in_bin.add_argument("--yes", action="store_true", help="with --empty: do it, not only say what would be deleted")

    move = command("move", "put_right:move", "move a coding to the session that it belongs to")
    _add_study(move)
    move.add_argument("session", help="where it is")
    move.add_argument("coder")
    move.add_argument("to", help="the session that it belongs to")

    merge = command("merge", "put_right:merge", "take codings in from another copy of the study; twice is harmless")
    _add_study(merge)
    files = "codings (.jsonl), whatever they are called there, or packages of work (annotator pack --work)"
    merge.add_argument("file", type=Path, nargs="+", help=files)
    _add_passphrase(merge)

    variables = command("variables", "put_right:variables", "show or set variables and notes of sessions")
    _add_study(variables)
    variables.add_argument("session", nargs="?", help="without it, all are listed")
    variables.add_argument("set", nargs="*", metavar="NAME=VALUE", help="what to set; no value takes it away")
    variables.add_argument("--notes", help="what the notes of the session say from now on; no export holds them")
    variables.add_argument("--from", dest="table", type=Path, help="set all of a CSV table with a column session")
    variables.add_argument("--encoding", default="", help="of that table, such as cp1252")
    holds = "what a variable holds: text, number, whole, date, yes/no, or choices such as A|B|C"
    variables.add_argument("--type", action="append", default=[], metavar="NAME=TYPE", help=holds)

    told = "show, lock or unlock the episode boundaries of a session"
    boundaries = command("boundaries", "put_right:boundaries", told)
    _add_study(boundaries)
    boundaries.add_argument("session")
    lock = boundaries.add_mutually_exclusive_group()
    lock.add_argument("--lock", metavar="CODER", help="let the boundaries of this coder hold for everybody")
    lock.add_argument("--unlock", action="store_true", help="let each coder's own hold again")


def _add_people(command: AddCommand) -> None:
    told = "show who leads, who codes and what coders do not see, or set it"
    people = command("people", "people:people", told)
    _add_study(people, asked="")
    people.add_argument("--leads", nargs="*", metavar="ID", help="who leads from now on; nobody: no roles any more")
    blind = "variables of the sessions that coders do not see from now on; none: they see all"
    people.add_argument("--blind", nargs="*", metavar="VARIABLE", help=blind)
    own = "variables that no package for coders holds from now on, such as a date of birth; none: none is private"
    people.add_argument("--private", nargs="*", metavar="VARIABLE", help=own)
    names = "hide the names of recordings from coders: Camera 1 stands there instead; --no-… shows them again"
    people.add_argument("--blind-recordings", action=argparse.BooleanOptionalAction, help=names)
    when = "when coders see each other's codings: once both have submitted the session, or now"
    people.add_argument("--unblind", choices=("never", "submitted", "now"), help=when)

    told = "show who codes what, or draw it: with a share, coders and a seed, or --extend for what was added since"
    plan = command("plan", "people:plan", told)
    _add_study(plan, asked="")
    plan.add_argument("--share", type=_share, help="of the sessions that two coders code, 0 to 1, such as 0.25")
    plan.add_argument("--coders", nargs="+", metavar="ID", help="who codes; all coders of the study if none is given")
    plan.add_argument("--seed", type=_whole, help="a whole number that chance goes by; the same seed draws the same")
    plan.add_argument("--extend", action="store_true", help="draw what was added since, as it was drawn before")
    anew = "draw also what was assigned before and nobody has begun"
    plan.add_argument("--anew", action="store_true", help=anew)
    plan.add_argument("--dry-run", action="store_true", help="only say what the plan would be")

    assign = command("assign", "people:assign", "give a session to a coder, or take it off the coder's list")
    _add_study(assign, asked="")
    assign.add_argument("session")
    assign.add_argument("coder")
    assign.add_argument("--off", action="store_true", help="take the coder off this session; nothing may be coded yet")

    told = "let a coder code a submitted session once more, without seeing the coding before; or list such rounds"
    recode = command("recode", "people:recode", told)
    _add_study(recode, asked="")
    recode.add_argument("session", nargs="?", help="which session; without it the rounds are listed")
    recode.add_argument("coder", nargs="?", help="who codes it again; they have submitted it")

    mine = command("mine", "people:mine", "list the sessions of a coder in their order, with what comes next")
    mine.add_argument("study", type=Path)
    mine.add_argument("--as", dest="person", metavar="ID", required=True, help="whose list")


def _add_study(
    made: argparse.ArgumentParser,
    name: str = "study",
    *,
    asked: Literal["leads", "results", "people", ""] = "leads",
    **how: Any,
) -> None:
    """Let a study be named, and who asks.

    asked: of whom it is: of leads, of whoever sees results, of people whom the study knows, or "" where the command
        looks itself. A study without leads asks nobody.
    """
    made.add_argument(name, type=Path, **how)
    _add_person(made)
    made.set_defaults(asked=asked, names_study=name)


def _add_person(made: argparse.ArgumentParser) -> None:
    who = "who you are: a lead or a coder of the study; to be said where the study has leads"
    made.add_argument("--as", dest="person", metavar="ID", default="", help=who)


def _add_reliability(reliability: argparse.ArgumentParser) -> None:
    _add_study(reliability, asked="results")
    reliability.add_argument("--coders", nargs="+", metavar="CODER", help="only these; two without --all, A then B")
    reliability.add_argument("--session", help="only this one")
    over = reliability.add_mutually_exclusive_group()
    over.add_argument(
        "--window",
        choices=("episodes", "whole"),
        help="from the first to the last episode that both marked, or the whole session; else as the study has it",
    )
    over.add_argument("--episodes", nargs="+", metavar="EPISODE", help="compare only in these, such as 4 8")
    part = "modifiers that are part of the code, such as target; none named: the code alone; else as the study has it"
    reliability.add_argument("--code-with", nargs="*", metavar="MODIFIER", help=part)
    reliability.add_argument("--all", action="store_true", help="all coders of the whole study in one document")
    own = "stability over time instead: each coder with their own earlier coding of sessions that they coded again"
    reliability.add_argument("--rounds", action="store_true", help=own)
    reliability.add_argument("--master", help="compare every coder with this one; implies --all")
    unfinished = "also count codings that were not submitted; implies --all (without --all, they always count)"
    reliability.add_argument("--include-unfinished", action="store_true", help=unfinished)
    every = "list what cannot be estimated, with the reasons, instead of counting it"
    reliability.add_argument("--not-estimable", action="store_true", help=every)
    out = "write tables, figures and the document into this folder; implies --all"
    reliability.add_argument("--out", type=Path, help=out)


def _add_codebook_commands(command: AddCommand) -> None:
    parser = command("codebook", "", "list, show or check codebooks")
    add = _adding_to(parser, "WHAT")
    add("list", "codebook:list_shipped", "codebooks that ship")
    add("schema", "codebook:schema", "the JSON Schema of codebook files, for editors")
    asked: Iterable[tuple[str, str, str]] = (
        ("show", "codebook:show", "everything in a codebook"),
        ("check", "codebook:check", "every fault in a codebook, with its line and what to do"),
        ("keys", "codebook:keys", "a table of its keys"),
        ("manual", "codebook_files:manual", "write the printable manual as HTML"),
    )
    for name, run, text in asked:
        made = add(name, run, text)
        made.add_argument("codebook", help="name of a shipped codebook, or a file")
        if name == "manual":
            made.add_argument("--out", type=Path, required=True)
    update = add("update", "codebook_files:update", "take a study along to the version of its codebook that ships now")
    _add_study(update)
    update.add_argument("--apply", action="store_true", help="do it; without it, what would change is shown")
    template = add("import", "codebook_files:import_codebook", "draft a codebook from a BORIS, ELAN or Datavyu file")
    template.add_argument("file", type=Path, help="a .boris, .etf, .eaf or .opf file")
    template.add_argument("--out", type=Path, required=True)
    template.add_argument("--encoding", default="", help="of the file's text, such as cp1252 or mac_roman")
    template.add_argument("--actor", default="", help="who does what the file names nobody for, such as infant")


def _add_safekeeping(command: AddCommand) -> None:
    repair = command("repair", "safekeeping:repair", "write repaired copies of damaged codings")
    _add_study(repair)
    repair.add_argument("--use", action="store_true", help="let the copies be the codings from now on")

    put_back = "put back what lies in the bin, or list the backups of a coding and put one back"
    restore = command("restore", "safekeeping:restore", put_back)
    _add_study(restore)
    restore.add_argument("name", nargs="?", help="what lies in the bin under this name, see annotator bin")
    restore.add_argument("--session", help="of the coding whose backups are meant")
    restore.add_argument("--coder", help="whose coding it is")
    restore.add_argument("--backup", type=_whole, help="which one of the list, from 1; without it they are listed")

    told = "write a study into one file: to be kept, to be coded elsewhere (--for), or what was coded of that (--work)"
    pack = command("pack", "packages:pack", told)
    _add_study(pack)
    pack.add_argument("--out", type=Path, required=True, help="a .zip file that is not there yet")
    what = pack.add_mutually_exclusive_group()
    only = "only what these coders need to code, without what others coded and what is blind"
    what.add_argument("--for", dest="coders", nargs="+", metavar="CODER", help=only)
    what.add_argument("--work", action="store_true", help="only what was coded, for annotator merge")
    wanted = pack.add_mutually_exclusive_group()
    planned = "with --for: only these; else those of the plan, or all where there is no plan"
    wanted.add_argument("--sessions", nargs="+", metavar="ID", help=planned)
    wanted.add_argument("--gold", action="store_true", help="with --for: those with a gold standard, which stays here")
    copies = (
        "whether the recordings are in the file (copies; so also if nothing is named) or only found by their content"
    )
    how = ("reference", "copies")
    pack.add_argument("--recordings", nargs="?", choices=how, const="copies", default="reference", help=copies)
    _add_passphrase(pack)

    unpack = command("unpack", "packages:unpack", "make a study of a package")
    unpack.add_argument("package", type=Path)
    unpack.add_argument("--out", type=Path, required=True, help="an empty or new folder")
    _add_passphrase(unpack)

    told = "check that a packed study is as it was packed, or that every chain and step of a study is as it was written"
    verify = command("verify", "packages:verify", told)
    _add_study(verify, "package", metavar="PACKAGE|STUDY")
    _add_passphrase(verify)


def _add_keeping(command: AddCommand) -> None:
    audit = command("audit", "keeping:audit", "list every change of a study: who, when, what, from what to what")
    _add_study(audit)
    audit.add_argument("--session", default="", metavar="ID", help="only what is about this session")
    audit.add_argument("--coder", default="", metavar="ID", help="only what is about this coder, or was done by them")
    audit.add_argument("--since", type=_day, metavar="DATE", help="only from this day on (UTC), such as 2026-11-29")
    audit.add_argument("--what", default="", metavar="WORDS", help="only steps that have these letters in their name")
    audit.add_argument("--out", type=Path, help="write a CSV table, which is not there yet, instead of listing it")
    free = "include comments, notes and names of recordings, which may identify people"
    audit.add_argument("--comments", action="store_true", help=free)

    told = "list what changes of the codebook mean for each coding, or tick one off as reviewed"
    review = command("review", "keeping:review", told)
    _add_study(review, asked="leads")
    what = review.add_mutually_exclusive_group()
    done = ("SESSION", "CODER")
    what.add_argument("--tick", nargs=2, metavar=done, help="write down that this coding was reviewed")
    what.add_argument("--untick", nargs=2, metavar=done, help="write down that it is to be reviewed after all")

    share = command("share-check", "keeping:share_check", "say what in a study may tell who was recorded")
    _add_study(share)

    told = "list until when recordings may be kept, set it, or take away where those that are due lie"
    retention = command("retention", "keeping:retention", told)
    _add_study(retention)
    retention.add_argument("session", nargs="*", help="only these sessions; all if none is named")
    what = retention.add_mutually_exclusive_group()
    what.add_argument("--until", type=_day, metavar="DATE", help="the last day, such as 2036-12-31")
    what.add_argument("--no-date", action="store_true", help="set none")
    gone = "take away where the recordings of sessions that are due lie: files stay, and it cannot be undone"
    what.add_argument("--remove-references", action="store_true", help=gone)
    retention.add_argument("--yes", action="store_true", help="do it; without it, what would go is shown")

    locks = command("locks", "keeping:locks", "list codings that are open somewhere, or were left open by a crash")
    _add_study(locks)
    over = "take over this one, which a crash of another computer left behind"
    locks.add_argument("--take-over", nargs=2, metavar=("SESSION", "CODER"), help=over)


def _add_passphrase(made: argparse.ArgumentParser) -> None:
    """Let a passphrase be said, and not as a word of the command: other people of the computer see those."""
    where = made.add_mutually_exclusive_group()
    where.add_argument("--passphrase-stdin", action="store_true", help="read the passphrase from standard input")
    where.add_argument("--passphrase-file", type=Path, metavar="FILE", help="read it from the first line of a file")


def _add_other_commands(command: AddCommand) -> None:
    opened = command("open", "window:open_window", "open the window, on a study if one is named")
    opened.add_argument("study", type=Path, nargs="?")
    opened.add_argument("--session")
    opened.add_argument("--coder")
    _add_person(opened)

    demo = command("demo", "window:demo", "open the sample study, or tour it where there is no display")
    demo.add_argument("--out", type=Path, default=Path("out"))

    sample = command("sample", "sample:sample", "draw a sample recording of any length")
    sample.add_argument("--minutes", type=_minutes, default=3.0, help="1 or more")
    sample.add_argument("--out", type=Path, required=True)


def _recording(text: str) -> Path | tuple[Path, ...]:
    """A file, or several in sequence with + between them."""
    path = Path(text)
    return path if path.exists() or "+" not in text else tuple(map(Path, text.split("+")))


def _day(text: str) -> datetime:
    """A day, given back as its beginning in UTC."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"give year, month and day, such as 2026-11-29, not {text}") from error


def _whole(text: str) -> int:
    """A whole number, written as in the fields of the window: digits alone, perhaps with a sign."""
    if re.fullmatch(r"[+-]?[0-9]{1,15}", text):
        return int(text)
    raise argparse.ArgumentTypeError(f"give a whole number, without a point, comma or space, not {text}")


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (name.strip() for name in text.split(","))))


def _seconds_as_ms(text: str) -> int:
    """Seconds with at most three decimals, after a point or a comma, as whole milliseconds."""
    found = re.fullmatch(r"([+-]?)([0-9]{1,12})(?:[.,]([0-9]{1,3}))?", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"give seconds with at most three decimals, such as 1.25, not {text}")
    value_ms = int(found[2]) * 1000 + int((found[3] or "").ljust(3, "0"))
    return -value_ms if found[1] == "-" else value_ms


def _share(text: str) -> float:
    share = float(text.replace(",", ".")) if re.fullmatch(r"[0-9]*[.,]?[0-9]{1,9}", text) else 2.0
    if share <= 1:
        return share
    raise argparse.ArgumentTypeError(f"give a share from 0 to 1, such as 0.25 for a quarter, not {text}")


def _percent(text: str) -> float:
    percent = float(text.replace(",", ".")) if re.fullmatch(r"[0-9]{1,3}([.,][0-9]{1,6})?", text) else 101.0
    if percent <= 100:
        return percent
    raise argparse.ArgumentTypeError(f"give percent, from 0 to 100, not {text}")


def _seconds(text: str) -> int:
    """Seconds, given back in ms."""
    if re.fullmatch(r"[0-9]{1,6}([.,][0-9]{1,3})?", text):
        return round(float(text.replace(",", ".")) * 1000)
    raise argparse.ArgumentTypeError(f"give seconds, 0 or more, not {text}")


def _minutes(text: str) -> float:
    minutes = float(text.replace(",", ".")) if re.fullmatch(r"[0-9]{1,9}([.,][0-9]{1,9})?", text) else 0.0
    if minutes >= 1:
        return minutes
    raise argparse.ArgumentTypeError(f"give a number of minutes, 1 or more, not {text}")
