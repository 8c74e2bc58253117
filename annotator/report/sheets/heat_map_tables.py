"""The heat map as tables to copy: numbers that a spreadsheet takes for numbers."""

from annotator.agreement.catalogue import STUDY
from annotator.agreement.whole_study import PairEstimates, WholeStudy
from annotator.report.study_words import scope_sentence
from annotator.statistics.estimate import ConfidenceInterval, Statistic, Undefined


def heat_map_tables(whole: WholeStudy, found: PairEstimates) -> tuple[str, list[list[str]], list[list[str]]]:
    """Return the heat map to copy: its title, every two coders crossed, and a line a pair with its interval."""
    compared, symbol = whole.compared, STUDY[found.statistic].symbol
    values = {names: _number(found.pooled[place].value) for place, names in enumerate(compared.pairs)}
    crossed = [[a, *(values.get((min(a, b), max(a, b)), "") for b in compared.coders)] for a in compared.coders]
    lines = [
        [*names, _number(one.value), *_ends(one.interval), str(len(compared.meetings_of(place))), _few(found, place)]
        for place, (names, one) in enumerate(zip(compared.pairs, found.pooled, strict=True))
    ]
    header = ["A", "B", symbol, f"{whole.confidence:.0%} from", "to", "sessions", ""]
    title = f"{symbol} of {found.subject.name}. {scope_sentence(whole)}"
    return title, [["", *compared.coders], *crossed], [header, *lines]


def _number(value: Statistic) -> str:
    return "" if isinstance(value, Undefined) else f"{value:z.2f}"


def _ends(interval: ConfidenceInterval | Undefined) -> tuple[str, str]:
    return ("", "") if isinstance(interval, Undefined) else (f"{interval.low:z.2f}", f"{interval.high:z.2f}")


def _few(found: PairEstimates, pair: int) -> str:
    return "little data" if found.few[pair] else ""
