"""A delivery in the hand: what was read, typed and decided so far. Plain values and pure steps, no Qt.

Each step takes the work as it is and gives the work as it is then, so that what the screen shows, what
the draft saves and what is recorded in the end come from one place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from packtrail.domain.battery_code import BatteryCode, CodeWarning, FormFault, read_whole, warnings_on
from packtrail.domain.code_tables import CodeTables
from packtrail.domain.delivery import WITHOUT_CODE, DeliveryDraft, UnitDraft, draft_of_code
from packtrail.domain.look_alikes import Proposal
from packtrail.domain.plate import parse_plate
from packtrail.domain.records import Attachment
from packtrail.domain.records.gate import CodeStatus, ConditionClass, MassBasis, SourceType, UnitLevel
from packtrail.domain.scan_way import ScanWay
from packtrail.domain.unit import Unit
from packtrail.ui.widgets.figures import grams_of, kg_exact

PERSONS = frozenset({SourceType.VEHICLE_OWNER})
"""Sources that are a natural person: a name that stays at the station, and no 统一社会信用代码."""

DANGERS = frozenset(ConditionClass) - {ConditionClass.NORMAL, ConditionClass.UNDETERMINED}


class Outcome(StrEnum):
    """What became of the last read, in the words of the large band."""

    ADDED = "added"
    ADDED_AS_CONFLICT = "added_as_conflict"
    ADDED_WITHOUT_CODE = "added_without_code"
    HERE_ALREADY = "here_already"
    LIVE_ALREADY = "live_already"
    WRONG_FORM = "wrong_form"
    NO_BATTERY_CODE = "no_battery_code"
    NOTHING_READ = "nothing_read"
    SEVERAL_TYPED = "several_typed"
    TYPE_AGAIN = "type_again"
    DIFFERS = "differs"
    TURNED_DOWN = "turned_down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A battery code that came in, and how."""

    code: BatteryCode
    source: str
    raw: str
    is_sure: bool = True
    way: ScanWay | None = None  # of one that was seen, not typed
    picture: str | None = None  # which picture it was seen in, for the evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """The last result, and what can be done about it."""

    outcome: Outcome
    at: datetime
    read: Read | None = None
    text: str = ""  # what was read or typed where it is no code
    fault: FormFault | None = None
    idea: Proposal | None = None  # what a text of the wrong form could have been meant to be
    marked: tuple[int, ...] = ()
    card: str | None = None  # the card it made or met
    unit: Unit | None = None  # the live unit it met


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One unit of this delivery; ``mass`` as typed, which may be no number."""

    key: str
    unit: UnitDraft
    mass: str = ""
    warnings: tuple[CodeWarning, ...] = ()
    photo_under_way: bool = False

    @property
    def mass_g(self) -> int | None:
        """The mass in grams, None where nothing usable is typed."""
        return grams_of(self.mass)

    @property
    def open_warnings(self) -> tuple[CodeWarning, ...]:
        """Warnings that nobody has confirmed yet."""
        return tuple(each for each in self.warnings if each.kind not in self.unit.confirmed_warnings)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutCode:
    """The guided path of a unit whose label can't be read: reason and photograph."""

    reason: str | None = None
    level: str = UnitLevel.PACK
    photo: Attachment | None = None
    photo_under_way: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliverer:
    """Who brought the last delivery, offered again at the next."""

    source_type: str
    name: str = ""
    uscc: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Everything of the delivery at hand."""

    draft_id: str | None = None  # None while there is nothing to save
    head: DeliveryDraft = field(default_factory=DeliveryDraft)  # its units stand in ``cards``
    claimed: str = ""  # the claimed count as typed
    head_open: bool = True
    cards: tuple[Card, ...] = ()  # in order of scanning
    open_card: str | None = None
    happened: Happened | None = None
    proposals: tuple[Read, ...] = ()  # unsure reads that wait for a person
    first_entry: Read | None = None  # typed once, to be typed again unseen
    without_code: WithoutCode | None = None
    condition_open: bool = False  # the list of what can be wrong with the open card is spread out


def card_of(work: Work, key: str) -> Card | None:
    """The card with ``key``."""
    return next((card for card in work.cards if card.key == key), None)


def card_with_code(work: Work, code: str) -> Card | None:
    """The card of this delivery that carries ``code`` already."""
    return next((card for card in work.cards if card.unit.battery_code == code), None)


def take(work: Work, read: Read, live: Unit | None, *, key: str, at: datetime) -> Work:
    """What a read does: joins this delivery, meets one that is here already, or asks to be confirmed."""
    here = card_with_code(work, read.code.text)
    if here is not None:
        met = Happened(outcome=Outcome.HERE_ALREADY, at=at, read=read, card=here.key)
        return replace(work, happened=met, open_card=here.key, condition_open=False)
    if live is not None:
        return replace(work, happened=Happened(outcome=Outcome.LIVE_ALREADY, at=at, read=read, unit=live))
    if not read.is_sure:
        return proposed(work, read)
    return add(work, read, key=key, at=at)


def proposed(work: Work, read: Read) -> Work:
    """``read`` waits for a person to compare it with the label; the same one waits once."""
    if any(waiting.code.text == read.code.text for waiting in work.proposals):
        return work
    return replace(work, proposals=(*work.proposals, read))


def settle_proposal(work: Work, code: str) -> Work:
    """The proposal of ``code`` waits no longer."""
    return replace(work, proposals=tuple(read for read in work.proposals if read.code.text != code))


def add(work: Work, read: Read, *, key: str, at: datetime, as_conflict: bool = False) -> Work:
    """A card for ``read``, on top and open."""
    unit = replace(
        draft_of_code(read.code, read.source, read.raw, read.way),
        mass_basis=basis_before(work),
        as_conflict=as_conflict,
    )
    card = Card(key=key, unit=unit, warnings=warnings_on(read.code, at.date()))
    outcome = Outcome.ADDED_AS_CONFLICT if as_conflict else Outcome.ADDED
    happened = Happened(outcome=outcome, at=at, read=read, card=key)
    return _with_card(settle_proposal(work, read.code.text), card, happened)


def add_without_code(work: Work, *, key: str, at: datetime) -> Work:
    """A card for a unit whose label can't be read, once reason and photograph are there."""
    form = work.without_code
    if form is None or form.reason is None or form.photo is None:
        return work
    status = CodeStatus.ABSENT if form.reason == "missing" else CodeStatus.UNREADABLE
    unit = UnitDraft(
        level=form.level,
        code_status=status,
        code_reason=form.reason,
        photos=(form.photo,),
        mass_basis=basis_before(work),
    )
    happened = Happened(outcome=Outcome.ADDED_WITHOUT_CODE, at=at, card=key)
    return _with_card(replace(work, without_code=None), Card(key=key, unit=unit), happened)


