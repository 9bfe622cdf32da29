"""Bind this station and its whole log to an outlet at a hub, by a one-time code (绑定平台).

The station keeps its own ids and sequence; the hub countersigns its key, and the station pins the hub's
keys: from here on only receipts signed with one of these count.
"""

import json
from collections.abc import Mapping

from packtrail.domain.errors import EnrolmentRefused, HubAnswerUnreadable, HubUnreachable, OutletNotNamed
from packtrail.domain.errors_station import PracticeCodeNeeded, StationLabelTaken
from packtrail.domain.operators import Act, Operator, require
from packtrail.protocol import dsse, messages, problems
from packtrail.protocol.enrolment import (
    Enrolled,
    EnrolmentRequest,
    is_practice_code,
    plain_code,
    read_enrolled,
)
from packtrail.usecases.ports import Channel, Destination, OnWriter, Reply, Station, Store, Unreached, View
from packtrail.usecases.relayed_receipts import wait_for_waiting
from packtrail.usecases.set_profile import current_profile


def enrol_station(
    code: str,
    *,
    name: str,
    base_url: str,
    by: Operator,
    store: Store,
    channel: Channel,
    on_writer: OnWriter,
    app_version: str,
) -> Destination:
    """Enrol at the hub behind ``channel`` with ``code``, and begin to owe it the whole log.

    Raises OutletNotNamed before set-up, PracticeCodeNeeded, HubUnreachable, StationLabelTaken,
    EnrolmentRefused with the hub's problem code, HubAnswerUnreadable when the answer is not a hub's, and what
    ``bind`` raises; nothing is written then.
    """
    require(by, Act.ENROL)
    with store.read() as view:
        station, envelope = view.station(), enrolment_request(code, view, app_version)
    try:
        reply = channel.enrol(envelope)
    except Unreached as failure:
        raise HubUnreachable(base_url=base_url, cause=failure.cause) from failure
    enrolled = _answer(reply, station, base_url)
    return on_writer(lambda: bind(enrolled, name, base_url, store))


def enrolment_request(code: str, view: View, app_version: str) -> bytes:
    """What a station asks a hub with, over the network or in a file, signed with its own key.

    Raises OutletNotNamed, or PracticeCodeNeeded: nobody who counts is ever asked from a practice ledger.
    """
    station, profile = view.station(), current_profile(view)
    if profile is None:
        raise OutletNotNamed
    if view.is_practice() and not is_practice_code(code):
        raise PracticeCodeNeeded
    request = EnrolmentRequest(
        enrolment_code=plain_code(code),
        station_id=station.station_id,
        station_label=station.label,
        station_epoch=station.epoch,
        public_key=station.signer.public_key.hex(),
        key_id=station.signer.key_id,
        install_nonce=station.install_nonce,
        outlet_uscc=profile.outlet_uscc,
        outlet_name=profile.outlet_name,
        app_version=app_version,
    )
    return dsse.to_json(dsse.signed(dsse.ENROLMENT, messages.encode(request), station.signer))


def checked_answer(body: bytes, station: Station) -> Enrolled | None:
    """What a hub says in hostile ``body``, signed by a key in it; None unless it countersigned our key."""
    return read_enrolled(body, station.station_id, station.signer.public_key)


def bind(enrolled: Enrolled, name: str, base_url: str, store: Store) -> Destination:
    """Pin the hub's keys and begin to owe it the whole log; on the writer's thread.

    Raises PracticeHub or PracticeLedger where one of the two counts for nothing and the other does not.
    """
    destination = Destination(
        name=name,
        title=enrolled.hub_name,
        base_url=base_url,
        outlet_uscc=enrolled.outlet_uscc,
        hub_keys=enrolled.keys(),
        station_signature=bytes.fromhex(enrolled.station_key_signature),
        enrolled_at=enrolled.enrolled_at,
        is_practice=enrolled.is_practice,
    )
    with store.act() as tx:
        tx.add_destination(destination)
        if destination.is_behind_relay:
            wait_for_waiting(tx)
    return destination


def _answer(reply: Reply, station: Station, base_url: str) -> Enrolled:
    if not 200 <= reply.status < 300:
        raise _refusal(reply, station, base_url)
    enrolled = checked_answer(reply.body, station)
    if enrolled is None:
        raise HubAnswerUnreadable(base_url=base_url)
    return enrolled


def _refusal(
    reply: Reply, station: Station, base_url: str
) -> StationLabelTaken | EnrolmentRefused | HubAnswerUnreadable:
    try:
        problem = json.loads(reply.body[:65536])
    except (ValueError, RecursionError):
        return HubAnswerUnreadable(base_url=base_url)
    if not isinstance(problem, Mapping) or not isinstance(problem.get("code"), str):
        return HubAnswerUnreadable(base_url=base_url)
    if problem["code"] == problems.STATION_LABEL_TAKEN.code:
        return StationLabelTaken(station.label)
    return EnrolmentRefused(base_url=base_url, problem=problem["code"], detail=str(problem.get("detail", "")))
