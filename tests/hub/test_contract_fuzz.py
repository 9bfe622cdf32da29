"""Whatever the contract allows is answered as it says, and nothing that it forbids is a fault of the hub."""

import contextlib
import socket
import threading
from datetime import UTC, datetime
from functools import partial

import httpx2
import pytest
import schemathesis
import uuid_utils
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from packtrail.protocol import dsse, messages
from packtrail.protocol.blobs import CHUNK_TYPE
from packtrail.protocol.enrolment import SANDBOX_CODE, Enrolled
from packtrail_hub.api import create_app
from packtrail_hub.conformance.suite import OUTLET
from packtrail_hub.conformance.trial_station import TrialStation
from packtrail_hub.hub import open_hub

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

now = partial(datetime.now, UTC)


def new_id():
    return str(uuid_utils.uuid7())


@schemathesis.serializer(CHUNK_TYPE)
def a_piece_of_a_blob(_, value):
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


@pytest.fixture
def url(tmp_path):
    """A sandbox hub of its own on a socket: whatever is thrown at it stays there."""
    hub = open_hub(str(tmp_path / "hub.db"), clock=now, new_id=new_id, name="hub", is_sandbox=True)
    with socket.create_server(("127.0.0.1", 0)) as bound:
        server = uvicorn.Server(uvicorn.Config(create_app(hub), lifespan="off", log_level="warning"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        running.start()
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        server.should_exit = True
        running.join()
    hub.engine.dispose()


@pytest.fixture
def bearer(url):
    """The session of an enrolled station that has sent its first records."""
    with httpx2.Client(base_url=url) as client:
        station = TrialStation(client, clock=now, new_id=new_id, outlet_uscc=OUTLET)
        told = dsse.from_json(station.ask_to_enrol(SANDBOX_CODE).body).payload
        station.hub_keys = messages.decode(Enrolled, told).keys()
        station.open_session()
        station.open_epoch()
        station.take_in()
        station.send_new()
        return f"Bearer {station.token}"


def throw(url, modes, examples, **options):
    """Throw at each call what the contract allows or forbids of it; how many requests that were."""
    thrown = []
    for each in schemathesis.openapi.from_url(f"{url}/openapi.json").get_all_operations():
        for mode in modes:
            # A call without parameters or body has nothing that can be wrong.
            with contextlib.suppress(Unsatisfiable):
                throw_at(each.ok(), mode, examples, thrown, options)
    return thrown


def throw_at(call, mode, examples, thrown, options):
    @settings(max_examples=examples, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=call.as_strategy(generation_mode=mode))
    def tried(case):
        thrown.append(call.label)
        case.call_and_validate(checks=CHECKS, **options)

    tried()


def test_every_call_answers_as_the_contract_says(url, bearer):
    both = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
    thrown = throw(url, both, 10, headers={"Authorization": bearer})
    assert len(set(thrown)) == sum(map(len, httpx2.get(f"{url}/openapi.json").json()["paths"].values()))


def test_it_does_so_without_a_session_too(url):
    assert throw(url, [GenerationMode.POSITIVE], 3)
