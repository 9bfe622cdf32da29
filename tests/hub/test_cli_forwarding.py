"""The commands of a relay: bound without a line, shown, ended, and refused in words."""

import shutil

import pytest
from click.testing import CliRunner

from packtrail.protocol import problems
from packtrail_hub.cli import main
from tests.hub.conftest import OUTLET
from tests.hub.relaying import opened, served


@pytest.fixture
def run(tmp_path, fresh_database):
    """Runs a command on the relay's database; its output."""
    shutil.copy(fresh_database, tmp_path / "relay.db")

    def command(*arguments, exit_code=0, on="relay", **env):
        place = ["--database", str(tmp_path / f"{on}.db")]
        done = CliRunner().invoke(main, [*(str(each) for each in arguments), *place], env=env)
        assert done.exit_code == exit_code, done.output
        return done.output

    return command


@pytest.fixture
def behind(tmp_path, clock, fresh_database):
    made = opened(shutil.copy(fresh_database, tmp_path / "behind.db"), clock)
    yield made
    made.engine.dispose()


OF_OUTLET = ("--outlet-uscc", OUTLET)


def test_a_relay_is_bound_by_files_where_there_is_no_line(run, behind, tmp_path):
    asked, answer = tmp_path / "asked", tmp_path / "answer"
    run("forward-to", "http://hub.test", "--code", "SANDBOX", "--request", asked, *OF_OUTLET)
    assert "尚未绑定" in run("forwarding")
    run("enrol-file", asked, "--answer", answer, "--sandbox", "--name", "上级平台", on="behind")

    assert "上级平台" in run("forward-answer", answer, *OF_OUTLET)
    assert "上级平台" in run("forwarding")
    assert "没有可转报" in run("forward")
    assert "不再转报" in run("stop-forwarding", *OF_OUTLET)
    assert "No next hub" in run("forwarding", PACKTRAIL_LANGUAGE="en")


def test_an_answer_to_somebody_else_binds_nothing(run, behind, tmp_path):
    asked, answer = tmp_path / "asked", tmp_path / "answer"
    run("forward-to", "http://hub.test", "--code", "SANDBOX", "--request", asked, *OF_OUTLET)
    run("enrol-file", asked, "--answer", answer, "--sandbox", on="behind")
    answer.write_bytes(answer.read_bytes().replace(b"a", b"b", 1))
    assert "没有绑定" in run("forward-answer", answer, *OF_OUTLET, exit_code=1)
    assert "没有设置上级平台" in run(
        "forward-answer", answer, "--outlet-uscc", "91430100MA0FAKE039", exit_code=1
    )


def test_a_code_that_the_next_hub_does_not_know_is_refused_in_words(run, behind):
    with served(behind) as url:
        said = run("forward-to", url, "--code", "K7TM4XQP2D", *OF_OUTLET, exit_code=1)
    assert problems.ENROLMENT_CODE_INVALID.code in said
    assert "没有应答" in run("forward-to", "http://127.0.0.1:1", "--code", "SANDBOX", *OF_OUTLET, exit_code=1)
    for address in ("ftp://hub.test", "http://[x", "https://"):
        run("forward-to", address, "--code", "SANDBOX", *OF_OUTLET, exit_code=2)
