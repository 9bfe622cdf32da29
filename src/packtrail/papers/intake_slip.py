"""入库单: goes with a pack to its slot, to be read across an aisle; two on a sheet.

No person and no deliverer stands on it: it hangs where everybody passes.
"""

from collections.abc import Sequence
from typing import Final

from packtrail.papers import blocks, fonts, marking, pdf
from packtrail.papers.act_content import IntakeSlip
from packtrail.papers.act_frame import FIRST, Marks
from packtrail.papers.blocks import Field
from packtrail.papers.codes import qr
from packtrail.papers.content import code_groups, kilograms
from packtrail.papers.layout import (
    BLOCK_GAP_MM,
    GUTTER_MM,
    TEXT_WIDTH_MM,
    Box,
    Face,
    Paper,
    Piece,
    beside,
    moved,
    space,
    stacked,
)
from packtrail.papers.speech import Speech
from packtrail.wording import Wording
from packtrail.wording.values import word

_SLIP_MM: Final = 127.0
_QR_MM: Final = 46.0
_QR_DOTS: Final = 16
_TITLE_PT: Final = 16.0
_CODE_PT: Final = 25.0
_LARGE_PT: Final = 24.0
_DANGER_PT: Final = 17.0
_FRAME_MM: Final = 1.2
_FACTS_MM: Final = TEXT_WIDTH_MM - _QR_MM - GUTTER_MM
_LOUD: Final = frozenset({"damaged", "high"})


def intake_slips(slips: Sequence[IntakeSlip], wording: Wording, marks: Marks = FIRST) -> bytes:
    """The slips as an A4 PDF to be cut in two; the same content gives the same bytes.

    Which of them is a copy each says itself. Raises ValueError for no slip at all.
    """
    return pdf.drawn(_sheets(slips, wording, marks))


def _sheets(slips: Sequence[IntakeSlip], wording: Wording, marks: Marks) -> Paper:
    if not slips:
        raise ValueError("a sheet without slips")
    words = Speech(wording)
    nothing = space(0.0)
    return Paper(
        title=f"{words.say('slip.title')} {slips[0].issue.number}",
        author=slips[0].issue.outlet.name,
        language=words.tag,
        head=nothing,
        running_head=nothing,
        body=tuple(_Slip(each, wording, marks).piece() for each in slips),
        foot=lambda _, __: nothing,
        behind=marking.watermark(words, practice=marks.practice),
    )


