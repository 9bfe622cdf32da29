"""A hostile world: whatever is wrong gives one sentence with a next step, and the ledger stays sound.

The real commands are run; in this process where that says the same, else in one of their own.
"""

import contextlib
import ctypes
import json
import os
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import keyring
import numpy as np
import pytest
import zxingcpp
from click.testing import CliRunner
from keyring.backends import null
from PIL import Image

from packtrail import resources
from packtrail.app.build import outlet_at_work
from packtrail.app.secrets import NoKeyring, unlock
from packtrail.cli.main import main
from packtrail.domain.draft_faults import DraftIncomplete
from packtrail.domain.errors import CodeAlreadyLive, DiskFull, LedgerBusy, LedgerLost
from packtrail.scan.reader import STILL_BUDGET_MS
from packtrail.store import connection as connections
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.errors import explain
from tests.e2e.stations import act, at_work, set_up, take_in
from tests.sync.faulty_hub import faulty_hub, saying
from tests.trade import CODE, OTHER_CODE

LANGUAGES = {"zh": CHINESE, "en": ENGLISH}
SPOKEN = pytest.mark.parametrize("language", list(LANGUAGES))
SAMPLE = resources.path("samples", "plate-qr.jpg")
DEAD_HUB = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _no_keyring_here():
    keyring.set_keyring(null.Keyring())


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A station that took one battery in, and its recovery code."""
    folder = tmp_path_factory.mktemp("made") / "station"
    with outlet_at_work(folder, keyring=NoKeyring(), language=CHINESE, report_bug=print) as (outlet, code):
        set_up(outlet)
        take_in(outlet, CODE)
        outlet.store.cover_head()
    return folder, code


@pytest.fixture
def station(made, tmp_path):
    """A copy of it that may be spoilt."""
    return shutil.copytree(made[0], tmp_path / "station")


@pytest.fixture
def recovery_code(made):
    return made[1]


def run(*arguments, language="zh", **options):
    return CliRunner().invoke(main, ["--language", language, *map(str, arguments)], **options)


def process(*arguments, module="packtrail.cli.main", language="zh", **options):
    """The command in a process of its own; its exit code, standard output and standard error."""
    start = f"import sys, {module}; sys.exit({module}.main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", start, *map(str, arguments)],
        check=False,
        env={**os.environ, "PACKTRAIL_LANGUAGE": language},
        **({"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 60, "text": True} | options),
    )
    return done.returncode, done.stdout or "", done.stderr or ""


def is_one_sentence(said, code, language):
    """One line that ends in the code, with the next step that the catalogue has for it."""
    (line,) = said.splitlines()
    assert line.endswith(f"[{code}]"), line
    next_step = wording(LANGUAGES[language]).say(f"errors.{code}.next")
    assert next_step in line
    assert any("\u4e00" <= letter <= "\u9fff" for letter in line) == (language == "zh"), line


def is_refused(result, code, language="zh"):
    assert result.exit_code == 3, result.output
    is_one_sentence(result.stderr, code, language)


def is_sound(folder):
    result = run("check", "--rebuild", "--data", folder)
    assert result.exit_code == 0, result.output


# Pictures


def png(width, height, rows):
    """A grey PNG whose header may say what it likes."""

    def chunk(kind, content):
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def bomb():
    """20,000 × 20,000 white pixels, whole and valid, in 400 kB."""
    packer = zlib.compressobj(1)
    row = b"\0" + b"\xff" * 20_000
    return png(20_000, 20_000, b"".join(packer.compress(row) for _ in range(20_000)) + packer.flush())


UNREADABLE = "SCAN-PICTURE-UNREADABLE"
HOSTILE = {
    "a text": (b"dear all", UNREADABLE),
    "empty": (b"", UNREADABLE),
    "cut short": (SAMPLE.read_bytes()[:20_000], UNREADABLE),
    "only a signature": (SAMPLE.read_bytes()[:3], UNREADABLE),
    "a header alone": (png(20_000, 20_000, b""), "SCAN-PICTURE-TOO-LARGE"),
}


@SPOKEN
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_picture_that_is_none_gives_its_reason_and_a_next_step(tmp_path, kind, language):
    content, code = HOSTILE[kind]
    (tmp_path / "label 1.jpg").write_bytes(content)
    result = run("decode", "--json", tmp_path / "label 1.jpg", language=language)
    assert result.exit_code == 2
    (line,) = result.stdout.splitlines()
    told = json.loads(line)
    assert told["code"] == code
    is_one_sentence(f"{told['error']} [{told['code']}]", code, language)
    assert result.stderr == ""


def test_a_picture_of_400_megapixels_is_refused_within_the_memory_of_an_ordinary_start(tmp_path, bomb):
    (tmp_path / "bomb.png").write_bytes(bomb)
    start = "import sys, packtrail.cli.main as m; m.main(sys.argv[1:])"
    peaks = {}
    for name in ("nowhere.png", "bomb.png"):
        with subprocess.Popen(
            [sys.executable, "-c", start, "decode", "--json", str(tmp_path / name)],
            stdout=subprocess.PIPE,
            text=True,
        ) as child:
            said = json.loads(child.stdout.read())
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        peaks[name] = usage.ru_maxrss
    assert said["code"] == "SCAN-PICTURE-TOO-LARGE"
    assert peaks["bomb.png"] - peaks["nowhere.png"] < 40_000  # kB; the pixels alone would be 400,000


def test_noise_is_given_up_in_time(tmp_path):
    noise = np.random.default_rng(1).integers(0, 256, (3000, 4000), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.bmp")
    told = json.loads(run("decode", "--json", tmp_path / "noise.bmp").stdout)
    assert told["codes"] == []
    assert told["ms"] < 4 * STILL_BUDGET_MS


def label(file, text):
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=4)
    Image.fromarray(np.pad(np.array(symbol), 20, constant_values=255)).save(file, format="png")


def test_with_any_every_text_counts_and_without_it_only_battery_codes(tmp_path):
    label(tmp_path / "link.png", "HTTPS://EXAMPLE.ORG")
    for flag in ("--live", "--deep"):
        assert run("decode", flag, tmp_path / "link.png").exit_code == 1
        result = run("decode", flag, "--any", "--json", tmp_path / "link.png")
        assert result.exit_code == 0
        told = json.loads(result.stdout)
        assert [read["text"] for read in told["reads"]] == ["HTTPS://EXAMPLE.ORG"]
        assert (told["unsure"], told["codes"]) == ([], [])
        assert "HTTPS://EXAMPLE.ORG" in run("decode", flag, "--any", tmp_path / "link.png").stdout


def test_two_hundred_pictures_go_through_one_process(tmp_path):
    label(tmp_path / "one.png", CODE)
    result = run("decode", "--json", *[tmp_path / "one.png"] * 200)
    assert result.exit_code == 0
    assert [json.loads(line)["codes"][0]["battery_code"] for line in result.stdout.splitlines()] == [
        CODE
    ] * 200


@pytest.mark.parametrize(
    "name", ["中文 照片.png", "🔋.png", "two\nlines.png", "-dash.png", "\x1b[31m.png", "[b].png"]
)
def test_any_name_of_a_file_gives_one_line_of_json_and_a_table_without_tricks(tmp_path, name):
    label(tmp_path / name, CODE)
    result = run("decode", "--json", tmp_path / name)
    (line,) = result.stdout.splitlines()
    assert json.loads(line)["file"] == str(tmp_path / name)
    table = run("decode", tmp_path / name)
    assert table.exit_code == 0
    assert "\x1b" not in table.stdout
    assert len(table.stdout.splitlines()) == 2


@SPOKEN
@pytest.mark.parametrize("text", [" ", "[/b][red]x", "\x1b]0;title\x07", "0TXPB01A"])
def test_a_label_without_a_battery_code_is_told_as_read(tmp_path, text, language):
    label(tmp_path / "label.png", text)
    result = run("decode", tmp_path / "label.png", language=language)
    assert result.exit_code == 1, result.output
    assert "\x1b" not in result.stdout


def test_a_bug_in_one_picture_does_not_lose_the_others_and_is_told_at_the_end(tmp_path, monkeypatch):
    from packtrail.cli import decode

    really = decode.read_label

    def sometimes(source, tables, effort):
        return 1 / 0 if source.name == "b.png" else really(source, tables, effort)

    monkeypatch.setattr(decode, "read_label", sometimes)
    for name in "abc":
        label(tmp_path / f"{name}.png", CODE)
    result = run("decode", "--json", *(tmp_path / f"{name}.png" for name in "abc"))
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 70
    assert [len(each.get("codes", [])) for each in told] == [1, 0, 1]
    assert told[1]["code"] == "BUG"
    assert result.stderr.splitlines()[-1].startswith("ZeroDivisionError")


# Codes


@pytest.mark.parametrize("code", ["", "   "])
def test_an_empty_code_is_asked_for_and_nothing_is_written(station, code):
    with at_work(station) as outlet:
        before = outlet.read(lambda view: view.station()).head_seq
        with pytest.raises(DraftIncomplete) as refusal:
            take_in(outlet, code)
        assert outlet.read(lambda view: view.station()).head_seq == before
    for language in LANGUAGES.values():
        assert explain(wording(language), refusal.value).next_step
    is_sound(station)


@SPOKEN
def test_a_live_code_names_the_record_that_holds_it_and_writes_nothing(station, language):
    with at_work(station) as outlet:
        before = outlet.read(lambda view: view.station()).head_seq
        with pytest.raises(CodeAlreadyLive) as refusal:
            take_in(outlet, CODE)
        assert outlet.read(lambda view: view.station()).head_seq == before
    explained = explain(wording(LANGUAGES[language]), refusal.value)
    is_one_sentence(f"{explained} [{explained.code}]", "INTAKE-CODE-LIVE", language)
    assert CODE in explained.what
    is_sound(station)


# Hubs


@pytest.mark.parametrize(("hub", "language"), [("down", "zh"), ("garbage", "en")])
def test_a_day_without_a_hub_is_kept_and_told(tmp_path, hub, language):
    garbage = [saying("200 OK", b"<html>\xff")] * 3
    with faulty_hub(*garbage) as (url, _):
        address = DEAD_HUB if hub == "down" else url
        result = run("demo", "--out", tmp_path / "day", "--hub", address, language=language)
    is_refused(result, "HUB-UNREACHABLE" if hub == "down" else "HUB-ANSWER-UNREADABLE", language)
    assert "DL-S1a-" in result.stdout  # what was done before stands in the table
    is_sound(tmp_path / "day" / "day-1" / "station")


# Ledgers


def another_program(folder):
    (folder / "ledger.db").unlink()
    with contextlib.closing(sqlite3.connect(folder / "ledger.db")) as database:
        database.execute("CREATE TABLE diary (day TEXT)")


def another_stations_keys(folder):
    with at_work(folder.parent / "other"):
        pass
    for name in ("ledger.keys", "station.key"):
        shutil.copy(folder.parent / "other" / name, folder / name)


def a_newer_program(folder):
    connection = connections.writing(folder / "ledger.db", unlock(folder, NoKeyring()))
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
        "VALUES ('packtrail', 'm999_later', '')"
    )
    connection.close()


def a_folder_for(name):
    def change(folder):
        (folder / name).unlink()
        (folder / name).mkdir()

    return change


def writing(name, content):
    return lambda folder: (folder / name).write_bytes(content)


def without(name):
    return lambda folder: (folder / name).unlink()


def cut_short(folder):
    os.truncate(folder / "ledger.db", 40_960)


SPOILT = {
    "another program's database": (another_program, "LEDGER-NOT-OURS"),
    "a few bytes": (writing("ledger.db", b"SQLite"), "LEDGER-NOT-OURS"),
    "noise": (writing("ledger.db", np.random.default_rng(1).bytes(40_960)), "LEDGER-KEY-WRONG"),
    "another station's keys": (another_stations_keys, "LEDGER-KEY-WRONG"),
    "no key file": (without("ledger.keys"), "LEDGER-KEY-MISSING"),
    "no secret": (without("station.key"), "LEDGER-KEY-MISSING"),
    "another secret": (writing("station.key", b"00" * 32), "LEDGER-KEY-MISSING"),
    "an empty key file": (writing("ledger.keys", b""), "LEDGER-DAMAGED"),
    "half a key file": (writing("ledger.keys", b'{"format": 1, "wra'), "LEDGER-DAMAGED"),
    "a key file of another shape": (writing("ledger.keys", b'{"format": 1, "wraps": [7]}'), "LEDGER-DAMAGED"),
    "a key file in bytes": (writing("ledger.keys", b"\xff\x00"), "LEDGER-DAMAGED"),
    "a folder for a key file": (a_folder_for("ledger.keys"), "LEDGER-UNREADABLE"),
    "a folder for a ledger": (a_folder_for("ledger.db"), "LEDGER-UNREADABLE"),
    "a newer ledger": (a_newer_program, "LEDGER-NEWER"),
    "half a ledger": (cut_short, "LEDGER-DAMAGED"),
    "an empty ledger": (writing("ledger.db", b""), "LEDGER-MISSING"),
    "no ledger": (without("ledger.db"), "LEDGER-MISSING"),
}


@SPOKEN
@pytest.mark.parametrize("kind", SPOILT)
def test_a_ledger_that_does_not_open_says_why_and_stays_as_it_was(made, station, kind, language):
    spoil, code = SPOILT[kind]
    spoil(station)
    before = (station / "ledger.db").read_bytes() if (station / "ledger.db").is_file() else None
    is_refused(run("check", "--data", station, language=language), code, language)
    after = (station / "ledger.db").read_bytes() if (station / "ledger.db").is_file() else None
    assert after == before


@pytest.mark.parametrize("kind", [kind for kind in SPOILT if kind != "a newer ledger"])
def test_a_ledger_that_does_not_open_is_not_backed_up(station, tmp_path, kind):
    spoil, code = SPOILT[kind]
    spoil(station)
    is_refused(run("backup", tmp_path / "stick", "--data", station), code)
    assert not (tmp_path / "stick").exists() or list((tmp_path / "stick").iterdir()) == []


@pytest.mark.parametrize("spoil", [without("ledger.db"), writing("ledger.db", b"")])
def test_a_station_whose_ledger_is_gone_is_not_begun_anew(station, spoil):
    spoil(station)
    with pytest.raises(LedgerLost), at_work(station):
        pass
    assert not (station / "ledger.db").exists() or (station / "ledger.db").read_bytes() == b""


def test_a_first_start_that_failed_half_way_shows_a_code_at_the_second(station, tmp_path):
    for name in ("ledger.db", "head.json"):
        (station / name).unlink()
    with outlet_at_work(station, keyring=NoKeyring(), language=CHINESE, report_bug=print) as (outlet, code):
        set_up(outlet)
    run("backup", tmp_path / "stick", "--data", station)
    (file,) = (tmp_path / "stick").iterdir()
    restored = run("restore", file, tmp_path / "new", "--recovery-code", code)
    assert restored.exit_code == 0, restored.output


def test_a_flipped_bit_is_found_and_told_in_words(station):
    damaged = bytearray((station / "ledger.db").read_bytes())
    damaged[-2000] ^= 1
    (station / "ledger.db").write_bytes(damaged)
    result = run("check", "--data", station, language="en")
    assert result.exit_code == 1
    assert "a page of the file was changed" in result.stdout
    assert "Records" not in result.stdout  # nothing was counted


def test_the_recovery_code_unlocks_a_station_that_lost_its_secret(station, recovery_code):
    (station / "station.key").unlink()
    is_refused(run("unlock", "--data", station, input="0000-0000\n"), "RECOVERY-CODE-WRONG")
    assert run("unlock", "--data", station, input=f"{recovery_code}\n").exit_code == 0
    is_sound(station)


# Backups


@pytest.fixture
def backup(station, tmp_path):
    assert run("backup", tmp_path / "stick", "--data", station).exit_code == 0
    (file,) = (tmp_path / "stick").iterdir()
    return file


DAMAGE = {
    "cut": lambda data: data[: len(data) // 2],
    "flipped": lambda data: data[:5000] + bytes([data[5000] ^ 1]) + data[5001:],
    "empty": lambda _: b"",
    "noise": lambda _: np.random.default_rng(2).bytes(9000),
}


@SPOKEN
@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_backup_restores_nothing(backup, recovery_code, tmp_path, kind, language):
    backup.write_bytes(DAMAGE[kind](backup.read_bytes()))
    result = run("restore", backup, tmp_path / "new", "--recovery-code", recovery_code, language=language)
    is_refused(result, "BACKUP-UNREADABLE", language)
    assert [each.name for each in (tmp_path / "new").iterdir()] == ["ledger.lock"]


@SPOKEN
def test_a_restore_asks_for_nothing_where_nobody_answers(backup, tmp_path, language):
    result = run("restore", backup, tmp_path / "new", language=language, input="")
    is_refused(result, "RECOVERY-CODE-WRONG", language)


def test_a_restore_over_a_ledger_is_refused(backup, station, recovery_code):
    is_refused(run("restore", backup, station, "--recovery-code", recovery_code), "FOLDER-NOT-EMPTY")
    is_sound(station)


@SPOKEN
def test_a_backup_into_a_file_is_refused(station, tmp_path, language):
    (tmp_path / "letter.txt").write_text("mine")
    result = run("backup", tmp_path / "letter.txt", "--data", station, language=language)
    is_refused(result, "LEDGER-UNWRITABLE", language)
    assert (tmp_path / "letter.txt").read_text() == "mine"


# Disks, and other processes


HOLDER = """
import sys
from pathlib import Path
from packtrail.store.lock import FolderLock
lock = FolderLock.take(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_process_on_the_same_folder_may_look_and_not_write(station, backup):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(station)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(LedgerBusy), at_work(station):
            pass
        is_refused(run("restore", backup, station, "--recovery-code", "x"), "LEDGER-BUSY")
        is_sound(station)
        first.stdin.close()
    with at_work(station) as outlet:
        take_in(outlet, OTHER_CODE)
    is_sound(station)


def test_a_full_disk_takes_back_the_act_and_the_next_one_goes_through(station):
    with at_work(station) as outlet:
        pages = outlet.store._writer.execute("PRAGMA page_count").fetchone()[0]
        outlet.store._writer.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DiskFull):
            act(outlet, outlet.keep_photo, b"x" * 200_000, "image/jpeg", "nameplate")
        outlet.store._writer.execute("PRAGMA max_page_count = 1073741823")
        take_in(outlet, OTHER_CODE)
    is_sound(station)


