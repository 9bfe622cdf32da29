"""Stations at work for end-to-end tests, on real folders."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from packtrail.app.build import outlet_at_work
from packtrail.app.outlet import Outlet
from packtrail.app.secrets import NoKeyring
from packtrail.wording import CHINESE
from tests.station import PROFILE
from tests.trade import delivery, load, pack


@contextmanager
def at_work(folder: Path, language=CHINESE) -> Iterator[Outlet]:
    """The station in ``folder``; a bug on a worker fails the test."""
    bugs: list[Exception] = []
    with outlet_at_work(folder, keyring=NoKeyring(), language=language, report_bug=bugs.append) as (
        outlet,
        _,
    ):
        yield outlet
    assert bugs == []


def act(outlet: Outlet, what, *arguments):
    """Do one act on the writer's lane, as the desk does."""
    return outlet.workers.acts.run(partial(what, *arguments)).result()


def set_up(outlet: Outlet) -> None:
    act(outlet, outlet.set_profile, PROFILE)


def take_in(outlet: Outlet, *codes: str):
    return act(outlet, outlet.record_delivery, delivery(*(pack(code) for code in codes)))


def hand_on(outlet: Outlet, *codes: str):
    return act(outlet, outlet.release_handoff, load(*codes))


def enrol(outlet: Outlet, url: str):
    return outlet.workers.network.run(partial(outlet.enrol, url, "SANDBOX")).result()


def send(outlet: Outlet, destination):
    """Send all; the last outcome, and every outcome on the way."""
    outcomes = []
    last = outlet.workers.network.run(partial(outlet.send, destination, outcomes.append)).result()
    return last, outcomes


def states(outlet: Outlet) -> dict[str, int]:
    """How many records are in which state at the hub."""
    counts: dict[str, int] = {}
    for submission in outlet.read(lambda view: view.submissions("hub")):
        counts[submission.state] = counts.get(submission.state, 0) + 1
    return counts
