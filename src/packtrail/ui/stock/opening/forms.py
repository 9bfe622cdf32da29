"""What one line of the opening stock asks for, and what its closing does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from packtrail.domain.battery_code import parse
from packtrail.domain.code_tables import CodeTables
from packtrail.domain.delivery_draft import WITHOUT_CODE, UnitDraft
from packtrail.domain.errors import OutletError
from packtrail.domain.opening_stock import OpeningLine
from packtrail.domain.places import Place, known_place
from packtrail.domain.records.gate import (
    CodeSource,
    CodeStatus,
    ConditionClass,
    MassBasis,
    SourceType,
    UnitLevel,
)
from packtrail.domain.unit import Unit
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of, photos
from packtrail.ui.forms.code_twice import CODE, SCANNED, code_asks, code_source
from packtrail.ui.forms.state import TICKED, Ask, AskKind, Typed
from packtrail.ui.stock.no_code import REASON, WITHOUT, status_of, without_asks
from packtrail.ui.stock.opening.state import Opening, Taken
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.figures import count_text, kg_exact, weight_text
from packtrail.usecases.close_opening_stock import close_opening_stock
from packtrail.usecases.move_units import Move, move_units
from packtrail.usecases.set_places import current_places
from packtrail.usecases.take_opening_stock import take_opening_stock
from packtrail.wording import Wording

PLACE = "place"
LEVELS = (UnitLevel.PACK, UnitLevel.MODULE, UnitLevel.CELL)
BASES = (MassBasis.WEIGHED, MassBasis.NAMEPLATE, MassBasis.ESTIMATED)
CARRIED = (
    PLACE,
    "level",
    "source_type",
    "source_name",
    "original_intake_on",
    "reported",
    "reported_to",
    "reported_where",
    "reported_on",
)
"""What the next battery on the floor mostly has in common with the one before."""


@dataclass(frozen=True, slots=True)
class LineForm:
    """One battery on the floor."""

    draft_id: str
    destinations: tuple[tuple[str, str], ...] = ()

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.opening.line_title")

    def hint(self, w: Wording) -> str:
        """How to go on."""
        return w.say("stock.opening.line_hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """Which battery, what it weighs, where it stands, and what is known of its way here."""
        say, is_without = w.say, typed.has(WITHOUT)
        name = say("stock.column.code")
        code = () if is_without else code_asks(w, typed, name, is_needed=True)
        return (
            *code,
            *without_asks(w, typed),
            *self._body(w, typed),
            Ask(key=PLACE, name=say("stock.opening.field.place"), hint=say("stock.move.hint")),
            Ask(
                key="source_type",
                name=say("stock.opening.field.source_type"),
                kind=AskKind.CHOICE,
                first=SourceType.UNKNOWN,
                choices=choices_of(w, "source", SourceType),
            ),
            Ask(key="source_name", name=say("stock.opening.field.source_name")),
            Ask(
                key="original_intake_on",
                name=say("stock.opening.field.original_intake_on"),
                kind=AskKind.DAY,
            ),
            *self._reported(w, typed),
            photos(w, is_needed=is_without),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record it, then where it stands; a place that the plan lacks refuses both."""
        told = typed.text(PLACE)
        place = acts.read(lambda view: known_place(current_places(view), told)) if told else None
        line = line_of(typed, acts.tables)
        line = replace(line, unit=replace(line.unit, storage_location=None))  # its move says where
        (unit,) = acts.act(take_opening_stock, (line,), draft_id=self.draft_id)
        return _placed(acts, unit, place) if place else Taken(unit=unit)

    def _body(self, w: Wording, typed: Typed) -> Iterator[Ask]:
        say, choice = w.say, AskKind.CHOICE
        yield Ask(
            key="level",
            name=say("stock.fact.level"),
            kind=choice,
            first=UnitLevel.PACK,
            choices=choices_of(w, "level", LEVELS),
        )
        yield Ask(key="mass_g", name=say("stock.column.mass"), kind=AskKind.MASS)
        if typed.text("mass_g"):
            yield Ask(
                key="mass_basis",
                name=say("stock.column.basis"),
                kind=choice,
                first=MassBasis.WEIGHED,
                choices=choices_of(w, "mass_basis", BASES),
            )
        yield Ask(
            key="condition",
            name=say("stock.fact.condition"),
            kind=choice,
            first=ConditionClass.NORMAL,
            choices=choices_of(w, "condition", ConditionClass),
        )

    def _reported(self, w: Wording, typed: Typed) -> Iterator[Ask]:
        say = w.say
        yield Ask(
            key="reported",
            name=say("stock.opening.field.reported"),
            kind=AskKind.TICK,
            button=say("forms.yes"),
        )
        if not typed.has("reported"):
            return
        yield Ask(key="reported_where", name=say("stock.opening.field.reported_where"), is_needed=True)
        yield Ask(
            key="reported_on",
            name=say("stock.opening.field.reported_on"),
            kind=AskKind.DAY,
            is_needed=True,
        )
        if self.destinations:
            yield Ask(
                key="reported_to",
                name=say("stock.opening.field.reported_to"),
                kind=AskKind.CHOICE,
                hint=say("stock.opening.reported_to_hint"),
                choices=tuple(Choice(key=name, word=title) for name, title in self.destinations),
            )


