"""The 更正单 on a unit's page: offered where something was put right, and made of the newest of it."""

from functools import partial

import pytest

from packtrail.ui.stock.flow import StockFlow
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.rewrite_code import rewrite_code
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import CODE, pack
from tests.ui.stock.counter import on_writer, packs, put_away, taken_in
from tests.ui.stock.test_labels_asked import button_of
from tests.usecases.test_rewrite_code import PHOTO, RIGHT

ASKED = "stock.correction_print"


@pytest.fixture
def flow(qtbot, at_work):
    appearance().wear(Scheme.LIGHT)
    made = StockFlow(*at_work, wording(CHINESE))
    made.detail.resize(420, 2400)
    made.detail.show()
    yield made
    put_away(qtbot, at_work[1], made.screen, made.detail)


def open_page(qtbot, flow, unit_id):
    with qtbot.waitSignal(flow.detail_asked):
        flow.open_unit(unit_id)


def reweigh(outlet, unit_id, mass_g):
    changes = {"gross_mass_g": mass_g}
    return on_writer(
        outlet,
        partial(outlet.act, correct_record, unit_id, changes, reason_code="reweighed", reason_text="复称"),
    )


def test_without_a_correction_there_is_no_such_paper(qtbot, flow, at_work):
    (unit,) = taken_in(at_work[0], *packs(1)).units
    open_page(qtbot, flow, unit.unit_id)
    assert not button_of(flow.detail, ASKED).isVisibleTo(flow.detail)


def test_the_newest_correction_is_made_into_a_paper_and_again_as_another_file(qtbot, flow, at_work):
    (unit,) = taken_in(at_work[0], *packs(1)).units
    reweigh(at_work[0], unit.unit_id, 301_000)
    newest = reweigh(at_work[0], unit.unit_id, 302_000)
    open_page(qtbot, flow, unit.unit_id)
    made = []
    for _ in range(2):
        with qtbot.waitSignal(flow.open_paper) as opened:
            button_of(flow.detail, ASKED).click()
        made.append(opened.args[0])
    number = f"CR-{newest.correction.record_id[-12:]}"
    assert [each.name for each in made] == [f"{number}.pdf", f"{number}-2.pdf"]
    assert all(each.read_bytes().startswith(b"%PDF") for each in made)


def test_a_code_that_was_put_right_has_its_paper_on_the_page_of_the_new_code(qtbot, flow, at_work):
    outlet, _ = at_work
    (unit,) = taken_in(outlet, pack(CODE)).units
    rewrite = partial(rewrite_code, unit.unit_id, RIGHT, reason_text="抄错一位", evidence=(PHOTO,))
    rewritten = on_writer(outlet, partial(outlet.act, rewrite))
    open_page(qtbot, flow, rewritten.unit.unit_id)
    with qtbot.waitSignal(flow.open_paper) as opened:
        button_of(flow.detail, ASKED).click()
    assert opened.args[0].name.startswith("CR-")


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_the_button_names_its_key(qtbot, flow, at_work, language):
    (unit,) = taken_in(at_work[0], *packs(1)).units
    reweigh(at_work[0], unit.unit_id, 301_000)
    open_page(qtbot, flow, unit.unit_id)
    flow.retranslate(wording(language))
    button = button_of(flow.detail, ASKED)
    assert button.isVisibleTo(flow.detail)
    assert button.shortcut().toString() == "Ctrl+Shift+G"
    assert "Ctrl+Shift+G" in button.text()
