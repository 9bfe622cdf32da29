"""What was read in each picture, added up: by symbology, by corpus, by band of severity, by label.

Plain counting, so that what a percentage means is said in one place (docs/scanning.md has the words).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median

from packtrail.app.bench_manifest import Entry, Sought

BANDS = {"1": "1-2", "2": "1-2", "3": "3", "4": "4-5", "5": "4-5"}
STRESS = "stress"  # corpora of synthetic labels: stress/<degradation>/<severity>
SEVERAL = "several"  # nine labels a frame; measured beside the bands, as in docs/scanning.md


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one reader made of one picture."""

    entry: Entry
    reader: str
    wanted: int  # symbols that could be read; 0 where nothing is known
    read: int  # of those, read
    sure: int  # of those, sure without a person
    texts: frozenset[str]  # everything read
    wrong: frozenset[str]  # taken as read, and not there
    unlisted: frozenset[str] = frozenset()  # not expected, but there: both libraries alone read it
    ms: float
    stages: tuple[str, ...] = ()  # that read something


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One reader on one set. Percentages are None where nothing is known to compare with."""

    name: str  # a symbology, a corpus or a band
    sought: Sought
    reader: str
    pictures: int
    symbols: int
    read_percent: float | None  # of the symbols
    sure_percent: float | None
    corpora_percent: float | None  # mean of the corpora, each weighing the same
    wrong: int  # pictures with a wrong text
    nothing: int  # pictures where nothing right and nothing wrong was read
    distinct: int  # different texts over all pictures
    labels: int  # labels of which there are several pictures
    labels_percent: float | None  # of the symbols of these, read in any picture
    p50_ms: float
    p95_ms: float
    stages: dict[str, int] = field(default_factory=dict)


def by_symbology(seen: Iterable[Observation]) -> list[Score]:
    """One score for each reader and symbology."""
    return _scores(seen, lambda one: one.entry.sought.value)


def by_corpus(seen: Iterable[Observation]) -> list[Score]:
    """One score for each reader, symbology and corpus."""
    return _scores(seen, lambda one: one.entry.corpus)


def by_band(seen: Iterable[Observation]) -> list[Score]:
    """One score for each reader, symbology and band of severity of the synthetic labels."""
    return _scores((one for one in seen if _band(one.entry.corpus)), lambda one: _band(one.entry.corpus))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of ``values`` don't exceed; the largest of a few."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def _band(corpus: str) -> str:
    parts = corpus.split("/")
    if len(parts) != 3 or parts[0] != STRESS or parts[1] == SEVERAL:
        return ""
    return BANDS.get(parts[2], "")


def _scores(seen: Iterable[Observation], name: Callable[[Observation], str]) -> list[Score]:
    """In the order in which symbologies, names and readers first come."""
    groups: defaultdict[tuple[Sought, str, str], list[Observation]] = defaultdict(list)
    for one in seen:
        groups[one.entry.sought, name(one), one.reader].append(one)
    kinds = list(Sought)
    ordered = sorted(groups.items(), key=lambda group: (kinds.index(group[0][0]), group[0][1]))
    return [_score(name, sought, reader, group) for (sought, name, reader), group in ordered]


def _score(name: str, sought: Sought, reader: str, group: Sequence[Observation]) -> Score:
    times = [one.ms for one in group]
    taken_often = _of_labels(group)
    return Score(
        name=name,
        sought=sought,
        reader=reader,
        pictures=len(group),
        symbols=sum(one.wanted for one in group),
        read_percent=_percent(sum(one.read for one in group), sum(one.wanted for one in group)),
        sure_percent=_percent(sum(one.sure for one in group), sum(one.wanted for one in group)),
        corpora_percent=_mean_of_corpora(group),
        wrong=sum(bool(one.wrong) for one in group),
        nothing=sum(not one.wrong and not (one.read or (not one.wanted and one.texts)) for one in group),
        distinct=len(frozenset[str]().union(*(one.texts for one in group))),
        labels=len(taken_often),
        labels_percent=_percent(
            sum(_read_in_any(takes) for takes in taken_often),
            sum(max(one.wanted for one in takes) for takes in taken_often),
        ),
        p50_ms=median(times),
        p95_ms=percentile(times, 0.95),
        stages=dict(Counter(stage for one in group for stage in one.stages).most_common()),
    )


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _mean_of_corpora(group: Sequence[Observation]) -> float | None:
    corpora: defaultdict[str, list[Observation]] = defaultdict(list)
    for one in group:
        corpora[one.entry.corpus].append(one)
    shares = [
        share
        for each in corpora.values()
        if (share := _percent(sum(one.read for one in each), sum(one.wanted for one in each))) is not None
    ]
    return fmean(shares) if shares else None


def _of_labels(group: Sequence[Observation]) -> list[list[Observation]]:
    """The observations of each label of which there are several pictures with known texts."""
    labels: defaultdict[str, list[Observation]] = defaultdict(list)
    for one in group:
        if one.entry.label and one.entry.expect:
            labels[one.entry.label].append(one)
    return [takes for takes in labels.values() if len(takes) > 1]


def _read_in_any(takes: Sequence[Observation]) -> int:
    return len(frozenset[str]().union(*(one.texts & one.entry.expect for one in takes)))