@dataclass(frozen=True, slots=True)
class CloseForm:
    """期初盘点结束: the number on the signed sheet, and the sheet."""

    opening: Opening

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.opening.close_title")

    def hint(self, w: Wording) -> str:
        """What the ledger has, and that nothing comes after."""
        opening = self.opening
        facts = {"count": count_text(opening.count), "mass": weight_text(opening.mass_g)}
        return w.say("stock.opening.close_hint", **facts)

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """The number, and the photograph of the sheet."""
        counted = Ask(key="counted", name=w.say("stock.opening.counted"), kind=AskKind.NUMBER, is_needed=True)
        return (counted, photos(w, is_needed=True, hint=w.say("stock.opening.sheet_hint")))

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Close it; refused where the sheet says another number than the ledger."""
        sheet = typed.photos[-1] if typed.photos else None
        return acts.act(close_opening_stock, typed.number("counted") or 0, sheet)


def line_of(typed: Typed, tables: CodeTables) -> OpeningLine:
    """The line as it was typed so far; what can't be read is left out."""
    is_reported = typed.has("reported")
    return OpeningLine(
        unit=_unit_of(typed, tables),
        source_type=typed.text("source_type") or SourceType.UNKNOWN,
        source_name=typed.told("source_name"),
        original_intake_on=typed.day("original_intake_on"),
        already_reported=is_reported,
        reported_where=typed.told("reported_where") if is_reported else None,
        reported_on=typed.day("reported_on") if is_reported else None,
        reported_to=typed.told("reported_to") if is_reported else None,
    )


def typed_of(line: OpeningLine) -> Typed:
    """What ``line_of`` made it of; the second entry of a typed code is asked for again."""
    unit = line.unit
    was_scanned = unit.code_source == CodeSource.SCAN_WEDGE
    days = {"original_intake_on": line.original_intake_on, "reported_on": line.reported_on}
    values: Mapping[str, str | None] = {
        CODE: unit.raw_scan,
        SCANNED: unit.raw_scan if was_scanned else None,
        WITHOUT: TICKED if unit.code_status in WITHOUT_CODE else None,
        REASON: unit.code_reason,
        "level": unit.level,
        "mass_g": kg_exact(unit.mass_g) if unit.mass_g is not None else None,
        "mass_basis": unit.mass_basis if unit.mass_g is not None else None,
        "condition": unit.condition_class,
        PLACE: unit.storage_location,
        "source_type": line.source_type,
        "source_name": line.source_name,
        "reported": TICKED if line.already_reported else None,
        "reported_where": line.reported_where,
        "reported_to": line.reported_to,
        **{key: day.isoformat() if day else None for key, day in days.items()},
    }
    return Typed(values={key: str(value) for key, value in values.items() if value}, photos=unit.photos)


def carried(typed: Typed) -> dict[str, str]:
    """What the next line begins with."""
    return {key: typed.values[key] for key in CARRIED if typed.text(key)}


def _unit_of(typed: Typed, tables: CodeTables) -> UnitDraft:
    mass = typed.grams("mass_g")
    basis = typed.text("mass_basis") or MassBasis.WEIGHED
    unit = UnitDraft(
        level=typed.text("level") or UnitLevel.PACK,
        mass_g=mass,
        mass_basis=MassBasis.UNKNOWN if mass is None else basis,
        condition_class=typed.text("condition") or ConditionClass.NORMAL,
        storage_location=typed.told(PLACE),
        photos=typed.photos,
    )
    return _with_identity(unit, typed, tables)


def _with_identity(unit: UnitDraft, typed: Typed, tables: CodeTables) -> UnitDraft:
    if typed.has(WITHOUT):
        reason = typed.text(REASON)
        return replace(unit, code_status=status_of(reason), code_reason=reason or None)
    read = parse(typed.text(CODE), tables)
    return replace(
        unit,
        battery_code=(read.code.text if read.code else read.normalised) or None,
        code_scheme=read.scheme,
        code_status=CodeStatus.READ,
        code_source=code_source(typed),
        raw_scan=typed.told(CODE),
        chemistry_code=read.code.chemistry_code if read.code else None,
    )


def _placed(acts: OutletActs, unit: Unit, place: Place) -> Taken:
    """Say where ``unit`` stands; what its move is refused or warned of leaves it without a place."""
    move = Move(unit.label, str(place), unit.unit_id)
    try:
        acts.act(move_units, (move,), rules=acts.rules().stock, confirmed=())
    except OutletError as refused:
        return Taken(unit=unit, not_placed=refused)
    return Taken(unit=unit, place=str(place))
