"""Our hub keeps every promise that the suite tries, and a server that breaks one is found out."""

import json
import socket
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import pytest
import uuid_utils
import uvicorn
from click.testing import CliRunner

from packtrail_hub import database
from packtrail_hub.admin.audit import acts_before
from packtrail_hub.api import create_app
from packtrail_hub.cli import main
from packtrail_hub.conformance.promise import Outcome
from packtrail_hub.conformance.suite import PROMISES, table, try_server
from packtrail_hub.fault_script import parse_script
from packtrail_hub.faults import faulty_app
from packtrail_hub.hub import open_hub
from packtrail_hub.refdata import publish
from tests.hub.test_refdata_served import TRUST, pack

now = partial(datetime.now, UTC)


def new_id():
    return str(uuid_utils.uuid7())


@pytest.fixture
def todays_hub(tmp_path):
    """A sandbox hub by the clock of this machine, as the suite has it, with all that one can have."""
    opened = open_hub(
        str(tmp_path / "hub.db"),
        clock=now,
        new_id=new_id,
        name="hub",
        is_sandbox=True,
        blobs=tmp_path / "blobs",
    )
    publish(opened, pack(), TRUST)
    yield opened
    opened.engine.dispose()


@contextmanager
def on_a_socket(application):
    with socket.create_server(("127.0.0.1", 0)) as bound:
        server = uvicorn.Server(uvicorn.Config(application, lifespan="off", log_level="critical"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        running.start()
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            running.join()


def tried(application):
    with on_a_socket(application) as url:
        return {each.name: each for each in try_server(url, "SANDBOX", clock=now, new_id=new_id)}


def test_our_hub_keeps_every_promise(todays_hub):
    results = tried(create_app(todays_hub))
    assert {name: each.why for name, each in results.items() if each.outcome is not Outcome.PASSED} == {}
    assert list(results) == [each.name for each in PROMISES]


class Breaking:
    """An application whose answers are changed on their way out."""

    def __init__(self, application, change):
        self.application, self.change = application, change

    async def __call__(self, scope, receive, send):
        start, body = {}, bytearray()

        async def keep(message):
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))

        await self.application(scope, receive, keep)
        status, changed = self.change(f"{scope['method']} {scope['path']}", start["status"], bytes(body))
        headers = [pair for pair in start["headers"] if pair[0] != b"content-length"]
        headers.append((b"content-length", str(len(changed)).encode()))
        await send(start | {"status": status, "headers": headers})
        await send({"type": "http.response.body", "body": changed})


def with_fields(body, **changes):
    return json.dumps(json.loads(body) | changes).encode()


def says_that_refused_bytes_are_stored(call, status, body):
    return status, with_fields(body, stored=True) if status >= 400 else body


def has_a_fault_for_what_it_does_not_know(call, status, body):
    return (500 if status == 404 else status), body


def answers_a_replay_anew(call, status, body, seen={}):  # noqa: B006 - what it saw is the point
    seen[call] = seen.get(call, 0) + 1
    is_again = call.startswith("PUT") and status == 200 and seen[call] > 1
    return status, body + b" " if is_again else body


def counts_its_cursor_wrong(call, status, body):
    if not call.endswith("/cursor") or status != 200:
        return status, body
    epochs = json.loads(body)["epochs"]
    epochs[-1]["next_expected_seq"] += 1
    return status, with_fields(body, epochs=epochs)


def takes_whatever_it_should_refuse(call, status, body):
    return (200 if call.startswith("PUT") else status), body


def forgets_where_a_photograph_ended(call, status, body):
    return (404 if call.startswith("HEAD /v1/blobs/") else status), body


def sends_reference_data_again(call, status, body):
    return (200 if status == 304 else status), body


def calls_all_stock_equal(call, status, body):
    is_check = call.endswith("/stock-checks") and status == 200
    return status, with_fields(body, is_equal=True, differences=[]) if is_check else body


def names_no_seq_at_a_gap(call, status, body):
    return status, with_fields(body, next_expected_seq=None) if status == 409 else body


def clears_the_screen(call, status, body):
    return 200, b'{"\x1b[2J":"\x1b[2J"}'


