"""The pages that show: overview, outlet, open records, one record, receipts, stock, what was done."""

import re
from typing import Any, Final

from sqlalchemy import Connection, Row
from starlette.responses import Response

from packtrail.domain.uscc import check_uscc
from packtrail.protocol.problems import CATALOGUE, Owner
from packtrail_hub import database, stations
from packtrail_hub.admin import audit, open_records, outlet_page, overview, receipts_page, stock_page
from packtrail_hub.admin.asked import Asked, number_in
from packtrail_hub.admin.rendering import page, split_page
from packtrail_hub.ids import seconds
from packtrail_hub.tables import UNRESOLVED

_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class NoPage(Exception):
    """There is nothing under this address."""


def show_overview(asked: Asked, *, bad_uscc: str = "") -> Response:
    """Every outlet, a page at a time."""
    after = asked.number("after") or 0
    with database.look(asked.hub.engine) as connection:
        outlets, last = split_page(overview.outlets_after(connection, after), overview.PAGE)
        to_come = overview.outlets_to_come(connection, seconds(asked.hub.now()))
    return page(
        asked,
        "overview.html",
        asked.words.say("hub.admin.overview.title"),
        status=422 if bad_uscc else 200,
        here="/admin/" if bad_uscc else None,
        outlets=outlets,
        last=last,
        is_first=after == 0,
        to_come=to_come,
        bad_uscc=bad_uscc,
    )


def show_outlet(asked: Asked, *, new_code: str = "") -> Response:
    """One outlet; ``new_code`` is told this once."""
    uscc = uscc_of(asked)
    with database.look(asked.hub.engine) as connection:
        row = outlet_page.find_outlet(connection, uscc)
        codes = outlet_page.codes_of(connection, uscc, seconds(asked.hub.now()))
        if row is None and not codes:
            raise NoPage
        found = outlet_page.stations_of(connection, row.id) if row else []
    return page(
        asked,
        "outlet.html",
        row.name if row else uscc,
        here=f"/admin/outlets/{uscc}",
        uscc=uscc,
        outlet=row,
        stations=found,
        codes=codes,
        new_code=new_code,
        told=asked.query("told"),
        told_label=asked.query("label"),
    )


def show_open_records(asked: Asked) -> Response:
    """Records that did not pass: by owner and code, and a list of those chosen."""
    status = asked.query("status") or "rejected"
    code = asked.query("code") or None
    if status not in UNRESOLVED or not (code is None or code in CATALOGUE or code == open_records.NO_CODE):
        raise NoPage
    after = asked.number("after") or 0, asked.number("seq") or 0
    with database.look(asked.hub.engine) as connection:
        row = _outlet(asked, connection)
        counts = open_records.counts_by_code(connection, row.id, status)
        found = open_records.open_after(connection, row.id, status, code, after)
    records, last = split_page(found, open_records.PAGE)
    return page(
        asked,
        "records.html",
        asked.words.say("hub.admin.records.title", outlet=row.name),
        outlet=row,
        status_now=status,
        statuses=UNRESOLVED,
        owners=_by_owner(counts),
        no_code=open_records.NO_CODE,
        code=code,
        records=records,
        last=last,
        is_first=after == (0, 0),
    )


def show_record(asked: Asked) -> Response:
    """One record as the station signed it, and what was found in it."""
    record_id = asked.request.path_params["record_id"]
    if not _ID.fullmatch(record_id):
        raise NoPage
    with database.look(asked.hub.engine) as connection:
        found = open_records.whole_record(connection, record_id)
    if found is None:
        raise NoPage
    content, is_readable = open_records.shown_content(found.canonical)
    return page(
        asked,
        "record.html",
        asked.words.say("hub.admin.record.title", number=found.number),
        record=found,
        content=content,
        is_readable=is_readable,
    )


