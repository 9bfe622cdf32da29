"""Rules that come later: a key is trusted, its owner's pack imported, and old records keep their rules."""

import json

import keyring
import pytest
from click.testing import CliRunner
from keyring.backends import null

from packtrail import resources
from packtrail.app.build import outlet_at_work
from packtrail.app.secrets import NoKeyring
from packtrail.cli.main import main
from packtrail.domain.refdata import RefdataVersion
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.refdata_pack import packed
from packtrail.protocol.trusted_keys import fingerprint, key_file, rotation
from packtrail.usecases.adopt_refdata import refdata_of_record
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.e2e.stations import set_up, take_in
from tests.trade import CODE, OTHER_CODE

PUBLISHER, SUCCESSOR = Ed25519Signer(bytes([1]) * 32), Ed25519Signer(bytes([2]) * 32)
LANGUAGES = {"zh": CHINESE, "en": ENGLISH}
SPOKEN = pytest.mark.parametrize("language", list(LANGUAGES))


@pytest.fixture(autouse=True)
def _no_keyring_here():
    keyring.set_keyring(null.Keyring())


@pytest.fixture
def folder(tmp_path):
    """A station that took one battery in before any pack came."""
    with at_work(tmp_path / "station") as (outlet, _):
        set_up(outlet)
        take_in(outlet, CODE)
    return tmp_path / "station"


def at_work(folder):
    return outlet_at_work(folder, keyring=NoKeyring(), language=CHINESE, report_bug=print)


def pack(signer=PUBLISHER, version="2099-01-01.1", **changes):
    tables = json.loads(json.dumps(resources.toml("refdata", "battery_codes.toml"), default=str))
    fields = {
        "dataset": "battery_codes",
        "version": version,
        "effective_from": "2018-01-01",
        "effective_to": None,
        "source": "编码表 2099",
        "confidence": "S",
        "content": tables,
    }
    return packed({**fields, **changes}, signer)


@pytest.fixture
def run(folder, tmp_path):
    """Runs a command of ``packtrail refdata``; bytes among its words are written to a file."""

    def command(*arguments, language="zh"):
        words = [str(written(tmp_path / f"file{at}", each)) for at, each in enumerate(arguments)]
        return CliRunner().invoke(main, ["--language", language, "refdata", *words, "--data", str(folder)])

    return command


def written(file, argument):
    if not isinstance(argument, bytes):
        return argument
    file.write_bytes(argument)
    return file


def trust_the_publisher(run):
    key = key_file("发布方", PUBLISHER.public_key, ["battery_codes", "consignees"])
    result = run("trust", "add", key, "--fingerprint", fingerprint(PUBLISHER.public_key))
    assert result.exit_code == 0, result.output


def is_refused(result, code):
    assert result.exit_code == 3, result.output
    (line,) = result.stderr.splitlines()
    assert line.endswith(f"[{code}]"), line


def unit_of(outlet, code):
    return outlet.read(lambda view: view.units_with_code(code))[0].unit_id


def test_an_imported_pack_is_in_use_and_the_old_record_keeps_its_rules(run, folder):
    trust_the_publisher(run)
    result = run("import", pack())
    assert result.exit_code == 0, result.output
    assert "2099-01-01.1" in result.stdout
    with at_work(folder) as (outlet, _):
        take_in(outlet, OTHER_CODE)
        old, new = unit_of(outlet, CODE), unit_of(outlet, OTHER_CODE)
        with outlet.store.read() as view:
            assert refdata_of_record(view, "battery_codes", old) is None
            assert str(refdata_of_record(view, "battery_codes", new).version) == "2099-01-01.1"
    check = CliRunner().invoke(main, ["check", "--rebuild", "--data", str(folder)])
    assert check.exit_code == 0, check.output


def test_a_station_reads_codes_by_the_tables_that_it_took_into_use(run, folder):
    trust_the_publisher(run)
    tables = json.loads(json.dumps(resources.toml("refdata", "battery_codes.toml"), default=str))
    assert run("import", pack(content={**tables, "maker": tables["maker"][:1]})).exit_code == 0
    with at_work(folder) as (outlet, _):
        assert len(outlet.tables.makers) == 1


@SPOKEN
def test_a_pack_that_nobody_vouches_for_is_refused_with_its_next_step(run, language):
    result = run("import", pack(), language=language)
    is_refused(result, "REFDATA-KEY-UNKNOWN")
    assert wording(LANGUAGES[language]).say("errors.REFDATA-KEY-UNKNOWN.next") in result.stderr


