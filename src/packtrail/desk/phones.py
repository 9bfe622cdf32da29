"""The phones of one desk: the server for them, which are paired, and their scans, as they were set up."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from packtrail.desk.phone_scans import PhoneScans
from packtrail.devices.phone.addresses import lan_addresses
from packtrail.devices.phone.certificate import StationCertificate, certificate_for
from packtrail.devices.phone.doors import Newcomer, Shot
from packtrail.devices.phone.phone_server import FIRST_PORT, PhoneServer
from packtrail.domain.errors import OutletError
from packtrail.domain.phones import (
    MOST_PHONES,
    PairedPhone,
    Taken,
    fingerprint_words,
    name_of,
    phones_as_text,
    phones_from_text,
    taken_from_text,
)
from packtrail.ui.acts import OutletActs
from packtrail.ui.settings.phone_state import PhoneLine, PhoneState, PhoneTrouble
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import View
from packtrail.wording import Wording

IS_ON: Final = "phone.is_on"
ADDRESS: Final = "phone.address"
PORT: Final = "phone.port"
PAIRED: Final = "phone.paired"
TAKEN: Final = "phone.taken."
"""The names under which it is remembered; the last with a phone's id behind it."""

FOLDER: Final = "phone"
LOOK_EVERY_MS: Final = 5_000
PAGE_WORDS: Final = (
    "title", "to_pair", "pairing", "not_paired", "start", "shoot", "photo", "no_camera", "ready", "waiting",
    "offline", "full", "same_words", "removed", "looking", "refused",
)  # fmt: skip
"""What the page says by itself: the ends of keys ``phone.page.…``; all else comes with an answer."""

_PORTS = range(1024, 65_500)
_Known = tuple[Mapping[str, str], Mapping[str, Taken]]


