"""The table of variables, and of the cases of one of them."""

from collections.abc import Iterator

from annotator.agreement.catalogue import VARIABLE
from annotator.agreement.pair.report import PairReport
from annotator.agreement.pair.variables import VariableResult
from annotator.measures.variables import NAMES, UNITS, Variable
from annotator.report.sheets.columns import Around, Line, Shown, columns_of, names_of
from annotator.report.sheets.part_sheets import episode_name
from annotator.report.sheets.sheet import Sheet, SheetCell, SheetColumn, SheetRow, cells_of, decimal, with_interval
from annotator.report.wording import or_reason
from annotator.statistics.estimate import Undefined
from annotator.text import DASH, count

_SHOWN: tuple[Shown, ...] = (
    "agreement.icc_a1",
    Around("agreement.icc_a1"),
    "agreement.cases",
    "agreement.limits.bias",
    Around("agreement.limits.bias"),
    "agreement.limits.lower",
    "agreement.limits.upper",
    "agreement.mean_a",
    "agreement.mean_b",
    "agreement.icc_c1",
    Around("agreement.icc_c1"),
    "not_compared.not_held",
    "not_compared.not_looked_for",
    "not_compared.never_came",
)
_EMPTY = "Neither of the two has marked anything in an episode that is measured. Mark where the episodes begin in Code."


def variable_sheet(report: PairReport, variable: Variable) -> Sheet:
    """Return a variable of every code: of all episodes together, of the sums over sessions, and of each episode."""
    wide = dict.fromkeys(("agreement.icc_a1.interval", "agreement.icc_c1.interval"), "[−1.00, −1.00]")
    columns = columns_of(_SHOWN, VARIABLE, names=names_of(report), widest=wide)
    told = [one for one in report.variables if one.variable == variable]
    rows = (
        SheetRow(
            key_of(one),
            _name(report, one),
            cells_of(columns, Line(((VARIABLE, one),))),
            _words(report, one),
            "" if _is_part(one) else one.code,
            is_indented=_is_part(one),
        )
        for one in told
    )
    return Sheet(columns, tuple(rows), _EMPTY if not report.variables else "No code that was used has this variable.")


def key_of(one: VariableResult) -> str:
    """Return what tells a line from the others."""
    return f"{one.code} {'total' if one.is_total else one.episode}"


def case_sheet(report: PairReport, found: VariableResult | None) -> Sheet:
    """Return the cases of a line, the largest differences first."""
    columns: tuple[SheetColumn[tuple[str, float, float]], ...] = (
        SheetColumn("episode", "Episode; – for the sum over the session", lambda case: SheetCell(case[0]), "00"),
        SheetColumn(report.coder_a, f"Of {report.coder_a}", lambda case: decimal(case[1]), "000.00"),
        SheetColumn(report.coder_b, f"Of {report.coder_b}", lambda case: decimal(case[2]), "000.00"),
        SheetColumn("B − A", "Difference", lambda case: decimal(case[2] - case[1]), "−000.00"),
    )
    cases = sorted(_cases(report, found), key=lambda case: abs(case[1][2] - case[1][1]), reverse=True)
    rows = (SheetRow(f"{place}", session, cells_of(columns, told)) for place, (session, told) in enumerate(cases))
    return Sheet(columns, tuple(rows))


def _cases(report: PairReport, found: VariableResult | None) -> Iterator[tuple[str, tuple[str, float, float]]]:
    if found is None:
        return
    cases = found.cases
    for session, episode, (a, b) in zip(cases.sessions, cases.episodes, cases.values.tolist(), strict=True):
        yield report.sessions[session], (found.measured[episode] if episode >= 0 else DASH, a, b)


def _is_part(one: VariableResult) -> bool:
    return one.is_total or bool(one.episode)


def _name(report: PairReport, one: VariableResult) -> str:
    if one.is_total:
        return "sum over the session"
    return episode_name(report.codebook, one.episode) if one.episode else report.codebook.code_by_id[one.code].name


def _words(report: PairReport, one: VariableResult) -> str:
    found, left, unit = one.agreement, one.not_compared, UNITS[one.variable]
    where = f"episode {one.episode}" if one.episode else "summed over the session" if one.is_total else "all episodes"
    reasons = (
        (left.not_held, "one has not got the episode"),
        (left.not_looked_for, "not looked for by one"),
        (left.never_came, "it never came for one"),
    )
    said = "; ".join(f"{number}: {reason}" for number, reason in reasons if number)
    without = f" (left out: {said})" if said else ""
    limits = found.limits
    between = (
        ""
        if isinstance(limits.lower.value, Undefined) or isinstance(limits.upper.value, Undefined)
        else f", limits of agreement {decimal(limits.lower.value).text} to {decimal(limits.upper.value).text} {unit}"
    )
    bias = or_reason(limits.bias.value) if isinstance(limits.bias.value, Undefined) else decimal(limits.bias.value).text
    return (
        f"{report.codebook.code_by_id[one.code].name}, {NAMES[one.variable].lower()}, {where}: "
        f"{count(found.cases, 'case')}{without}. ICC(A,1) {with_interval(found.icc_a1)}. "
        f"Bias {bias} {unit}{between}."
    )
