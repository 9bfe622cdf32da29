"""What the screens ask of the program, as promises; ``app.outlet.Outlet`` keeps them.

Every method that is not said to be quick goes through a lane of the workers: writing acts through
``acts``, looking things up through ``reads``, pictures through ``decode``, the hub through ``network``.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from packtrail.domain.act_papers import ActPaper
from packtrail.domain.code_tables import CodeTables
from packtrail.domain.delivery import DeliveryDraft
from packtrail.domain.delivery_list import DeliveryList
from packtrail.domain.handoff import HandoffDraft, LineDraft
from packtrail.domain.operators import Operator
from packtrail.domain.records import Attachment, OutletProfile
from packtrail.domain.unit import Unit
from packtrail.usecases.backups import MadeBackup
from packtrail.usecases.check_connection import HopResult
from packtrail.usecases.ports import Clock, Destination, NewId, View
from packtrail.usecases.read_bars import BarsReading
from packtrail.usecases.read_label import Corners, LabelReading, Unread
from packtrail.usecases.read_line import LineReading
from packtrail.usecases.record_delivery import TakenIn
from packtrail.usecases.registers import RegisterAsked
from packtrail.usecases.release_handoff import HandedOn
from packtrail.usecases.rules import RulesInUse
from packtrail.usecases.send_batch import SendOutcome
from packtrail.usecases.sync_values import Step
from packtrail.wording import Language

T = TypeVar("T")


class LabelWatch(Protocol):
    """One run of the camera: frames in, and what they say together out."""

    def see(self, frame: Any, at_ms: float, crop: tuple[int, int, int, int] | None = None) -> LabelReading:
        """Read one frame, grey or BGR, taken at ``at_ms`` of a clock that never runs backwards.

        With ``crop`` (left, top, width, height) only that part is looked at.
        """
        ...


class PhoneWatch(Protocol):
    """One phone's pictures in, and what they say out."""

    def see(self, content: bytes, at_ms: float) -> LabelReading:
        """Read one frame of its camera, taken at ``at_ms`` of a clock that never runs backwards."""
        ...

    def look(self, content: bytes) -> LabelReading:
        """Read one photograph."""
        ...