def small_files_only():
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are a Unix thing")
def test_a_disk_that_fills_during_the_day_leaves_what_was_recorded(tmp_path, station):
    code, _, said = process(
        "demo", "--out", tmp_path / "day", "--hub", DEAD_HUB, language="en", preexec_fn=small_files_only
    )
    assert code == 3, said
    assert said.splitlines()[-1].endswith(("[DISK-FULL]", "[LEDGER-UNWRITABLE]"))
    assert "Traceback" not in said
    is_sound(tmp_path / "day" / "day-1" / "station")


def without_the_powers_of_root():
    """Permissions hold for root too once it may not override them (capabilities 1 and 2 of prctl 24)."""
    for capability in (1, 2):
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="capabilities are a Linux thing")
def test_a_read_only_folder_is_told_as_such(tmp_path):
    (tmp_path / "stick").mkdir(mode=0o500)
    code, said, told = process("demo", "--out", tmp_path / "stick", preexec_fn=without_the_powers_of_root)
    assert (code, said) == (3, "")
    is_one_sentence(told, "LEDGER-UNWRITABLE", "zh")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="capabilities are a Linux thing")
@pytest.mark.parametrize("name", ["ledger.keys", "ledger.db"])
def test_files_of_another_account_are_told_as_such(station, name):
    (station / name).chmod(0)
    code, _, told = process("check", "--data", station, preexec_fn=without_the_powers_of_root)
    assert code == 3
    is_one_sentence(told, "LEDGER-UNREADABLE", "zh")
    (station / name).chmod(0o600)
    is_sound(station)


