"""回收凭证: what the deliverer takes home. Who brought what, how it looked, and what is still owed.

What was agreed of money is written by hand: settlements are nobody else's business and never in a record
(``practice.md`` 18).
"""

from typing import Final

from packtrail.papers import blocks, pdf
from packtrail.papers.act_content import VoucherPaper
from packtrail.papers.act_frame import (
    FIRST,
    Frame,
    Marks,
    inner_mm,
    notes,
    party_fields,
    plain_table,
    to_fill_in,
)
from packtrail.papers.battery_table import BatteryTable
from packtrail.papers.blocks import Column, Field, Signature
from packtrail.papers.content import LoadWeighing, code_groups, kilograms
from packtrail.papers.layout import (
    TEXT_WIDTH_MM,
    Face,
    Paper,
    Piece,
    Table,
    beside,
    columns_mm,
    space,
    stacked,
)
from packtrail.papers.speech import Speech
from packtrail.papers.verification import verification
from packtrail.wording import Wording
from packtrail.wording.values import word

_VEHICLE_MM: Final = {"number": 12.0, "vin": 48.0, "old_code": 60.0, "new_code": 60.0}
_PAYMENT: Final = ("price", "amount", "method", "paid_by", "invoice", "contract")


def voucher_paper(content: VoucherPaper, wording: Wording, marks: Marks = FIRST) -> bytes:
    """The voucher as an A4 PDF; the same content gives the same bytes."""
    return pdf.drawn(_Voucher(content, wording, marks).paper())


class _Voucher:
    """One voucher in one language."""

    def __init__(self, content: VoucherPaper, wording: Wording, marks: Marks) -> None:
        self._content, self._wording = content, wording
        self._words = Speech(wording)
        self._frame = Frame(content.issue, self._words, "voucher", marks)
        self._say = self._frame.say
        self._table = BatteryTable(content.lines, self._words)

    def paper(self) -> Paper:
        c = self._content
        lines = self._table.set(other_texts=c.texts()) if c.lines else notes([self._say("nothing_left")])
        body: list[Piece | Table] = [self._parties(), lines]
        if c.vehicles:
            body.append(self._vehicles())
        if c.papers_present or c.papers_owed:
            body.append(self._papers())
        body += [self._payment(), self._last_words()]
        return self._frame.paper(body)

    def _parties(self) -> Piece:
        c, width = self._content, columns_mm(6)
        entries = [
            *party_fields(c.deliverer, self._words, word(self._wording, "source", c.deliverer.role)),
            Field(self._words.say("handoff.plate"), c.plate),
            Field(self._words.say("handoff.driver"), c.driver),
            Field(self._say("claimed"), self._say("pieces", count=c.claimed_count)),
        ]
        if c.weighing:
            entries.append(Field(self._words.say("weighing.title"), self._weighed(c.weighing)))
        name = c.deliverer.name or self._words.say("page.no_value")
        return beside(
            [
                blocks.party(self._say("deliverer"), name, entries, width),
                self._frame.outlet(width),
            ]
        )

    def _weighed(self, load: LoadWeighing) -> str:
        return self._say(
            "weighed",
            ticket=load.ticket,
            gross=kilograms(load.gross_g),
            tare=kilograms(load.tare_g),
            net=kilograms(load.net_g),
        )

    def _vehicles(self) -> Table:
        columns = [Column(self._say(f"vehicle.{name}"), width) for name, width in _VEHICLE_MM.items()]
        number, vin, old, new = (inner_mm(column) for column in columns)
        nothing = self._words.say("page.no_value")
        rows = [
            (
                blocks.grouped((str(line.number),), number, size_pt=blocks.BODY_PT),
                blocks.grouped((line.vin or nothing,), vin),
                blocks.grouped(code_groups(line.old_code or nothing), old, size_pt=blocks.BODY_PT),
                blocks.grouped(code_groups(line.new_code or nothing), new, size_pt=blocks.BODY_PT),
            )
            for line in self._content.vehicles
        ]
        return plain_table(self._say("vehicle.title"), columns, rows)

    def _papers(self) -> Piece:
        c, joint = self._content, self._words.say("table.joint")

        def named(paper: str) -> str:
            return word(self._wording, "asked", paper)

        entries = [Field(self._say("papers.present"), joint.join(map(named, c.papers_present)))]
        entries += [
            Field(
                self._say("papers.owed"),
                self._say("papers.owed_line", paper=named(each.paper), reason=each.reason, due=each.due_on),
            )
            for each in c.papers_owed
        ]
        heading = blocks.heading(self._say("papers.title"), TEXT_WIDTH_MM)
        return stacked([heading, blocks.fields(entries, TEXT_WIDTH_MM)])

    def _payment(self) -> Piece:
        labels = [self._say(f"payment.{name}") for name in _PAYMENT]
        heading = blocks.heading(self._say("payment.title"), TEXT_WIDTH_MM)
        return stacked([heading, to_fill_in(labels, each_row=3)])

    def _last_words(self) -> Piece:
        """What is signed, the symbol and the signatures: never on two pages."""
        c = self._content
        symbol = verification(c.qr_text, self._words) if c.qr_text else None
        width = TEXT_WIDTH_MM - (symbol.width_mm + 4.0 if symbol else 0.0)
        unknown = self._table.unknown
        statement = self._words.say(
            "sign.statement_of_known" if unknown else "sign.statement",
            lines=len(c.lines),
            unknown=unknown,
            mass=self._table.total_kg(),
            number=c.issue.number,
        )
        said = stacked(
            [
                blocks.heading(self._say("meaning.title"), width),
                blocks.paragraph(self._say("meaning.text"), width, size_pt=8.0),
                blocks.paragraph(self._say("meaning.persons"), width, size_pt=blocks.SMALL_PT),
                space(1.5),
                blocks.paragraph(statement, width, face=Face.BOLD),
            ]
        )
        return stacked([beside([said, symbol]) if symbol else said, space(1.5), self._signatures()])

    def _signatures(self) -> Piece:
        c = self._content
        return blocks.signatures(
            [
                Signature(self._say("deliverer"), c.deliverer.name),
                Signature(self._say("outlet"), c.issue.outlet.name),
            ],
            self._frame.sign_labels,
        )
