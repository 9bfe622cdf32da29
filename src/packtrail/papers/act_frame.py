"""What the papers of acts share: head and foot from the ledger, marks, plain tables, room for the pen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from packtrail.papers import blocks, marking
from packtrail.papers.act_content import Issue
from packtrail.papers.blocks import CELL_GAP_MM, Column, Field
from packtrail.papers.content import Party, hash_groups
from packtrail.papers.layout import (
    GUTTER_MM,
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
from packtrail.papers.speech import Speech

_NOTHING: Final = space(0.0)
_PEN_LINE_MM: Final = 8.0


@dataclass(frozen=True, slots=True)
class Marks:
    """What a print is beside the first of its kind."""

    copy: bool = False
    practice: bool = False


FIRST: Final = Marks()


@dataclass(frozen=True, slots=True)
class Frame:
    """One paper in one language: all but its body. ``kind`` is its part of the catalogue."""

    issue: Issue
    words: Speech
    kind: str
    marks: Marks

    def say(self, key: str, **facts: object) -> str:
        """The sentence ``papers.<kind>.<key>``."""
        return self.words.say(f"{self.kind}.{key}", **facts)

    def paper(self, body: Sequence[Piece | Table]) -> Paper:
        """The whole paper around ``body``."""
        issue, title = self.issue, self.say("title")
        stamps = marking.stamps(
            self.words, copy=self.marks.copy, practice=self.marks.practice, voided=issue.is_voided
        )
        running = self.words.say("act.running", title=title, outlet=issue.outlet.name)
        return Paper(
            title=f"{title} {issue.number}",
            author=issue.outlet.name,
            language=self.words.tag,
            head=blocks.title_head(
                kind=title,
                number=issue.number,
                moment=self.words.moment(issue.at),
                outlet=issue.outlet.name,
                outlet_id=(
                    self.words.say("handoff.outlet_id"),
                    issue.outlet.uscc or self.words.say("page.no_value"),
                ),
                stamps=stamps,
            ),
            running_head=blocks.running_head(
                self.words.say("table.joint").join([*stamps, running]), issue.number
            ),
            body=tuple(body),
            foot=self._foot,
            behind=marking.watermark(self.words, practice=self.marks.practice),
        )

    def _foot(self, page: int, pages: int) -> Piece:
        shown = hash_groups(self.issue.ledger_hash)
        named: list[tuple[str, Sequence[str]]] = [(self.words.say("page.ledger"), shown)]
        if self.issue.record_id:
            named.append((self.words.say("page.record"), (self.issue.record_id,)))
        return blocks.foot(named, self.words.say("page.number", page=page, pages=pages))

    def outlet(self, width_mm: float) -> Piece:
        """Who issues it, with who set it up (``practice.md`` 17)."""
        party, say = self.issue.outlet, self.words.say
        entries = [
            Field(say("handoff.set_up_by"), party.set_up_by_name),
            Field(say("handoff.set_up_by_uscc"), party.set_up_by_uscc, Face.CODE),
            Field(say("handoff.address"), party.address),
            Field(say("handoff.phone"), party.phone),
        ]
        return blocks.party(self.say("outlet"), party.name, entries, width_mm)

    @property
    def sign_labels(self) -> tuple[str, str, str]:
        """What stands before the lines for signature, name and time."""
        say = self.words.say
        return say("sign.signature"), say("sign.name"), say("sign.time")


def party_fields(party: Party, words: Speech, role: str) -> list[Field]:
    """What is said of a party below its name; ``role`` in words."""
    return [
        Field(words.say("handoff.uscc"), party.uscc, Face.CODE),
        Field(words.say("handoff.role"), role),
    ]


def notes(texts: Sequence[str]) -> Piece:
    """Small sentences, one under the other."""
    return stacked([blocks.paragraph(text, TEXT_WIDTH_MM, size_pt=blocks.SMALL_PT) for text in texts])


def plain_table(
    heading: str, columns: Sequence[Column], rows: Sequence[Sequence[Piece]], closing: Piece = _NOTHING
) -> Table:
    """A table that carries no sum; each row's pieces are as wide as ``inner_mm`` of their columns.

    Its ``heading`` stands above it on every page.
    """
    title = blocks.paragraph(heading, TEXT_WIDTH_MM, face=Face.BOLD)
    return Table(
        head=stacked([title, space(1.0), blocks.table_head(columns)]),
        rows=tuple(Row(blocks.row(cells), 0) for cells in rows),
        carried=lambda _: _NOTHING,
        brought=lambda _: _NOTHING,
        closing=closing,
    )


def inner_mm(column: Column) -> float:
    """What a cell of ``column`` may be wide."""
    return column.width_mm - CELL_GAP_MM


def to_fill_in(labels: Sequence[str], *, each_row: int = 2) -> Piece:
    """Labelled lines for the pen, so many beside each other."""
    width = (TEXT_WIDTH_MM - (each_row - 1) * GUTTER_MM) / each_row
    blanks = [blocks.blank(label, width, height_mm=_PEN_LINE_MM) for label in labels]
    return stacked([beside(blanks[at : at + each_row]) for at in range(0, len(blanks), each_row)])
