"""``packtrail-desk``: opens the window on a data folder, or on a demo outlet, or for practice."""

import argparse
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from packtrail import __version__, resources
from packtrail.app.build import outlet_at_work
from packtrail.app.by_file import ByFile
from packtrail.app.demo_day import bundled_day, play
from packtrail.app.hub_process import HubProcess
from packtrail.app.journal import Journal
from packtrail.app.label_papers import LabelPapers
from packtrail.app.network_settings import NetworkSettingsActs
from packtrail.app.outlet import Outlet
from packtrail.app.paths import data_folder, station_label
from packtrail.app.practice import begin_practice, practice_folder
from packtrail.app.secrets import Keyring, NoKeyring, SystemKeyring, new_recovery_code, unlock
from packtrail.app.user_acts import UserActs
from packtrail.app.workbook_acts import WorkbookActs
from packtrail.desk.one_window import OneWindow
from packtrail.desk.printing import Printing
from packtrail.desk.window import Desk
from packtrail.devices.network import NetworkWatch
from packtrail.devices.no_camera import open_camera
from packtrail.devices.picture_folder import PictureFolder
from packtrail.devices.printers import Printers
from packtrail.devices.scanner_keys import watch_keys
from packtrail.devices.sound import Sound
from packtrail.domain.errors import NoDisplay, OutletError
from packtrail.protocol.enrolment import SANDBOX_CODE
from packtrail.ui.garbage import GarbageOnGuiThread
from packtrail.ui.settings.state import remembered_choices
from packtrail.ui.setup.recovery import RecoveryDialog
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.workers import BugsToTheTop, GuiWorkers
from packtrail.usecases.thermal_choice import chosen_thermal
from packtrail.wording import Language, wording
from packtrail.wording.errors import explain

