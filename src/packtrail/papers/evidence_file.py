"""车电一体报废凭证档: the whole evidence of a case in one file: a checklist, a list, and every photograph.

Each photograph stands there as it is kept, with the digest of its content, so that it can be held against the
ledger later. What is too much for one file is named with its digest and said to lack its picture.
"""

from collections.abc import Iterator
from typing import Final

from packtrail.papers import blocks, pdf
from packtrail.papers.act_frame import FIRST, Frame, Marks, inner_mm, notes, plain_table
from packtrail.papers.blocks import Column, Field
from packtrail.papers.content import code_groups, hash_groups
from packtrail.papers.layout import TEXT_WIDTH_MM, Face, Paper, Piece, Table, space, stacked
from packtrail.papers.photograph import photograph
from packtrail.papers.speech import Speech
from packtrail.papers.vehicle_content import EvidenceFile, EvidencePiece
from packtrail.wording import Wording
from packtrail.wording.values import word

_LIST_MM: Final = {"number": 12.0, "what": 62.0, "at": 46.0, "who": 24.0, "picture": 36.0}
_PLACES_MM: Final = {"place": 120.0, "state": 60.0}
_PICTURE_MM: Final = 95.0  # two to a page


def evidence_file(content: EvidenceFile, wording: Wording, marks: Marks = FIRST) -> bytes:
    """The file as an A4 PDF; the same content gives the same bytes."""
    return pdf.drawn(_File(content, wording, marks).paper())


class _File:
    """One file in one language."""

    def __init__(self, content: EvidenceFile, wording: Wording, marks: Marks) -> None:
        self._content, self._wording = content, wording
        self._words = Speech(wording)
        self._frame = Frame(content.issue, self._words, "evidence_file", marks)
        self._say = self._frame.say
        shown = (self._picture(piece) for piece in content.pieces)
        self._pictures = tuple(shown)

    def paper(self) -> Paper:
        c = self._content
        body: list[Piece | Table] = [self._summary(), self._places()]
        body.append(self._list() if c.pieces else notes([self._say("none")]))
        pages = zip(c.pieces, self._pictures, strict=True)
        body += [
            self._shown(number, piece, picture)
            for number, (piece, picture) in enumerate(pages, start=1)
            if picture is not None
        ]
        return self._frame.paper(body)

    def _picture(self, piece: EvidencePiece) -> Piece | None:
        if piece.content is None:
            return None
        return photograph(piece.content, width_mm=TEXT_WIDTH_MM, height_mm=_PICTURE_MM)

    def _summary(self) -> Piece:
        c = self._content
        entries = [
            Field(self._say("plate"), c.plate or self._words.say("page.no_value")),
            Field(self._say("vin"), c.vin or self._words.say("page.no_value"), Face.CODE),
            Field(self._say("kind"), word(self._wording, "case_kind", c.case_kind)),
            Field(self._say("state"), word(self._wording, "case_state", c.case_state)),
            Field(self._say("received"), self._words.moment(c.received_at)),
            Field(self._say("certificate"), c.certificate_no or self._say("not_yet")),
            *self._batteries(),
        ]
        return blocks.fields(entries, TEXT_WIDTH_MM, label_mm=40.0)

    def _batteries(self) -> Iterator[Field]:
        for number, slot in enumerate(self._content.codes, start=1):
            code = " ".join(code_groups(slot.code)) if slot.code else self._say("no_code")
            state = word(self._wording, "slot_state", slot.state)
            yield Field(self._say("battery", number=number), f"{code}　{state}")

    def _places(self) -> Table:
        columns = [Column(self._say(f"column.{name}"), width) for name, width in _PLACES_MM.items()]
        widths = [inner_mm(column) for column in columns]
        marks = [
            *((place.name, "filled" if place.is_filled else "lacking") for place in self._content.places),
            *((paper, "owed") for paper in self._content.owed),
        ]
        rows = [
            [
                blocks.paragraph(word(self._wording, "case_evidence", name), widths[0]),
                blocks.paragraph(self._say(f"place.{state}"), widths[1]),
            ]
            for name, state in marks
        ]
        return plain_table(self._say("checklist"), columns, rows)

    def _list(self) -> Table:
        c = self._content
        columns = [Column(self._say(f"column.{name}"), width) for name, width in _LIST_MM.items()]
        widths = {name: inner_mm(column) for name, column in zip(_LIST_MM, columns, strict=True)}
        pairs = zip(c.pieces, self._pictures, strict=True)
        rows = [
            self._row(number, piece, widths, is_shown=picture is not None)
            for number, (piece, picture) in enumerate(pairs, start=1)
        ]
        said = [self._say("as_kept")]
        if c.left_out:
            said.append(self._say("left_out", count=c.left_out))
        return plain_table(self._say("list"), columns, rows, stacked([space(1.0), notes(said)]))

    def _row(
        self, number: int, piece: EvidencePiece, width: dict[str, float], *, is_shown: bool
    ) -> list[Piece]:
        shown = "shown" if is_shown else "not_shown"
        return [
            blocks.paragraph(str(number), width["number"]),
            blocks.paragraph(self._what(piece), width["what"]),
            blocks.paragraph(self._words.moment(piece.at), width["at"], size_pt=blocks.SMALL_PT),
            blocks.grouped((piece.operator_ref,), width["who"], size_pt=blocks.SMALL_PT),
            stacked(
                [
                    blocks.paragraph(self._say(shown), width["picture"], size_pt=blocks.SMALL_PT),
                    blocks.grouped(hash_groups(_short(piece)), width["picture"], size_pt=blocks.FINE_PT),
                ]
            ),
        ]

    def _shown(self, number: int, piece: EvidencePiece, picture: Piece) -> Piece:
        title = self._say("numbered", number=number, what=self._what(piece))
        by = self._say("by", at=self._words.moment(piece.at), who=piece.operator_ref, size=piece.size)
        return stacked(
            [
                blocks.heading(title, TEXT_WIDTH_MM),
                blocks.paragraph(by, TEXT_WIDTH_MM, size_pt=blocks.SMALL_PT),
                blocks.grouped(hash_groups(piece.digest.removeprefix("sha256:")), TEXT_WIDTH_MM, size_pt=8.0),
                space(1.0),
                picture,
            ]
        )

    def _what(self, piece: EvidencePiece) -> str:
        named = (
            word(self._wording, "case_evidence", piece.kind)
            if piece.kind
            else word(self._wording, "record_type", piece.record_type)
        )
        return self._say("voided", what=named) if piece.is_voided else named


def _short(piece: EvidencePiece) -> str:
    """The beginning of its digest, as the screens show one."""
    return piece.digest.removeprefix("sha256:")[:16]
