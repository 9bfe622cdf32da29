"""A monkey let loose on the real window: a real ledger on the disk, real lanes, the real scanner's door.

Kept out, since what they open is not ours: the system's file dialogs (the answer is a file of junk, a sound
picture, or none, by turns), other programs (a paper that would be opened, the practice window's own process),
and the camera. Printers are those of this machine, and the one that writes a file.
"""

import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import QProcess, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from packtrail import resources
from packtrail.app.build import outlet_at_work
from packtrail.app.by_file import ByFile
from packtrail.app.label_papers import LabelPapers
from packtrail.app.network_settings import NetworkSettingsActs
from packtrail.app.outlet import Outlet
from packtrail.app.secrets import NoKeyring
from packtrail.app.user_acts import UserActs
from packtrail.app.workbook_acts import WorkbookActs
from packtrail.app.workers import Priority
from packtrail.desk.printing import Printing
from packtrail.desk.strip_feed import StripFeed
from packtrail.desk.window import Desk
from packtrail.devices.printers import Printers
from packtrail.devices.scanner_keys import watch_keys
from packtrail.devices.sound import Sound
from packtrail.ui.frame.strip_state import StripState, strip_items
from packtrail.ui.garbage import GarbageOnGuiThread
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.workers import BugsToTheTop, GuiWorkers
from packtrail.wording import CHINESE, Language
from tests.e2e.stations import set_up, take_in
from tests.monkey.events import SOUND, Kind, MonkeyAct, monkey_acts
from tests.monkey.hand import Hand, Stall

HARMLESS = ("This plugin does not support", "OpenType support missing")
"""What the offscreen platform says of itself, and each font of a script that nobody has letters of."""

WAIT_S = 0.15
SETTLE_LIMIT_S = 30.0


@dataclass
class Outcome:
    """What came of a run, told by the act under way."""

    bugs: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # Qt's warnings
    stalls: list[Stall] = field(default_factory=list)
    strip_shown: tuple[str, ...] = ()
    strip_asked: tuple[str, ...] = ()


def let_loose(
    folder: Path, monkeypatch, keep: Callable[[QWidget], None], *, seed: int, count: int
) -> Outcome:
    """``count`` acts on a station in ``folder`` that has batteries in stock; ``keep`` is given the window."""
    outcome = Outcome()
    keep_out(monkeypatch, folder)
    appearance().wear(Scheme.LIGHT, 1.0)
    with outlet_at_work(
        folder / "station",
        keyring=NoKeyring(),
        language=CHINESE,
        report_bug=BugsToTheTop().report,
        label="S1",
    ) as (outlet, _):
        set_up(outlet)
        take_in(outlet, *SOUND[:12])
        desk = opened_desk(outlet)
        keep(desk.frame)
        garbage = GarbageOnGuiThread()
        hand = Hand(desk.frame, desk.scanners._keys)
        appearance().changed.connect(hand.dressed)
        try:
            with reported_to(outcome, hand):
                for at, act in enumerate(monkey_acts(seed, count)):
                    hand.begin(at, act)
                    do(act, desk, hand)
                    hand.turn()
                    desk.frame.show()
                hand.begin(count, MonkeyAct(Kind.WAIT))
                settle(desk, outlet)
                outcome.stalls = list(hand.stalls)
                outcome.strip_shown, outcome.strip_asked = strips(desk, outlet)
        finally:
            appearance().changed.disconnect(hand.dressed)
            desk.close()
            garbage.stop()
    return outcome


def opened_desk(outlet: Outlet) -> Desk:
    """The window as the program opens it, but for the camera and the sound."""
    desk = Desk(
        outlet,
        GuiWorkers(outlet.workers),
        CHINESE,
        camera=None,
        sound=Sound(lambda _: None),
        keys=watch_keys(),
        files=ByFile(outlet),
        workbooks=WorkbookActs(outlet),
        network=NetworkSettingsActs(outlet),
        users=UserActs(outlet),
        printing=Printing(Printers(outlet.folder / "papers"), LabelPapers(outlet)),
    )
    desk.frame.resize(1440, 900)
    desk.frame.show()
    desk.frame.activateWindow()
    desk.start()
    settle(desk, outlet)
    return desk


