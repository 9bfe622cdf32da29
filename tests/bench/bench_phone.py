"""A phone's frame, from its arrival at the PC to its card painted in the window, over HTTPS on localhost.

Each frame shows another label, as a rendered QR code in a 1280 by 720 JPEG; our reader, the draft and the
whole window take part, and the window is painted wholly before the clock stops. A beat of 5 ms on the GUI
thread tells how much of its own time it ever spent without coming back to its events; the painting that is
asked for is left out. It is CPU time, since phone and desk share a process here, and often a busy computer.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from packtrail.app.outlet import Outlet
from packtrail.desk.window import Desk
from packtrail.devices.sound import Sound
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import CHINESE
from tests.bench.bench_camera import BEAT_MS, until
from tests.bench.figures import Figure, p50, p95
from tests.desk.phone_client import Errand, Phone, jpeg_of
from tests.e2e.stations import at_work, set_up
from tests.station import codes

HERE = (("127.0.0.1", "lo"),)


def run(labels: int = 40) -> Iterator[Figure]:
    QApplication.instance() or QApplication([])
    appearance().wear(None, 1.0)
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as folder, at_work(Path(folder)) as outlet:
        set_up(outlet)
        shown, answered, held = times_ms(outlet, codes(labels))
    yield Figure("phone: frame here to card painted, p50", p50(shown), "ms", "≤ 300 ms", p50(shown) <= 300)
    yield Figure("phone: frame here to card painted, p95", p95(shown), "ms", "≤ 300 ms", p95(shown) <= 300)
    yield Figure("phone: sent to answered, p95", p95(answered), "ms", "≤ 1000 ms", p95(answered) <= 1000)
    yield Figure("phone: GUI thread busy at most", held, "ms", "≤ 50 ms", held <= 50)


def times_ms(outlet: Outlet, new: list[str]) -> tuple[list[float], list[float], float]:
    """For each code: until it was painted, and until the phone was answered; how long the GUI was held."""
    workers = GuiWorkers(outlet.workers)
    desk = Desk(outlet, workers, CHINESE, camera=None, sound=Sound(lambda _: None))
    desk.frame.resize(1440, 900)
    desk.frame.show()
    desk.start()
    try:
        return _measured(desk, new)
    finally:
        desk.close()


def _measured(desk: Desk, new: list[str]) -> tuple[list[float], list[float], float]:
    desk.frame.show_place("intake")
    phone = _paired(desk)
    arrived: list[float] = []
    shown: list[float] = []
    answered: list[float] = []
    worst = 0.0
    desk.phones._server.shot.connect(lambda shot: arrived.append(shot.arrived_s))
    bench = desk.intake._bench
    for code in new:
        picture, count = jpeg_of(code), len(bench.work.cards)
        with busy_at_most() as longest:
            begun = time.monotonic()
            errand = Errand(lambda picture=picture: phone.shoot(picture, kind="live"))
            until(lambda count=count: len(bench.work.cards) > count)
            worst = max(worst, longest[0])
            desk.frame.repaint()
            shown.append((time.monotonic() - arrived[-1]) * 1000)
            until(lambda errand=errand: errand.is_done)
        answered.append((time.monotonic() - begun) * 1000)
    return shown, answered, worst


def _paired(desk: Desk) -> Phone:
    phones = desk.phones
    phones.addresses = lambda: HERE
    phones.switch(is_on=True)
    until(lambda: bool(phones.state.origin))
    phones.begin_pairing("")
    phone = Phone(phones.state.pairing_url)
    errand = Errand(phone.pair)
    until(lambda: errand.is_done)
    return phone


@contextmanager
def busy_at_most() -> Iterator[list[float]]:
    """The most CPU time, in milliseconds, that the GUI thread spent between two beats."""
    beat, longest, last = QTimer(), [0.0], [time.thread_time()]
    beat.setTimerType(Qt.TimerType.PreciseTimer)

    def feel() -> None:
        now = time.thread_time()
        longest[0] = max(longest[0], (now - last[0]) * 1000)
        last[0] = now

    beat.timeout.connect(feel)
    beat.start(BEAT_MS)
    yield longest
    beat.stop()
