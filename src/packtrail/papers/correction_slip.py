"""更正单: what was said, what is said now, by whom and why, with both records; for recipient and maker.

Who acted stands as the record has it, by reference; names are written by those who sign.
"""

from typing import Final

from packtrail.papers import blocks, fonts, pdf
from packtrail.papers.act_content import CorrectionPaper, SaidTwice
from packtrail.papers.act_frame import FIRST, Frame, Marks, inner_mm, notes, plain_table
from packtrail.papers.blocks import Column, Field, Signature
from packtrail.papers.content import code_groups, hash_groups
from packtrail.papers.layout import TEXT_WIDTH_MM, Face, Paper, Piece, Table, beside, space, stacked
from packtrail.papers.speech import Speech
from packtrail.wording import Wording
from packtrail.wording.fields import field_words, value_words
from packtrail.wording.values import word

_WIDTHS_MM: Final = {"field": 44.0, "before": 68.0, "now": 68.0}
_SHOWN_CODES: Final = 20


def correction_slip(content: CorrectionPaper, wording: Wording, marks: Marks = FIRST) -> bytes:
    """The correction as an A4 PDF; the same content gives the same bytes."""
    return pdf.drawn(_Correction(content, wording, marks).paper())


class _Correction:
    """One correction or void in one language."""

    def __init__(self, content: CorrectionPaper, wording: Wording, marks: Marks) -> None:
        self._content, self._wording = content, wording
        self._words = Speech(wording)
        self._frame = Frame(content.issue, self._words, "correction", marks)
        self._say = self._frame.say

    def paper(self) -> Paper:
        return self._frame.paper([self._about(), self._changes(), self._why(), self._last_words()])

    def _about(self) -> Piece:
        c = self._content
        codes = self._words.say("table.joint").join(c.battery_codes[:_SHOWN_CODES])
        if len(c.battery_codes) > _SHOWN_CODES:
            codes = self._say("more_codes", codes=codes, count=len(c.battery_codes))
        entries = [
            Field(self._say("kind"), self._say(self._kind())),
            Field(self._say("target"), self._target()),
            Field(self._say("target_at"), self._words.moment(c.target_at)),
            Field(self._say("codes"), codes, Face.CODE),
            Field(self._say("other_party"), c.other_party),
        ]
        return blocks.fields(entries, TEXT_WIDTH_MM)

    def _kind(self) -> str:
        c = self._content
        return ("rewritten" if c.replaced_by else "void") if c.is_void else "correction"

    def _target(self) -> str:
        named = word(self._wording, "record_type", self._content.target_type)
        return f"{named} {self._content.target_number}".strip()

    def _changes(self) -> Table:
        columns = [Column(self._say(f"column.{name}"), width) for name, width in _WIDTHS_MM.items()]
        rows = [
            self._row(change, [inner_mm(column) for column in columns]) for change in self._content.changes
        ]
        return plain_table(self._say("changes"), columns, rows, self._below())

    def _row(self, change: SaidTwice, widths: list[float]) -> list[Piece]:
        field, before, now = widths
        is_gone = self._content.is_void and not self._content.replaced_by
        gone = blocks.paragraph(self._say("gone"), now, face=Face.BOLD)
        return [
            blocks.paragraph(field_words(self._wording, change.record_type, f"/{change.field}"), field),
            self._value(change, change.before, before, Face.TEXT, Face.CODE),
            gone if is_gone else self._value(change, change.now, now, Face.BOLD, Face.CODE_BOLD),
        ]

    def _value(self, change: SaidTwice, value: object, width_mm: float, face: Face, code_face: Face) -> Piece:
        """A value; a code in the face in which 0 and O differ, for that is what is often put right."""
        said = value_words(self._wording, change.field, value)
        if change.field.endswith("battery_code"):
            return blocks.grouped(code_groups(said), width_mm, face=code_face)
        return blocks.paragraph(said, width_mm, face=face)

    def _below(self) -> Piece:
        """What has to be known to read the table, and characters that no face has."""
        c = self._content
        said = [self._say("stays")]
        if c.awaits_answer:
            said.append(self._say("awaits"))
        texts = (c.other_party, c.reason_text, *(str(each.now) for each in c.changes))
        if lacking := fonts.missing("".join(texts)):
            said.append(self._words.say("notes.stand_in", count=len(lacking)))
        return stacked([space(1.0), notes(said)])

    def _why(self) -> Piece:
        c = self._content
        vocabulary = "void_reason" if c.is_void else "correction_reason"
        entries = [
            Field(self._say("reason"), word(self._wording, vocabulary, c.reason_code)),
            Field(self._say("reason_text"), c.reason_text),
            Field(self._say("by"), c.operator_ref, Face.CODE),
            Field(self._say("second"), c.second_ref, Face.CODE),
            Field(self._say("record"), c.issue.record_id, Face.CODE),
            Field(self._say("target_record"), c.target_id, Face.CODE),
            Field(self._say("target_hash"), " ".join(hash_groups(c.target_hash)), Face.CODE),
            *(Field(self._say("replaced_by"), each, Face.CODE) for each in c.replaced_by),
        ]
        heading = blocks.heading(self._say("why"), TEXT_WIDTH_MM)
        return stacked([heading, blocks.fields(entries, TEXT_WIDTH_MM)])

    def _last_words(self) -> Piece:
        c = self._content
        answer = stacked(
            [
                blocks.heading(self._say("answer.title"), TEXT_WIDTH_MM),
                blocks.paragraph(self._say("answer.text"), TEXT_WIDTH_MM, size_pt=blocks.SMALL_PT),
                space(1.5),
                beside([blocks.tick_box(self._say(f"answer.{name}")) for name in ("applied", "declined")]),
            ]
        )
        places = [
            Signature(self._say("signs.outlet"), c.issue.outlet.name),
            Signature(self._say("signs.second"), ""),
            Signature(self._say("signs.other"), c.other_party),
        ]
        signed = blocks.signatures(places, self._frame.sign_labels)
        return stacked([answer, space(2.5), signed])