# The window

SHOWN = """
import sys
from PySide6.QtWidgets import QMessageBox
import packtrail.desk.main as desk
QMessageBox.exec = lambda box: print(box.text(), box.informativeText(), flush=True)
sys.exit(desk.main(sys.argv[1:]))
"""


def desk_shows(folder):
    done = subprocess.run(
        [sys.executable, "-c", SHOWN, "--language", "en", "--data", str(folder)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=without_the_powers_of_root,
    )
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="capabilities are a Linux thing")
def test_the_desk_says_in_a_dialog_that_its_folder_takes_nothing(station):
    station.chmod(0o500)
    is_one_sentence(desk_shows(station), "LEDGER-UNWRITABLE", "en")
    station.chmod(0o700)
    is_sound(station)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_the_desk_without_a_display_says_so(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    code, said, told = process(module="packtrail.desk.main")
    assert (code, said) == (3, "")
    is_one_sentence(told, "DESK-NO-DISPLAY", "zh")


# Streams


def test_a_reader_that_goes_away_ends_the_command_quietly(tmp_path):
    label(tmp_path / "one.png", CODE)
    start = "import sys, packtrail.cli.main as m; m.main(sys.argv[1:])"
    with subprocess.Popen(
        [sys.executable, "-c", start, "decode", "--json", *[str(tmp_path / "one.png")] * 2000],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert json.loads(child.stdout.readline())
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(60) == 1


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_closed_stream_is_no_reason_to_fail(tmp_path, closed):
    label(tmp_path / "one.png", CODE)
    code, _, told = process("decode", tmp_path / "one.png", preexec_fn=lambda: os.close(closed))
    assert (code, told) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_to_a_full_disk_is_told(tmp_path):
    label(tmp_path / "one.png", CODE)
    with Path("/dev/full").open("w") as full:
        code, _, told = process("decode", "--json", tmp_path / "one.png", language="en", stdout=full)
    assert code == 3
    is_one_sentence(told, "OUTPUT-LOST", "en")


def test_a_terminal_without_our_letters_gets_json_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    code, said, _ = process("decode", "--json", tmp_path / "没有.jpg")
    assert code == 2
    assert json.loads(said)["file"].endswith("没有.jpg")


def test_a_command_that_is_interrupted_says_so(monkeypatch, station):
    from packtrail.cli import ledger

    monkeypatch.setattr(ledger, "check_ledger", lambda *_, **__: signal.raise_signal(signal.SIGINT))
    # Where the tests run in the background the signal is ignored from the start.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        result = run("check", "--data", station, language="en")
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.exit_code == 130
    assert result.stderr == "Stopped; everything recorded before is safe.\n"


# The command line itself


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["decode"], "缺少 IMAGES"),
        (["nosuch"], "没有命令 nosuch"),
        (["check", "--nosuch"], "没有选项 --nosuch"),
        (["--language", "fr", "check"], "写法不对"),
        (["check", "--rebuild=3"], "写法不对"),
    ],
)
def test_a_wrong_command_line_is_told_in_one_sentence(arguments, words):
    result = CliRunner().invoke(main, arguments, env={"PACKTRAIL_LANGUAGE": ""})
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert words in line
    assert "--help" in line


@pytest.mark.parametrize("command", [[], *([name] for name in main.commands)])
def test_every_help_speaks_the_language_of_the_environment(command):
    chinese = CliRunner().invoke(main, [*command, "--help"], env={"PACKTRAIL_LANGUAGE": "zh_CN"})
    english = CliRunner().invoke(main, [*command, "--help"], env={"PACKTRAIL_LANGUAGE": "en_GB.UTF-8"})
    assert chinese.exit_code == english.exit_code == 0
    assert chinese.stdout.startswith("用法")
    assert english.stdout.startswith("Usage")


def test_an_unknown_language_of_the_environment_is_chinese():
    result = CliRunner().invoke(main, [], env={"PACKTRAIL_LANGUAGE": "fr"})
    assert result.exit_code == 2
    assert result.stderr.startswith("用法")
