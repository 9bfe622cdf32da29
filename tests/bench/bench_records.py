"""Anything found among 200,000 units while it is typed, and 50,000 lines of a register in a spreadsheet.

``million.py`` makes the ledger. A search is what one key costs: the text so far, in all five groups.
"""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from packtrail.app.register_file import write_register
from packtrail.domain.documents import HandoffDocument
from packtrail.store.ledger import Ledger
from packtrail.usecases.registers import RegisterAsked, RegisterKind
from packtrail.usecases.search_ledger import search_ledger
from packtrail.wording import CHINESE, wording
from tests.bench.figures import Figure, p50, p99, seconds, times_ms
from tests.bench.million import ledger_of
from tests.bench.million_days import FIRST_DAY
from tests.station import SteppedClock, opened

DAYS = 1000
EXPORTED_DAYS = 250
UNITS_A_DAY = 200
RUNS = 5


def run(days: int = DAYS) -> Iterator[Figure]:
    clock = SteppedClock(FIRST_DAY + timedelta(days=days))
    with opened(ledger_of(days), clock) as ledger:
        taken = [
            each for text in _typed(ledger) for each in times_ms(lambda text=text: _ask(ledger, text), RUNS)
        ]
        units = f"{days * UNITS_A_DAY:,} units"
        yield Figure(
            f"anything by a key more among {units}, p50", p50(taken), "ms", "≤ 100 ms", p50(taken) <= 100
        )
        yield Figure(
            f"anything by a key more among {units}, p99", p99(taken), "ms", "≤ 100 ms", p99(taken) <= 100
        )
        yield from _exported(ledger, min(days, EXPORTED_DAYS))


def _typed(ledger: Ledger) -> list[str]:
    """Pieces of codes and numbers as they grow, a company, a plate, and what nobody has."""
    with ledger.read() as view:
        unit = view.taken_in(FIRST_DAY, FIRST_DAY + timedelta(days=2), limit=100)[-1]
        load = view.newest(HandoffDocument, 1)[0]
    code = unit.label
    grown = [text[:length] for text in (code, code[10:], load.number) for length in range(2, len(text), 3)]
    return [*grown, code[-7:], code[-5:], code, load.number, "zzcs", "株洲", "湘A1", "nobody has this"]


def _ask(ledger: Ledger, text: str) -> None:
    with ledger.read() as view:
        search_ledger(view, text)


def _exported(ledger: Ledger, days: int) -> Iterator[Figure]:
    first = (FIRST_DAY - timedelta(days=1)).date()
    asked = RegisterAsked(kind=RegisterKind.INTAKE, from_day=first, to_day=first + timedelta(days=days))
    counts: list[int | None] = []

    def write(target: Path) -> None:
        with ledger.read() as view:
            silent = {"told": lambda *_: None, "is_cancelled": lambda: False}
            counts.append(write_register(view, asked, target, wording(CHINESE), FIRST_DAY, **silent))

    with tempfile.TemporaryDirectory() as folder:
        taken = seconds(lambda: write(Path(folder) / "register.xlsx"))
    yield Figure(f"a register of {counts[0]:,} lines as a spreadsheet", taken, "s", "≤ 10 s", taken <= 10)
