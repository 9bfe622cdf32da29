"""A station whose desk dies at any act and whose hub goes wrong at any request; the ledger is a real one.

The hub runs in this process behind its own ASGI application, so that hundreds of bad days pass in seconds.
"""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from starlette.testclient import TestClient

from packtrail.app.ids import new_id
from packtrail.domain.sync_state import BatchState
from packtrail.protocol import dsse, messages
from packtrail.protocol.batch import Client
from packtrail.protocol.enrolment import SANDBOX_CODE
from packtrail.protocol.session import SessionGrant, SessionRequest
from packtrail.store.ledger import open_ledger
from packtrail.usecases.enrol_station import enrol_station
from packtrail.usecases.open_station import open_station
from packtrail.usecases.ports import Reply, Unreached
from packtrail.usecases.seal_batch import SealingRules
from packtrail.usecases.send_backlog import send_backlog
from packtrail.usecases.send_batch import SendOutcome, SendResult, recover_sending
from packtrail.usecases.sync_values import Session
from packtrail_hub.faults import HungUp
from tests.station import ADMIN, STATION_KEY, TEST_KEY, SteppedClock, set_up, take_in

RULES = SealingRules(client=Client(app="test", app_version="1"), max_records=4)


class Killed(BaseException):
    """The desk's process ends here; nothing catches it on the way."""


class ChannelInProcess:
    """``usecases.ports.Channel`` without a wire: what leaves, and what came back, or that nothing did."""

    def __init__(self, client: TestClient, station, clock) -> None:
        self._client, self._station, self._clock = client, station, clock
        self._token = ""
        self.sent: list[tuple[str, str, bytes]] = []

    def capabilities(self) -> Reply:
        return self._ask("GET", "/v1/capabilities")

    def enrol(self, envelope: bytes) -> Reply:
        return self._ask("POST", "/v1/enrolments", envelope)

    def put_batch(self, digest: str, envelope: bytes) -> Reply:
        return self._in_session("PUT", f"/v1/batches/{digest}", envelope)

    def get_batch(self, digest: str) -> Reply:
        return self._in_session("GET", f"/v1/batches/{digest}")

    def again(self, method: str, path: str, body: bytes) -> Reply | None:
        """A request that left before, once more; None when nothing came back."""
        try:
            return self._in_session(method, path, body)
        except Unreached:
            return None

    def _in_session(self, method: str, path: str, body: bytes = b"") -> Reply:
        for has_token in (bool(self._token), False):
            refusal = None if has_token else self._open_session()
            reply = refusal or self._ask(method, path, body)
            if reply.status != 401 or not has_token:
                return reply
        raise AssertionError("two tries are all there are")

    def _open_session(self) -> Reply | None:
        asked = SessionRequest(station_id=self._station.station_id, nonce="ab" * 8, at=self._clock.at)
        envelope = dsse.signed(dsse.SESSION, messages.encode(asked), self._station.signer)
        try:
            reply = self._ask("POST", "/v1/sessions", dsse.to_json(envelope))
        except Unreached as failure:
            raise Unreached(failure.cause, sent=False) from failure
        if reply.status != 200:
            return reply
        try:
            self._token = messages.decode(SessionGrant, reply.body).token
        except messages.BadMessage:
            return Reply(502, b"")
        return None

    def _ask(self, method: str, path: str, body: bytes = b"") -> Reply:
        self.sent.append((method, path, body))
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        try:
            answer = self._client.request(method, path, content=body, headers=headers)
        except HungUp as cut:
            raise Unreached("cut_off", sent=True) from cut
        return Reply(answer.status_code, answer.content)


@dataclass(repr=False)
class TriedDesk:
    """One station: its ledger, its channel, and the acts at which its process dies.

    ``kills`` counts the acts of sending from 1; a negative number dies just after that act was committed.
    """

    folder: Path
    client: TestClient
    clock: SteppedClock
    kills: frozenset[int] = frozenset()
    deaths: int = 0
    acts: int = 0
    sent: list[tuple[str, str, bytes]] = field(default_factory=list)
    hub_keys: dict[str, bytes] = field(default_factory=dict)  # pinned, once it is closed

    def begin(self) -> "TriedDesk":
        """Set up and enrolled; nothing is sent yet."""
        self.start()
        set_up(self.ledger, self.clock)
        enrol_station(
            SANDBOX_CODE,
            name="hub",
            base_url="http://hub",
            by=ADMIN,
            store=self.ledger,
            channel=self.channel,
            on_writer=lambda act: act(),
            app_version="1",
        )
        return self

    def start(self) -> "TriedDesk":
        """What the program does with a folder when it starts."""
        self.ledger = open_ledger(self.folder, TEST_KEY, clock=self.clock)
        station = open_station(
            self.ledger,
            label="S1",
            private_key=STATION_KEY,
            operator_ref=ADMIN.ref,
            now=self.clock,
            new_id=new_id,
        )
        self.channel = ChannelInProcess(self.client, station, self.clock)
        self.channel.sent = self.sent
        for destination in self.destinations():
            recover_sending(destination.name, self.ledger)
        return self

    def close(self) -> None:
        self.hub_keys = {name: key for each in self.destinations() for name, key in each.hub_keys.items()}
        self.ledger.close()

    def die(self) -> None:
        """The process is gone; the next one finds what was committed."""
        self.deaths += 1
        self.close()
        self.start()

    def destinations(self):
        with self.ledger.read() as view:
            return view.destinations()

    def take_in(self, *codes: str):
        return take_in(self.ledger, self.clock, *codes)

    def send(self) -> SendOutcome | None:
        """Try once; None when the process died over it, and was started again."""
        (hub,) = self.destinations()
        try:
            return send_backlog(self._session(hub), RULES, lambda _: None)
        except Killed:
            self.die()
            return None

    def send_until_done(self, tries: int = 60) -> list[SendOutcome | None]:
        """Try until nothing is left to send."""
        outcomes = []
        for _ in range(tries):
            outcomes.append(self.send())
            if outcomes[-1] and outcomes[-1].result is SendResult.NOTHING_TO_SEND:
                return outcomes
        raise AssertionError([outcome and outcome.result.value for outcome in outcomes])

    def _session(self, hub) -> Session:
        return Session(
            destination=hub,
            store=self.ledger,
            channel=self.channel,
            on_writer=self._on_writer,
            post=self._post,
            now=self.clock,
            new_id=new_id,
        )

    def _post(self, act):
        """The act is done as late as can be: when somebody waits for it."""
        return partial(self._on_writer, act)

    def _on_writer(self, act):
        self.acts += 1
        if self.acts in self.kills:
            raise Killed
        done = act()
        if -self.acts in self.kills:
            raise Killed
        return done

    def states(self) -> dict[str, list[str]]:
        """The verdicts on each record at the hub, by record id."""
        found: dict[str, list[str]] = {}
        with self.ledger.read() as view:
            for each in view.submissions("hub"):
                found.setdefault(each.record_id, []).append(each.state.value)
        return found

    def lines(self) -> list[bytes]:
        with self.ledger.read() as view:
            return [line for epoch in (1, 2) for _, line in view.canonical_lines(epoch, 0, 100_000)]

    def unsettled(self) -> list[BatchState]:
        with self.ledger.read() as view:
            return [batch.state for batch in view.unsettled_batches("hub")]
