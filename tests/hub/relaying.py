"""A relay and the hub behind it on a real socket, for tests."""

import copy
import threading
from contextlib import contextmanager

import httpx2

from packtrail.protocol.changes import RelayedReceipt, verify_changes
from packtrail_hub import database
from packtrail_hub.enrolling import enrol
from packtrail_hub.fault_script import parse_script
from packtrail_hub.forwarding import next_hub
from packtrail_hub.forwarding.rounds import Round, wire_to
from packtrail_hub.hub import open_hub
from packtrail_hub.server import make_server
from packtrail_hub.tables import record
from tests.hub.conftest import OUTLET, new_id


@contextmanager
def served(hub, faults=""):
    """Its address, on a real socket."""
    server, bound, url = make_server(hub, "127.0.0.1", 0, faults=parse_script(faults) if faults else None)
    running = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    running.start()
    try:
        yield url
    finally:
        server.should_exit = True
        running.join()
        bound.close()


def opened(file, clock, name="上级平台"):
    return open_hub(str(file), clock=clock, new_id=new_id, name=name, is_sandbox=True)


def relay_to(relay, behind, url, outlet=OUTLET):
    """``relay`` passes on to ``behind``, which is served at ``url``."""
    target = next_hub.name_next_hub(relay, outlet, url, None, "relay")
    next_hub.bind(relay, target, enrol(behind, next_hub.enrolment_request(relay, target, "SANDBOX")))


def pass_on(relay, **changed):
    """One round."""
    wanted = {"draw": lambda: 0.5, "may_go_on": lambda: True, "open_wire": wire_to} | changed
    return Round(relay, **wanted).run()


def at(station, url):
    """The same station at another hub: its log and key, another binding."""
    there = copy.copy(station)
    there.client = httpx2.Client(base_url=url)
    there.enrol()
    return there.open_session()


def told_kinds(station, *kinds):
    """What of these kinds the relay has told ``station``, in its order."""
    return told(station, kinds=kinds)[0]


def told(station, since=None, kinds=(RelayedReceipt,)):
    """The next hub's receipts that the relay has told ``station``, and the cursor behind them."""
    found = []
    while True:
        asked = {} if since is None else {"since": since}
        answer = station.client.get("/v1/changes", params=asked, headers=station.headers)
        page = verify_changes(
            answer.content, station.hub_keys, expect_station_id=station.station_id, expect_since=since
        )
        found += [each for each in page.changes if isinstance(each, kinds)]
        since = page.cursor
        if not page.more:
            return found, since


def lines_at(hub):
    """Every record that a hub holds, in order."""
    with database.look(hub.engine) as connection:
        return [row.canonical for row in connection.execute(record.select().order_by(record.c.seq))]
