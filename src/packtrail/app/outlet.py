"""The acts of one outlet's station, bound to its ledger, clock and operator.

What screens and commands call; each act is one use case. Acts that write are to be called on the writer's
lane (``workers.acts``), those that wait for the network on the network lane.
"""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from secrets import token_bytes, token_hex
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from packtrail import __version__
from packtrail.app.act_papers.printing import Asked, draw_act_paper, gather_act_paper
from packtrail.app.backing_up import back_up
from packtrail.app.delivery_list import open_delivery_list
from packtrail.app.handoff_paper import handoff_paper
from packtrail.app.label_reading import LabelWatch, read_hard, read_label
from packtrail.app.network import boot_id, kept_login, way_to
from packtrail.app.partial_read import read_partial_bars
from packtrail.app.phone_reading import PhoneWatch
from packtrail.app.pins import Argon2Pins
from packtrail.app.printed_line import read_printed_line, why_no_lines
from packtrail.app.refdata_content import built_in_versions, validators
from packtrail.app.register_file import write_register
from packtrail.app.rules_in_use import rules_in_use
from packtrail.app.secrets import Keyring, NoKeyring
from packtrail.app.trust import trust_of
from packtrail.app.unit_life_paper import free_name, life_paper
from packtrail.app.unit_lives import ask_hubs
from packtrail.app.why_unread import why_zip
from packtrail.app.workers import Priority, Workers
from packtrail.domain.act_papers import ActPaper
from packtrail.domain.code_tables import CodeTables
from packtrail.domain.delivery import DeliveryDraft
from packtrail.domain.delivery_list import DeliveryList
from packtrail.domain.errors import HubUnreachable, NotAllowed
from packtrail.domain.errors_network import NoPlatformBound
from packtrail.domain.handoff import HandoffDraft, LineDraft
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import Attachment, OutletProfile
from packtrail.domain.unit import Unit
from packtrail.papers.handoff_receipt import handoff_receipt
from packtrail.papers.unit_life import unit_life_paper
from packtrail.protocol.batch import Client
from packtrail.scan.evidence import evidence_of_frame, evidence_photo
from packtrail.store.durable import write_durably
from packtrail.store.errors_of import errors_of_disk
from packtrail.sync.hops import walk
from packtrail.sync.over_http import HttpChannel
from packtrail.sync.proxy_route import NoRoute, end_of, is_reached, route
from packtrail.usecases.adopt_refdata import Adoption, adopt_refdata
from packtrail.usecases.backups import MadeBackup, note_backup
from packtrail.usecases.check_connection import HopResult, check_connection
from packtrail.usecases.enrol_station import enrol_station
from packtrail.usecases.fetch_refdata import fetch_refdata
from packtrail.usecases.network_choice import ProxyMode, network_choice
from packtrail.usecases.ports import Clock, Destination, Draft, NewId, Station, Store, View
from packtrail.usecases.read_bars import BarsReading
from packtrail.usecases.read_label import Corners, LabelReading, Unread
from packtrail.usecases.read_line import LineReading
from packtrail.usecases.record_delivery import TakenIn, live_unit, record_delivery
from packtrail.usecases.registers import RegisterAsked
from packtrail.usecases.release_handoff import HandedOn, pick_unit, release_handoff
from packtrail.usecases.rotate_key import rotate_key
from packtrail.usecases.rules import RulesInUse
from packtrail.usecases.seal_batch import SealingRules
from packtrail.usecases.send_batch import SendOutcome, SendResult
from packtrail.usecases.set_profile import set_profile
from packtrail.usecases.sign_in import prove
from packtrail.usecases.sync_policy import Circuit
from packtrail.usecases.sync_session import run_session
from packtrail.usecases.sync_values import Session, Step
from packtrail.usecases.user_list import Pins
from packtrail.wording import Language, wording

APP = "packtrail"
HUB = "hub"

T = TypeVar("T")


