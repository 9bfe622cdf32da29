"""The symbol that proves a paper without a network, with what it is for."""

from typing import Final

from packtrail.papers import blocks
from packtrail.papers.codes import qr
from packtrail.papers.layout import Face, Piece, stacked
from packtrail.papers.speech import Speech

_QR_MM: Final = 36.0


def verification(qr_text: str, words: Speech) -> Piece:
    """The signed text as QR and what to do with it."""
    symbol = qr(qr_text, width_mm=_QR_MM)
    width = max(_QR_MM, symbol.width_mm)
    return stacked(
        [
            symbol,
            blocks.paragraph(words.say("verify.title"), width, face=Face.BOLD, size_pt=blocks.SMALL_PT),
            blocks.paragraph(words.say("verify.text"), width, size_pt=blocks.FINE_PT),
        ]
    )