def do(act: MonkeyAct, desk: Desk, hand: Hand) -> None:
    """Carry one act out."""
    steps: dict[Kind, Callable[[], object]] = {
        Kind.WHEEL: lambda: hand.wheel(act),
        Kind.KEY: lambda: hand.key(act.text),
        Kind.TYPE: lambda: hand.type(act.text),
        Kind.PASTE: lambda: hand.paste(act.text),
        Kind.SCAN: lambda: hand.scan(act.text, times=3 if act.pick % 10 == 0 else 1),
        Kind.COMPOSE: lambda: hand.compose(act.text, "你好" if act.pick % 3 else ""),
        Kind.SCAN_IN_COMPOSITION: lambda: hand.scan_in_composition("sao'miao", act.text),
        Kind.PLACE: lambda: hand.step(lambda: desk.frame.show_place(act.text)),
        Kind.SIZE: lambda: hand.step(lambda: desk.frame.resize(*map(int, act.text.split("x")))),
        Kind.LANGUAGE: lambda: hand.step(lambda: desk.settings.language_chosen.emit(Language(act.text))),
        Kind.SCHEME: lambda: hand.step(lambda: desk.settings.appearance_chosen.emit(Scheme(act.text))),
        Kind.SCALE: lambda: hand.step(lambda: desk.settings.size_chosen.emit(float(act.text))),
        Kind.WAIT: lambda: wait(hand, WAIT_S),
    }
    steps.get(act.kind, lambda: hand.click(act))()


def wait(hand: Hand, seconds: float) -> None:
    """Let the window work, and say how long each turn took."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        hand.turn()
        time.sleep(0.001)  # the lanes are let run, as a window that waits for a key lets them


def settle(desk: Desk, outlet: Outlet) -> None:
    """Until nothing is asked of the writer, the readers or the decoder, and no form is being written."""
    limit = time.monotonic() + SETTLE_LIMIT_S
    for _ in range(3):  # an answer may ask again
        workers, meeting = outlet.workers, partial(threading.Barrier(2).wait, SETTLE_LIMIT_S)
        asked = [workers.reads.run(meeting) for _ in range(2)]  # both threads are free to meet
        asked += [lane.run(lambda: 0, priority=Priority.SYNC) for lane in (workers.acts, workers.decode)]
        while not all(each.done() for each in asked) or desk.places.is_busy or desk.undo.is_busy:
            assert time.monotonic() < limit, "a lane or a form never came to its end"
            QApplication.processEvents()
            time.sleep(0.001)
        QApplication.processEvents()


def strips(desk: Desk, outlet: Outlet) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the strip says, and what it would say if the ledger were asked anew."""
    states: list[StripState] = []
    fresh = StripFeed(outlet, desk._workers, states.append)
    fresh.camera, fresh.scanner = desk.strip.camera, desk.strip.scanner
    fresh.refresh()
    settle(desk, outlet)
    words = desk.frame.wording
    shown = desk.frame._strip._items
    return tuple(map(str, shown)), tuple(map(str, strip_items(states[-1], words)))


def keep_out(monkeypatch, folder: Path) -> None:
    """What would leave the program is answered here instead."""
    junk = folder / "junk.bin"
    junk.write_bytes(bytes(range(256)) * 40)
    picture = str(resources.path("samples", "plate-qr.jpg"))
    opened, saved = cycle(("", str(junk), picture)), cycle(("", str(folder / "saved.out")))
    answers = {
        "getOpenFileName": lambda *_, **__: (next(opened), ""),
        "getOpenFileNames": lambda *_, **__: ([each] if (each := next(opened)) else [], ""),
        "getSaveFileName": lambda *_, **__: (next(saved), ""),
        "getExistingDirectory": lambda *_, **__: next(opened) and str(folder),
    }
    for name, answer in answers.items():
        monkeypatch.setattr(QFileDialog, name, staticmethod(answer))
    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(lambda _: True))
    monkeypatch.setattr(QProcess, "startDetached", staticmethod(lambda *_: (True, 0)))


@contextmanager
def reported_to(outcome: Outcome, hand: Hand) -> Iterator[None]:
    """Every exception that nobody caught, of any thread, and every warning of Qt, with the act under way."""

    def keep(kind, bug, trace):
        outcome.bugs.append(f"{hand.now}\n{''.join(traceback.format_exception(kind, bug, trace))}")

    def keep_unraisable(met):
        keep(met.exc_type, met.exc_value, met.exc_traceback)

    def keep_of_thread(met):
        keep(met.exc_type, met.exc_value, met.exc_traceback)

    def heard(level, _, message):
        if level is not QtMsgType.QtDebugMsg and not message.startswith(HARMLESS):
            outcome.said.append(f"{hand.now}: {message}")

    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    sys.excepthook, sys.unraisablehook, threading.excepthook = keep, keep_unraisable, keep_of_thread
    handler = qInstallMessageHandler(heard)
    try:
        yield
    finally:
        qInstallMessageHandler(handler)
        sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
