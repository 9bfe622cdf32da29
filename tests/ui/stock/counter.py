"""A station at work for the tests of screens: the real ledger in a folder, a clock that stands still."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from packtrail.app.ids import new_id
from packtrail.app.outlet import Outlet
from packtrail.app.refdata import load_code_tables
from packtrail.app.workers import Workers
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import OutletProfile
from packtrail.store.ledger import open_ledger
from packtrail.ui.workers import BugsToTheTop, GuiWorkers
from packtrail.usecases.open_station import open_station
from packtrail.usecases.ports import Destination
from packtrail.wording import Language
from tests.trade import AFTERNOON, OUTLET, REPAIR_SHOP, delivery, pack

PROFILE = OutletProfile(
    outlet_uscc=OUTLET,
    outlet_name="长沙测试回收服务网点",
    outlet_kind="collection",
    set_up_by_name="长沙测试汽车有限公司",
    set_up_by_uscc=REPAIR_SHOP,
    address=None,
)
HUB = Destination(
    name="hub",
    title="测试企业平台",
    base_url="https://hub.test",
    outlet_uscc=OUTLET,
    hub_keys={},
    station_signature=b"s" * 64,
    enrolled_at=AFTERNOON,
)


@contextmanager
def counter(folder: Path) -> Iterator[tuple[Outlet, GuiWorkers]]:
    """An outlet with its profile, at ``AFTERNOON`` for ever, and the door to its lanes."""
    lanes = Workers(report_bug=BugsToTheTop().report)
    workers = GuiWorkers(lanes)
    ledger = open_ledger(folder, bytes(range(32)), clock=lambda: AFTERNOON)
    try:
        outlet = Outlet(
            store=ledger,
            folder=folder,
            workers=lanes,
            tables=load_code_tables(),
            now=lambda: AFTERNOON,
            new_id=new_id,
            operator=Operator("op_1", "王建国", Role.ADMIN),
            language=Language.CHINESE,
        )
        lanes.acts.run(partial(_begin, outlet)).result(20)
        yield outlet, workers
    finally:
        workers.close()  # as the window does when it goes; answers on their way then ask nothing more
        gc.collect()  # here: a lane of the next test would delete this one's widgets in its own thread
        assert lanes.close(limit_s=20) == ()
        ledger.close()


def _begin(outlet: Outlet) -> None:
    open_station(
        outlet.store,
        label="S1",
        private_key=bytes(range(100, 132)),
        operator_ref="op_1",
        now=outlet.now,
        new_id=outlet.new_id,
    )
    outlet.set_profile(PROFILE)


def on_writer(outlet, act):
    """What ``act`` gives, done where writing acts belong."""
    return outlet.workers.acts.run(act).result(20)


def code(number: int) -> str:
    """The code of a made-up pack."""
    return f"0TXPB01A000001A5A{number:07d}"


def taken_in(outlet, *units, **changes):
    """One delivery of ``units``; what the act wrote."""
    return on_writer(outlet, partial(outlet.record_delivery, delivery(*units, **changes)))


def packs(count: int, first: int = 1):
    """``count`` sound packs with codes of their own."""
    return tuple(pack(code(first + at), mass_g=300_000 + 500 * at) for at in range(count))


def with_hub(outlet) -> Destination:
    """Begin to owe the made-up hub the whole log."""

    def add() -> None:
        with outlet.store.act() as tx:
            tx.add_destination(HUB)

    on_writer(outlet, add)
    return HUB


def put_away(qtbot, workers: GuiWorkers, *widgets) -> None:
    """Let everything that was asked arrive, then close ``widgets``: a screen lives as long as its window."""
    for _ in range(3):  # an answer may ask again
        both = threading.Barrier(2)  # the two threads that read
        asked = [(workers.acts, int), (workers.network, int), *[(workers.reads, partial(both.wait, 20))] * 2]
        came: list[object] = []
        for lane, fn in asked:
            workers.run(lane, fn, done=came.append, failed=came.append, priority=1)
        qtbot.waitUntil(partial(_have_come, came, len(asked)))
    for widget in widgets:
        widget.close()
        widget.deleteLater()


def _have_come(came, count) -> bool:
    return len(came) == count
