"""移交单: what goes with a load and is signed by consignor, carrier and consignee."""

from typing import Final

from packtrail.papers import blocks, marking, pdf
from packtrail.papers.battery_table import BatteryTable
from packtrail.papers.blocks import Field, Signature
from packtrail.papers.content import HandoffReceipt, LoadWeighing, Party, Signatory, hash_groups, kilograms
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
from packtrail.papers.safety import safety_determination
from packtrail.papers.speech import Speech
from packtrail.papers.verification import verification
from packtrail.wording import Wording

_WEIGHING_MM: Final = (columns_mm(2), columns_mm(2), columns_mm(2), columns_mm(1))


def handoff_receipt(
    content: HandoffReceipt, wording: Wording, *, copy: bool = False, practice: bool = False
) -> bytes:
    """The receipt as an A4 PDF; the same content gives the same bytes.

    ``copy`` marks a reprint, ``practice`` a paper of a training session.
    """
    return pdf.drawn(_Receipt(content, wording).paper(copy=copy, practice=practice))


class _Receipt:
    """One receipt in one language."""

    def __init__(self, content: HandoffReceipt, wording: Wording) -> None:
        self._content = content
        self._words = Speech(wording)
        self._say = self._words.say
        self._table = BatteryTable(content.lines, self._words)

    def paper(self, *, copy: bool, practice: bool) -> Paper:
        c = self._content
        stamps = marking.stamps(self._words, copy=copy, practice=practice)
        body: list[Piece | Table] = [self._parties(), self._table.set(other_texts=c.texts())]
        if c.weighing:
            body.append(self._weighing(c.weighing))
        body += [safety_determination(c.safety, self._words), self._last_words()]
        return Paper(
            title=f"{self._say('handoff.title')} {c.document_number}",
            author=c.outlet.name,
            language=self._words.tag,
            head=blocks.title_head(
                kind=self._say("handoff.title"),
                number=c.document_number,
                moment=self._words.moment(c.issued_at),
                outlet=c.outlet.name,
                outlet_id=(self._say("handoff.outlet_id"), c.outlet.uscc or self._say("page.no_value")),
                stamps=stamps,
            ),
            running_head=self._running_head(stamps),
            body=tuple(body),
            foot=self._foot,
            behind=marking.watermark(self._words, practice=practice),
        )

    def _running_head(self, stamps: list[str]) -> Piece:
        c = self._content
        words = self._say(
            "handoff.running", outlet=c.outlet.name, lines=len(c.lines), mass=self._table.total_kg()
        )
        return blocks.running_head(self._say("table.joint").join([*stamps, words]), c.document_number)

    def _foot(self, page: int, pages: int) -> Piece:
        c = self._content
        return blocks.foot(
            [
                (self._say("page.ledger"), hash_groups(c.ledger_hash)),
                (self._say("page.record"), (c.release_record_id,)),
            ],
            self._say("page.number", page=page, pages=pages),
        )

    def _parties(self) -> Piece:
        c = self._content
        width = columns_mm(6)
        sides = beside(
            [
                self._party("handoff.consignor", c.outlet, width),
                self._party("handoff.consignee", c.recipient, width),
            ]
        )
        return stacked([sides, space(2.5), self._carrier()])

    def _party(self, heading: str, party: Party, width_mm: float) -> Piece:
        entries = [
            Field(self._say("handoff.uscc"), party.uscc, Face.CODE),
            Field(self._say("handoff.role"), self._words.named("role", party.role)),
            Field(self._say("handoff.set_up_by"), party.set_up_by_name),
            Field(self._say("handoff.set_up_by_uscc"), party.set_up_by_uscc, Face.CODE),
            Field(self._say("handoff.address"), party.address),
            Field(self._say("handoff.phone"), party.phone),
        ]
        return blocks.party(self._say(heading), party.name, entries, width_mm)

    def _carrier(self) -> Piece:
        carrier = self._content.carrier
        name = carrier.name if carrier else ""
        title = blocks.paragraph(self._say("handoff.carrier"), 22.0, face=Face.BOLD, size_pt=blocks.SMALL_PT)
        known = [
            blocks.paragraph(name or self._say("handoff.carrier_absent"), 154.0 - 84.0),
            self._beside_label("handoff.plate", carrier.plate if carrier else "", 38.0),
            self._beside_label("handoff.driver", carrier.driver if carrier else "", 38.0),
        ]
        line = beside([blocks.inset(title, top_mm=0.35), *known])
        return stacked([blocks.rule(), space(1.0), line])

    def _beside_label(self, label: str, value: str, width_mm: float) -> Piece:
        shown = value or self._say("page.no_value")
        return blocks.fields([Field(self._say(label), shown)], width_mm, label_mm=15.0)

    def _weighing(self, load: LoadWeighing) -> Piece:
        figures = {"gross": load.gross_g, "tare": load.tare_g, "net": load.net_g}
        if not self._table.unknown:
            figures["difference"] = load.net_g - self._content.total_mass_g
        title = blocks.paragraph(self._say("weighing.title"), columns_mm(2), face=Face.BOLD)
        ticket = blocks.grouped((load.ticket,), columns_mm(3))
        cells = [title, self._over_label("weighing.ticket", ticket)]
        cells += [
            self._over_label(f"weighing.{name}", blocks.figure(kilograms(mass_g), width, align="left"))
            for (name, mass_g), width in zip(figures.items(), _WEIGHING_MM, strict=False)
        ]
        return stacked([blocks.rule(), space(1.2), beside(cells)])

    def _over_label(self, label: str, value: Piece) -> Piece:
        return stacked(
            [
                blocks.paragraph(self._say(label), value.width_mm, size_pt=blocks.SMALL_PT),
                value,
            ]
        )

    def _last_words(self) -> Piece:
        """Notices, declaration, the symbol and the signatures: never on two pages."""
        c = self._content
        symbol = verification(c.qr_text, self._words) if c.qr_text else None
        width = TEXT_WIDTH_MM - (symbol.width_mm + 4.0 if symbol else 0.0)
        notices = stacked([self._notice(key, width) for key in c.notices], gap_mm=1.5)
        unknown = self._table.unknown
        statement = self._say(
            "sign.statement_of_known" if unknown else "sign.statement",
            lines=len(c.lines),
            unknown=unknown,
            mass=self._table.total_kg(),
            number=c.document_number,
        )
        said = stacked([notices, space(1.5), blocks.paragraph(statement, width, face=Face.BOLD)])
        return stacked([beside([said, symbol]) if symbol else said, space(1.5), self._signatures()])

    def _notice(self, key: str, width_mm: float) -> Piece:
        def say(part: str) -> str:
            return self._say(f"notice.{key}.{part}")

        return stacked(
            [
                blocks.heading(say("title"), width_mm),
                blocks.paragraph(say("text"), width_mm, size_pt=8.0),
                blocks.paragraph(say("source"), width_mm, size_pt=blocks.FINE_PT),
                space(1.0),
                blocks.paragraph(say("declaration_title"), width_mm, face=Face.BOLD),
                blocks.paragraph(say("declaration"), width_mm, size_pt=8.0),
            ]
        )

    def _signatures(self) -> Piece:
        c = self._content

        def place(role: str, party: str, signs: Signatory) -> Signature:
            moment = self._words.moment(signs.signed_at) if signs.signed_at else ""
            return Signature(self._say(f"sign.{role}"), party, signs.name, moment)

        return blocks.signatures(
            [
                place("consignor", c.outlet.name, c.consignor_signs),
                place("carrier", c.carrier.name if c.carrier else "", c.carrier_signs),
                place(
                    "consignee_declares" if c.notices else "consignee", c.recipient.name, c.recipient_signs
                ),
            ],
            (self._say("sign.signature"), self._say("sign.name"), self._say("sign.time")),
        )
