"""An outlet whose desk never leaves the house: a relay on one of its PCs carries what it asserts further."""

import signal
from dataclasses import replace
from functools import partial

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, update

from packtrail.app.by_file import take_answer, write_request
from packtrail.app.clock import now
from packtrail.domain.moments import to_moment
from packtrail.domain.sync_state import AckLevel
from packtrail.protocol import canonical
from packtrail.protocol.changes import AuthorityAck, RelayedReceipt, read_change
from packtrail.usecases.port_values import NEXT_HUB
from packtrail_hub import database
from packtrail_hub.cli import main as packtrail_hub
from packtrail_hub.enrol_file import enrol_file
from packtrail_hub.key_rotation import rotate_key
from packtrail_hub.tables import change, forward_feed, record
from packtrail_hub.telling import authority_answered, tell
from tests.e2e.stations import at_work, enrol, send, set_up, take_in
from tests.hub.processes import Child
from tests.hub.relaying import opened, pass_on, served
from tests.station import PROFILE, codes


class House:
    """A desk, a relay and the company's hub behind it."""

    def __init__(self, folder, *, at_relay="", behind=""):
        self.folder, self._faults = folder, (at_relay, behind)
        self.relay = self._hub("relay")
        self.company = self._hub("company")

    def _hub(self, name):
        return opened(self.folder / f"{name}.db", now, name)

    def __enter__(self):
        at_relay, behind = self._faults
        self._serving = [served(self.relay, at_relay), served(self.company, behind)]
        self.url, company_url = (each.__enter__() for each in self._serving)
        self._desk = at_work(self.folder / "desk")
        self.outlet = self._desk.__enter__()
        set_up(self.outlet)
        self.cli("forward-to", company_url, "--code", "SANDBOX")
        return self

    def __exit__(self, *gone):
        self._desk.__exit__(*gone)
        for each in self._serving:
            each.__exit__(*gone)
        for each in (self.relay, self.company):
            each.engine.dispose()

    def cli(self, command, *arguments, exit_code=0):
        place = ["--database", str(self.folder / "relay.db")]
        place += [] if command in {"forward", "forwarding"} else ["--outlet-uscc", PROFILE.outlet_uscc]
        done = CliRunner().invoke(packtrail_hub, [command, *(str(each) for each in arguments), *place])
        assert done.exit_code == exit_code, done.output
        return done.output

    def bind(self):
        return enrol(self.outlet, self.url)

    def bind_behind(self):
        """By a request that the relay passes on, and its answer."""
        self.ask_behind()
        self.take_answer()

    def ask_behind(self):
        self._waiting(write_request, self.folder / "request", "SANDBOX")
        self.cli("pass-enrolment", self.folder / "request", "--answer", self.folder / "answer")

    def take_answer(self):
        return self._waiting(take_answer, self.folder / "answer", through_relay=True)

    def _waiting(self, what, *given, **more):
        return self.outlet.workers.network.run(partial(what, self.outlet, *given, **more)).result()

    def words(self, destination):
        """How many records stand where at a destination: state and level."""
        found = {}
        for each in self.outlet.read(lambda view: view.submissions(destination, limit=10_000)):
            said = each.state.value, each.ack_level
            found[said] = found.get(said, 0) + 1
        return found

    def held(self, hub):
        """Records at a hub, and how many different ones."""
        counted = select(func.count(), func.count(record.c.record_uid.distinct())).select_from(record)
        with database.look(hub.engine) as connection:
            return tuple(connection.execute(counted).one())


@pytest.fixture
def house(tmp_path):
    with House(tmp_path) as built:
        yield built


RECEIVED = ("accepted", AckLevel.RELAY_RECEIVED)
ACCEPTED = ("accepted", AckLevel.RELAY_ACCEPTED)
WAITS = ("pending", AckLevel.NONE)