class _Slip:
    """One slip in one language: half a sheet, ended by the line along which it is cut."""

    def __init__(self, content: IntakeSlip, wording: Wording, marks: Marks) -> None:
        self._content, self._wording, self._marks = content, wording, marks
        self._words = Speech(wording)

    def piece(self) -> Piece:
        c = self._content
        parts = stacked(
            [
                self._head(),
                space(1.5),
                blocks.rule(thickness_pt=blocks.STRONG_RULE_PT),
                space(2.5),
                blocks.grouped(
                    code_groups(c.battery_code), TEXT_WIDTH_MM, face=Face.CODE_BOLD, size_pt=_CODE_PT
                ),
                space(2.0),
                beside([self._loud_facts(), qr(c.battery_code, width_mm=_QR_MM, most_dots=_QR_DOTS)]),
            ]
        )
        foot = self._foot()
        marks = (*parts.marks, *moved(foot.marks, 0.0, _SLIP_MM - foot.height_mm - BLOCK_GAP_MM))
        return Piece(TEXT_WIDTH_MM, _SLIP_MM, marks)

    def _say(self, key: str, **facts: object) -> str:
        return self._words.say(f"slip.{key}", **facts)

    def _head(self) -> Piece:
        c = self._content
        stamps = marking.stamps(
            self._words, copy=c.is_copy, practice=self._marks.practice, voided=c.issue.is_voided
        )
        title_mm = fonts.width_mm(self._say("title"), Face.BOLD, _TITLE_PT) + 0.1
        framed = beside([blocks.stamp(text) for text in stamps])
        named = beside(
            [blocks.paragraph(self._say("title"), title_mm, face=Face.BOLD, size_pt=_TITLE_PT), framed]
        )
        right_mm = TEXT_WIDTH_MM - named.width_mm - GUTTER_MM
        right = stacked(
            [
                blocks.grouped((c.issue.number,), right_mm, face=Face.CODE_BOLD, size_pt=10.5, align="right"),
                blocks.paragraph(c.issue.outlet.name, right_mm, size_pt=blocks.SMALL_PT, align="right"),
            ]
        )
        return beside([named, right])

    def _loud_facts(self) -> Piece:
        """Place, danger and the day of the second look, then everything else in small."""
        c = self._content
        custody = self._large(word(self._wording, "custody", c.custody), _DANGER_PT)
        level = blocks.inset(custody, top_mm=_FRAME_MM) if c.danger in _LOUD else custody
        lines = [self._place(), space(2.0), beside([self._danger(), level])]
        if c.recheck_at:
            at = self._say("recheck", at=self._words.moment(c.recheck_at))
            lines += [space(1.0), blocks.paragraph(at, _FACTS_MM, face=Face.BOLD, size_pt=11.0)]
        return stacked([*lines, space(2.0), blocks.fields(self._entries(), _FACTS_MM)])

    def _place(self) -> Piece:
        label = blocks.paragraph(self._say("place"), _FACTS_MM, size_pt=blocks.SMALL_PT)
        if not self._content.place:
            return stacked([label, blocks.blank("", _FACTS_MM, height_mm=11.0)])
        place = blocks.paragraph(self._content.place, _FACTS_MM, face=Face.BOLD, size_pt=_LARGE_PT)
        return stacked([label, place])

    def _danger(self) -> Piece:
        """Framed where there is one; black on white, since bad lasers print no colour."""
        c = self._content
        words = self._large(word(self._wording, "danger", c.danger), _DANGER_PT)
        if c.danger not in _LOUD:
            return words
        width, height = words.width_mm + 6.0, words.height_mm + 2 * _FRAME_MM
        inside = moved(words.marks, 3.0, _FRAME_MM)
        return Piece(width, height, (Box(0.0, 0.0, width, height, 2.0), *inside))

    def _large(self, text: str, size_pt: float) -> Piece:
        width = fonts.width_mm(text, Face.BOLD, size_pt) + 0.1
        return blocks.paragraph(text, width, face=Face.BOLD, size_pt=size_pt)

    def _entries(self) -> list[Field]:
        c = self._content
        basis = self._words.named("basis", c.mass_basis)
        mass = self._say("mass", kg=kilograms(c.mass_g), basis=basis) if c.mass_g is not None else basis
        kind = [self._words.named("level", c.level), self._words.named("chemistry", c.chemistry)]
        return [
            Field(self._say("kind"), self._words.say("table.joint").join(part for part in kind if part)),
            Field(self._say("weighs"), mass),
            Field(self._say("condition"), self._words.named("condition", c.condition)),
            Field(self._say("code"), "" if c.code_is_read else self._say("no_code")),
            Field(self._say("taken_in"), self._words.moment(c.taken_in_at)),
            Field(self._say("delivery"), c.delivery_number, Face.CODE),
        ]

    def _foot(self) -> Piece:
        c = self._content
        width = (TEXT_WIDTH_MM - GUTTER_MM) / 2
        pen = beside([blocks.blank(self._say(name), width, height_mm=8.0) for name in ("put_by", "put_at")])
        as_of = self._say("as_of", at=self._words.moment(c.issue.at), hash=c.issue.ledger_hash)
        notes = [as_of]
        if lacking := fonts.missing(f"{c.issue.outlet.name}{c.place}{c.battery_code}"):
            notes.append(self._words.say("notes.stand_in", count=len(lacking)))
        small = [blocks.paragraph(text, TEXT_WIDTH_MM, size_pt=blocks.FINE_PT) for text in notes]
        return stacked([pen, space(1.5), *small, space(1.0), blocks.rule()])
