"""Set-up goes on only when the recovery code was typed back."""

import pytest

from packtrail.ui.setup.recovery import RecoveryDialog, is_same_code
from packtrail.ui.theme.appearance import appearance
from packtrail.wording import CHINESE, ENGLISH, wording

CODE = "S3C0-HVTG-7TSD-YQ8C-4FVS-P06F-Y2WN"


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), CODE.replace("-", " "), CODE.replace("-", "")])
def test_case_blanks_and_dashes_do_not_matter(typed):
    assert is_same_code(typed, CODE)


@pytest.mark.parametrize("typed", ["", CODE[:-1], CODE[:-1] + "M", CODE + "A"])
def test_anything_else_is_another_code(typed):
    assert not is_same_code(typed, CODE)


@pytest.fixture(params=[CHINESE, ENGLISH])
def dialog(qtbot, request):
    appearance().wear(None, 1.0)
    made = RecoveryDialog(wording(request.param), CODE)
    qtbot.addWidget(made)
    made.show()
    return made


def test_enter_with_a_wrong_code_leaves_the_dialog_open(qtbot, dialog):
    qtbot.keyClicks(dialog.field, "S3C0")
    dialog.field.returnPressed.emit()
    assert dialog.isVisible()


def test_the_code_typed_back_lets_work_begin(qtbot, dialog):
    qtbot.keyClicks(dialog.field, CODE.lower())
    with qtbot.waitSignal(dialog.accepted):
        dialog.field.returnPressed.emit()
