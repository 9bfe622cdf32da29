"""Binds a station to an outlet, against a one-time code that an administrator gave out.

A code has ten characters, lives 72 hours and locks after five wrong tries for its outlet.
"""

import hashlib
import secrets
from datetime import timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from packtrail.domain.moments import to_moment
from packtrail.domain.uscc import check_uscc
from packtrail.protocol import dsse, messages, problems
from packtrail.protocol.enrolment import (
    CODE_ALPHABET,
    CODE_LENGTH,
    PRACTICE_PREFIX,
    SANDBOX_CODE,
    Enrolled,
    EnrolmentRequest,
    HubKey,
    plain_code,
    station_key_statement,
)
from packtrail.protocol.faults import Fault
from packtrail.protocol.keys import key_id
from packtrail.protocol.problems import ProblemCode
from packtrail.protocol.records import ZERO_HASH
from packtrail_hub import database, stations
from packtrail_hub.hub import Hub
from packtrail_hub.ids import hash_bytes, moment, safe_text, seconds, uid
from packtrail_hub.refused import Refused
from packtrail_hub.tables import enrolment_code, outlet, station

LIFETIME: Final = timedelta(hours=72)
MAX_FAILURES: Final = 5


def new_code(hub: Hub, outlet_uscc: str) -> str:
    """A fresh code for one station of this outlet; only its hash is kept."""
    return hub.write(lambda connection: add_code(hub, connection, outlet_uscc))[0]


def add_code(hub: Hub, connection: Connection, outlet_uscc: str) -> tuple[str, int]:
    """As ``new_code``, within an act; the code and when it runs out."""
    code = _drawn_code(is_practice=hub.is_practice)
    expires_at = seconds(hub.now() + LIFETIME)
    values = {
        "code_hash": _hash(code),
        "outlet_uscc": outlet_uscc,
        "expires_at": expires_at,
        "failures": 0,
    }
    connection.execute(insert(enrolment_code).values(**values))
    return code, expires_at


def _drawn_code(*, is_practice: bool) -> str:
    """What a practice hub gives out is seen to be one; no other code begins so."""
    length = CODE_LENGTH - (len(PRACTICE_PREFIX) if is_practice else 0)
    while True:
        code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))
        if is_practice:
            return PRACTICE_PREFIX + code
        if not code.startswith(PRACTICE_PREFIX):
            return code


def turn_of(outlet_uscc: str) -> str:
    """The turn that whoever uses or withdraws a code of this outlet takes first."""
    return f"enrolment {outlet_uscc}"


def enrol(hub: Hub, body: bytes) -> bytes:
    """The signed answer to a station's request; the same request again is answered alike.

    Raises Refused; a wrong code is counted then, and nothing else is stored.
    """
    request, public_key = _request(body)
    bound = hub.write(partial(_bound_or_problem, hub, request, public_key))
    if isinstance(bound, ProblemCode):
        raise _refusal(bound)
    return _answer(hub, request, public_key, *bound)


def _bound_or_problem(
    hub: Hub, request: EnrolmentRequest, public_key: bytes, connection: Connection
) -> tuple[int, int] | ProblemCode:
    # A code is good once and a label is one station's, whichever process is asked.
    database.take_turns(connection, [turn_of(request.outlet_uscc)])
    problem = (
        _code_problem(hub, connection, request)
        or _binding_problem(connection, request, public_key)
        or _label_problem(hub, connection, request)
    )
    return problem or _bound(hub, connection, request, public_key)


def _request(body: bytes) -> tuple[EnrolmentRequest, bytes]:
    """The request and the key in it, which signed it: whoever asks holds the key."""
    try:
        envelope = dsse.from_json(body)
        request = messages.decode(EnrolmentRequest, envelope.payload)
    except dsse.BadEnvelope as error:
        raise Refused(problems.SCHEMA_VIOLATION, 400) from error
    except messages.BadMessage as error:
        raise Refused(problems.SCHEMA_VIOLATION, 422, faults=error.faults) from error
    public_key = bytes.fromhex(request.public_key)
    try:
        dsse.verified(envelope, dsse.ENROLMENT, {key_id(public_key): public_key})
    except dsse.BadEnvelope as error:
        raise Refused(problems.SIGNATURE_INVALID, 403) from error
    if request.key_id != key_id(public_key):
        raise Refused(problems.SIGNATURE_INVALID, 403, faults=(Fault("/key_id", "InvalidValue"),))
    if not check_uscc(request.outlet_uscc).is_valid:
        raise Refused(problems.USCC_INVALID, 422, faults=(Fault("/outlet_uscc", "InvalidValue"),))
    return request, public_key


