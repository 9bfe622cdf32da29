"""Two PCs of one outlet that were given the same label: the second learns it before anything is bound."""

import contextlib
import sqlite3
from functools import partial

import keyring
import pytest
from click.testing import CliRunner
from keyring.backends import null

from packtrail.app.build import outlet_at_work
from packtrail.app.clock import now
from packtrail.app.hub_process import HubProcess
from packtrail.app.ids import new_id
from packtrail.app.secrets import NoKeyring
from packtrail.cli.main import main
from packtrail.domain.errors_station import StationLabelTaken
from packtrail.usecases.send_batch import SendResult
from packtrail.wording import CHINESE
from packtrail_hub.enrolling import new_code
from packtrail_hub.hub import open_hub
from tests.e2e.stations import send, set_up, take_in
from tests.station import PROFILE, codes


@pytest.fixture(autouse=True)
def _no_keyring_here():
    keyring.set_keyring(null.Keyring())


@contextlib.contextmanager
def station(folder, label=None):
    with outlet_at_work(folder, keyring=NoKeyring(), language=CHINESE, report_bug=print, label=label) as (
        outlet,
        _,
    ):
        set_up(outlet)
        yield outlet


def code_of(folder):
    """A one-time code, as the hub's administrator gives it out while it runs."""
    hub = open_hub(str(folder / "hub.db"), clock=now, new_id=new_id, name="x")
    try:
        return new_code(hub, PROFILE.outlet_uscc)
    finally:
        hub.engine.dispose()


def label(folder, *words):
    done = CliRunner().invoke(main, ["--language", "en", "label", *words, "--data", str(folder)])
    return done.exit_code, done.output


@pytest.mark.practice(16)
def test_the_second_pc_with_the_same_label_takes_another_and_both_report(tmp_path):
    bind = lambda outlet, url, code: outlet.workers.network.run(  # noqa: E731
        partial(outlet.enrol, url, code)
    ).result()
    with HubProcess(tmp_path / "hub") as hub:
        with station(tmp_path / "one", "S1") as first:
            assert take_in(first, codes(1)[0]).document.number.startswith("DL-S1a-")
            assert send(first, bind(first, hub.url, code_of(tmp_path / "hub")))[0].result is (
                SendResult.NOTHING_TO_SEND
            )
        code = code_of(tmp_path / "hub")
        with station(tmp_path / "two", "S1") as second:
            before = take_in(second, codes(1, 2)[0]).document.number
            with pytest.raises(StationLabelTaken):
                bind(second, hub.url, code)
        assert label(tmp_path / "two", "s 2")[0] == 3
        assert label(tmp_path / "two", "S2") == (
            0, "✓ This computer's label is S2 from the next document on; printed papers stay as they are.\n",
        )  # fmt: skip
        assert label(tmp_path / "two") == (0, "This computer's label: S2\n")
        with station(tmp_path / "two") as second:
            after = take_in(second, codes(1, 3)[0]).document.number
            last, _ = send(second, bind(second, hub.url, code))
            assert last.result is SendResult.NOTHING_TO_SEND
            assert second.read(lambda view: view.backlog("hub").refused) == 0
        assert label(tmp_path / "two", "--draw")[0] == 3
    assert (before[:7], after[:7]) == ("DL-S1a-", "DL-S2b-")
    with contextlib.closing(sqlite3.connect(tmp_path / "hub" / "hub.db")) as database:
        assert database.execute("SELECT label FROM station ORDER BY id").fetchall() == [("S1",), ("S2",)]


def test_a_fresh_real_station_draws_its_label_and_a_practice_outlet_is_s1(tmp_path):
    def begun(name, **more):
        with outlet_at_work(
            tmp_path / name, keyring=NoKeyring(), language=CHINESE, report_bug=print, **more
        ) as (outlet, _):
            return outlet.read(lambda view: view.station().label)

    assert len({begun("one"), begun("two"), "S1"}) == 3
    assert begun("practice", practice=True) == "S1"
