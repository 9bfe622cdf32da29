"""A party among 20,000, found while its initials are typed."""

import tempfile
from pathlib import Path

from packtrail.app.ids import new_id
from packtrail.domain.party import PartyKind
from packtrail.domain.records import NewRecord, PartyProfile
from tests.bench.figures import Figure, p50, p99, times_ms
from tests.station import SteppedClock, opened, set_up

PARTIES = 20_000
AT_ONCE = 1_000
CITIES = "长沙株洲湘潭衡阳邵阳岳阳常德益阳郴州永州怀化娄底"
TRADES = ("再生利用", "循环科技", "新能源", "动力电池回收", "环保材料")


def run(parties=PARTIES):
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), clock := SteppedClock()) as ledger:
        set_up(ledger, clock)
        for first in range(0, parties, AT_ONCE):
            with ledger.act() as tx:
                tx.append(*(_profile(number, clock) for number in range(first, first + AT_ONCE)))
        typed = ("c", "cs", "csz", "cszs", "cszsly", "91", "再生", "zzxny", "nobody")

        def ask(text):
            with ledger.read() as view:
                return view.search_parties(text, kind=PartyKind.RECIPIENT, limit=20)

        taken = [each for text in typed for each in times_ms(lambda text=text: ask(text), 10)]
    goal = "≤ 50 ms"
    yield Figure(f"a party of {parties:,} by its initials, p50", p50(taken), "ms", goal, p50(taken) <= 50)
    yield Figure(f"a party of {parties:,} by its initials, p99", p99(taken), "ms", goal, p99(taken) <= 50)


def _profile(number, clock):
    city = CITIES[number % 12 * 2 :][:2]
    body = PartyProfile(
        party_kind=PartyKind.RECIPIENT, uscc="91430200MA0FAKE02B", role="utilisation_enterprise",
        name=f"{city}{TRADES[number % 5]}有限公司{number}", evidence=(), checked_on=None, expires_on=None,
    )  # fmt: skip
    return NewRecord(record_id=new_id(), body=body, occurred_at=clock(), operator_ref="op_1")