def test_what_is_no_pack_is_refused_and_changes_nothing(run, tmp_path):
    trust_the_publisher(run)
    with (tmp_path / "big").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    is_refused(run("import", tmp_path / "big"), "REFDATA-TOO-LARGE")
    is_refused(run("import", tmp_path / "nowhere"), "REFDATA-FILE-UNREADABLE")
    is_refused(run("import", pack()[:-9]), "REFDATA-TRUNCATED")
    is_refused(run("import", pack(content={})), "REFDATA-CONTENT-WRONG")
    is_refused(run("import", pack(version="2020-01-01.1")), "REFDATA-OLDER")
    assert "2099" not in run("list").stdout


def test_the_same_pack_twice_says_so(run):
    trust_the_publisher(run)
    run("import", pack())
    result = run("import", pack(), language="en")
    assert result.exit_code == 0
    assert "nothing was written" in result.stdout


def test_the_list_says_what_is_in_use(run):
    trust_the_publisher(run)
    assert run("list", language="en").stdout.count("in use today") == 8
    run("import", pack())
    result = run("list", language="en")
    (line,) = [line for line in result.stdout.splitlines() if "2099-01-01.1" in line]
    assert "in use today" in line
    assert PUBLISHER.key_id in line
    assert "编码表 2099 (S)" in line
    assert result.stdout.count("in use today") == 8


def test_the_programs_own_version_is_used_again_by_a_record_of_its_own(run, monkeypatch, folder):
    trust_the_publisher(run)
    run("import", pack(version="2098-01-01.1"))
    is_refused(run("use-own", "battery_codes"), "REFDATA-OLDER")
    newer = {"battery_codes": RefdataVersion.parse("2099-06-01.1")}  # after an update of the program
    monkeypatch.setattr("packtrail.app.refdata_content.built_in_versions", lambda: newer)
    assert "2098-01-01.1 ← 今日在用" in run("list").stdout
    assert run("use-own", "battery_codes").exit_code == 0
    assert "2099-06-01.1 ← 今日在用" in run("list").stdout
    check = CliRunner().invoke(main, ["check", "--data", str(folder)])
    assert check.exit_code == 0, check.output


def test_a_key_is_added_by_fingerprint_and_its_successor_by_its_word(run):
    assert "←" not in run("trust", "list").stdout
    is_refused(
        run("trust", "add", key_file("x", PUBLISHER.public_key, ["consignees"])), "TRUST-FINGERPRINT-MISSING"
    )
    trust_the_publisher(run)
    successor = rotation("发布方 2100", PUBLISHER, SUCCESSOR, ["battery_codes"])
    assert run("trust", "add", successor).exit_code == 0
    listed = run("trust", "list", language="en").stdout
    assert fingerprint(PUBLISHER.public_key) in listed
    assert SUCCESSOR.key_id in listed
    assert run("import", pack(SUCCESSOR)).exit_code == 0


def test_a_key_may_be_trusted_for_one_dataset_only(run):
    key = key_file("发布方", PUBLISHER.public_key, ["battery_codes", "consignees"])
    run("trust", "add", key, "--fingerprint", fingerprint(PUBLISHER.public_key), "--dataset", "consignees")
    is_refused(run("import", pack()), "REFDATA-KEY-NOT-FOR-DATASET")


@pytest.mark.parametrize("arguments", [["list"], ["import", b"x"], ["trust", "list"], ["trust", "add", b"x"]])
def test_without_a_ledger_nothing_is_begun(run, folder, arguments):
    (folder / "ledger.db").unlink()
    before = sorted(file.name for file in folder.iterdir())
    assert run(*arguments).exit_code == 3
    assert sorted(file.name for file in folder.iterdir()) == before


@SPOKEN
@pytest.mark.parametrize(
    "words", [[], ["list"], ["import"], ["use-own"], ["trust"], ["trust", "add"], ["trust", "list"]]
)
def test_every_command_says_how_to_write_it(language, words):
    result = CliRunner().invoke(main, ["--language", language, "refdata", *words, "--help"])
    assert result.exit_code == 0, result.output
    assert (
        wording(LANGUAGES[language]).say(f"cli.help.{'.'.join(['refdata', *words])}.text")[:20]
        in result.output
    )
