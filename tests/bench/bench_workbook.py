"""A maker's portal that is owed 50,000 intakes: sealed as workbooks, and one of them settled."""

import resource
import tempfile
from pathlib import Path

from packtrail import resources
from packtrail.app.ids import new_id
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.workbook_profile import read_profile
from packtrail.store.workbooks import shelf_of
from packtrail.usecases.export_workbook import export_workbooks
from packtrail.usecases.plan_workbook import ExportAsked
from packtrail.usecases.read_back import confirm_count
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.route_makers import add_portal
from packtrail.usecases.workbook_ports import LoadedProfile
from tests.bench.figures import Figure, seconds
from tests.station import ADMIN, SteppedClock, codes, opened, set_up
from tests.trade import delivery, pack

UNITS = 50_000
AT_ONCE = 200
MAKER = "甲汽车有限公司"
MIB = 1024


def run(units=UNITS):
    content = resources.path("profiles", "maker_portal.toml").read_bytes()
    profile = LoadedProfile(read_profile(content), sha256_digest(content))
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), clock := SteppedClock()) as ledger:
        set_up(ledger, clock)
        portal = add_portal("甲平台", makers=[MAKER], by=ADMIN, store=ledger, now=clock).name
        who = {"by": ADMIN, "store": ledger, "now": clock, "new_id": new_id}
        for first in range(1, units + 1, AT_ONCE):
            packs = [pack(code, responsible_maker=MAKER) for code in codes(AT_ONCE, first)]
            record_delivery(delivery(*packs), **who)
        road = {**who, "shelf": shelf_of, "on_writer": lambda act: act()}
        exported = []
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        asked = ExportAsked(portal=portal, profile=profile, stage="intake")
        took = seconds(lambda: exported.append(export_workbooks(asked, **road)))
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / MIB
        workbooks = exported[0].workbooks
        rows = sum(each.row_count for each in workbooks)
        first_one = workbooks[0]
        settled = seconds(lambda: confirm_count(first_one.number, first_one.row_count, **road))
    yield Figure(f"{rows:,} rows sealed in {len(workbooks)} workbooks", took, "s", "≤ 10 s", took <= 10)
    yield Figure("memory that this took more", grown, "MiB", "≤ 200 MiB", grown <= 200)
    goal = 5.0
    yield Figure(
        f"{first_one.row_count:,} rows settled by their count", settled, "s", f"≤ {goal:g} s", settled <= goal
    )
