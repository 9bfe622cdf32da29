"""车辆随车卡: lies in the car; its code opens the case, the codes below do what is done next.

A5, so that it goes behind a windscreen. The bars and the QR hold the case number, which one case has and no
other; the VIN stands as bars beside it for the programs of others.
"""

from collections.abc import Iterator
from typing import Final

from packtrail.domain.commands import ON_A_CASE
from packtrail.papers import blocks, card_sheet, fonts, marking, pdf
from packtrail.papers.act_frame import FIRST, Marks
from packtrail.papers.blocks import Field
from packtrail.papers.card_sheet import A5
from packtrail.papers.codes import code128, qr
from packtrail.papers.command_card import command_rows
from packtrail.papers.content import code_groups
from packtrail.papers.layout import Bars, Box, Face, Mark, Piece, beside, moved, space, stacked
from packtrail.papers.speech import Speech
from packtrail.papers.vehicle_content import CardSlot, VehicleCard
from packtrail.wording import Wording
from packtrail.wording.values import word

_WIDTH_MM: Final = A5.text_mm
_QR_MM: Final = 30.0
_GAP_MM: Final = 4.0
_LEFT_MM: Final = _WIDTH_MM - _QR_MM - _GAP_MM
_TITLE_PT: Final = 14.0
_PLATE_PT: Final = 26.0
_VIN_PT: Final = 15.0
_BAR_MM: Final = 8.0
_COMMAND_BAR_MM: Final = 6.5
_BLOCK_GAP_MM: Final = 1.4
_BOX_MM: Final = 5.0
_ABREAST: Final = 2
_MOST_SLOTS: Final = 12  # a car has one or two; what a bus has more is counted


def vehicle_card(content: VehicleCard, wording: Wording, marks: Marks = FIRST) -> bytes:
    """The card as an A5 PDF; the same content gives the same bytes."""
    words = Speech(wording)
    behind = marking.watermark(words, practice=marks.practice, width_mm=A5.width_mm, height_mm=A5.height_mm)
    parts = list(_Card(content, wording, marks).blocks())
    return pdf.drawn_pages(
        card_sheet.filled(parts, A5, gap_mm=_BLOCK_GAP_MM, behind=behind),
        title=f"{words.say('vehicle_card.title')} {content.issue.number}",
        author=content.issue.outlet.name,
        language=words.tag,
        width_mm=A5.width_mm,
        height_mm=A5.height_mm,
    )