class Phones(QObject):
    """Keeps the promises of ``ui.settings.phone_ways``. On the GUI thread, from ``start`` to ``stop``."""

    changed = Signal()
    scanned = Signal(object)  # HandScan
    late = Signal(str, int)  # a phone's name, and the seconds for which it had kept its scan

    def __init__(self, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.addresses: Callable[[], tuple[tuple[str, str], ...]] = lan_addresses
        self.state = PhoneState()
        self._acts, self._workers, self._wording = acts, workers, wording
        self._paired: tuple[PairedPhone, ...] = ()
        self._next_name = ""
        self._port = FIRST_PORT
        self._certificate: StationCertificate | None = None
        self._is_starting = False
        self._server = PhoneServer()
        self._scans = PhoneScans(acts, workers, wording, self._keeping)
        self._scans.scanned.connect(self.scanned)
        self._scans.late.connect(self.late)
        self._server.shot.connect(self._shot)
        self._server.newcomer.connect(self._newcomer)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_EVERY_MS)
        self._look.timeout.connect(self.look_again)
        self.retranslate(wording)

    def start(self) -> None:
        """Serve as soon as the ledger has said whether and where."""
        self._workers.run(
            self._workers.reads, partial(self._acts.read, _remembered), done=self._set_up, failed=_nothing
        )

    def stop(self) -> None:
        """Serve nobody."""
        self._look.stop()
        self._scans.stop()
        self._server.stop()

    def retranslate(self, wording: Wording) -> None:
        """The page and the answers in another language."""
        self._wording = wording
        self._scans.retranslate(wording)
        self._speak()
        self._show()

    def switch(self, *, is_on: bool) -> None:
        """Serve phones from now on, or no more; remembered."""
        if is_on == self.state.is_on:
            return
        self._remember({IS_ON: "yes" if is_on else "no"})
        self._show(is_on=is_on, trouble=None, pairing_url="", paired_name="")
        if is_on:
            self._begin()
        else:
            self._end()

    def choose_address(self, address: str) -> None:
        """Serve them there; remembered."""
        if address != self.state.address:
            self._remember({ADDRESS: address})
            self._end()
            self._show(address=address)
            self._begin()

    def begin_pairing(self, name: str) -> None:
        """Show a code for one phone that is to be called ``name``."""
        if self._server.origin and len(self._paired) < MOST_PHONES:
            self._next_name = name_of(name)
            self._show(pairing_url=self._server.offer_pairing(), paired_name="")

    def end_pairing(self) -> None:
        """The code is void."""
        self._server.withdraw_pairing()
        if self.state.pairing_url or self.state.paired_name:
            self._show(pairing_url="", paired_name="")

    def remove(self, phone_id: str) -> None:
        """This phone may send nothing any more."""
        self._paired = tuple(phone for phone in self._paired if phone.phone_id != phone_id)
        self._server.let_in(self._paired)
        self._scans.forget(phone_id)
        self._remember({PAIRED: phones_as_text(self._paired), TAKEN + phone_id: ""})
        self._show(paired_name="")

    def look_again(self) -> None:
        """See which addresses there are now: begin where it could not, end where the address is gone."""
        found = self.addresses()
        if found != self.state.addresses:
            self._show(addresses=found)
        if not self.state.is_on:
            return
        if self._server.origin and self.state.address not in dict(found):
            self._end(is_looking=True)
            self._show(trouble=PhoneTrouble.NO_ADDRESS)
        elif not self._server.origin:
            self._begin()
        if self.state.pairing_url and not self._server.is_pairing:
            self._show(pairing_url="")

    def _set_up(self, known: _Known) -> None:
        found, taken = known
        self._paired = phones_from_text(found[PAIRED])
        self._server.let_in(self._paired)
        self._scans.know(taken)
        port = found[PORT]
        self._port = int(port) if port.isdecimal() and int(port) in _PORTS else FIRST_PORT
        is_on = found[IS_ON] == "yes" or self.state.is_on  # switched on before the ledger answered
        self._show(address=self.state.address or found[ADDRESS], addresses=self.addresses(), is_on=is_on)
        if is_on:
            self._begin()

    def _begin(self) -> None:
        """Serve at the address chosen, or at the first where none was."""
        self._look.start()
        if self._is_starting:
            return
        addresses = self.addresses()
        if self.state.address not in dict(addresses):
            if self.state.address or not addresses:
                self._show(addresses=addresses, trouble=PhoneTrouble.NO_ADDRESS)
                return
            self._show(address=addresses[0][0])
            self._remember({ADDRESS: self.state.address})
        self._is_starting = True
        folder, address, now = self._acts.folder / FOLDER, self.state.address, self._acts.now()
        self._workers.run(
            self._workers.reads,
            partial(_certificate, address, folder, now),
            done=partial(self._certified, address),
            failed=_nothing,
        )

    def _certified(self, address: str, certificate: StationCertificate | None) -> None:
        self._is_starting = False
        if not self.state.is_on or address != self.state.address:
            self._end()
            if self.state.is_on:
                self._begin()
            return
        if certificate is None:
            self._show(trouble=PhoneTrouble.NO_CERTIFICATE)
            return
        try:
            port = self._server.start(address, self._port, certificate)
        except OSError:
            self._show(trouble=PhoneTrouble.NO_PORT)
            return
        self._certificate = certificate
        if port != self._port:
            self._port = port
            self._remember({PORT: str(port)})
        self._speak()
        self._show(trouble=None)

    def _end(self, *, is_looking: bool = False) -> None:
        self._server.stop()
        self._certificate = None
        if not is_looking:
            self._look.stop()
        self._show(pairing_url="", trouble=None)

    def _newcomer(self, newcomer: Newcomer) -> None:
        """A phone knew the word on the screen: it is let in once that is kept."""
        if len(self._paired) >= MOST_PHONES:
            newcomer.reply(None)
            return
        name = self._next_name or self._free_name()
        phone = replace(newcomer.phone, name=name)
        self._paired = (*self._paired, phone)  # at once: whatever is kept after it has it too

        def kept(_: object) -> None:
            self._server.let_in(self._paired)
            newcomer.reply({"name": name})
            self._show(pairing_url="", paired_name=name)

        def failed(_: OutletError) -> None:
            self._paired = tuple(each for each in self._paired if each.phone_id != phone.phone_id)
            newcomer.reply(None)

        self._workers.run(
            self._workers.acts,
            partial(self._acts.remember, PAIRED, phones_as_text(self._paired)),
            done=kept,
            failed=failed,
        )

    def _free_name(self) -> str:
        """手机 1, or the first number that no phone has."""
        taken = {phone.name for phone in self._paired}
        names = (self._wording.say("phone.name", number=number) for number in range(1, MOST_PHONES + 2))
        return next(name for name in names if name not in taken)

    def _shot(self, shot: Shot) -> None:
        phone = next((each for each in self._paired if each.phone_id == shot.phone_id), None)
        if phone is None:  # removed while it was on its way
            shot.reply(None)
        else:
            self._scans.offer(shot, phone.name)

    def _keeping(self, phone_id: str, taken: Taken) -> Callable[[], None]:
        """Writes that a phone's scans were taken, and when the last of them was."""
        at = self._acts.now().isoformat()
        self._paired = tuple(
            replace(phone, last_scan_at=at) if phone.phone_id == phone_id else phone for phone in self._paired
        )
        self._show()
        kept = {TAKEN + phone_id: taken.as_text(), PAIRED: phones_as_text(self._paired)}
        return partial(_write, self._acts, kept)

    def _remember(self, choices: Mapping[str, str]) -> None:
        self._workers.run(
            self._workers.acts, partial(_write, self._acts, dict(choices)), done=_nothing, failed=_nothing
        )

    def _speak(self) -> None:
        """Give the page its words, and those of the certificate to compare."""
        words = {key: self._wording.say(f"phone.page.{key}") for key in PAGE_WORDS}
        self._server.speak({**words, "words": " ".join(self._fingerprint_words()), "lang": self._lang()})

    def _lang(self) -> str:
        return self._wording.say("phone.page.lang")

    def _fingerprint_words(self) -> tuple[str, ...]:
        if self._certificate is None:
            return ()
        return fingerprint_words(self._certificate.fingerprint, self._wording.say("phone.words").split())

    def _show(self, **changes: object) -> None:
        certificate, before = self._certificate, self.state
        self.state = replace(
            self.state,
            origin=self._server.origin,
            fingerprint=certificate.fingerprint.hex(" ").upper() if certificate else "",
            words=self._fingerprint_words(),
            phones=tuple(self._line(phone) for phone in self._paired),
            is_full=len(self._paired) >= MOST_PHONES,
            **changes,  # type: ignore[arg-type]  # fields of PhoneState
        )
        if self.state != before:
            self.changed.emit()

    def _line(self, phone: PairedPhone) -> PhoneLine:
        try:
            at = dt.datetime.fromisoformat(phone.last_scan_at).astimezone()
        except ValueError:
            return PhoneLine(phone_id=phone.phone_id, name=phone.name, last_scan="")
        return PhoneLine(phone_id=phone.phone_id, name=phone.name, last_scan=f"{at:%Y-%m-%d %H:%M}")


def _certificate(address: str, folder: Path, now: dt.datetime) -> StationCertificate | None:
    """The station's certificate; None where it can't be written."""
    try:
        return certificate_for(address, folder, now)
    except OSError:
        return None


def _remembered(view: View) -> _Known:
    found = {name: view.setting(name) or "" for name in (IS_ON, ADDRESS, PORT, PAIRED)}
    phones = phones_from_text(found[PAIRED])
    taken = {each.phone_id: taken_from_text(view.setting(TAKEN + each.phone_id) or "") for each in phones}
    return found, taken


def _write(acts: OutletActs, choices: Mapping[str, str]) -> None:
    for name, value in choices.items():
        acts.remember(name, value)


def _nothing(_: object | OutletError) -> None:
    """What was remembered needs no word; what can't be is said by whoever writes next."""
