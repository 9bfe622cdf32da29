"""未报情况说明: what was not reported in time and how far each record came; the cause is ticked by hand.

The ledger knows that nothing was confirmed, and what a platform answered. Why the line was dead or the PC
away it does not know, so nobody's guess stands here as a fact (``practice.md`` 16).
"""

from typing import Final

from packtrail.papers import blocks, fonts, pdf
from packtrail.papers.act_frame import FIRST, Frame, Marks, inner_mm, notes, plain_table
from packtrail.papers.blocks import Column, Field, Signature
from packtrail.papers.layout import TEXT_WIDTH_MM, Face, Paper, Piece, Table, beside, space, stacked
from packtrail.papers.ledger_root import root_block
from packtrail.papers.report_content import (
    AtDestination,
    UnreportedDuty,
    UnreportedPaper,
    UnreportedRecord,
)
from packtrail.papers.speech import Speech
from packtrail.wording import Wording
from packtrail.wording.deadlines import deadline_word
from packtrail.wording.problems import problem_words
from packtrail.wording.values import moment_words, word

_DUTY_MM: Final = {
    "duty": 40.0,
    "event_on": 28.0,
    "count": 20.0,
    "target": 28.0,
    "standing": 40.0,
    "state": 24.0,
}
_RECORD_MM: Final = {"recorded_at": 32.0, "record": 30.0, "subject": 58.0, "state": 60.0}
_CAUSES: Final = ("network", "platform", "refused", "computer", "people", "other")


def unreported_paper(content: UnreportedPaper, wording: Wording, marks: Marks = FIRST) -> bytes:
    """The statement as an A4 PDF; the same content gives the same bytes."""
    return pdf.drawn(_Unreported(content, wording, marks).paper())


class _Unreported:
    """One statement in one language."""

    def __init__(self, content: UnreportedPaper, wording: Wording, marks: Marks) -> None:
        self._content, self._wording = content, wording
        self._words = Speech(wording)
        self._frame = Frame(content.issue, self._words, "unreported", marks)
        self._say = self._frame.say

    def paper(self) -> Paper:
        c = self._content
        body: list[Piece | Table] = [self._summary()]
        if c.duties:
            body.append(self._duties())
        none = self._say("nothing" if c.destinations else "all", count=c.root.seq if c.root else 0)
        body += [self._cause(), self._records() if c.records else notes([none])]
        return self._frame.paper([*body, self._last_words()])

    def _summary(self) -> Piece:
        c = self._content
        entries = [Field(each.title, self._destination(each)) for each in c.destinations]
        if not entries:
            entries = [Field(self._say("destination"), self._say("unbound"))]
        said = self._say("summary", at=self._words.moment(c.issue.at))
        return stacked(
            [
                blocks.paragraph(said, TEXT_WIDTH_MM),
                space(1.0),
                blocks.fields(entries, TEXT_WIDTH_MM, label_mm=44.0),
            ]
        )

    def _destination(self, at: AtDestination) -> str:
        oldest = moment_words(at.oldest_at) if at.oldest_at else self._words.say("page.no_value")
        last = moment_words(at.last_confirmed_at) if at.last_confirmed_at else self._say("never")
        return self._say(
            "backlog",
            unsent=at.unsent,
            oldest=oldest,
            undecided=at.undecided,
            refused=at.refused,
            last=last,
        )

    def _duties(self) -> Table:
        columns = [
            Column(self._say(f"duty.{name}"), width, "right" if name == "count" else "left")
            for name, width in _DUTY_MM.items()
        ]
        rows = [self._duty(each, [inner_mm(column) for column in columns]) for each in self._content.duties]
        return plain_table(self._say("duty.title"), columns, rows)

    def _duty(self, each: UnreportedDuty, widths: list[float]) -> list[Piece]:
        nothing, w = self._words.say("page.no_value"), self._wording
        duty, event_on, count, target, standing, state = widths
        return [
            blocks.paragraph(deadline_word(w, each.duty), duty),
            blocks.grouped((each.event_on.isoformat(),), event_on, size_pt=blocks.BODY_PT),
            blocks.figure(str(each.count), count, size_pt=blocks.BODY_PT),
            blocks.grouped(
                (each.target.isoformat() if each.target else nothing,), target, size_pt=blocks.BODY_PT
            ),
            blocks.paragraph(deadline_word(w, each.standing) if each.standing else nothing, standing),
            blocks.paragraph(deadline_word(w, each.state) if each.state else nothing, state, face=Face.BOLD),
        ]

    def _cause(self) -> Piece:
        """Boxes to tick and room to write; nothing here is the ledger's."""
        boxes = [blocks.tick_box(self._say(f"cause.{name}")) for name in _CAUSES]
        half = len(boxes) // 2
        return stacked(
            [
                blocks.heading(self._say("cause.title"), TEXT_WIDTH_MM),
                beside(boxes[:half], gap_mm=10.0),
                space(1.5),
                beside(boxes[half:], gap_mm=10.0),
                space(1.5),
                blocks.blank(self._say("cause.from"), TEXT_WIDTH_MM, height_mm=8.0),
                blocks.blank(self._say("cause.text"), TEXT_WIDTH_MM, height_mm=8.0),
                blocks.blank("", TEXT_WIDTH_MM, height_mm=8.0),
                blocks.blank(self._say("cause.plan"), TEXT_WIDTH_MM, height_mm=8.0),
            ]
        )

    def _records(self) -> Table:
        columns = [Column(self._say(f"record.{name}"), width) for name, width in _RECORD_MM.items()]
        widths = [inner_mm(column) for column in columns]
        rows = [self._record(each, widths) for each in self._content.records]
        return plain_table(self._say("record.title"), columns, rows, self._below())

    def _record(self, each: UnreportedRecord, widths: list[float]) -> list[Piece]:
        recorded_at, record, subject, state = widths
        said = [word(self._wording, "submission", each.state)]
        if each.issue:
            said.append(problem_words(self._wording, each.issue).what)
        if len(self._content.destinations) > 1:
            said.insert(0, each.destination)
        return [
            blocks.grouped((moment_words(each.recorded_at),), recorded_at, size_pt=blocks.BODY_PT),
            blocks.paragraph(word(self._wording, "record_type", each.record_type), record),
            blocks.grouped((each.subject,), subject, size_pt=blocks.BODY_PT),
            blocks.paragraph(self._words.say("table.joint").join(said), state),
        ]

    def _below(self) -> Piece:
        c = self._content
        said = [self._say("listed", count=len(c.records))]
        if c.left_out:
            said.append(self._say("left_out", count=c.left_out))
        texts = (*(each.subject for each in c.records), *(each.title for each in c.destinations))
        if lacking := fonts.missing("".join(texts)):
            said.append(self._words.say("notes.stand_in", count=len(lacking)))
        return stacked([space(1.0), notes(said)])

    def _last_words(self) -> Piece:
        c = self._content
        root = root_block(self._words.say("root.title"), c.root, self._words)
        places = [Signature(self._say(f"signs.{who}"), c.issue.outlet.name) for who in ("by", "head")]
        return stacked([root, space(2.5), blocks.signatures(places, self._frame.sign_labels)])