LANGUAGES = {"zh": Language.CHINESE, "en": Language.ENGLISH}
EXIT_REFUSED = 3
WRITTEN_DOWN = "recovery.written_down"
FRAME_EVERY_MS = 2500


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the desk and stay until its window is closed; the exit code."""
    asked = _parser().parse_args(arguments)
    language = LANGUAGES.get(asked.language)
    if not _has_display():
        sys.stderr.write(
            f"{explain(wording(language or Language.CHINESE), NoDisplay())} [{NoDisplay.code}]\n"
        )
        return EXIT_REFUSED
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Packtrail")
    app.setApplicationVersion(__version__)
    folder = data_folder(asked.data)
    folder = folder / "demo" if asked.demo else folder
    folder = practice_folder(folder) if asked.practice else folder
    window = OneWindow(folder)
    if window.is_open_elsewhere():
        return 0
    appearance().wear(None, 1.0)
    try:
        with ExitStack() as stack:
            desk = _opened(stack, folder, language, is_demo=asked.demo, is_practice=asked.practice)
            if desk is None:
                return 0
            window.asked.connect(desk.frame.activateWindow)
            window.listen()
            stack.callback(window.close)
            network = NetworkWatch()
            network.returned.connect(desk.sync.network_returned)
            desk.closed.connect(app.quit)
            desk.frame.resize(1440, 900)
            desk.frame.show()
            desk.start()
            stack.callback(GarbageOnGuiThread(app).stop)
            stack.callback(desk.close)
            return app.exec()
    except OutletError as error:
        _refuse(error, language or Language.CHINESE)
        return EXIT_REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="packtrail-desk", description=__doc__)
    parser.add_argument("--version", action="version", version=f"packtrail-desk {__version__}")
    parser.add_argument("--data", type=Path, help="the data folder")
    parser.add_argument("--demo", action="store_true", help="a demo outlet with a hub beside it")
    parser.add_argument(
        "--practice", action="store_true", help="practise on a ledger of its own; nothing is ever reported"
    )
    parser.add_argument("--language", choices=tuple(LANGUAGES), default=os.environ.get("PACKTRAIL_LANGUAGE"))
    return parser


def _opened(
    stack: ExitStack, folder: Path, asked: Language | None, *, is_demo: bool, is_practice: bool
) -> Desk | None:
    """The desk on the ledger in ``folder``; None when nobody wrote the recovery code down.

    The language that was asked for goes before the one that was chosen last.
    """
    journal = Journal(folder)
    stack.callback(journal.close)
    journal.note("started", version=__version__)
    stack.enter_context(_bugs_in(journal))
    no_hub: OutletError | None = None
    keyring: Keyring = NoKeyring() if is_demo or is_practice else SystemKeyring()
    outlet, recovery_code = stack.enter_context(
        outlet_at_work(
            folder,
            keyring=keyring,
            language=asked or Language.CHINESE,
            report_bug=BugsToTheTop().report,
            label=station_label(),
            practice=is_demo or is_practice,
        )
    )
    if is_demo:
        name = wording(outlet.language).say("cli.demo.hub_name")
        _begin_demo(outlet, stack.enter_context(HubProcess(folder / "hub", name=name, practice=True)).url)
    elif is_practice:
        no_hub = begin_practice(outlet, stack)
    elif not _is_written_down(outlet, keyring, recovery_code):
        return None
    users = UserActs(outlet)
    known = outlet.workers.acts.run(users.begin).result()  # before anything can be pressed
    choices = outlet.read(remembered_choices)
    outlet.language = asked or choices.language
    appearance().wear(choices.scheme, choices.size / 100)
    appearance().practise(is_practice=outlet.practice)
    camera = _demo_camera() if is_demo else open_camera()
    workers = GuiWorkers(outlet.workers)
    desk = Desk(
        outlet,
        workers,
        outlet.language,
        camera=camera,
        sound=Sound(),
        keys=watch_keys(),
        files=ByFile(outlet),
        workbooks=WorkbookActs(outlet),
        network=NetworkSettingsActs(outlet),
        users=users,
        known=known,
        printing=Printing(
            Printers(folder / "papers", partial(outlet.read, chosen_thermal)), LabelPapers(outlet)
        ),
    )
    if no_hub is not None:
        desk.practice.has_no_hub(no_hub)
    return desk


def _is_written_down(outlet: Outlet, keyring: Keyring, code: str | None) -> bool:
    """Whether somebody has written the recovery code down, now or before.

    A start that was given up at this point showed a code that nobody kept: the next one draws another.
    """
    if outlet.read(lambda view: view.setting(WRITTEN_DOWN)) is not None:
        return True
    shown = code or new_recovery_code(outlet.folder, unlock(outlet.folder, keyring))
    dialog = RecoveryDialog(wording(outlet.language), shown)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    outlet.workers.acts.run(lambda: outlet.remember(WRITTEN_DOWN, "yes")).result()
    return True


def _begin_demo(outlet: Outlet, hub_url: str) -> None:
    """A morning's work and a bound platform, so that every screen has something to show."""
    play(outlet, bundled_day(), lambda _: None)
    outlet.workers.network.run(lambda: outlet.enrol(hub_url, SANDBOX_CODE)).result()


def _demo_camera() -> PictureFolder:
    """The bundled label photographs instead of a camera, one after the other."""
    return PictureFolder(resources.path("samples"), every_ms=FRAME_EVERY_MS)


@contextmanager
def _bugs_in(journal: Journal) -> Iterator[None]:
    """Bugs of any thread go into the journal, and then where they went before."""
    before, before_in_threads = sys.excepthook, threading.excepthook

    def keep(kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
        journal.bug(bug)
        before(kind, bug, trace)

    def keep_of_thread(failure: threading.ExceptHookArgs) -> None:
        if failure.exc_value is not None:
            journal.bug(failure.exc_value)
        before_in_threads(failure)

    sys.excepthook, threading.excepthook = keep, keep_of_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = before, before_in_threads


def _has_display() -> bool:
    """Whether Qt will find a screen; without one it ends the process at once, and with a core dump."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _refuse(error: OutletError, language: Language) -> None:
    """Say why the program did not open; there is no window yet to say it in."""
    words = wording(language)
    explained = explain(words, error)
    box = QMessageBox(QMessageBox.Icon.Warning, words.say("setup.failed.title"), explained.what)
    box.setInformativeText(f"{explained.next_step} [{explained.code}]")
    box.exec()


if __name__ == "__main__":
    raise SystemExit(main())
