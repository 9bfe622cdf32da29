"""The backup's card: a real backup on a real folder, what is remembered of it, and every no in words."""

import shutil

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea

from packtrail.app import backing_up
from packtrail.app.secrets import NoKeyring, keep_here
from packtrail.domain.errors import DiskFull
from packtrail.domain.errors_backup import BackupFolderGone, BackupFolderInside
from packtrail.store import key_file
from packtrail.store.recovery_code import new_code
from packtrail.store.restore import restore
from packtrail.ui.settings.backup_flow import BackupFlow
from packtrail.ui.settings.backup_state import BackupState, backup_lines
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme, Tone
from packtrail.usecases.backups import Backups, MadeBackup, backups
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON
from tests.ui.stock.counter import counter, put_away
from tests.ui.whole import words_cut_at_rest

CODE = new_code()
KEY = bytes(range(32))  # of the counter's ledger
ZH = wording(CHINESE)


@pytest.fixture
def at_work(qapp, tmp_path):
    """A station whose ledger has its keys beside it."""
    appearance().wear(Scheme.LIGHT, 1.0)
    folder = tmp_path / "station"
    with counter(folder) as (outlet, workers):
        key_file.write(folder / key_file.KEYS_FILE, [key_file.wrap_with_code(KEY, CODE)])
        keep_here(folder, KEY, NoKeyring())
        yield outlet, workers


@pytest.fixture
def flow(qtbot, at_work):
    outlet, workers = at_work
    made = BackupFlow(outlet, workers, ZH)
    made.refresh()
    qtbot.waitUntil(lambda: made.state.kept is not None)
    yield made
    put_away(qtbot, workers, made.panel)


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def chosen(qtbot, flow, folder):
    flow.use_folder(str(folder))
    qtbot.waitUntil(lambda: flow.state.kept.folder == str(folder))


def refused(qtbot, flow):
    flow.panel.begin_asked.emit()
    qtbot.waitUntil(lambda: flow.state.trouble is not None)
    said = backup_lines(ZH, flow.state, AFTERNOON)[-1]
    assert said[0] is Tone.DANGER
    return flow.state.trouble, said[1]


def test_a_backup_that_is_made_restores_and_is_remembered(qtbot, at_work, flow, stick, tmp_path):
    chosen(qtbot, flow, stick)
    with qtbot.waitSignal(flow.made):
        flow.panel.begin_asked.emit()
    (file,) = stick.iterdir()
    again = at_work[0].read(backups)
    assert again == flow.state.kept == Backups(str(stick), MadeBackup(AFTERNOON, str(file), True))
    kept = []
    restore(file, tmp_path / "new", CODE, keep_key=lambda _, key: kept.append(key))
    assert kept == [KEY]


def test_nothing_begins_before_a_folder_is_chosen(flow):
    assert flow.panel._begin.refusal == ZH.say("settings.backup.no_folder")
    flow.panel.begin_asked.emit()
    assert not flow.state.is_working


def test_a_stick_that_is_out_is_named_and_no_folder_is_made_in_its_place(qtbot, flow, stick):
    chosen(qtbot, flow, stick)
    shutil.rmtree(stick)
    trouble, said = refused(qtbot, flow)
    assert isinstance(trouble, BackupFolderGone)
    assert str(stick) in said
    assert not stick.exists()


def test_a_folder_inside_the_ledgers_own_is_refused(qtbot, at_work, flow):
    inside = at_work[0].folder / "copies"
    inside.mkdir()
    chosen(qtbot, flow, inside)
    assert isinstance(refused(qtbot, flow)[0], BackupFolderInside)
    assert list(inside.iterdir()) == []


def test_a_full_stick_is_said_and_counts_as_no_backup(qtbot, at_work, flow, stick, monkeypatch):
    def full(*_, **__):
        raise DiskFull(folder=str(stick))

    monkeypatch.setattr(backing_up, "backup", full)
    chosen(qtbot, flow, stick)
    assert "没有空间" in refused(qtbot, flow)[1]
    assert at_work[0].read(backups).last is None
    chosen(qtbot, flow, stick.parent)
    qtbot.waitUntil(lambda: flow.state.trouble is None)


def test_a_folder_where_no_backup_was_made_yet_takes_nothing_from_the_last_one(qtbot, flow, stick, tmp_path):
    chosen(qtbot, flow, stick)
    with qtbot.waitSignal(flow.made):
        flow.begin()
    last = flow.state.kept.last
    chosen(qtbot, flow, tmp_path)
    assert flow.state.kept == Backups(str(tmp_path), last)


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_word_has_room(flow, language, scale):
    appearance().wear(Scheme.LIGHT, scale)
    flow.retranslate(wording(language))
    made = MadeBackup(AFTERNOON, "E:\\备份\\packtrail-20261123-180000.ptbackup", on_same_disk=True)
    flow._change(BackupState(kept=Backups("E:\\备份", made), trouble=BackupFolderGone(folder="E:\\备份")))
    sight = QScrollArea()  # as Settings are in the window
    sight.setWidgetResizable(True)
    sight.setWidget(flow.panel)
    sight.resize(int(700 * scale), int(200 * scale))
    sight.show()
    QApplication.processEvents()
    assert words_cut_at_rest(flow.panel) == []
    sight.takeWidget()
