"""``packtrail rehearse`` on a station at work, from its own folder."""

import dataclasses

import pytest
from click.testing import CliRunner

from packtrail.app.clock import now
from packtrail.app.ids import new_id
from packtrail.cli.main import main
from packtrail.domain.records import NewRecord
from tests.e2e.stations import act, at_work, set_up, take_in
from tests.trade import CODE


def twice(outlet):
    """The same code taken in once more, past the counter."""
    with outlet.store.act() as tx:
        unit = tx.units_with_code(CODE)[0]
        body = dataclasses.replace(tx.record(unit.unit_id).body, intake_id="IN-9", private_sha256=None)
        tx.append(NewRecord(record_id=new_id(), body=body, occurred_at=now(), operator_ref="op_1"))


@pytest.fixture
def folder(tmp_path):
    with at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        take_in(outlet, CODE)
    return tmp_path / "station"


def run(folder, *words):
    return CliRunner().invoke(main, [*words, "rehearse", "--data", str(folder)])


def test_a_clean_backlog_ends_with_0_and_says_so(folder):
    result = run(folder)
    assert (result.exit_code, "预计全部通过" in result.output) == (0, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), ("本网点：更正或作废 · 1 条", "BT-3001", "已入库", "电池编码")),
        (("--language", "en"), ("correct or void",)),
    ],
    ids=["zh", "en"],
)
def test_what_would_be_refused_is_listed_with_who_acts_and_how(folder, words, said):
    with at_work(folder) as outlet:
        act(outlet, twice, outlet)
    result = run(folder, *words)
    assert result.exit_code == 1
    assert [each for each in said if each not in result.output] == []