def _code_problem(hub: Hub, connection: Connection, request: EnrolmentRequest) -> ProblemCode | None:
    """What is wrong with the code, after noting a wrong try."""
    if _is_training(hub, request):
        return None
    code = plain_code(request.enrolment_code)
    of_outlet = enrolment_code.c.outlet_uscc == request.outlet_uscc
    found = connection.execute(
        select(enrolment_code).where(of_outlet, enrolment_code.c.code_hash == _hash(code))
    ).one_or_none()
    if found is None:
        failed = update(enrolment_code).where(of_outlet, enrolment_code.c.used_by.is_(None))
        connection.execute(failed.values(failures=enrolment_code.c.failures + 1))
        return problems.ENROLMENT_CODE_INVALID
    if found.used_by is not None:
        return None if found.used_by == uid(request.station_id) else problems.ENROLMENT_CODE_INVALID
    if found.failures >= MAX_FAILURES:
        return problems.ENROLMENT_CODE_LOCKED
    return problems.ENROLMENT_CODE_INVALID if found.expires_at <= seconds(hub.now()) else None


def _binding_problem(
    connection: Connection, request: EnrolmentRequest, public_key: bytes
) -> ProblemCode | None:
    found = stations.find_station(connection, request.station_id)
    if found is None:
        return None
    if found.revoked_at is not None:
        return problems.STATION_REVOKED
    is_same = (
        found.uscc == request.outlet_uscc and public_key in stations.keys_of(connection, found.id).values()
    )
    return None if is_same else problems.STATION_BOUND


def _label_problem(hub: Hub, connection: Connection, request: EnrolmentRequest) -> ProblemCode | None:
    """Document numbers carry the label, so no two stations of an outlet have the same; not in training.

    One that was revoked keeps its label: its papers are still about.
    """
    if _is_training(hub, request):
        return None
    query = select(outlet.c.id).where(outlet.c.uscc == request.outlet_uscc)
    same = connection.execute(
        select(station.c.id).where(
            station.c.outlet_id == connection.execute(query).scalar(),
            station.c.label == safe_text(request.station_label),
            station.c.station_uid != uid(request.station_id),
        )
    )
    return problems.STATION_LABEL_TAKEN if same.first() else None


def _is_training(hub: Hub, request: EnrolmentRequest) -> bool:
    return hub.is_sandbox and plain_code(request.enrolment_code) == SANDBOX_CODE


def _bound(hub: Hub, connection: Connection, request: EnrolmentRequest, public_key: bytes) -> tuple[int, int]:
    """Uses the code up; when the station was enrolled, and the next seq expected of its epoch."""
    used = update(enrolment_code).where(
        enrolment_code.c.outlet_uscc == request.outlet_uscc,
        enrolment_code.c.code_hash == _hash(plain_code(request.enrolment_code)),
    )
    connection.execute(used.values(used_by=uid(request.station_id)))
    found = stations.find_station(connection, request.station_id)
    if found is None:
        _add_station(hub, connection, request, public_key)
        return seconds(hub.now()), 1
    relabelled = update(station).where(station.c.id == found.id)
    connection.execute(relabelled.values(label=safe_text(request.station_label)))
    epochs = stations.epochs_of(connection, found.id)
    mine = (each.next_seq for each in epochs if each.number == request.station_epoch)
    return found.enrolled_at, next(mine, 1)


def _add_station(hub: Hub, connection: Connection, request: EnrolmentRequest, public_key: bytes) -> None:
    at = seconds(hub.now())
    connection.execute(
        insert(station).values(
            station_uid=uid(request.station_id),
            outlet_id=_outlet_id(connection, request),
            label=safe_text(request.station_label),
            enrolled_at=at,
            receipt_seq=0,
            receipt_digest=hash_bytes(ZERO_HASH),
        )
    )
    added: Row[Any] | None = stations.find_station(connection, request.station_id)
    if added is not None:
        stations.bind_key(connection, added.id, public_key, at)


def _outlet_id(connection: Connection, request: EnrolmentRequest) -> int:
    query = select(outlet.c.id).where(outlet.c.uscc == request.outlet_uscc)
    found = connection.execute(query).scalar()
    if found is None:
        values = {"uscc": request.outlet_uscc, "name": safe_text(request.outlet_name)}
        connection.execute(insert(outlet).values(**values))
        found = connection.execute(query).scalar_one()
    return int(found)


def _answer(hub: Hub, request: EnrolmentRequest, public_key: bytes, at: int, next_seq: int) -> bytes:
    statement = station_key_statement(request.outlet_uscc, public_key)
    answer = Enrolled(
        station_id=request.station_id,
        outlet_uscc=request.outlet_uscc,
        hub_name=hub.name,
        hub_keys=tuple(
            HubKey(key_id=name, alg="ed25519", public_key=key.hex()) for name, key in hub.public_keys.items()
        ),
        station_key_signature=hub.signer.sign(statement).hex(),
        enrolled_at=to_moment(moment(at)),
        next_expected_seq=next_seq,
        is_practice=hub.is_practice,
    )
    return dsse.to_json(dsse.signed(dsse.STATION, messages.encode(answer), hub.signer))


def _refusal(problem: ProblemCode) -> Refused:
    conflicts = problems.STATION_BOUND.code, problems.STATION_LABEL_TAKEN.code
    status = {problems.ENROLMENT_CODE_LOCKED.code: 423, **dict.fromkeys(conflicts, 409)}
    return Refused(problem, status.get(problem.code, 403))


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