class OutletActs(Protocol):
    """The acts of one station at work."""

    @property
    def folder(self) -> Path:
        """Where the station's data lies; quick."""
        ...

    @property
    def practice(self) -> bool:
        """Whether this ledger is for practice, for ever; quick."""
        ...

    @property
    def tables(self) -> CodeTables:
        """What the characters of battery codes mean."""
        ...

    @property
    def now(self) -> Clock:
        """The clock; quick."""
        ...

    @property
    def new_id(self) -> NewId:
        """Draws a fresh id; quick."""
        ...

    @property
    def operator(self) -> Operator:
        """Who works here now."""
        ...

    def act(self, use_case: Callable[..., T], *asked: object, **also: object) -> T:
        """Do a use case that writes, as the person who works here; ``acts`` lane.

        Who, where, when and ids are given to it; ``asked`` and ``also`` are the rest.
        """
        ...

    def second_person(self, ref: str, pin: str) -> Operator:
        """Who stands by an act, proven by his PIN; ``acts`` lane."""
        ...

    def rules(self) -> RulesInUse:
        """The rules in force today; ``reads`` lane."""
        ...

    def speak(self, language: Language) -> None:
        """Write papers in ``language`` from now on; quick."""
        ...

    def read(self, question: Callable[[View], T]) -> T:
        """Ask one consistent state of the ledger; ``reads`` lane."""
        ...

    def set_profile(self, profile: OutletProfile, contact_phone: str | None = None) -> None:
        """Say who the outlet is; ``acts`` lane."""
        ...

    def record_delivery(self, draft: DeliveryDraft, draft_id: str | None = None) -> TakenIn:
        """Take a delivery in; ``acts`` lane."""
        ...

    def live_unit(self, code: str) -> Unit | None:
        """The unit here or on the road that carries ``code`` already; ``reads`` lane."""
        ...

    def pick_unit(self, line: LineDraft) -> Unit:
        """The unit that may go on a load, or why not; ``reads`` lane."""
        ...

    def release_handoff(self, draft: HandoffDraft, draft_id: str | None = None) -> HandedOn:
        """Sign a load away; ``acts`` lane."""
        ...

    def keep_photo(self, content: bytes, media_type: str, role: str) -> Attachment:
        """Store a photograph; ``acts`` lane."""
        ...

    def delivery_list(self, file: Path) -> DeliveryList:
        """What a deliverer's sheet lists, opened without trusting it; ``reads`` lane."""
        ...

    def photo_of(self, picture: Path) -> bytes:
        """A picture file as evidence: JPEG of at most 300 kB without EXIF; ``decode`` lane."""
        ...

    def photo_in(self, pixels: Any, around: Sequence[Corners]) -> bytes:
        """What lies around a label's symbols in a frame's pixels as evidence; ``decode`` lane."""
        ...

    def save_draft(self, draft_id: str, kind: str, content: Mapping[str, object]) -> None:
        """Keep work as typed; ``acts`` lane."""
        ...

    def drop_draft(self, draft_id: str) -> None:
        """Give up a draft; ``acts`` lane."""
        ...

    def remember(self, name: str, value: str) -> None:
        """Keep a choice; ``acts`` lane."""
        ...

    def back_up(self, target: Path) -> MadeBackup:
        """Write one verified backup into a folder that is there, and remember it; ``reads`` lane."""
        ...

    def confirm_clock(self) -> None:
        """Say that the PC's clock, which went back, is right; ``acts`` lane."""
        ...

    def print_handoff(self, handoff_id: str) -> Path:
        """Make the receipt PDF of a released handoff; ``acts`` lane."""
        ...

    def print_paper(self, paper: ActPaper, subject: str = "") -> Path:
        """Make the PDF of a paper that goes with an act, of the id or day ``subject``; ``preview`` lane."""
        ...

    def print_life(self, battery_code: str) -> Path:
        """Make the PDF of all that is known of a code; ``reads`` lane."""
        ...

    def read_label(self, picture: Path) -> LabelReading:
        """Read a picture file; ``decode`` lane."""
        ...

    def read_hard(
        self,
        source: Any,
        *,
        crop: tuple[int, int, int, int] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> LabelReading:
        """Read a picture file or a frame's grey array with everything there is; ``decode`` lane.

        Only what lies in ``crop`` (left, top, width, height), until ``cancelled``.
        """
        ...

    def why_no_lines(self) -> str:
        """Why printed lines can't be read here, as the end of a key; empty when they can. Quick."""
        ...

    def read_line(
        self,
        source: Any,
        places: Sequence[Corners] = (),
        besides: Collection[str] = (),
        box: tuple[int, int, int, int] | None = None,
    ) -> LineReading | None:
        """The printed line of a picture file or a frame, for a person to compare; ``decode`` lane.

        Looked for in ``box`` (left, top, width, height) if a person drew one, else near ``places`` if there
        are any; never a line that says one of the codes ``besides``.
        """
        ...

    def read_partial_bars(
        self,
        source: Any,
        box: tuple[int, int, int, int] | None = None,
        besides: Sequence[Corners] = (),
    ) -> BarsReading | None:
        """What can be made out of bars that were not read, for a person to compare; ``decode`` lane.

        Looked for in ``box`` (left, top, width, height) if a person drew one, and never at ``besides``.
        """
        ...

    def keep_why(self, target: Path, unread: Unread, pixels: Any) -> Path:
        """Keep picture and facts of a label that was not read in a file to be sent; ``decode`` lane.

        ``pixels`` are a frame's, blue first, or a picture file.
        """
        ...

    def watch_labels(self) -> "LabelWatch":
        """Begin a run of the camera; its ``see`` belongs on the ``decode`` lane."""
        ...

    def watch_phone(self) -> "PhoneWatch":
        """Begin to read one phone's pictures; both its methods belong on the ``decode`` lane."""
        ...

    def export_register(
        self,
        asked: RegisterAsked,
        target: Path,
        *,
        told: Callable[[int, int], None],
        is_cancelled: Callable[[], bool],
    ) -> int | None:
        """Write a register as a spreadsheet: lines written, None after a cancel; ``reads`` lane.

        ``told`` hears lines written and lines in all, there.
        """
        ...

    def enrol(self, base_url: str, code: str) -> Destination:
        """Bind this station at a hub; ``network`` lane."""
        ...

    def send(self, destination: Destination, progress: Callable[[SendOutcome], None]) -> SendOutcome:
        """Send all that a destination has not answered for; ``network`` lane. ``progress`` runs there."""
        ...

    def hold_sending(self, *, is_held: bool) -> None:
        """Let no request leave once the one under way is answered, or let them leave again; quick."""
        ...

    def check_connection(self, base_url: str = "") -> tuple[HopResult, ...]:
        """Walk the hops to an address, or to the bound platform; ``network`` lane."""
        ...

    def look_up(self, battery_codes: Sequence[str]) -> dict[str, Step]:
        """Ask every hub what it knows of these codes, and keep it; ``network`` lane."""
        ...

    def reaches(self, destination: Destination) -> bool:
        """Whether a connection to a destination is taken; nothing is said on it. ``network`` lane."""
        ...
