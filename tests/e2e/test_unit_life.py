"""A battery's life by a real hub: what another outlet recorded is seen, warned of, and kept."""

from dataclasses import replace

import pypdfium2
import pytest
from click.testing import CliRunner

from packtrail.app.hub_process import HubProcess
from packtrail.cli.main import main
from packtrail.usecases.unit_life import Elsewhere, Source, unit_life
from tests.e2e.stations import act, at_work, enrol, hand_on, send, set_up, take_in
from tests.station import PROFILE, codes
from tests.trade import CODE

ELSEWHERE = replace(PROFILE, outlet_uscc="91430100MA0FAKE039")


def life(folder, *words, language="zh"):
    return CliRunner().invoke(main, ["--language", language, "life", *words, "--data", str(folder)])


@pytest.fixture
def folder(tmp_path):
    """A station whose hub knows from another outlet that the pack was taken in there and handed on."""
    with HubProcess(tmp_path / "hub") as hub:
        with at_work(tmp_path / "other") as outlet:
            act(outlet, outlet.set_profile, ELSEWHERE)
            take_in(outlet, CODE)
            hand_on(outlet, CODE)
            send(outlet, enrol(outlet, hub.url))
        with at_work(tmp_path / "station") as outlet:
            set_up(outlet)
            enrol(outlet, hub.url)
            steps = outlet.workers.network.run(lambda: outlet.look_up([CODE])).result()
            assert [step.end for step in steps.values()] == ["told"]
            steps = outlet.workers.network.run(lambda: outlet.look_up(codes(3, first=700))).result()
            assert [step.done for step in steps.values()] == [3]
    return tmp_path / "station"


def test_what_another_outlet_recorded_is_known_without_a_network_too(folder):
    with at_work(folder) as outlet:
        page = outlet.read(lambda view: unit_life(view, CODE))
    assert [(each.kind, each.source) for each in page.lines] == [
        ("intake", Source.OTHER_OUTLET),
        ("handoff_release", Source.OTHER_OUTLET),
    ]
    assert page.elsewhere is Elsewhere.SOMETHING


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ("91430100MA0FAKE039", "已经移交出去", "待确认", "出库签发", "平台")),
        ("en", ("91430100MA0FAKE039", "handed it on", "to be confirmed", "outlet")),
    ],
)
def test_the_command_shows_the_life_with_its_sources_and_warns(folder, language, said):
    result = life(folder, CODE, "--offline", language=language)
    assert result.exit_code == 1, (result.output, result.exception)
    assert [each for each in said if each not in result.output.replace("\n", "")] == []


def test_a_hub_that_is_not_reached_leaves_the_last_answer(folder):
    assert life(folder, CODE).exit_code == 1


def test_a_code_that_nobody_knows_says_so(folder):
    result = life(folder, codes(1, first=700)[0], "--offline")
    assert (result.exit_code, "没有别处的记录" in result.output) == (0, True), result.exception


def test_the_command_prints_the_life_of_one_code(folder, tmp_path):
    paper = tmp_path / "life.pdf"
    result = life(folder, CODE, "--offline", "--pdf", str(paper))
    assert (result.exit_code, paper.read_bytes()[:4]) == (1, b"%PDF"), (result.output, result.exception)
    with pypdfium2.PdfDocument(paper) as document:
        said = document[0].get_textpage().get_text_range().replace("\r\n", "")
    assert "91430100MA0FAKE039" in said
    several = life(folder, CODE, *codes(1, first=700), "--offline", "--pdf", str(paper))
    assert several.exit_code == 2
    assert "只能写一个 CODE" in several.output


def test_an_answer_that_comes_when_the_program_ends_is_no_bug(tmp_path):
    with HubProcess(tmp_path / "hub") as hub, at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        enrol(outlet, hub.url)
        outlet.workers.acts.close()
        assert outlet.workers.network.run(lambda: outlet.look_up([CODE])).result() == {}
    assert life(tmp_path / "station", CODE, "--offline").exit_code == 0
