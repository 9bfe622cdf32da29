"""The network goes away and comes back: the desk's sync on a real ledger, over a real road to a real hub."""

import contextlib
import selectors
import socket
import threading
from datetime import timedelta

import pytest

from packtrail.app.build import outlet_at_work
from packtrail.app.secrets import NoKeyring
from packtrail.desk.network_return import EVERY_MS, NetworkReturn
from packtrail.protocol.capabilities import Maintenance
from packtrail.sync.proxy_route import REACH_TIMEOUT_S
from packtrail.ui.sync.back_off import AFTER_RETURN_S
from packtrail.ui.sync.flow import SyncFlow
from packtrail.ui.workers import BugsToTheTop, GuiWorkers
from packtrail.usecases.send_batch import SendOutcome, SendResult
from packtrail.usecases.sync_policy import AUTO, note_maintenance
from packtrail.wording import CHINESE, wording
from tests.e2e.stations import act, enrol, set_up, states, take_in
from tests.station import codes

LIMIT_MS = 20_000
SHARE = 0.2
HOUR = timedelta(hours=1)


class Road:
    """A way to the hub that can be cut and mended; ``taken`` counts the connections that it took."""

    def __init__(self, url):
        host, port = url.removeprefix("http://").split(":")
        self._target = (host, int(port))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.taken = 0
        self._server = None
        self._threads = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def mend(self):
        self._server = socket.create_server(("127.0.0.1", self.port))
        self._threads = [threading.Thread(target=self._serve, args=(self._server,))]
        self._threads[0].start()

    def cut(self):
        if self._server is not None:
            self._server.shutdown(socket.SHUT_RDWR)
            for thread in self._threads:
                thread.join()
            self._server.close()
            self._server = None

    def _serve(self, server):
        while True:
            try:
                here, _ = server.accept()
            except OSError:
                return
            self.taken += 1
            thread = threading.Thread(target=self._carry, args=(here,))
            self._threads.append(thread)
            thread.start()

    def _carry(self, here):
        with here, socket.create_connection(self._target) as there, selectors.DefaultSelector() as ready:
            ready.register(here, selectors.EVENT_READ, there)
            ready.register(there, selectors.EVENT_READ, here)
            with contextlib.suppress(OSError):
                while True:
                    for key, _ in ready.select(10):
                        chunk = key.fileobj.recv(65536)
                        if not chunk:
                            return
                        key.data.sendall(chunk)


@pytest.fixture
def desk(qtbot, tmp_path, hub):
    """The outlet, bound over a road that is whole; its sync, not begun yet; and the look for the network."""
    road = Road(hub)
    road.mend()
    with outlet_at_work(
        tmp_path / "station", keyring=NoKeyring(), language=CHINESE, report_bug=BugsToTheTop().report
    ) as (outlet, _):
        set_up(outlet)
        enrol(outlet, road.url)
        workers = GuiWorkers(outlet.workers)
        flow = SyncFlow(outlet, workers, wording(CHINESE), share=lambda: SHARE)
        looking = NetworkReturn(outlet, workers, flow, every_ms=50)
        yield outlet, flow, looking, road
        looking.stop()
        flow.auto.turn(is_on=False)
        qtbot.waitUntil(lambda: not flow.is_busy, timeout=LIMIT_MS)
        flow.stop()
        workers.close()
        flow.screen.close()
        road.cut()


def unsent(outlet):
    return outlet.read(lambda view: view.backlog("hub")).unsent


def lanes_are_through(outlet):
    """Whatever was asked of the network's lane is done when this is."""
    outlet.workers.network.run(lambda: None).result()


GONE = SendOutcome(result=SendResult.NOT_SENT, cause="refused", destination="hub")


def test_what_waited_an_hour_without_network_goes_within_half_a_minute_of_its_return(qtbot, desk):
    outlet, flow, looking, road = desk
    road.cut()
    flow.start()
    qtbot.waitUntil(lambda: flow.auto.is_cut_off and not flow.is_busy, timeout=LIMIT_MS)
    flow.auto.ended((GONE,) * 12)
    assert flow.auto.state.wait_s > 60
    looking.start()
    qtbot.waitUntil(lambda: looking._was_gone, timeout=LIMIT_MS)
    road.mend()
    qtbot.waitUntil(lambda: unsent(outlet) == 0, timeout=LIMIT_MS)
    assert set(states(outlet)) == {"accepted"}
    assert EVERY_MS / 1000 + REACH_TIMEOUT_S + AFTER_RETURN_S <= 30


def test_a_platform_that_takes_connections_and_falls_silent_is_not_knocked_at_sooner(qtbot, desk):
    _, flow, looking, _road = desk
    flow.auto.turn(is_on=True)
    flow.auto.ended((GONE,) * 12)
    waits = flow.auto.state.wait_s
    with qtbot.waitSignals([looking._timer.timeout] * 5, timeout=LIMIT_MS):
        looking.start()
    lanes_are_through(desk[0])
    assert not looking._was_gone
    assert flow.auto.state.wait_s == waits > 60


def test_off_means_that_no_connection_is_made(qtbot, desk):
    outlet, flow, looking, road = desk
    act(outlet, outlet.remember, AUTO, "off")
    took = road.taken
    flow.start()
    looking.start()
    qtbot.waitUntil(lambda: flow.state.ladders is not None, timeout=LIMIT_MS)
    take_in(outlet, *codes(1, first=7_700_001))
    flow.records_written()
    flow.network_returned()
    flow.auto.ended((GONE,))
    flow.auto.due.disconnect()
    with qtbot.waitSignals([looking._timer.timeout] * 5, timeout=LIMIT_MS):
        pass
    lanes_are_through(outlet)
    assert (road.taken, flow.auto._timer.isActive()) == (took, False)
    assert unsent(outlet) > 0


def test_switched_off_in_the_middle_of_a_run_only_the_answer_under_way_is_awaited(desk):
    outlet, _, _, _ = desk
    take_in(outlet, *codes(430, first=7_800_001))
    (destination,) = outlet.read(lambda view: view.destinations())

    def off_after_the_first(_):
        outlet.hold_sending(is_held=True)

    outlet.workers.network.run(lambda: outlet.send(destination, off_after_the_first)).result()
    assert states(outlet)["pending"] > 0
    assert states(outlet)["accepted"] == 400  # while the first's verdicts were told, the second was under way


def test_in_announced_maintenance_nobody_knocks_by_himself_but_a_person_may(qtbot, desk):
    outlet, flow, _, road = desk
    window = Maintenance(starts_at=outlet.now() - HOUR, ends_at=outlet.now() + HOUR)
    with_window = lambda: _announce(outlet, window)  # noqa: E731
    outlet.workers.acts.run(with_window).result()
    took = road.taken
    flow.start()
    qtbot.waitUntil(
        lambda: flow.auto.state.wait_s is not None and flow.auto.state.wait_s > 3000, timeout=LIMIT_MS
    )
    lanes_are_through(outlet)
    assert road.taken == took
    flow.screen.send_asked.emit()
    qtbot.waitUntil(lambda: unsent(outlet) == 0 and not flow.is_busy, timeout=LIMIT_MS)
    assert road.taken > took


def _announce(outlet, window):
    with outlet.store.act() as tx:
        note_maintenance(tx, "hub", (window,))