def show_receipts(asked: Asked) -> Response:
    """A station's receipts."""
    before = asked.number("before")
    with database.look(asked.hub.engine) as connection:
        found = station_of(asked, connection)
        row = outlet_page.find_outlet(connection, found.uscc)
        every = receipts_page.receipts_before(connection, found.id, before)
    receipts, last = split_page(every, receipts_page.PAGE)
    name = row.name if row else found.uscc
    return page(
        asked,
        "receipts.html",
        asked.words.say("hub.admin.receipts.title", outlet=name, label=found.label),
        outlet=row,
        station=found,
        station_id=asked.request.path_params["station_id"],
        receipts=receipts,
        last=last,
        is_first=before is None,
    )


def download_receipt(asked: Asked) -> Response:
    """The signed bytes of one receipt."""
    station_id = asked.request.path_params["station_id"]
    receipt_seq = number_in(asked.request.path_params["receipt_seq"])
    if not _ID.fullmatch(station_id) or receipt_seq is None:
        raise NoPage
    with database.look(asked.hub.engine) as connection:
        envelope = receipts_page.signed_receipt(connection, station_id, receipt_seq)
    if envelope is None:
        raise NoPage
    name = f"receipt-{station_id}-{receipt_seq}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(envelope, headers=headers, media_type="application/json")


def show_stock(asked: Asked) -> Response:
    """What stands at an outlet, and the search in it."""
    custody, typed, before = asked.query("custody") or None, asked.query("q"), asked.query("before") or None
    if (custody and custody not in stock_page.CUSTODIES) or (before and not _ID.fullmatch(before)):
        raise NoPage
    part = stock_page.plain_part(typed)
    is_too_short = 0 < len(part) < stock_page.SHORTEST
    with database.look(asked.hub.engine) as connection:
        row = _outlet(asked, connection)
        sums = overview.stock_of(connection, row.id)
        looked_for = "" if is_too_short else part
        found = stock_page.units_before(connection, row.id, custody, looked_for, before)
    return page(
        asked,
        "stock.html",
        asked.words.say("hub.admin.stock.title", outlet=row.name),
        outlet=row,
        sums=sums,
        total=overview.sum_of(sums),
        custodies=stock_page.CUSTODIES,
        custody_now=custody,
        typed=typed,
        is_search=bool(part) and not is_too_short,
        is_too_short=is_too_short,
        found=found,
        is_first=before is None,
    )


def show_audit(asked: Asked) -> Response:
    """What administrators did."""
    before = asked.number("before")
    with database.look(asked.hub.engine) as connection:
        acts, last = split_page(audit.acts_before(connection, before), audit.PAGE)
    title = asked.words.say("hub.admin.audit.title")
    return page(asked, "audit.html", title, acts=acts, last=last, is_first=before is None)


def uscc_of(asked: Asked) -> str:
    """The outlet that the address names; raises NoPage."""
    checked = check_uscc(asked.request.path_params["uscc"][:40])
    if not checked.is_valid:
        raise NoPage
    return checked.text


def station_of(asked: Asked, connection: Connection) -> Row[Any]:
    """The station that the address names; raises NoPage."""
    station_id = asked.request.path_params["station_id"]
    found = stations.find_station(connection, station_id) if _ID.fullmatch(station_id) else None
    if found is None:
        raise NoPage
    return found


def _outlet(asked: Asked, connection: Connection) -> Row[Any]:
    found = outlet_page.find_outlet(connection, uscc_of(asked))
    if found is None:
        raise NoPage
    return found


def _by_owner(counts: dict[str | None, int]) -> list[tuple[str | None, list[tuple[str | None, int]]]]:
    """Codes by who has to act, in the order of the catalogue; those without a code come last."""
    grouped: list[tuple[str | None, list[tuple[str | None, int]]]] = []
    for owner in Owner:
        mine = [(code, counts[code]) for code in CATALOGUE if code in counts]
        of_owner = [(code, count) for code, count in mine if CATALOGUE[code].owner == owner]
        if of_owner:
            grouped.append((owner.value, [(code, count) for code, count in of_owner]))
    return [*grouped, (None, [(None, counts[None])])] if None in counts else grouped
