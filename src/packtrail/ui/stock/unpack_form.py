"""拆包 as a form of a unit's page: its parts one below the other, and their masses against the pack's."""

from collections.abc import Iterator
from dataclasses import dataclass

from packtrail.domain.battery_code import parse
from packtrail.domain.code_tables import CodeTables
from packtrail.domain.delivery_draft import UnitDraft
from packtrail.domain.draft_faults import MOST_IN_ONE_DOCUMENT
from packtrail.domain.genealogy import INSIDE
from packtrail.domain.opening import OpeningDraft
from packtrail.domain.records.gate import CodeSource, MassBasis, UnitLevel
from packtrail.domain.unit import Unit
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of, photos
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.ui.stock.no_code import REASON, reason_ask, status_of
from packtrail.ui.stock.safety_forms import WARN
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.code_text import normalised
from packtrail.ui.widgets.figures import count_text, kg_exact
from packtrail.usecases.open_pack import open_pack
from packtrail.usecases.rules import RulesInUse
from packtrail.wording import Wording
from packtrail.wording.values import word

PART = "battery_code."
SCANNED = "part_scanned."
_REASONS = ("safety_inspection", "remove_risk", "damaged_part", "sorting", "other")


@dataclass(frozen=True, slots=True)
class UnpackForm:
    """拆包 of one pack or module."""

    unit: Unit
    rules: RulesInUse
    tables: CodeTables

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.act.open")

    def hint(self, w: Wording) -> str:
        """That the pack stays on record, and how parts come in."""
        return w.say("stock.open.hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """Why, the parts and a field for the next, what is left over, and whether the masses agree."""
        say, parts = w.say, _parts(typed)
        is_without = any(typed.has(f"without.{at}") for at in parts)
        needs_group = any(not typed.text(f"mass_g.{at}") for at in parts)
        together = Ask(key="group_mass_g", name=say("stock.open.together"), kind=AskKind.MASS)
        return (
            Ask(
                key="reason_code",
                name=say("stock.open.reason"),
                kind=AskKind.CHOICE,
                is_needed=True,
                choices=choices_of(w, "opening_reason", _REASONS),
            ),
            *self._part_asks(w, typed, parts),
            *((reason_ask(w),) if is_without else ()),
            *((together,) if needs_group else ()),
            Ask(key="residue_mass_g", name=say("stock.open.residue"), kind=AskKind.MASS),
            _balance(w, self.unit, typed),
            photos(w, is_needed=is_without),
            *_confirmations(w, typed),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Open it: parts of a dangerous one are isolated with it."""
        rules = self.rules
        return acts.act(open_pack, self._draft(typed), rules=rules.opening, recheck=rules.safety.recheck)

    def next_part(self, typed: Typed, code: str) -> str | None:
        """The field that takes a scanned ``code``: that which holds it, else the first empty one."""
        scanned = normalised(code)
        for at in range(1, MOST_IN_ONE_DOCUMENT + 1):
            held = normalised(typed.text(f"{PART}{at}"))
            if held == scanned or not (held or typed.has(f"without.{at}")):
                return f"{PART}{at}"
        return None

    def _part_asks(self, w: Wording, typed: Typed, parts: tuple[int, ...]) -> Iterator[Ask]:
        following = (max(parts, default=0) + 1,)
        for at in (*range(1, max(parts, default=0) + 1), *following)[:MOST_IN_ONE_DOCUMENT]:
            yield Ask(key=f"head.{at}", name=w.say("stock.open.part", number=at), kind=AskKind.HEAD)
            if not typed.has(f"without.{at}"):
                yield Ask(key=f"{PART}{at}", name=w.say("stock.column.code"), is_needed=not parts and at == 1)
            if not typed.text(f"{PART}{at}"):
                yield Ask(key=f"without.{at}", name=w.say("stock.no_code.tick"), kind=AskKind.PICK)
            if at in parts:
                yield from self._facts(w, typed, at)

    def _facts(self, w: Wording, typed: Typed, at: int) -> Iterator[Ask]:
        inside = [level for level in UnitLevel if level in INSIDE[self.unit.level]]
        if len(inside) > 1 and self._level_in_code(typed, at) is None:
            yield Ask(
                key=f"level.{at}",
                name=w.say("stock.fact.level"),
                kind=AskKind.CHOICE,
                first=inside[0],
                choices=choices_of(w, "level", inside),
            )
        yield Ask(key=f"mass_g.{at}", name=w.say("stock.column.mass"), kind=AskKind.MASS)

    def _level_in_code(self, typed: Typed, at: int) -> str | None:
        code = parse(typed.text(f"{PART}{at}"), self.tables).code
        return code.level if code else None

    def _draft(self, typed: Typed) -> OpeningDraft:
        return OpeningDraft(
            parent_id=self.unit.unit_id,
            children=tuple(self._part(typed, at) for at in _parts(typed)),
            reason_code=typed.text("reason_code"),
            residue_mass_g=typed.grams("residue_mass_g"),
            group_mass_g=typed.grams("group_mass_g"),
            photos=typed.photos,
            confirmed_warnings=typed.ticked(WARN),
        )

    def _part(self, typed: Typed, at: int) -> UnitDraft:
        mass = typed.grams(f"mass_g.{at}")
        level = self._level_in_code(typed, at) or typed.text(f"level.{at}") or UnitLevel.CELL
        basis = MassBasis.UNKNOWN if mass is None else MassBasis.WEIGHED
        if typed.has(f"without.{at}"):
            reason = typed.text(REASON)
            return UnitDraft(
                level=level,
                mass_g=mass,
                mass_basis=basis,
                code_status=status_of(reason),
                code_reason=reason or None,
            )
        text = typed.text(f"{PART}{at}")
        read = parse(text, self.tables)
        was_scanned = typed.text(f"{SCANNED}{at}") == text
        return UnitDraft(
            level=level,
            mass_g=mass,
            mass_basis=basis,
            battery_code=read.code.text if read.code else read.normalised,
            code_scheme=read.scheme,
            code_source=CodeSource.SCAN_WEDGE if was_scanned else CodeSource.MANUAL_SINGLE,
            raw_scan=text,
            chemistry_code=read.code.chemistry_code if read.code else None,
        )


def _parts(typed: Typed) -> tuple[int, ...]:
    """The numbers of the parts that were named, by a code or as one without."""
    named = range(1, MOST_IN_ONE_DOCUMENT + 1)
    return tuple(at for at in named if typed.text(f"{PART}{at}") or typed.has(f"without.{at}"))


def _balance(w: Wording, unit: Unit, typed: Typed) -> Ask:
    """The pack's mass against what came out of it, as it is typed."""
    masses = [typed.grams(f"mass_g.{at}") for at in _parts(typed)]
    weighed, together = sum(mass or 0 for mass in masses), typed.grams("group_mass_g")
    residue = typed.grams("residue_mass_g") or 0
    out = weighed + (together or 0 if None in masses else 0)
    facts = {"parts": kg_exact(out), "residue": kg_exact(residue), "count": count_text(len(masses))}
    key, tone = "unknown", Tone.QUIET
    if unit.mass_g is not None:
        over = out + residue - unit.mass_g
        facts |= {"pack": kg_exact(unit.mass_g), "difference": kg_exact(abs(over))}
        key = "over" if over > 0 else "short" if over else "even"
        tone = Tone.WARN if over > 0 else Tone.INFO if over else Tone.OK
    return Ask(key="balance", name=w.say(f"stock.open.{key}", **facts), kind=AskKind.NOTE, tone=tone)


def _confirmations(w: Wording, typed: Typed) -> Iterator[Ask]:
    for token in typed.warned:
        yield Ask(
            key=WARN + token,
            name=word(w, "unit_warning", token),
            kind=AskKind.TICK,
            is_needed=True,
            button=w.say("forms.confirm_warning"),
            tone=Tone.WARN,
        )