def change_card(work: Work, key: str, **changes: object) -> Work:
    """The card ``key`` with some fields of its unit changed."""
    cards = tuple(
        replace(card, unit=replace(card.unit, **changes)) if card.key == key else card  # type: ignore[arg-type]  # fields of UnitDraft, named by the screen
        for card in work.cards
    )
    return replace(work, cards=cards)


def type_mass(work: Work, key: str, typed: str) -> Work:
    """The mass of ``key`` as typed."""
    cards = tuple(replace(card, mass=typed.strip()) if card.key == key else card for card in work.cards)
    return replace(work, cards=cards)


def attach(work: Work, key: str, photo: Attachment | None, *, under_way: bool = False) -> Work:
    """A photograph of ``key`` is kept, or is on its way; the same picture counts once."""
    return replace(
        work,
        cards=tuple(
            replace(
                card,
                photo_under_way=under_way,
                unit=replace(card.unit, photos=_joined(card.unit.photos, photo)),
            )
            if card.key == key
            else card
            for card in work.cards
        ),
    )


def remove(work: Work, key: str) -> Work:
    """Without the card ``key``."""
    open_card = None if work.open_card == key else work.open_card
    return replace(work, cards=tuple(card for card in work.cards if card.key != key), open_card=open_card)


def confirm_warning(work: Work, key: str, kind: str, *, is_confirmed: bool) -> Work:
    """The operator compared a warning of ``key`` with the label, or takes that back."""
    card = card_of(work, key)
    if card is None:
        return work
    kept = tuple(each for each in card.unit.confirmed_warnings if each != kind)
    return change_card(work, key, confirmed_warnings=(*kept, kind) if is_confirmed else kept)