class _Card:
    """One card in one language."""

    def __init__(self, content: VehicleCard, wording: Wording, marks: Marks) -> None:
        self._content, self._wording, self._marks = content, wording, marks
        self._words = Speech(wording)

    def blocks(self) -> Iterator[Piece]:
        """What may not be parted, from the top."""
        c = self._content
        yield beside([self._names(), qr(c.issue.number, width_mm=_QR_MM)], gap_mm=_GAP_MM)
        yield self._bars()
        yield self._packs()
        first, *others = command_rows(ON_A_CASE, A5, bar_mm=_COMMAND_BAR_MM)
        yield stacked([self._heading("next"), self._small("next_hint"), space(0.6), first])
        yield from others
        yield self._foot()

    def _say(self, key: str, **facts: object) -> str:
        return self._words.say(f"vehicle_card.{key}", **facts)

    def _names(self) -> Piece:
        c = self._content
        title = self._say("title")
        title_mm = fonts.width_mm(title, Face.BOLD, _TITLE_PT) + 0.1
        stamps = marking.stamps(
            self._words, copy=False, practice=self._marks.practice, voided=c.issue.is_voided
        )
        titled = blocks.paragraph(title, title_mm, face=Face.BOLD, size_pt=_TITLE_PT)
        name = c.plate or self._say("no_plate")
        plate_pt = min(_PLATE_PT, _PLATE_PT * _LEFT_MM / fonts.width_mm(name, Face.BOLD, _PLATE_PT))
        facts = [
            Field(self._say("kind"), word(self._wording, "case_kind", c.case_kind)),
            Field(self._say("received"), self._words.moment(c.received_at)),
        ]
        return stacked(
            [
                beside([titled, *(blocks.stamp(text) for text in stamps)], gap_mm=3.0),
                blocks.paragraph(c.issue.outlet.name, _LEFT_MM, size_pt=blocks.SMALL_PT),
                blocks.paragraph(name, _LEFT_MM, face=Face.BOLD, size_pt=plate_pt),
                blocks.fields(facts, _LEFT_MM, label_mm=18.0),
            ]
        )

    def _bars(self) -> Piece:
        """Number and VIN, one under the other: a beam meets one of them."""
        c = self._content
        rows = [self._coded(self._say("number"), c.issue.number)]
        if c.vin.isascii() and c.vin.isalnum():
            rows.append(self._coded(self._say("vin"), c.vin))
        else:
            rows.append(blocks.fields([Field(self._say("vin"), c.vin or self._say("no_vin"))], _WIDTH_MM))
        return stacked([blocks.rule(_WIDTH_MM, blocks.STRONG_RULE_PT), space(1.5), *rows], gap_mm=0.8)

    def _coded(self, label: str, code: str) -> Piece:
        symbol, quiet_mm = code128(code, width_mm=0.0, height_mm=_BAR_MM, least_dots=A5.dots)
        bars = Piece(symbol.width_mm - quiet_mm, _BAR_MM, moved(symbol.marks, -quiet_mm, 0.0))
        left_mm = _WIDTH_MM - bars.width_mm
        named = stacked(
            [
                blocks.paragraph(label, left_mm, size_pt=blocks.SMALL_PT),
                blocks.grouped((code,), left_mm - 2.0, face=Face.CODE_BOLD, size_pt=_VIN_PT),
            ]
        )
        return beside([named, bars], gap_mm=0.0)

    def _packs(self) -> Piece:
        slots = self._content.slots
        width = (_WIDTH_MM - (_ABREAST - 1) * _GAP_MM) / _ABREAST
        shown = [self._slot(slot, width) for slot in slots[:_MOST_SLOTS]]
        rows = [beside(shown[at : at + _ABREAST], gap_mm=_GAP_MM) for at in range(0, len(shown), _ABREAST)]
        if not slots:
            rows.append(self._small("no_slots"))
        elif len(slots) > _MOST_SLOTS:
            rows.append(self._small("more_slots", count=len(slots) - _MOST_SLOTS))
        return stacked([self._heading("packs", count=len(slots)), *rows], gap_mm=1.0)

    def _slot(self, slot: CardSlot, width_mm: float) -> Piece:
        """A box for the pen; what is found already fills it."""
        marks: tuple[Mark, ...] = (Box(0.0, 0.6, _BOX_MM, _BOX_MM, 0.6),)
        if slot.is_filled:
            marks += (Bars(1.2, 1.8, _BOX_MM - 2.4, ((0.0, 0.0, 1.0, 1.0),)),)
        text_mm = width_mm - _BOX_MM - 2.0
        state = word(self._wording, "slot_state", slot.state)
        code = blocks.grouped(code_groups(slot.code), text_mm, face=Face.CODE_BOLD)
        named = code if slot.code else blocks.paragraph(self._say("no_code"), text_mm)
        text = stacked([named, blocks.paragraph(state, text_mm, size_pt=blocks.SMALL_PT)])
        return beside([Piece(_BOX_MM, _BOX_MM, marks), text], gap_mm=2.0)

    def _foot(self) -> Piece:
        c = self._content
        comma = self._wording.say("values.comma")
        lacking = comma.join(word(self._wording, "case_evidence", name) for name in c.lacking)
        at = self._words.moment(c.issue.at)
        state = word(self._wording, "case_state", c.case_state)
        said = [self._say("as_of", at=at, state=state, hash=c.issue.ledger_hash)]
        if lacking:
            said.insert(0, self._say("lacking", lacking=lacking))
        if unknown := fonts.missing(f"{c.issue.outlet.name}{c.plate}{c.vin}"):
            said.append(self._words.say("notes.stand_in", count=len(unknown)))
        return stacked([blocks.paragraph(text, _WIDTH_MM, size_pt=blocks.FINE_PT) for text in said])

    def _heading(self, key: str, **facts: object) -> Piece:
        return blocks.heading(self._say(key, **facts), _WIDTH_MM)

    def _small(self, key: str, **facts: object) -> Piece:
        return blocks.paragraph(self._say(key, **facts), _WIDTH_MM, size_pt=blocks.SMALL_PT)
