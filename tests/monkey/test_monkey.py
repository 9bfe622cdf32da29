"""Nobody has to know how to use the desk to do it no harm: random acts on every screen, by a seed.

A few hundred in CI; with PACKTRAIL_MARATHON=1 20,000, and every seed that met a stall is run twice more: a
stall counts when all three runs have it at the same act, since a busy machine stalls any window at times.
Not counted are acts that dress the whole application anew (theme, size): Qt works the style sheet out for
every widget there is, which takes seconds (docs/limitations.md).
"""

import os

import pytest
from click.testing import CliRunner

from packtrail.cli.main import main
from packtrail.ui.theme.appearance import appearance
from tests.monkey.events import monkey_acts
from tests.monkey.monkey import let_loose

IS_LONG = bool(os.environ.get("PACKTRAIL_MARATHON"))
SEEDS, COUNT = (range(1, 11), 2_000) if IS_LONG else (range(1, 3), 120)
RUNS_UNTIL_IT_COUNTS = 3

pytestmark = [pytest.mark.marathon, pytest.mark.timeout(3 * 1800)]


def refuse_harm(outcome, folder):
    """Whatever was done: no bug, no warning of Qt, a sound ledger, and a strip that says what is in it."""
    assert outcome.bugs == []
    assert outcome.said == []
    assert outcome.strip_shown == outcome.strip_asked
    checked = CliRunner().invoke(main, ["--language", "en", "check", "--rebuild", "--data", str(folder)])
    assert checked.exit_code == 0, checked.output


@pytest.fixture
def undressed():
    """The usual look again, once the windows are gone."""
    yield
    appearance().wear(None, 1.0)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_acts_on_every_screen_do_no_harm(undressed, tmp_path, qtbot, monkeypatch, seed):
    stalls = {}
    for run in range(RUNS_UNTIL_IT_COUNTS if IS_LONG else 1):
        folder = tmp_path / str(run)
        folder.mkdir()
        outcome = let_loose(folder, monkeypatch, qtbot.addWidget, seed=seed, count=COUNT)
        refuse_harm(outcome, folder / "station")
        met = {stall.at: stall for stall in outcome.stalls if not stall.is_dressing}
        stalls = {at: stall for at, stall in met.items() if run == 0 or at in stalls}
        if not stalls:
            break
    assert not IS_LONG or [str(stall) for stall in stalls.values()] == []


def test_the_same_seed_makes_the_same_acts_and_more_of_them_change_none_before():
    few, many = list(monkey_acts(7, 300)), list(monkey_acts(7, 900))
    assert many[:300] == few
    assert list(monkey_acts(8, 300)) != few
