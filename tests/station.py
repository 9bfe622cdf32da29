"""A real ledger for tests: SQLCipher in a temporary folder, a stepped clock, a station that was set up."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from packtrail.app.ids import new_id
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import OutletProfile
from packtrail.store.ledger import Ledger, open_ledger
from packtrail.usecases.open_station import open_station
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.set_profile import set_profile
from tests.trade import CODE, MORNING, OUTLET, delivery, pack

TEST_KEY = bytes(range(32))
STATION_KEY = bytes(range(1, 33))
ADMIN = Operator("op_1", "管理员", Role.ADMIN)

PROFILE = OutletProfile(
    outlet_uscc=OUTLET,
    outlet_name="长沙测试回收服务网点",
    outlet_kind="collection",
    set_up_by_name=None,
    set_up_by_uscc=None,
    address=None,
)


class SteppedClock:
    """Every look at it is a second later."""

    def __init__(self, start: datetime = MORNING) -> None:
        self.at = start

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@contextmanager
def opened(folder: Path, clock: Callable[[], datetime]) -> Iterator[Ledger]:
    """The ledger in ``folder``; closed at the end."""
    ledger = open_ledger(folder, TEST_KEY, clock=clock)
    try:
        yield ledger
    finally:
        ledger.close()


def set_up(ledger: Ledger, clock: Callable[[], datetime]) -> None:
    """Give ``ledger`` its station and its outlet."""
    open_station(
        ledger, label="S1", private_key=STATION_KEY, operator_ref=ADMIN.ref, now=clock, new_id=new_id
    )
    set_profile(PROFILE, by=ADMIN, store=ledger, now=clock, new_id=new_id)


def take_in(ledger: Ledger, clock: Callable[[], datetime], *codes: str):
    """One delivery of sound packs."""
    draft = delivery(*(pack(code) for code in codes or (CODE,)))
    return record_delivery(draft, by=ADMIN, store=ledger, now=clock, new_id=new_id)


def codes(count: int, first: int = 1) -> list[str]:
    """So many different battery codes."""
    return [f"0TXPB01A000001A5A{number:07d}" for number in range(first, first + count)]
