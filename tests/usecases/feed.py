"""A hub of the tests' own that tells changes, signed with its key, and a session with it."""

from datetime import timedelta

from packtrail.app.ids import new_id
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.protocol import dsse
from packtrail.protocol.changes import CHANGES, Changes, encode
from packtrail.protocol.keys import Ed25519Signer
from packtrail.usecases.ports import Destination, Reply, Verdict
from packtrail.usecases.sync_values import Session
from tests.trade import MORNING, OUTLET

HUB = Ed25519Signer(bytes(range(64, 96)))
DESTINATION = Destination(
    name="hub",
    title="平台",
    base_url="https://hub.test",
    outlet_uscc=OUTLET,
    hub_keys={HUB.key_id: HUB.public_key},
    station_signature=b"s" * 64,
    enrolled_at=MORNING,
)
LATER = MORNING + timedelta(days=1)


class Feed:
    """Pages one after another; a cursor is the number of the page behind it."""

    def __init__(self, station_id, *pages, signer=HUB):
        self.station_id = station_id
        self.pages = list(pages)
        self.signer = signer
        self.asked = []

    def changes(self, since, _limit):
        self.asked.append(since)
        at = int(since or 0)
        if at < len(self.pages) and isinstance(self.pages[at], Exception):
            raise self.pages[at]
        if at < len(self.pages) and isinstance(self.pages[at], Reply):
            return self.pages[at]
        return Reply(200, self.page(since, self.pages[at] if at < len(self.pages) else ()))

    def page(self, since, changes):
        at = int(since or 0)
        page = Changes(
            station_id=self.station_id,
            since=since,
            cursor=str(min(at + 1, len(self.pages))),
            more=at + 1 < len(self.pages),
            changes=tuple(changes),
            server_time=LATER,
        )
        return dsse.to_json(dsse.signed(CHANGES, encode(page), self.signer))


def session(station, channel, clock):
    """A session over ``channel``; the writer is the test itself."""
    return Session(
        destination=DESTINATION,
        store=station,
        channel=channel,
        on_writer=lambda act: act(),
        now=clock,
        new_id=new_id,
    )


def bound(station):
    """Bind the station to the hub; every record so far is accepted there."""
    with station.act() as tx:
        tx.add_destination(DESTINATION)
        verdicts = [
            Verdict(
                record_id=each.record_id,
                state=SubmissionState.ACCEPTED,
                ack_level=AckLevel.RELAY_ACCEPTED,
                remote_no="R-1",
                issues=(),
                said_at=MORNING,
            )
            for each in tx.submissions("hub")
        ]
        tx.settle("hub", verdicts)
    return [each.record_id for each in verdicts]


def submission(station, record_id):
    with station.read() as view:
        return view.submission(record_id, "hub")
