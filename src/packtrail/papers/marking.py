"""What marks a paper as other than the first of its kind: stamps beside its title, 演练 across the page."""

from typing import Final

from packtrail.papers import fonts
from packtrail.papers.layout import (
    MARGIN_MM,
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    Face,
    Mark,
    Watermark,
)
from packtrail.papers.speech import Speech

_LARGEST_PT: Final = 190.0
_TURNED_DEG: Final = 35.0


def stamps(words: Speech, *, copy: bool, practice: bool, voided: bool = False) -> list[str]:
    """The words in frames beside the title: of a reprint, of training, of a document that counts no more."""
    marks = {"copy": copy, "practice": practice, "voided": voided}
    return [words.say(f"{name}.stamp") for name, is_marked in marks.items() if is_marked]


def watermark(
    words: Speech, *, practice: bool, width_mm: float = PAGE_WIDTH_MM, height_mm: float = PAGE_HEIGHT_MM
) -> tuple[Mark, ...]:
    """What stands across a page of a training session, as large as the page's width lets it be."""
    if not practice:
        return ()
    text = words.say("practice.watermark")
    fitting_pt = _LARGEST_PT * (width_mm - 2 * MARGIN_MM) / fonts.width_mm(text, Face.BOLD, _LARGEST_PT)
    size_pt = min(_LARGEST_PT, fitting_pt)
    return (Watermark(width_mm / 2, height_mm / 2, text, size_pt, _TURNED_DEG),)
