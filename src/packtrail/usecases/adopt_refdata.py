"""Take a rule pack, list or calendar into use (启用规则包), and say which one was in use for a record.

The record ``refdata_adopted`` and the content reach the disk in one act; the content is never removed, so a
record that was written under a version can be read under it for ever. Nothing asks whether data is fresh
before it records a battery: without a version in force, what came with the program is in use.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from packtrail.domain.errors_refdata import (
    RefdataContentWrong,
    RefdataDatasetUnknown,
    RefdataExpired,
    RefdataOlder,
    RefdataVersionTaken,
)
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import NewRecord, RefdataAdopted
from packtrail.domain.refdata import AdoptedRefdata, RefdataVersion, in_force
from packtrail.protocol.canonical import JsonValue
from packtrail.protocol.faults import faults_of
from packtrail.protocol.refdata_pack import Pack, Trust, open_pack, own_pack, read_document
from packtrail.usecases.ports import Clock, NewId, RefdataContent, Store, Tx, View

Validator = Callable[[JsonValue], object]
"""Reads the content of one dataset; raises ValueError (pydantic's is one) or an OutletError of its own."""

_FAULTS_SHOWN = 3
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Adoption:
    """What is in use now; ``is_new`` is False when these very bytes were in use already."""

    refdata: AdoptedRefdata
    is_new: bool


def adopt_refdata(
    pack_bytes: bytes,
    *,
    by: Operator,
    store: Store,
    trust: Trust,
    validators: Mapping[str, Validator],
    now: Clock,
    new_id: NewId,
    built_in: Mapping[str, RefdataVersion] | None = None,
) -> Adoption:
    """Check the pack in ``pack_bytes`` and take it into use, or write nothing.

    ``built_in`` are the versions that came with the program; a pack has to be newer than its dataset's.
    Raises NotAllowed for anyone but the administrator, the errors of ``open_pack``, RefdataExpired,
    RefdataContentWrong or what the dataset's validator raises, RefdataOlder, RefdataVersionTaken.
    """
    require(by, Act.ADOPT_REFDATA)
    pack = open_pack(pack_bytes, trust)
    if pack.effective_to is not None and pack.effective_to < legal_day(now()):
        raise RefdataExpired(dataset=pack.dataset, version=str(pack.version), effective_to=pack.effective_to)
    _validate(pack, validators)
    with store.act() as tx:
        return _take(tx, pack, pack_bytes, (built_in or {}).get(pack.dataset), by, now, new_id)


def adopt_own(
    document: Mapping[str, JsonValue], *, by: Operator, store: Store, now: Clock, new_id: NewId
) -> Adoption:
    """Take what came with the program into use in place of an older pack.

    Until then a pack stays in use, since a newer program alone must not change the rules of old records.
    Raises NotAllowed, RefdataOlder or RefdataVersionTaken.
    """
    require(by, Act.ADOPT_REFDATA)
    with store.act() as tx:
        return _take(tx, own_pack(document), None, None, by, now, new_id)


def refdata_in_use(view: View, dataset: str, on: date) -> AdoptedRefdata | None:
    """The version in force on ``on`` of all that were taken into use; None: what came with the program."""
    return in_force(view.adopted_refdata(dataset), on)


def refdata_of_record(view: View, dataset: str, record_id: str) -> AdoptedRefdata | None:
    """The version under which our record ``record_id`` was written; None: what came with the program.

    Of the versions taken into use before it in the log, the one in force on the day on which it happened.
    LookupError when there is no such record.
    """
    record = view.record(record_id)
    if record is None:
        raise LookupError(record_id)
    return in_force(view.adopted_refdata(dataset, before_record=record_id), legal_day(record.occurred_at))


def refdata_content(view: View, adopted: AdoptedRefdata) -> JsonValue:
    """The content of a version that was taken into use, as its publisher signed it."""
    return _head(view, adopted)["content"]


def refdata_source(view: View, adopted: AdoptedRefdata) -> tuple[str, str]:
    """Where a version comes from, and how sure its publisher is of it."""
    head = _head(view, adopted)
    return head["source"], head["confidence"]


def _head(view: View, adopted: AdoptedRefdata) -> dict[str, JsonValue]:
    document = view.refdata_document(adopted.digest)
    if document is None:
        raise LookupError(adopted.digest)
    return read_document(document)


def _validate(pack: Pack, validators: Mapping[str, Validator]) -> None:
    if pack.dataset not in validators:
        raise RefdataDatasetUnknown(dataset=pack.dataset)
    try:
        validators[pack.dataset](pack.content)
    except ValueError as error:
        raise RefdataContentWrong(
            dataset=pack.dataset, version=str(pack.version), problem=_problem(error)
        ) from error


def _problem(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        shown = faults_of(error)[:_FAULTS_SHOWN]
        return "; ".join(f"{fault.pointer} {fault.error_type}" for fault in shown)[:_SHOWN]
    return str(error)[:_SHOWN]


def _take(
    tx: Tx,
    pack: Pack,
    envelope: bytes | None,
    built_in: RefdataVersion | None,
    by: Operator,
    now: Clock,
    new_id: NewId,
) -> Adoption:
    newest = next(iter(tx.adopted_refdata(pack.dataset)), None)
    if newest is not None and newest.version == pack.version and newest.digest == pack.digest:
        return Adoption(newest, is_new=False)
    _refuse_older(pack, newest.version if newest else built_in, newest)
    return Adoption(_write(tx, pack, envelope, by, now, new_id), is_new=True)


def _refuse_older(pack: Pack, in_use: RefdataVersion | None, newest: AdoptedRefdata | None) -> None:
    if in_use is None or pack.version > in_use:
        return
    if newest is not None and pack.version == in_use:
        raise RefdataVersionTaken(dataset=pack.dataset, version=str(pack.version))
    raise RefdataOlder(dataset=pack.dataset, version=str(pack.version), in_use=str(in_use))


def _write(
    tx: Tx, pack: Pack, envelope: bytes | None, by: Operator, now: Clock, new_id: NewId
) -> AdoptedRefdata:
    body = RefdataAdopted(dataset=pack.dataset, version=str(pack.version), digest=pack.digest)
    (record,) = tx.append(NewRecord(record_id=new_id(), body=body, occurred_at=now(), operator_ref=by.ref))
    tx.keep_refdata(
        record,
        RefdataContent(
            document=pack.document,
            effective_from=pack.effective_from,
            effective_to=pack.effective_to,
            signed_by=pack.signed_by,
            envelope=envelope,
        ),
    )
    return next(iter(tx.adopted_refdata(pack.dataset)))