@dataclass
class Outlet:
    """One station at work."""

    store: Store
    folder: Path  # of the data; papers go into a folder inside
    workers: Workers
    tables: CodeTables
    now: Clock
    new_id: NewId
    operator: Operator
    language: Language
    practice: bool = False
    new_nonce: Callable[[], str] = field(default=lambda: token_hex(16))
    keyring: Keyring = field(default_factory=NoKeyring)
    pins: Pins = field(default_factory=Argon2Pins)
    held: threading.Event = field(default_factory=threading.Event)  # set: no further request may leave
    circuits: dict[str, Circuit] = field(default_factory=dict)  # by destination; the network lane's

    def read(self, question: Callable[[View], T]) -> T:
        """The answer of ``question`` on one consistent state; any thread."""
        with self.store.read() as view:
            return question(view)

    def act(self, use_case: Callable[..., T], *asked: object, **also: object) -> T:
        """Do ``use_case`` as the person who works here: it is given who, where, when and ids.

        For acts that write, on the writer's lane.
        """
        return use_case(*asked, by=self.operator, store=self.store, now=self.now, new_id=self.new_id, **also)

    def second_person(self, ref: str, pin: str) -> Operator:
        """Who stands by an act besides the one who does it; see ``usecases.sign_in``."""
        return prove(ref, pin, pins=self.pins, store=self.store, now=self.now)

    def rules(self) -> RulesInUse:
        """The rules in force today; any thread."""
        return self.read(lambda view: rules_in_use(view, legal_day(self.now())))

    def speak(self, language: Language) -> None:
        """Write papers in ``language`` from now on."""
        self.language = language

    def set_profile(self, profile: OutletProfile, contact_phone: str | None = None) -> None:
        """Say who the outlet is, and its number for papers."""
        self.act(set_profile, profile, contact_phone=contact_phone)

    def record_delivery(self, draft: DeliveryDraft, draft_id: str | None = None) -> TakenIn:
        """Take a delivery in; see ``usecases.record_delivery``."""
        return self.act(record_delivery, draft, draft_id=draft_id)

    def live_unit(self, code: str) -> Unit | None:
        """The unit here or on the road that carries ``code`` already."""
        return self.read(lambda view: live_unit(view, code))

    def pick_unit(self, line: LineDraft) -> Unit:
        """The unit that may go on a load; see ``usecases.release_handoff``."""
        return pick_unit(line, store=self.store, now=self.now)

    def release_handoff(self, draft: HandoffDraft, draft_id: str | None = None) -> HandedOn:
        """Sign a load away by the rules in force; see ``usecases.release_handoff``."""
        return self.act(release_handoff, draft, draft_id=draft_id, rules=self.rules().release)

    def keep_photo(self, content: bytes, media_type: str, role: str) -> Attachment:
        """Store a photograph, once by its content."""
        with self.store.act() as tx:
            return tx.keep_blob(content, media_type, role)

    def photo_of(self, picture: Path) -> bytes:
        """A picture file as evidence; see ``scan.evidence``."""
        return evidence_photo(picture)

    def delivery_list(self, file: Path) -> DeliveryList:
        """What a deliverer's sheet lists; see ``app.delivery_list``."""
        return open_delivery_list(file)

    def read_label(self, picture: Path) -> LabelReading:
        """Read a picture file; decode lane."""
        return read_label(picture, self.tables)

    def photo_in(self, pixels: npt.NDArray[np.uint8], around: Sequence[Corners]) -> bytes:
        """One label of a camera's frame as evidence; see ``scan.evidence``."""
        return evidence_of_frame(pixels, around)

    def read_hard(
        self,
        source: Path | npt.NDArray[np.uint8],
        *,
        crop: tuple[int, int, int, int] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> LabelReading:
        """Read a file or a held frame with everything there is; decode lane."""
        return read_hard(source, self.tables, crop=crop, cancelled=cancelled)

    def why_no_lines(self) -> str:
        """Why printed lines can't be read here, empty when they can; see ``app.printed_line``."""
        return why_no_lines()

    def read_line(
        self,
        source: Path | npt.NDArray[np.uint8],
        places: Sequence[Corners] = (),
        besides: Collection[str] = (),
        box: tuple[int, int, int, int] | None = None,
    ) -> LineReading | None:
        """The printed line of a label, for a person to compare; decode lane."""
        return read_printed_line(source, places=places, besides=besides, box=box)

    def read_partial_bars(
        self,
        source: Path | npt.NDArray[np.uint8],
        box: tuple[int, int, int, int] | None = None,
        besides: Sequence[Corners] = (),
    ) -> BarsReading | None:
        """What can be made out of bars that were not read; decode lane."""
        return read_partial_bars(source, box, besides)

    def keep_why(self, target: Path, unread: Unread, pixels: npt.NDArray[np.uint8] | Path) -> Path:
        """Keep what was seen of a label that could not be read; decode lane."""
        with errors_of_disk(target.parent):
            target.write_bytes(why_zip(unread, pixels, wording(self.language), self.now()))
        return target

    def watch_labels(self) -> LabelWatch:
        """Begin a run of the camera; its ``see`` belongs on the decode lane."""
        return LabelWatch(self.tables)

    def watch_phone(self) -> PhoneWatch:
        """Begin to read one phone's pictures; its methods belong on the decode lane."""
        return PhoneWatch(self.tables)

    def save_draft(self, draft_id: str, kind: str, content: Mapping[str, object]) -> None:
        """Keep work as typed; the tone of a scan promises this."""
        with self.store.act() as tx:
            tx.save_draft(Draft(draft_id=draft_id, kind=kind, content=content, updated_at=self.now()))

    def drop_draft(self, draft_id: str) -> None:
        """Give up a draft."""
        with self.store.act() as tx:
            tx.drop_draft(draft_id)

    def remember(self, name: str, value: str) -> None:
        """Keep a choice for the next time."""
        with self.store.act() as tx:
            tx.remember(name, value)

    def back_up(self, target: Path) -> MadeBackup:
        """Write one backup into the folder ``target`` and remember it; see ``app.backing_up``. Reads lane."""
        made = back_up(self.folder, target, keyring=self.keyring, now=self.now())
        self.on_writer(partial(note_backup, made, self.remember))
        return made

    def confirm_clock(self) -> None:
        """The PC's clock went back, and somebody says that it is right."""
        with self.store.act() as tx:
            tx.confirm_clock()

    def print_handoff(self, handoff_id: str) -> Path:
        """Make the receipt of a released handoff; from the second time on it is marked as a copy.

        The head file is written before the paper can leave. The path of the PDF.
        """
        with self.store.act() as tx:
            times = tx.note_print(handoff_id, self.now())
            content = handoff_paper(tx, handoff_id)
        self.store.cover_head()
        pdf = handoff_receipt(content, wording(self.language), copy=times > 0, practice=self.practice)
        suffix = f"-{times + 1}" if times else ""
        target = self.folder / "papers" / f"{content.document_number}{suffix}.pdf"
        with errors_of_disk(target.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
        write_durably(target, pdf)
        return target

    def print_paper(self, paper: ActPaper, subject: str = "") -> Path:
        """Make a paper that goes with an act; ``subject`` is the id or the day that it is about.

        The path of the PDF. Raises PaperOfNothing, OutletNotNamed.
        """
        asked = Asked(subject, self.now(), self.rules())
        ready = self.on_writer(partial(gather_act_paper, paper, asked, self.store))
        words, folder = wording(self.language), self.folder / "papers"
        return draw_act_paper(ready, folder, words, is_practice=self.practice)

    def life_pdf(self, battery_code: str, *, copy: bool = False) -> bytes:
        """All that is known of a code as a paper; any thread."""
        w, now = wording(self.language), self.now()
        content = self.read(lambda view: life_paper(view, battery_code, tables=self.tables, w=w, now=now))
        return unit_life_paper(content, w, copy=copy, practice=self.practice)

    def print_life(self, battery_code: str) -> Path:
        """The same among the papers of this station; from the second time on it is marked as a copy."""
        folder = self.folder / "papers"
        with errors_of_disk(folder):
            folder.mkdir(parents=True, exist_ok=True)
        target, is_copy = free_name(folder, battery_code)
        write_durably(target, self.life_pdf(battery_code, copy=is_copy))
        return target

    def export_register(
        self,
        asked: RegisterAsked,
        target: Path,
        *,
        told: Callable[[int, int], None],
        is_cancelled: Callable[[], bool],
    ) -> int | None:
        """Write a register as a spreadsheet; see ``app.register_file``. Any thread."""
        w, at = wording(self.language), self.now()
        return self.read(
            lambda view: write_register(view, asked, target, w, at, told=told, is_cancelled=is_cancelled)
        )

    def channel(self, base_url: str) -> HttpChannel:
        """A channel to a hub; close it after use. Raises NoRoute or CompanyCaUnreadable."""
        station, choice = self.read(lambda view: (view.station(), network_choice(view)))
        return HttpChannel(
            base_url,
            station_id=station.station_id,
            signer=station.signer,
            now=self.now,
            new_nonce=self.new_nonce,
            user_agent=f"{APP}/{__version__}",
            way=way_to(base_url, choice, self.keyring, self.now),
            boot_id=boot_id(),
        )

    def enrol(self, base_url: str, code: str) -> Destination:
        """Bind this station at the hub of ``base_url``; network lane."""
        try:
            channel = self.channel(base_url)
        except NoRoute as failure:
            raise HubUnreachable(base_url=base_url, cause=failure.fault) from failure
        with channel:
            return enrol_station(
                code,
                name=HUB,
                base_url=base_url,
                by=self.operator,
                store=self.store,
                channel=channel,
                on_writer=self.on_writer,
                app_version=__version__,
            )

    def send(self, destination: Destination, progress: Callable[[SendOutcome], None]) -> SendOutcome:
        """Send all that ``destination`` has not answered for; network lane. Raises CompanyCaUnreadable."""
        circuit = self.circuits.get(destination.name, Circuit())
        try:
            channel = self.channel(destination.base_url)
        except NoRoute as failure:
            outcome = SendOutcome(
                result=SendResult.NOT_SENT, cause=failure.fault, destination=destination.name
            )
            progress(outcome)
        else:
            with channel:
                outcome = run_session(
                    self._session(destination, channel),
                    SealingRules(client=Client(app=APP, app_version=__version__)),
                    is_probe=circuit.is_open,
                    progress=progress,
                )
        self.circuits[destination.name] = circuit.after(outcome)
        return outcome

    def check_connection(self, base_url: str = "") -> tuple[HopResult, ...]:
        """Walk the hops to ``base_url``, or to the bound platform; network lane. Raises NoPlatformBound."""
        choice, destinations = self.read(lambda view: (network_choice(view), tuple(view.destinations())))
        hubs = [each.base_url for each in destinations if each.is_called]
        if not base_url and not hubs:
            raise NoPlatformBound
        url = base_url or hubs[0]
        login = None if choice.mode is ProxyMode.NONE else kept_login(self.keyring)
        with ExitStack() as stack:
            return check_connection(
                url,
                walk=lambda address: walk(address, choice, login, now=self.now),
                open_channel=lambda: stack.enter_context(self.channel(url)),
                is_enrolled=url in hubs,
            )

    def rotate_key(self) -> Station:
        """Go over to a fresh key; see ``usecases.rotate_key``."""
        return self.act(rotate_key, token_bytes(32))

    def adopt_pack(self, pack_bytes: bytes) -> Adoption:
        """Take a pack of rules or a list into use; see ``usecases.adopt_refdata``."""
        return self.act(
            adopt_refdata,
            pack_bytes,
            trust=trust_of(self.folder, self.read(lambda view: view.destinations())),
            validators=validators(),
            built_in=built_in_versions(),
        )

    def look_up(self, battery_codes: Sequence[str]) -> dict[str, Step]:
        """Ask every hub what it knows of these codes, and keep it; network lane."""
        destinations = self.read(lambda view: tuple(view.destinations()))
        return ask_hubs(destinations, battery_codes, open_channel=self.channel, session=self._session)

    def reaches(self, destination: Destination) -> bool:
        """Whether somebody takes a connection on the way to ``destination``; network lane."""
        choice = self.read(network_choice)
        try:
            proxy = route(destination.base_url, choice, None, now=self.now)
        except NoRoute:
            return False
        return is_reached(*end_of(destination.base_url, proxy))

    def _session(self, destination: Destination, channel: HttpChannel) -> Session:
        return Session(
            destination=destination,
            store=self.store,
            channel=channel,
            on_writer=self.on_writer,
            post=self.on_writer_later,
            now=self.now,
            new_id=self.new_id,
            is_held=self.held.is_set,
            fetch=self._fetch_refdata,
        )

    def _fetch_refdata(self, session: Session) -> Step:
        """Lists and rules, where who works here may take them into use."""
        try:
            require(self.operator, Act.ADOPT_REFDATA)
        except NotAllowed:
            return Step("")
        return fetch_refdata(
            session,
            adopt=self.adopt_pack,
            built_in=built_in_versions(),
            today=legal_day(self.now()),
        )

    def hold_sending(self, *, is_held: bool) -> None:
        """Let no request leave once the one under way is answered, or let them leave again; quick."""
        if is_held:
            self.held.set()
        else:
            self.held.clear()

    def on_writer(self, act: Callable[[], T], /) -> T:
        """Run ``act`` on the writer's lane behind the operators' acts, and wait for it."""
        return self.workers.acts.run(act, priority=Priority.SYNC).result()

    def on_writer_later(self, act: Callable[[], T], /) -> Callable[[], T]:
        """As ``on_writer`` without waiting; what is returned waits."""
        return self.workers.acts.run(act, priority=Priority.SYNC).result