def test_received_by_the_relay_and_accepted_by_the_company_are_two_things_at_the_desk(house):
    hub = house.bind()
    house.bind_behind()
    take_in(house.outlet, *codes(3))
    send(house.outlet, hub)
    (count,) = house.words("hub").values()
    assert house.words("hub") == {RECEIVED: count}
    assert house.words(NEXT_HUB) == {WAITS: count}

    assert "✓" in house.cli("forward")
    send(house.outlet, hub)

    assert house.words("hub") == {RECEIVED: count}
    assert house.words(NEXT_HUB) == {ACCEPTED: count}
    assert house.held(house.company) == (count, count)
    assert "0" in house.cli("forwarding")


def test_what_the_company_answered_before_the_desk_was_bound_there_counts_then(house):
    hub = house.bind()
    house.ask_behind()
    take_in(house.outlet, *codes(2))
    send(house.outlet, hub)
    house.cli("forward")
    send(house.outlet, hub)

    house.take_answer()

    (count,) = house.words("hub").values()
    assert house.words(NEXT_HUB) == {ACCEPTED: count}


def test_only_the_company_refuses_what_it_alone_refuses(tmp_path):
    with House(tmp_path, behind="put_batch 1 reject(BT-2005)") as house:
        hub = house.bind()
        house.bind_behind()
        take_in(house.outlet, *codes(1))
        send(house.outlet, hub)
        house.cli("forward")
        send(house.outlet, hub)

        (count,) = house.words("hub").values()
        assert house.words("hub") == {RECEIVED: count}
        refused = house.words(NEXT_HUB)
        assert {level for _, level in refused} == {AckLevel.RELAY_RECEIVED}
        assert {state for state, _ in refused} == {"rejected", "blocked"}
        assert sum(refused.values()) == count


def test_a_key_that_the_company_has_gone_over_to_reaches_the_desk_through_the_relay(tmp_path):
    with House(tmp_path) as house:
        hub = house.bind()
        house.bind_behind()
    rotate_key(house._hub("company"), None)
    with House(tmp_path) as again:
        hub = again.bind()
        take_in(again.outlet, *codes(1))
        send(again.outlet, hub)
        again.cli("forward")
        send(again.outlet, hub)
        (count,) = again.words("hub").values()
        assert again.words(NEXT_HUB) == {ACCEPTED: count}


def test_what_the_authority_says_through_the_company_stands_under_the_company_at_the_desk(house):
    hub = house.bind()
    house.bind_behind()
    take_in(house.outlet, *codes(1))
    send(house.outlet, hub)
    house.cli("forward")
    send(house.outlet, hub)
    record_id = house.outlet.read(lambda view: view.submissions(NEXT_HUB, limit=1))[0].record_id
    said = AuthorityAck(
        record_id=record_id, destination="cn_national", status="accepted", reported_at=to_moment(now())
    )
    assert authority_answered(house.company, said)
    with house.relay.engine.begin() as connection:
        connection.execute(update(forward_feed).values(next_at=0))  # a minute later
    house.cli("forward")
    send(house.outlet, hub)

    def standing(name):
        found = house.outlet.read(lambda view: view.submissions(name, limit=10_000))
        return next(each.ack_level for each in found if each.record_id == record_id)

    assert standing(NEXT_HUB) == AckLevel.AUTHORITY_ACCEPTED
    assert standing("hub") == AckLevel.RELAY_RECEIVED
    (heard,) = house.outlet.read(lambda view: view.changes_heard(kind=AuthorityAck.kind))
    assert (heard.destination, heard.record_id) == (NEXT_HUB, record_id)


