"""The head of the log on paper, whole, with what it proves."""

from packtrail.papers import blocks
from packtrail.papers.blocks import Field
from packtrail.papers.layout import TEXT_WIDTH_MM, Face, Piece, stacked
from packtrail.papers.report_content import LedgerRoot
from packtrail.papers.speech import Speech


def root_block(heading: str, root: LedgerRoot | None, words: Speech) -> Piece:
    """The newest record of the log, whole: it can be compared with any copy of the ledger."""
    title = blocks.heading(heading, TEXT_WIDTH_MM)
    if root is None:
        return stacked([title, blocks.paragraph(words.say("root.none"), TEXT_WIDTH_MM)])
    digest = root.record_hash.removeprefix("sha256:")
    halves = " ".join(digest[at : at + 32] for at in range(0, len(digest), 32))
    entries = [
        Field(words.say("root.hash"), halves, Face.CODE),
        Field(words.say("root.record"), root.record_id, Face.CODE),
        Field(
            words.say("root.place"),
            words.say("root.seq", seq=root.seq, at=words.moment(root.recorded_at)),
        ),
    ]
    meaning = blocks.paragraph(words.say("root.meaning"), TEXT_WIDTH_MM, size_pt=blocks.SMALL_PT)
    return stacked([title, blocks.fields(entries, TEXT_WIDTH_MM), meaning])
