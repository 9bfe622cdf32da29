"""A practice hub is one for ever, and says so in everything that it signs."""

import pytest
from click.testing import CliRunner

from packtrail.domain.errors_station import PracticeHub
from packtrail.protocol import messages
from packtrail.protocol.capabilities import Capabilities
from packtrail.protocol.changes import verify_changes
from packtrail.protocol.enrolment import PRACTICE_PREFIX
from packtrail.usecases.enrol_station import bind
from packtrail_hub.cli import main
from packtrail_hub.enrolling import new_code
from packtrail_hub.hub import open_hub
from packtrail_hub.practice import OtherNature
from tests.app.test_practice_ledger import opened
from tests.hub.conftest import OUTLET, new_id


@pytest.fixture
def reopened(store, clock):
    """Opens the store as what is asked, and closes it again; whether it is for practice."""

    def run(is_practice):
        hub = open_hub(store, clock=clock, new_id=new_id, name="x", is_sandbox=True, is_practice=is_practice)
        hub.engine.dispose()
        return hub.is_practice

    return run


@pytest.fixture
def hub(store, clock):
    """Instead of the usual one: a practice hub."""
    opened = open_hub(store, clock=clock, new_id=new_id, name="练习平台", is_sandbox=True, is_practice=True)
    yield opened
    opened.engine.dispose()


def test_what_a_hub_is_at_first_it_stays(reopened):
    assert reopened(is_practice=None) is False
    assert reopened(is_practice=True) is True
    assert reopened(is_practice=None) is True
    with pytest.raises(OtherNature):
        reopened(is_practice=False)


def test_a_hub_that_counts_never_becomes_one_for_practice(reopened):
    assert reopened(is_practice=False) is False
    with pytest.raises(OtherNature):
        reopened(is_practice=True)


def test_everything_that_it_signs_says_so(hub, station):
    assert station.enrolled.is_practice
    assert station.send(1, 1).is_practice
    page = station.client.get("/v1/changes", headers=station.headers).content
    told = verify_changes(page, station.hub_keys, expect_station_id=station.station_id, expect_since=None)
    assert told.is_practice
    said = messages.decode(Capabilities, station.client.get("/v1/capabilities").content)
    assert said.is_practice
    assert new_code(hub, OUTLET).startswith(PRACTICE_PREFIX)


def test_a_ledger_that_counts_is_not_bound_to_it_and_one_for_practice_is(station, tmp_path):
    with opened(tmp_path / "work", practice=False) as outlet, pytest.raises(PracticeHub):
        outlet.on_writer(lambda: bind(station.enrolled, "hub", "http://hub", outlet.store))
    with opened(tmp_path / "practice", practice=True) as outlet:
        outlet.on_writer(lambda: bind(station.enrolled, "hub", "http://hub", outlet.store))
        (bound,) = outlet.read(lambda view: view.destinations())
        assert bound.is_practice


@pytest.mark.parametrize(("first", "then"), [("--practice", ()), ((), "--practice")])
def test_the_command_says_why_it_does_not_change_what_it_is(tmp_path, clock, first, then):
    file = str(tmp_path / "hub.db")
    open_hub(file, clock=clock, new_id=new_id, name="x", is_practice=bool(first)).engine.dispose()
    done = CliRunner().invoke(main, ["serve", "--database", file, "--port", "0", *([then] if then else [])])
    assert done.exit_code == 1
    assert "练习平台" in done.output


def test_a_code_comes_with_the_word_that_it_is_for_practice(tmp_path, clock):
    file = str(tmp_path / "hub.db")
    open_hub(file, clock=clock, new_id=new_id, name="x", is_practice=True).engine.dispose()
    done = CliRunner().invoke(main, ["enrolment-code", "--database", file, "--outlet-uscc", OUTLET])
    assert done.output.startswith(PRACTICE_PREFIX)
    assert "练习平台" in done.output
