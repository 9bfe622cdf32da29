"""The batteries of a paper, line by line, with the sum carried over pages and what must be said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from packtrail.domain.records.gate import MassBasis
from packtrail.domain.records.handoff import PickedBy
from packtrail.papers import blocks, fonts
from packtrail.papers.blocks import Column
from packtrail.papers.content import ReceiptLine, code_groups, kilograms, mass_by_basis
from packtrail.papers.layout import TEXT_WIDTH_MM, Carry, Face, Piece, Row, Table, space, stacked
from packtrail.papers.speech import Speech

_WIDTHS_MM: Final = {
    "number": 9.0,
    "code": 57.0,
    "level": 15.0,
    "chemistry": 21.0,
    "mass": 22.0,
    "basis": 19.0,
    "state": 37.0,
}
_LABEL_MM: Final = sum(_WIDTHS_MM[name] for name in ("number", "code", "level", "chemistry"))
_RIGHT_ALIGNED: Final = {"number", "mass"}
_ROOM_FOR_SUMS_MM: Final = 5.0  # a sum may be some digits wider than its column's figures
_TOTAL_PT: Final = 10.0
_SCANNED: Final = {"", "none", "scan_datamatrix", "scan_qr", "scan_code128", "scan_wedge"}


@dataclass(frozen=True, slots=True)
class BatteryTable:
    """Lines in one language."""

    lines: tuple[ReceiptLine, ...]
    words: Speech

    @property
    def unknown(self) -> int:
        """How many lines have no mass."""
        return sum(line.mass_g is None for line in self.lines)

    def total_kg(self) -> str:
        """The total of the known masses; a dash, not zero, when none is known."""
        if self.unknown == len(self.lines):
            return self.words.say("page.no_value")
        return kilograms(sum(line.mass_g or 0 for line in self.lines))

    def set(self, *, other_texts: Sequence[str] = ()) -> Table:
        """The table; ``other_texts`` of the paper are searched for characters that no face has."""
        columns = [
            Column(self.words.say(f"table.{name}"), width, "right" if name in _RIGHT_ALIGNED else "left")
            for name, width in _WIDTHS_MM.items()
        ]
        return Table(
            head=blocks.table_head(columns),
            rows=tuple(Row(self._row(line), line.mass_g or 0) for line in self.lines),
            carried=lambda carry: self._carry("table.carried", carry),
            brought=lambda carry: self._carry("table.brought", carry),
            closing=stacked([self._total(), space(0.8), self._notes(other_texts)]),
        )

    def _row(self, line: ReceiptLine) -> Piece:
        width = {name: mm - blocks.CELL_GAP_MM for name, mm in _WIDTHS_MM.items()}
        nothing = self.words.say("page.no_value")
        level, chemistry = (
            self.words.named("level", line.level),
            self.words.named("chemistry", line.chemistry),
        )
        mass = nothing if line.mass_g is None else kilograms(line.mass_g)
        return blocks.row(
            [
                blocks.figure(str(line.number), width["number"], size_pt=blocks.BODY_PT),
                blocks.grouped(code_groups(line.battery_code), width["code"]),
                blocks.paragraph(level or nothing, width["level"]),
                blocks.paragraph(chemistry or nothing, width["chemistry"]),
                blocks.figure(mass, width["mass"]),
                blocks.paragraph(self.words.say(f"basis.{line.mass_basis}"), width["basis"]),
                blocks.paragraph(self._state(line) or nothing, width["state"]),
            ]
        )

    def _state(self, line: ReceiptLine) -> str:
        marks = [self.words.named("condition", line.condition)] if line.condition else []
        if line.picked_by is PickedBy.LIST:
            marks.append(self.words.say("mark.list_picked"))
        if line.code_source not in _SCANNED:
            marks.append(self.words.named("mark", line.code_source))
        if line.is_unconfirmed:
            marks.append(self.words.say("mark.unconfirmed"))
        return self.words.say("table.joint").join(marks)

    def _carry(self, key: str, carry: Carry) -> Piece:
        return self._sum_row(self.words.say(key, lines=carry.rows), kilograms(carry.mass_g), blocks.BODY_PT)

    def _total(self) -> Piece:
        key = "table.total_of_known" if self.unknown else "table.total"
        label = self.words.say(key, lines=len(self.lines), unknown=self.unknown)
        return self._sum_row(label, self.total_kg(), _TOTAL_PT)

    def _sum_row(self, label: str, mass: str, size_pt: float) -> Piece:
        mass_mm = _WIDTHS_MM["mass"] - blocks.CELL_GAP_MM + _ROOM_FOR_SUMS_MM
        label_mm = _LABEL_MM - blocks.CELL_GAP_MM - _ROOM_FOR_SUMS_MM
        return blocks.row(
            [
                blocks.paragraph(label, label_mm, face=Face.BOLD, size_pt=size_pt),
                blocks.figure(mass, mass_mm, face=Face.CODE_BOLD, size_pt=size_pt + 0.5),
            ]
        )

    def _notes(self, other_texts: Sequence[str]) -> Piece:
        notes = [self._by_basis()]
        if picked := sum(line.picked_by is PickedBy.LIST for line in self.lines):
            notes.append(self.words.say("notes.list_picked", lines=picked))
        if unconfirmed := sum(line.is_unconfirmed for line in self.lines):
            notes.append(self.words.say("notes.unconfirmed", lines=unconfirmed))
        if any((line.mass_g or 0) % 100 for line in self.lines):
            notes.append(self.words.say("notes.rounded"))
        texts = [*other_texts, *(text for line in self.lines for text in line.texts())]
        if lacking := fonts.missing("".join(texts)):
            notes.append(self.words.say("notes.stand_in", count=len(lacking)))
        return stacked([blocks.paragraph(note, TEXT_WIDTH_MM, size_pt=blocks.SMALL_PT) for note in notes])

    def _by_basis(self) -> str:
        parts = []
        for basis, (lines, mass_g) in mass_by_basis(self.lines).items():
            key = "notes.basis_part_unknown" if basis is MassBasis.UNKNOWN else "notes.basis_part"
            named = self.words.say(f"basis.{basis}")
            parts.append(self.words.say(key, basis=named, lines=lines, mass=kilograms(mass_g)))
        return self.words.say("notes.by_basis", parts="　".join(parts))
