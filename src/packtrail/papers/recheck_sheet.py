"""检查表: which hot or burnt packs are looked at again on a day, with room for what the gauge says.

It is carried through the isolation area where no screen is; what was found is then recorded as a check.
"""

from typing import Final

from packtrail.papers import blocks, fonts, pdf
from packtrail.papers.act_frame import FIRST, Frame, Marks, inner_mm, notes, plain_table
from packtrail.papers.blocks import Column, Signature
from packtrail.papers.content import code_groups
from packtrail.papers.layout import TEXT_WIDTH_MM, Face, Paper, Piece, Table, space, stacked
from packtrail.papers.report_content import RecheckLine, RecheckSheet
from packtrail.papers.speech import Speech
from packtrail.wording import Wording
from packtrail.wording.values import moment_words

_WIDTHS_MM: Final = {
    "due": 32.0,
    "unit": 56.0,
    "condition": 30.0,
    "celsius": 18.0,
    "looks": 24.0,
    "who": 20.0,
}
_BY_HAND: Final = ("celsius", "looks", "who")
_ROW_MM: Final = 10.5


def recheck_sheet(content: RecheckSheet, wording: Wording, marks: Marks = FIRST) -> bytes:
    """The sheet as an A4 PDF; the same content gives the same bytes."""
    return pdf.drawn(_Rechecks(content, wording, marks).paper())


class _Rechecks:
    """One sheet in one language."""

    def __init__(self, content: RecheckSheet, wording: Wording, marks: Marks) -> None:
        self._content = content
        self._words = Speech(wording)
        self._frame = Frame(content.issue, self._words, "rechecks", marks)
        self._say = self._frame.say

    def paper(self) -> Paper:
        lines = self._table() if self._content.lines else notes([self._say("none")])
        return self._frame.paper([self._summary(), lines, self._signatures()])

    def _summary(self) -> Piece:
        c = self._content
        said = self._say("summary", day=c.day.isoformat(), count=len(c.lines))
        return stacked(
            [
                blocks.paragraph(said, TEXT_WIDTH_MM, face=Face.BOLD, size_pt=blocks.NAME_PT),
                blocks.paragraph(self._say("how"), TEXT_WIDTH_MM, size_pt=blocks.SMALL_PT),
            ]
        )

    def _table(self) -> Table:
        columns = [Column(self._say(f"column.{name}"), width) for name, width in _WIDTHS_MM.items()]
        width = {name: inner_mm(column) for name, column in zip(_WIDTHS_MM, columns, strict=True)}
        rows = [self._row(line, width) for line in self._content.lines]
        return plain_table(self._say("table"), columns, rows, self._below())

    def _row(self, line: RecheckLine, width: dict[str, float]) -> list[Piece]:
        is_over = line.due_at <= self._content.issue.at
        due = [blocks.grouped((moment_words(line.due_at),), width["due"], size_pt=blocks.BODY_PT)]
        if is_over:
            due.append(blocks.paragraph(self._say("is_due"), width["due"], face=Face.BOLD))
        found = self._say("hot_at", at=moment_words(line.hot_at))
        unit = [
            blocks.grouped(code_groups(line.label), width["unit"]),
            blocks.paragraph(line.place or self._words.say("page.no_value"), width["unit"]),
        ]
        condition = [
            blocks.paragraph(self._words.named("condition", line.condition), width["condition"]),
            blocks.paragraph(found, width["condition"], size_pt=blocks.FINE_PT),
        ]
        return [
            blocks.padded(stacked(due), _ROW_MM),
            stacked(unit),
            stacked(condition),
            *(Piece(width[name], 0.0) for name in _BY_HAND),
        ]

    def _below(self) -> Piece:
        said = [self._say("then")]
        texts = "".join(f"{line.label}{line.place}" for line in self._content.lines)
        if lacking := fonts.missing(texts):
            said.append(self._words.say("notes.stand_in", count=len(lacking)))
        return stacked([space(1.0), notes(said)])

    def _signatures(self) -> Piece:
        name = self._content.issue.outlet.name
        places = [Signature(self._say(f"signs.{who}"), name) for who in ("by", "head")]
        return blocks.signatures(places, self._frame.sign_labels)
