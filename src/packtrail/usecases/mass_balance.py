"""Read the mass balance of a period from the views; the day close and inspectors ask for it."""

from collections.abc import Iterator
from datetime import datetime

from packtrail.domain.documents import HandoffDocument, LineState
from packtrail.domain.load import WeighedLoad, scale_difference
from packtrail.domain.mass_balance import MassBalance, ScaleDifference, Tally, balance
from packtrail.usecases.ports import StockAt, View


def mass_balance(view: View, after: datetime, until: datetime) -> MassBalance:
    """The balance after ``after`` and up to ``until``, as the ledger knows it now.

    Records that were corrected, voided or entered late count where they belong, so the balance of a past
    period changes with them. ``period_of`` makes both moments of two legal days.
    """
    return balance(
        after,
        until,
        opening=[_tally(line) for line in view.stock_as_of(after)],
        flows=view.mass_flows(after, until),
        closing=[(line.custody, _tally(line)) for line in view.stock_as_of(until)],
        by_scale=list(_booked(view, after, until)),
        disputed=[
            load for load in view.in_order(WeighedLoad, agreed=False) if after < load.weighed_at <= until
        ],
    )


def _tally(line: StockAt) -> Tally:
    return Tally(line.count, line.mass_g, line.without_mass)


def _booked(view: View, after: datetime, until: datetime) -> Iterator[ScaleDifference]:
    """The newest agreed ticket of each handoff that was answered in the period.

    A load of which any line was refused, lost, not weighed before or weighed again by the consignee is left
    out: its ticket says nothing of the lines that were accepted.
    """
    newest = {load.document_id: load for load in view.in_order(WeighedLoad, agreed=True)}
    for load in newest.values():
        document = view.handoff(load.document_id)
        if document is None or not _answered_in(document, after, until):
            continue
        items = [item for item in view.items_of_handoff(load.document_id) if item.line_id in load.line_ids]
        if any(item.state is not LineState.ACCEPTED or item.received_mass_g is not None for item in items):
            continue
        difference_g = scale_difference(load, {item.line_id: item.mass_g for item in items})
        if difference_g is not None:
            yield ScaleDifference(weighing=load, difference_g=difference_g)


def _answered_in(document: HandoffDocument, after: datetime, until: datetime) -> bool:
    return document.answered_at is not None and after < document.answered_at <= until