def test_an_old_receipt_that_the_relay_tells_as_a_new_beginning_takes_no_later_word_back(house):
    hub = house.bind()
    house.bind_behind()
    take_in(house.outlet, *codes(1))
    send(house.outlet, hub)
    house.cli("forward")
    send(house.outlet, hub)
    record_id = house.outlet.read(lambda view: view.submissions(NEXT_HUB, limit=1))[0].record_id
    said = AuthorityAck(
        record_id=record_id, destination="cn_national", status="rejected", reported_at=to_moment(now())
    )
    assert authority_answered(house.company, said)
    with house.relay.engine.begin() as connection:
        connection.execute(update(forward_feed).values(next_at=0))
    house.cli("forward")
    send(house.outlet, hub)
    later = house.words(NEXT_HUB)
    assert "rejected" in {state for state, _ in later}

    with house.relay.engine.begin() as connection:
        row = connection.execute(select(change).where(change.c.kind == RelayedReceipt.kind)).one()
        old = read_change(canonical.parse(row.body))
        tell(connection, row.outlet_id, replace(old, begins_anew=True), now())
    send(house.outlet, hub)
    assert house.words(NEXT_HUB) == later


CUTS = (
    ("put_batch 1-2 drop_after_commit; changes 2-3 truncate", "put_batch 1 drop_after_commit"),
    ("changes 1-2 drop_before; put_batch 2 500_after_commit", "put_batch 1-2 bad_receipt_signature"),
    ("put_batch 1 429(1); changes 2 html", "put_batch 2 truncate; put_batch 1 other_batch"),
)


@pytest.mark.parametrize(("at_relay", "behind"), CUTS)
def test_nothing_is_lost_or_doubled_whatever_is_cut(tmp_path, monkeypatch, at_relay, behind):
    monkeypatch.setattr("packtrail_hub.forwarding.rounds.wait_s", lambda *_: 0)
    with House(tmp_path, at_relay=at_relay, behind=behind) as house:
        hub = house.bind()
        house.bind_behind()
        take_in(house.outlet, *codes(5))
        for _ in range(8):
            send(house.outlet, hub)
            pass_on(house.relay)
        send(house.outlet, hub)

        (count,) = house.words("hub").values()
        assert house.words("hub") == {RECEIVED: count}
        assert house.words(NEXT_HUB) == {ACCEPTED: count}
        assert house.held(house.relay) == house.held(house.company) == (count, count)


def test_a_relay_that_is_killed_again_and_again_passes_everything_on_once(tmp_path):
    (tmp_path / "company").mkdir()
    (tmp_path / "relay").mkdir()
    children = [Child(tmp_path / "company", "--sandbox")]
    relay = ("--database", str(tmp_path / "relay" / "hub.db"))
    try:
        company = children[0]
        with at_work(tmp_path / "desk") as outlet:
            set_up(outlet)
            for killed in range(2):
                children.append(Child(tmp_path / "relay", "--sandbox"))
                hub = enrol(outlet, children[-1].url)
                if not killed:
                    arguments = ["forward-to", company.url, "--code", "SANDBOX", *relay]
                    arguments += ["--outlet-uscc", PROFILE.outlet_uscc]
                    assert CliRunner().invoke(packtrail_hub, arguments).exit_code == 0
                    write_request(outlet, tmp_path / "request", "SANDBOX")
                    sandbox = opened(tmp_path / "company" / "hub.db", now)
                    enrol_file(sandbox, tmp_path / "request", tmp_path / "answer")
                    sandbox.engine.dispose()
                    binding = partial(take_answer, outlet, tmp_path / "answer", through_relay=True)
                    outlet.workers.network.run(binding).result()
                take_in(outlet, codes(2)[killed])
                send(outlet, hub)
                children[-1].end(signal.SIGKILL)
            restarted = opened(tmp_path / "relay" / "hub.db", now)
            pass_on(restarted)
            with served(restarted) as url:
                send(outlet, enrol(outlet, url))
            restarted.engine.dispose()
            assert outlet.read(lambda view: view.backlog(NEXT_HUB).unsent) == 0
            levels = outlet.read(lambda view: {s.ack_level for s in view.submissions(NEXT_HUB)})
            assert levels == {AckLevel.RELAY_ACCEPTED}
    finally:
        for child in children:
            child.clear()