def basis_before(work: Work) -> str:
    """The basis of mass chosen last in this delivery; another delivery may stand on another scale."""
    chosen = [card.unit.mass_basis for card in work.cards if card.unit.mass_basis != MassBasis.UNKNOWN]
    return chosen[-1] if chosen else MassBasis.UNKNOWN


def has_something(work: Work) -> bool:
    """Whether anything was entered that a draft should keep."""
    return bool(work.cards or work.claimed) or work.head != DeliveryDraft()


def as_typed(work: Work) -> DeliveryDraft:
    """The delivery as it is saved while it is being typed."""
    units = tuple(replace(card.unit, mass_g=card.mass_g) for card in work.cards)
    count = int(work.claimed) if work.claimed.isdecimal() else None
    return replace(work.head, claimed_count=count, units=units)


def as_recorded(work: Work) -> DeliveryDraft:
    """The delivery as it is recorded: fields that its source doesn't have are left out."""
    draft = as_typed(work)
    plate = parse_plate(draft.vehicle_plate).text if draft.vehicle_plate else None
    units = tuple(
        replace(unit, mass_basis=MassBasis.UNKNOWN) if unit.mass_g is None else unit for unit in draft.units
    )
    if draft.source_type in PERSONS:
        draft = replace(draft, deliverer_name=None, deliverer_uscc=None)
    else:
        draft = replace(draft, deliverer_person=None, deliverer_phone=None)
    return replace(draft, vehicle_plate=plate, units=units)


def resumed(
    draft_id: str, draft: DeliveryDraft, tables: CodeTables, today: date, keys: tuple[str, ...]
) -> Work:
    """The work that a saved draft holds; ``keys`` are fresh, one for each unit."""
    cards = tuple(
        Card(
            key=key,
            unit=replace(unit, mass_g=None),
            mass=kg_exact(unit.mass_g) if unit.mass_g is not None else "",
            warnings=_warnings_of(unit, tables, today),
        )
        for key, unit in zip(keys, draft.units, strict=True)
    )
    return Work(
        draft_id=draft_id,
        head=replace(draft, units=(), claimed_count=None),
        claimed=str(draft.claimed_count) if draft.claimed_count else "",
        head_open=not is_head_complete(draft),
        cards=cards,
        open_card=cards[-1].key if cards else None,
    )


def is_head_complete(head: DeliveryDraft) -> bool:
    """Whether source and deliverer are there, so that the head may fold away."""
    named = head.deliverer_person if head.source_type in PERSONS else head.deliverer_name
    return head.source_type != SourceType.UNKNOWN and bool(named)


def same_again(work: Work, last: Deliverer) -> Work:
    """The head filled with who came last."""
    head = replace(
        work.head,
        source_type=last.source_type,
        deliverer_name=last.name or None,
        deliverer_uscc=last.uscc or None,
    )
    return replace(work, head=head)


def is_without_code(card: Card) -> bool:
    """Whether the unit has no code that could be read."""
    return card.unit.code_status in WITHOUT_CODE


def fate(work: Work, live: Mapping[str, Unit], code: str) -> Outcome | None:
    """How a code in the picture stands to this delivery and the ledger; None while it is to be confirmed."""
    if card_with_code(work, code) is not None:
        return Outcome.HERE_ALREADY
    return Outcome.LIVE_ALREADY if code in live else None


def _with_card(work: Work, card: Card, happened: Happened) -> Work:
    return replace(
        work,
        cards=(*work.cards, card),
        open_card=card.key,
        condition_open=False,
        happened=happened,
        head_open=work.head_open and not is_head_complete(work.head),
    )


def _joined(photos: tuple[Attachment, ...], photo: Attachment | None) -> tuple[Attachment, ...]:
    if photo is None or any(kept.digest == photo.digest for kept in photos):
        return photos
    return (*photos, photo)


def _warnings_of(unit: UnitDraft, tables: CodeTables, today: date) -> tuple[CodeWarning, ...]:
    code = read_whole(unit.battery_code, tables) if unit.battery_code else None
    return warnings_on(code, today) if code else ()