def one_after_the_other(*changes):
    """Several changes at once, so that a few servers show many breaches."""

    def change(call, status, body):
        for each in changes:
            status, body = each(call, status, body)
        return status, body

    return change


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (
            one_after_the_other(
                has_a_fault_for_what_it_does_not_know,
                answers_a_replay_anew,
                counts_its_cursor_wrong,
                sends_reference_data_again,
                calls_all_stock_equal,
            ),
            {
                "unknown_batch_is_unknown",
                "unknown_call_is_told",
                "replay_gets_the_same_bytes",
                "cursor_is_truthful",
                "refdata_is_fetched_once",
                "stock_check_finds_what_differs",
            },
        ),
        (
            one_after_the_other(
                says_that_refused_bytes_are_stored, names_no_seq_at_a_gap, forgets_where_a_photograph_ended
            ),
            {"bad_signature_is_refused", "garbage_is_refused", "gap_is_refused", "blobs_are_resumed"},
        ),
        (takes_whatever_it_should_refuse, {"fork_is_refused", "other_address_is_refused"}),
    ],
)
def test_a_server_that_breaks_a_promise_is_found_out(todays_hub, change, broken):
    results = tried(Breaking(create_app(todays_hub), change))
    assert broken <= {name for name, each in results.items() if each.outcome is Outcome.FAILED}


@pytest.mark.parametrize(
    ("script", "broken"),
    [
        ("put_batch * bad_receipt_signature;", "receipt_answers_each_record"),
        ("put_batch 4-9 forget;", "receipt_is_found_again"),
        ("* * html;", "capabilities_are_told"),
        ("session * empty;", "session_is_granted"),
    ],
)
def test_a_server_that_goes_wrong_is_found_out(todays_hub, script, broken):
    assert tried(faulty_app(todays_hub, parse_script(script)))[broken].outcome is Outcome.FAILED


def lacks_every_further_call(call, status, body):
    return status, with_fields(body, calls=[]) if call.endswith("/capabilities") else body


def test_calls_that_a_server_does_not_name_are_skipped(todays_hub):
    results = tried(Breaking(create_app(todays_hub), lacks_every_further_call))
    skipped = {name: each.why for name, each in results.items() if each.outcome is Outcome.SKIPPED}
    assert skipped == {
        "changes_are_replayable": "the server names no call changes",
        "blobs_are_resumed": "the server names no call blobs",
        "other_blobs_are_refused": "the server names no call blobs",
        "stock_check_finds_what_differs": "the server names no call stock_checks",
        "refdata_is_fetched_once": "the server names no call refdata",
        "key_changes_hands": "the server names no call station_keys",
    }
    assert Outcome.FAILED not in {each.outcome for each in results.values()}


def test_what_cannot_be_tried_is_skipped_and_says_why(todays_hub):
    results = tried(faulty_app(todays_hub, parse_script("enrol * refuse(BT-1015);")))
    assert results["enrolment_countersigns"].outcome is Outcome.FAILED
    assert "BT-1015" in results["enrolment_countersigns"].why
    assert results["gap_is_refused"].outcome is Outcome.SKIPPED
    assert results["gap_is_refused"].why == "needs enrolment_countersigns"


def test_the_command_prints_a_table_and_ends_well(todays_hub):
    with on_a_socket(create_app(todays_hub)) as url:
        told = CliRunner().invoke(main, ["conformance", url, "--code", "SANDBOX"])
    assert told.exit_code == 0
    assert "The same bytes again get the same bytes back." in told.output
    assert f"{len(PROMISES)} passed, 0 failed, 0 skipped" in told.output


def test_a_run_is_in_the_list_of_what_was_done(todays_hub, tmp_path):
    with on_a_socket(create_app(todays_hub)) as url:
        asked = ["conformance", url, "--code", "SANDBOX", "--note-in", str(tmp_path / "hub.db")]
        assert CliRunner().invoke(main, asked).exit_code == 0
    with database.look(todays_hub.engine) as connection:
        done = acts_before(connection, None)[0]
    assert done.what == "server_tried"
    assert done.facts == {
        "url": url,
        "promises_passed": len(PROMISES),
        "promises_failed": 0,
        "promises_skipped": 0,
    }


def test_the_command_ends_badly_where_nobody_answers():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    told = CliRunner().invoke(main, ["conformance", url, "--code", "SANDBOX", "--json"])
    assert told.exit_code == 1
    results = json.loads(told.output)
    assert results[0]["outcome"] == "failed"
    assert results[0]["why"].startswith("no answer")
    assert results[-1]["outcome"] == "skipped"


@pytest.mark.parametrize(
    "options", [["hub.example", "--code", "C"], ["http://x", "--code", "C", "--outlet-uscc", "1"]]
)
def test_what_the_command_cannot_be_asked_is_told(options):
    assert CliRunner().invoke(main, ["conformance", *options]).exit_code == 2


def test_a_server_cannot_steer_the_terminal(todays_hub):
    results = tried(Breaking(create_app(todays_hub), clears_the_screen))
    assert "\x1b" not in table(list(results.values()))
