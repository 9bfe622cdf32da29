"""日报: the mass balance of a day, which numbers were used, and the root of the ledger at its end.

A record that is entered late changes the balance of its day; the report says of when it is.
"""

from collections.abc import Iterator
from typing import Final

from packtrail.domain.mass_balance import Tally
from packtrail.papers import blocks, pdf
from packtrail.papers.act_frame import FIRST, Frame, Marks, inner_mm, notes, plain_table
from packtrail.papers.blocks import Column, Signature
from packtrail.papers.content import kilograms
from packtrail.papers.layout import TEXT_WIDTH_MM, Face, Paper, Piece, Table, space, stacked
from packtrail.papers.ledger_root import root_block
from packtrail.papers.report_content import DayReport, NumbersOfDay
from packtrail.papers.speech import Speech
from packtrail.wording import Wording

_BALANCE_MM: Final = {"item": 84.0, "count": 28.0, "mass": 38.0, "without": 30.0}
_NUMBERS_MM: Final = {"kind": 50.0, "drawn": 26.0, "gaps": 26.0, "which": 78.0}
_SHOWN_GAPS: Final = 12
_SUMS: Final = frozenset({"left", "right"})


def day_report(content: DayReport, wording: Wording, marks: Marks = FIRST) -> bytes:
    """The report as an A4 PDF; the same content gives the same bytes."""
    return pdf.drawn(_Day(content, wording, marks).paper())


class _Day:
    """One report in one language."""

    def __init__(self, content: DayReport, wording: Wording, marks: Marks) -> None:
        self._content, self._wording = content, wording
        self._words = Speech(wording)
        self._frame = Frame(content.issue, self._words, "day", marks)
        self._say = self._frame.say

    def paper(self) -> Paper:
        numbers = self._numbers() if self._content.numbers else notes([self._say("numbers.none")])
        return self._frame.paper([self._summary(), self._balance(), numbers, self._last_words()])

    def _summary(self) -> Piece:
        c = self._content
        verdict = self._say("even") if c.balance.is_even else self._say("uneven", **self._missing())
        said = self._say("summary", day=c.day.isoformat())
        when = self._say("over" if c.is_over else "not_over", at=self._words.moment(c.issue.at))
        return stacked(
            [
                blocks.paragraph(said, TEXT_WIDTH_MM, face=Face.BOLD, size_pt=blocks.NAME_PT),
                blocks.paragraph(verdict, TEXT_WIDTH_MM, face=Face.BOLD),
                blocks.paragraph(when, TEXT_WIDTH_MM, size_pt=blocks.SMALL_PT),
            ]
        )

    def _missing(self) -> dict[str, object]:
        balance = self._content.balance
        return {
            "count": balance.left_count - balance.right_count,
            "mass": kilograms(balance.left_g - balance.right_g),
        }

    def _balance(self) -> Table:
        columns = [
            Column(self._say(f"column.{name}"), width, "left" if name == "item" else "right")
            for name, width in _BALANCE_MM.items()
        ]
        widths = [inner_mm(column) for column in columns]
        rows = [self._line(widths, *line) for line in self._lines()]
        return plain_table(self._say("balance"), columns, rows, self._below())

    def _lines(self) -> Iterator[tuple[str, Tally | None, int]]:
        """Item, units (None where it is mass alone) and grams."""
        b = self._content.balance
        for name in ("opening", "taken_in", "parts"):
            tally = getattr(b, name)
            yield name, tally, tally.mass_g
        yield "weighed_later", None, b.weighed_later_g
        yield "left", Tally(b.left_count), b.left_g
        yield "delivered", b.delivered, b.delivered_by_scale_g
        for name in ("returned_to_source", "opened", "written_off"):
            tally = getattr(b, name)
            yield name, tally, tally.mass_g
        yield "difference", None, b.weighing_difference_g
        for name in ("closing_here", "closing_on_road"):
            tally = getattr(b, name)
            yield name, tally, tally.mass_g
        yield "right", Tally(b.right_count), b.right_g

    def _line(self, widths: list[float], name: str, tally: Tally | None, mass_g: int) -> list[Piece]:
        nothing = self._words.say("page.no_value")
        item, count, mass, without = widths
        text, code = (Face.BOLD, Face.CODE_BOLD) if name in _SUMS else (Face.TEXT, Face.CODE)
        unknown = str(tally.without_mass) if tally and tally.without_mass else nothing
        return [
            blocks.paragraph(self._item(name), item, face=text),
            blocks.figure(str(tally.count) if tally else nothing, count, face=code),
            blocks.figure(kilograms(mass_g), mass, face=code),
            blocks.figure(unknown, without, face=code),
        ]

    def _item(self, name: str) -> str:
        """As the day close on the screen calls it, where it has it."""
        key = f"records.balance.{name}"
        return self._wording.say(key) if self._wording.knows(key) else self._say(f"item.{name}")

    def _below(self) -> Piece:
        b = self._content.balance
        said = [self._say("formula")]
        if b.by_scale:
            said.append(self._say("by_scale", count=len(b.by_scale), mass=kilograms(b.scale_difference_g)))
        if b.disputed:
            joint = self._words.say("table.joint")
            tickets = joint.join(each.ticket_number for each in b.disputed[:_SHOWN_GAPS])
            said.append(self._say("disputed", count=len(b.disputed), tickets=tickets))
        if b.residue_g:
            said.append(self._say("residue", mass=kilograms(b.residue_g)))
        return stacked([space(1.0), notes(said)])

    def _numbers(self) -> Table:
        columns = [
            Column(self._say(f"numbers.{name}"), width, "right" if name in {"drawn", "gaps"} else "left")
            for name, width in _NUMBERS_MM.items()
        ]
        widths = [inner_mm(column) for column in columns]
        rows = [self._number(each, widths) for each in self._content.numbers]
        return plain_table(self._say("numbers.title"), columns, rows)

    def _number(self, each: NumbersOfDay, widths: list[float]) -> list[Piece]:
        kind, drawn, gaps, which = widths
        named = self._words.say("table.joint").join(each.gaps[:_SHOWN_GAPS])
        if len(each.gaps) > _SHOWN_GAPS:
            named += " …"
        if each.unexplained:
            named = self._say("numbers.unexplained", numbers=named, count=each.unexplained)
        return [
            blocks.paragraph(self._words.named("day.kind", each.kind), kind),
            blocks.figure(str(each.drawn), drawn),
            blocks.figure(str(len(each.gaps)), gaps),
            blocks.paragraph(named or self._words.say("page.no_value"), which),
        ]

    def _last_words(self) -> Piece:
        c = self._content
        root = root_block(self._say("root", day=c.day.isoformat()), c.root, self._words)
        places = [Signature(self._say(f"signs.{who}"), c.issue.outlet.name) for who in ("by", "head")]
        return stacked([root, space(2.5), blocks.signatures(places, self._frame.sign_labels)])
