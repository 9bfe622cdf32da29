"""A bit flipped anywhere in a batch or a receipt is found, on the way and where it is kept.

``platform.md`` 12, property 6; ``tests/store/test_check.py`` has it for records.
"""

import json
import os
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from packtrail.app.ids import new_id
from packtrail.protocol import dsse
from packtrail.protocol.receipt import ReceiptDisputed, verify_receipt
from packtrail.store import connection as connections
from packtrail.store.check import check
from packtrail.store.ledger import LEDGER_FILE
from packtrail.store.verify import ProblemKind
from packtrail_hub.api import create_app
from packtrail_hub.hub import open_hub
from tests.station import TEST_KEY, SteppedClock, codes
from tests.sync.tried_desk import TriedDesk

PLACES = st.tuples(st.integers(0, 1_000_000), st.integers(0, 7))
MANY = settings(max_examples=120, suppress_health_check=list(HealthCheck))
SOME = settings(
    max_examples=200 if os.environ.get("PACKTRAIL_MARATHON") else 6, suppress_health_check=list(HealthCheck)
)


def test_what_was_not_damaged_is_sound(sent):
    assert check(sent.folder, TEST_KEY).problems == ()


def flipped(data, place):
    at, bit = place[0] % len(data), place[1]
    return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """A desk whose records were all sent and answered; it is closed."""
    folder, clock = tmp_path_factory.mktemp("flipped"), SteppedClock()
    hub = open_hub(str(folder / "hub.db"), clock=lambda: clock.at, new_id=new_id, name="hub", is_sandbox=True)
    with TestClient(create_app(hub)) as client:
        desk = TriedDesk(folder / "station", client, clock).begin()
        for code in codes(3):
            desk.take_in(code)
        desk.send_until_done()
        desk.close()
        yield desk
    hub.engine.dispose()


class Sent:
    """A request; its content is too long to be shown."""

    def __init__(self, path, body):
        self.path, self.body = path, body


@pytest.fixture(scope="module")
def last_put(sent):
    return [Sent(path, body) for method, path, body in sent.sent if method == "PUT"][-1]


@pytest.fixture
def unsent(sent):
    """A batch that is sealed and that the hub has not seen; the desk died before it left."""
    sent.start()
    sent.take_in(*codes(2, first=1000 + sent.acts))
    sent.kills = frozenset({-(sent.acts + 1)})
    assert sent.send() is None
    with sent.ledger.read() as view:
        (batch,) = view.unsettled_batches("hub")
    yield Sent(f"/v1/batches/{batch.digest}", batch.envelope)
    sent.send_until_done()
    sent.close()


@MANY
@given(place=PLACES)
def test_a_batch_that_was_damaged_on_the_way_is_refused(sent, unsent, place):
    damaged = flipped(unsent.body, place)
    reply = sent.channel.again("PUT", unsent.path, damaged)
    if reply.status == 200:  # a bit that base64 does not use, or one of a batch that the hub has by now
        assert dsse.from_json(damaged).payload == dsse.from_json(unsent.body).payload
    else:
        assert 400 <= reply.status < 500
        assert json.loads(reply.body)["stored"] is False


@MANY
@given(place=PLACES)
def test_a_receipt_that_was_damaged_on_the_way_is_disputed(sent, last_put, place):
    receipt = sent.channel.again("PUT", last_put.path, last_put.body).body
    digest = last_put.path.rpartition("/")[2]
    verify = partial(verify_receipt, hub_keys=sent.hub_keys, expect_batch_digest=digest)
    try:
        assert verify(flipped(receipt, place)) == verify(receipt)  # as above
        assert dsse.from_json(flipped(receipt, place)) == dsse.from_json(receipt)
    except ReceiptDisputed:
        verify(receipt)


@SOME
@given(place=PLACES, column=st.sampled_from(["batch.envelope", "heard.payload"]))
def test_what_was_damaged_in_the_ledger_is_found_there(sent, place, column):
    table, _, name = column.partition(".")
    connection = connections.writing(sent.folder / LEDGER_FILE, TEST_KEY)
    triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    row, whole = connection.execute(f"SELECT rowid, {name} FROM {table} ORDER BY rowid LIMIT 1").fetchone()

    def keep(content):
        for trigger, _ in triggers:
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(f"UPDATE {table} SET {name} = ? WHERE rowid = ?", (content, row))
        for _, sql in triggers:
            connection.execute(sql)

    try:
        keep(flipped(whole, place))
        found = {problem.kind for problem in check(sent.folder, TEST_KEY).problems}
        keep(whole)
    finally:
        connection.close()
    assert found == {ProblemKind.BATCH if table == "batch" else ProblemKind.HEARD}
