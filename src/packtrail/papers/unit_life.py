"""电池履历 on paper: the code decoded, what its maker filed, and its custody over all parties, line by line.

Each line says from whom it is and how old, so that nobody takes another's word for ours. Names of persons,
phones and free text are not on it: it is handed to whoever asks.
"""

from collections.abc import Sequence
from typing import Final

from packtrail.papers import blocks, fonts, marking, pdf
from packtrail.papers.blocks import CELL_GAP_MM, Column, Field
from packtrail.papers.codes import qr
from packtrail.papers.content import code_groups
from packtrail.papers.layout import (
    TEXT_WIDTH_MM,
    Face,
    Paper,
    Piece,
    Row,
    Table,
    beside,
    space,
    stacked,
)
from packtrail.papers.life_content import LifeRow, UnitLifePaper
from packtrail.papers.speech import Speech
from packtrail.wording import Wording

_WIDTHS_MM: Final = {"at": 31.0, "what": 67.0, "proof": 34.0, "source": 48.0}
_QR_MM: Final = 28.0
_CODE_PT: Final = 13.0
_NOTHING: Final = space(0.0)


def unit_life_paper(
    content: UnitLifePaper, wording: Wording, *, copy: bool = False, practice: bool = False
) -> bytes:
    """The life as an A4 PDF; the same content gives the same bytes.

    ``copy`` marks a reprint, ``practice`` a paper of a training session.
    """
    return pdf.drawn(_Life(content, wording).paper(copy=copy, practice=practice))


class _Life:
    """One paper in one language."""

    def __init__(self, content: UnitLifePaper, wording: Wording) -> None:
        self._content = content
        self._words = Speech(wording)

    def paper(self, *, copy: bool, practice: bool) -> Paper:
        c = self._content
        title = self._say("title")
        stamps = marking.stamps(self._words, copy=copy, practice=practice)
        running = self._words.say("table.joint").join(
            [*stamps, self._say("running", outlet=c.outlet_name, at=self._words.moment(c.printed_at))]
        )
        blocks_of_facts = [
            self._facts(heading, facts, note)
            for heading, facts, note in (
                ("decoded", c.decoded, ""),
                ("model", c.model, c.model_note),
            )
            if facts or note
        ]
        return Paper(
            title=f"{title} {c.battery_code}",
            author=c.outlet_name,
            language=self._words.tag,
            head=self._head(title, stamps),
            running_head=blocks.running_head(running, c.battery_code),
            body=(*blocks_of_facts, *self._life()),
            foot=self._foot,
            behind=marking.watermark(self._words, practice=practice),
        )

    def _say(self, key: str, **facts: object) -> str:
        return self._words.say(f"unit_life.{key}", **facts)

    def _head(self, title: str, stamps: Sequence[str]) -> Piece:
        c = self._content
        symbol = qr(c.battery_code, width_mm=_QR_MM)
        left_mm = TEXT_WIDTH_MM - symbol.width_mm - 4.0
        title_mm = fonts.width_mm(title, Face.BOLD, blocks.TITLE_PT) + 0.1
        named = beside(
            [
                blocks.paragraph(title, title_mm, face=Face.BOLD, size_pt=blocks.TITLE_PT),
                stacked([space(1.2), beside([blocks.stamp(text) for text in stamps])]),
            ]
        )
        printed = self._say("printed", at=self._words.moment(c.printed_at))
        left = stacked(
            [
                blocks.paragraph(c.outlet_name, left_mm, face=Face.BOLD, size_pt=blocks.NAME_PT),
                blocks.short_field(self._words.say("handoff.outlet_id"), c.outlet_uscc, left_mm),
                space(2.0),
                named,
                blocks.grouped(code_groups(c.battery_code), left_mm, face=Face.CODE_BOLD, size_pt=_CODE_PT),
                space(0.8),
                blocks.paragraph(printed, left_mm, size_pt=blocks.SMALL_PT),
            ]
        )
        return stacked([beside([left, symbol]), space(1.2), blocks.rule(thickness_pt=blocks.STRONG_RULE_PT)])

    def _facts(self, heading: str, facts: Sequence[tuple[str, str]], note: str) -> Piece:
        title = blocks.paragraph(self._say(heading), TEXT_WIDTH_MM, face=Face.BOLD)
        said = [blocks.paragraph(note, TEXT_WIDTH_MM)] if note else []
        listed = blocks.fields([Field(name, text) for name, text in facts], TEXT_WIDTH_MM)
        return stacked([title, space(0.6), listed, *said])

    def _life(self) -> tuple[Piece | Table, ...]:
        c = self._content
        known = stacked([blocks.paragraph(said, TEXT_WIDTH_MM) for said in c.known])
        heading = stacked([blocks.paragraph(self._say("life"), TEXT_WIDTH_MM, face=Face.BOLD), known])
        if not c.rows:
            return (stacked([heading, blocks.paragraph(self._say("no_line"), TEXT_WIDTH_MM)]), self._notes())
        columns = [Column(self._say(f"column.{name}"), width) for name, width in _WIDTHS_MM.items()]
        table = Table(
            head=blocks.table_head(columns),
            rows=tuple(Row(self._row(row), 0) for row in c.rows),
            carried=lambda _: _NOTHING,
            brought=lambda _: _NOTHING,
            closing=stacked([space(1.5), self._notes()]),
        )
        return heading, table

    def _row(self, row: LifeRow) -> Piece:
        width = {name: mm - CELL_GAP_MM for name, mm in _WIDTHS_MM.items()}
        what = [blocks.paragraph(row.what, width["what"], face=Face.BOLD)]
        what += [blocks.paragraph(more, width["what"], size_pt=blocks.SMALL_PT) for more in row.more]
        proofs = [blocks.paragraph(each, width["proof"], size_pt=blocks.SMALL_PT) for each in row.proofs]
        return blocks.row(
            [
                blocks.grouped((row.at,), width["at"], size_pt=blocks.BODY_PT),
                blocks.padded(stacked(what), 0.0),
                _in_column(proofs, width["proof"]),
                blocks.paragraph(row.source, width["source"], size_pt=blocks.SMALL_PT),
            ]
        )

    def _notes(self) -> Piece:
        c = self._content
        notes = [self._say("notes.sources"), self._say("notes.persons"), self._say("notes.proofs")]
        texts = [c.outlet_name, *(text for _, text in (*c.decoded, *c.model)), *c.known]
        texts += [text for row in c.rows for text in (row.what, *row.more, row.source)]
        if lacking := fonts.missing("".join(texts)):
            notes.append(self._words.say("notes.stand_in", count=len(lacking)))
        return stacked([blocks.paragraph(note, TEXT_WIDTH_MM, size_pt=blocks.FINE_PT) for note in notes])

    def _foot(self, page: int, pages: int) -> Piece:
        c = self._content
        return blocks.foot(
            [(self._say("code"), code_groups(c.battery_code))],
            self._words.say("page.number", page=page, pages=pages),
        )


def _in_column(pieces: Sequence[Piece], width_mm: float) -> Piece:
    """Pieces one under the other that keep their column's width even where there are none."""
    piece = stacked(pieces)
    return Piece(width_mm, piece.height_mm, piece.marks)
