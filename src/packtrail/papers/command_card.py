"""命令卡: the command codes on paper, by place, each under its name in Chinese and English.

Every hand-held scanner reads Code 128, also those that read no QR. Codes stand apart by more than their quiet
zones, so that a broad beam meets one of them. A row is never parted, and no heading stays behind alone.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import Final

from packtrail.domain.commands import TOKENS, code_of
from packtrail.papers import card_sheet, pdf
from packtrail.papers.blocks import (
    BODY_PT,
    SMALL_PT,
    TITLE_PT,
    grouped,
    inset,
    padded,
    paragraph,
    rule,
)
from packtrail.papers.card_sheet import Sheet
from packtrail.papers.codes import DOT_MM, code128
from packtrail.papers.layout import Face, Page, Piece, beside, space, stacked
from packtrail.papers.speech import Speech
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.commands import command_words

_ACROSS: Final = 3
_BAR_MM: Final = 9.0
_FIGURE_PT: Final = 14.0
_NAMES_MM: Final = 8.0
_ROW_GAP_MM: Final = 2.6


class CardSize(StrEnum):
    """The paper of a card."""

    A4 = "a4"
    A5 = "a5"


_SHEETS: Final = {CardSize.A4: card_sheet.A4, CardSize.A5: card_sheet.A5}


def command_card(size: CardSize) -> bytes:
    """The card as a PDF; the same for every outlet, and the same bytes each time."""
    return pdf.drawn_pages(
        card_pages(size),
        title=_both("title", " · "),
        author="Packtrail",
        language=Speech(wording(CHINESE)).tag,
        width_mm=_SHEETS[size].width_mm,
        height_mm=_SHEETS[size].height_mm,
    )


def card_pages(size: CardSize) -> tuple[Page, ...]:
    """The sheets of the card, each with its number."""
    sheet = _SHEETS[size]
    return card_sheet.filled(list(_blocks(sheet)), sheet, gap_mm=_ROW_GAP_MM)


def _blocks(sheet: Sheet) -> Iterator[Piece]:
    """What may not be parted: the head, then row after row, the first of a group with its heading."""
    width = sheet.text_mm
    title = paragraph(_both("title", "　"), width, face=Face.BOLD, size_pt=TITLE_PT)
    hints = [paragraph(words.say("command_card.hint"), width, size_pt=SMALL_PT) for words in _SPEECH]
    yield stacked([title, space(1.0), *hints, space(2.0)])
    for place, group in groupby(TOKENS, key=lambda name: name.partition(".")[0]):
        heading = paragraph(_both(f"group.{place}", "　"), width, face=Face.BOLD)
        head = stacked([rule(width), space(1.0), heading, space(1.6)])
        first, *others = command_rows(tuple(group), sheet)
        yield from (stacked([head, first]), *others)


def command_rows(names: Sequence[str], sheet: Sheet, *, bar_mm: float = _BAR_MM) -> tuple[Piece, ...]:
    """The codes of these commands in rows across ``sheet``, each under its two names."""
    rows = (names[at : at + _ACROSS] for at in range(0, len(names), _ACROSS))
    return tuple(beside([_cell(name, sheet, bar_mm) for name in row], gap_mm=0.0) for row in rows)


def _cell(name: str, sheet: Sheet, bar_mm: float) -> Piece:
    """One command: its two names above its bars, in what the bars and their quiet zones leave free."""
    code, width_mm = code_of(name), sheet.text_mm / _ACROSS
    bars, quiet_mm = code128(code, width_mm=0.0, height_mm=bar_mm, dot_mm=DOT_MM, least_dots=sheet.dots)
    chinese, english = (command_words(words.wording, name) for words in _SPEECH)
    free = width_mm - quiet_mm
    if english == chinese:  # a figure
        names = paragraph(chinese, free, face=Face.BOLD, size_pt=_FIGURE_PT)
    else:
        below = paragraph(english, free, size_pt=SMALL_PT)
        names = stacked([paragraph(chinese, free, face=Face.BOLD, size_pt=BODY_PT), below])
    shown = inset(grouped((code,), bars.width_mm, size_pt=5.5), left_mm=quiet_mm)
    body = stacked([padded(inset(names, left_mm=quiet_mm), _NAMES_MM), space(0.6), bars, shown])
    return Piece(width_mm, body.height_mm, body.marks)


def _both(key: str, joint: str) -> str:
    return joint.join(words.say(f"command_card.{key}") for words in _SPEECH)


_SPEECH: Final = (Speech(wording(CHINESE)), Speech(wording(ENGLISH)))
