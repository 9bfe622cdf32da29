"""From the records of a delivery to the deliverer's 回收凭证.

Mass, condition and codes are those of the intake as it is corrected now, never what was found later. Of a
natural person the paper shows the family name alone; phone and identity number stay in the ledger.
"""

from collections.abc import Iterator

from packtrail.app.act_papers.issuing import issue_of
from packtrail.app.handoff_paper import masked, signed_qr
from packtrail.domain.custody import Custody
from packtrail.domain.errors_papers import PaperOfNothing
from packtrail.domain.records import Delivery, Intake
from packtrail.domain.records.gate import CodeStatus, MassBasis
from packtrail.domain.unit import Unit
from packtrail.domain.vehicle_case import Replacement
from packtrail.papers.act_content import OwedPaperLine, VehicleLine, VoucherPaper
from packtrail.papers.content import LoadWeighing, Party, ReceiptLine
from packtrail.protocol.paper_code import PaperContent
from packtrail.usecases.owe_paper import owed_by
from packtrail.usecases.ports import View


def voucher_content(view: View, delivery_id: str) -> VoucherPaper:
    """The voucher of a delivery. Raises PaperOfNothing for an id of none, OutletNotNamed."""
    found = view.amended(delivery_id)
    if found is None or found.station or not isinstance(found.record.body, Delivery):
        raise PaperOfNothing(delivery_id)
    record, body = found.record, found.record.body
    intakes = tuple(_intakes(view, delivery_id))
    lines = tuple(_line(number, unit, intake) for number, (unit, intake) in enumerate(intakes, start=1))
    mass_g = sum(line.mass_g or 0 for line in lines)
    issue = issue_of(view, record, body.delivery_number, is_voided=found.is_voided)
    return VoucherPaper(
        issue=issue,
        deliverer=_deliverer(view, delivery_id, body),
        lines=lines,
        total_mass_g=mass_g,
        claimed_count=body.claimed_count,
        plate=body.vehicle_plate or "",
        driver=masked(_private(view, delivery_id, "driver_name")),
        weighing=_weighing(body),
        vehicles=tuple(_vehicles(view, intakes)),
        papers_present=body.papers_present,
        papers_owed=tuple(
            OwedPaperLine(paper=each.paper, reason=each.reason_text, due_on=each.due_on.isoformat())
            for each in owed_by(view, delivery_id)
            if each.is_open
        ),
        qr_text=signed_qr(
            view,
            PaperContent(
                outlet_uscc=issue.outlet.uscc,
                document_number=issue.number,
                release_record_hash=record.record_hash,
                line_count=len(lines),
                mass_g=mass_g,
                at=issue.at,
            ),
        ),
    )


def _intakes(view: View, delivery_id: str) -> Iterator[tuple[Unit, Intake]]:
    for unit in view.units_of_delivery(delivery_id):
        found = view.amended(unit.unit_id)
        if unit.custody is not Custody.VOIDED and found and isinstance(found.record.body, Intake):
            yield unit, found.record.body


def _line(number: int, unit: Unit, intake: Intake) -> ReceiptLine:
    mass_g = intake.gross_mass_g
    has_read = intake.code_status == CodeStatus.READ
    return ReceiptLine(
        number=number,
        battery_code=intake.battery_code or intake.local_id or unit.label,
        mass_g=mass_g,
        mass_basis=MassBasis(intake.mass_basis) if mass_g is not None else MassBasis.UNKNOWN,
        level=intake.unit_level,
        chemistry=intake.chemistry_code or "",
        code_source=intake.code_source if has_read else intake.code_status,
        condition=intake.condition_class,
    )


def _deliverer(view: View, delivery_id: str, body: Delivery) -> Party:
    person = masked(_private(view, delivery_id, "deliverer_person"))
    return Party(name=body.deliverer_name or person, uscc=body.deliverer_uscc or "", role=body.source_type)


def _private(view: View, record_id: str, field: str) -> str:
    return str(view.private_part(record_id).get(field) or "")


def _weighing(body: Delivery) -> LoadWeighing | None:
    if body.weighbridge_ticket is None or body.gross_mass_g is None or body.tare_mass_g is None:
        return None
    return LoadWeighing(ticket=body.weighbridge_ticket, gross_g=body.gross_mass_g, tare_g=body.tare_mass_g)


def _vehicles(view: View, intakes: tuple[tuple[Unit, Intake], ...]) -> Iterator[VehicleLine]:
    """Each line whose vehicle or earlier code is known, with the battery that went in instead."""
    for number, (unit, intake) in enumerate(intakes, start=1):
        code = intake.battery_code
        found = view.newest(Replacement, 1, old_code=code) if code else ()
        vin = intake.source_vin or unit.vin or (found[0].vin if found else None)
        if vin or found or intake.original_battery_code:
            yield VehicleLine(
                number=number,
                vin=vin or "",
                old_code=intake.original_battery_code or (found[0].old_code if found else ""),
                new_code=found[0].new_code if found else "",
            )
