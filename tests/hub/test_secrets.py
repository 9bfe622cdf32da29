"""The hub's key can lie sealed in its database, and no secret is ever said."""

import logging
import signal

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from starlette.testclient import TestClient

from packtrail.protocol.enrolment import plain_code
from packtrail_hub import database
from packtrail_hub.api import create_app
from packtrail_hub.cli import main
from packtrail_hub.enrolling import new_code
from packtrail_hub.hub import open_hub
from packtrail_hub.hub_keys import KeySealed
from packtrail_hub.tables import hub_key
from tests.hub.processes import Child

OUTLET = "91430100MA0FAKE013"
SECRET, OTHER_SECRET = bytes(range(32)), bytes(32)


@pytest.fixture
def opened(store, clock):
    hubs = []

    def make(secret=None):
        hubs.append(open_hub(store, clock=clock, new_id=str, name="x", key_secret=secret))
        return hubs[-1]

    yield make
    for each in hubs:
        each.engine.dispose()


def stored_key(hub):
    with database.look(hub.engine) as connection:
        return connection.execute(select(hub_key.c.private_key)).scalar_one()


def test_a_key_that_lay_open_is_sealed_once_there_is_a_secret(opened):
    before = opened()
    lay_open = stored_key(before)
    after = opened(SECRET)
    sealed = stored_key(after)
    assert lay_open not in sealed
    assert len(sealed) == 12 + 32 + 16
    assert opened(SECRET).signer.key_id == after.signer.key_id == before.signer.key_id


@pytest.mark.parametrize("secret", [None, OTHER_SECRET])
def test_a_sealed_key_opens_with_its_secret_only(opened, secret):
    opened(SECRET)
    with pytest.raises(KeySealed, match="ed25519:"):
        opened(secret)


def test_a_key_that_is_drawn_with_a_secret_never_lies_open(opened):
    first = opened(SECRET)
    with database.act(first.engine) as connection:
        connection.execute(text("UPDATE hub_key SET retired_at = 1"))
    second = opened(SECRET)
    assert second.signer.key_id != first.signer.key_id
    with database.look(second.engine) as connection:
        lengths = [len(each) for each in connection.execute(select(hub_key.c.private_key)).scalars()]
    assert lengths == [60, 60]


def test_the_command_line_says_that_a_secret_is_missing(tmp_path, in_sqlite, clock):
    file = tmp_path / "secret"
    file.write_text(SECRET.hex() + "\n")
    options = ["enrolment-code", "--outlet-uscc", OUTLET, "--database", in_sqlite]
    assert CliRunner().invoke(main, [*options, "--key-secret-file", str(file)]).exit_code == 0
    told = CliRunner().invoke(main, options)
    assert (told.exit_code, "--key-secret-file" in told.output) == (1, True)
    by_environment = CliRunner().invoke(main, options, env={"PACKTRAIL_HUB_KEY_SECRET_FILE": str(file)})
    assert by_environment.exit_code == 0


@pytest.mark.parametrize("content", ["", "ab", "zz" * 32, "00" * 33])
def test_a_file_that_holds_no_secret_is_refused(tmp_path, content):
    file = tmp_path / "secret"
    file.write_text(content)
    told = CliRunner().invoke(
        main, ["enrolment-code", "--outlet-uscc", OUTLET, "--key-secret-file", str(file)]
    )
    assert told.exit_code == 2
    assert str(file) in told.output


def test_no_secret_is_logged_even_at_the_finest_level(hub, make_station, clock, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    code = new_code(hub, OUTLET)
    with TestClient(create_app(hub), raise_server_exceptions=False) as client:
        station = make_station(client, clock, label="S-with-a-code")
        station.enrol(code)
        station.open_session().open_epoch()
        station.ask_to_enrol("AAAAAAAAAA")
        station.put(station.freeze())

        def broken(*_):
            with database.act(hub.engine) as connection:  # a fault whose error names what was written
                values = {"key_id": "k", "public_key": b"", "created_at": 1, "private_key": stored_key(hub)}
                connection.execute(hub_key.insert(), [values, values])

        monkeypatch.setattr("packtrail_hub.api.read_cursor", broken)
        failed = client.get(f"/v1/stations/{station.station_id}/cursor", headers=station.headers)
    assert failed.status_code == 500
    assert "a fault of the hub" in caplog.text
    assert IntegrityError.__name__ in caplog.text
    private = stored_key(hub)
    for secret in (code, plain_code(code), station.token, private.hex(), repr(private)[2:-1]):
        assert secret not in caplog.text
    caplog.clear()


def test_a_process_says_nothing_of_its_secrets(tmp_path, make_station, clock):
    child = Child(tmp_path, "--sandbox")
    try:
        code = (
            CliRunner()
            .invoke(main, ["enrolment-code", "--outlet-uscc", OUTLET, "--database", str(tmp_path / "hub.db")])
            .output.strip()
        )
        station = make_station(child.client, clock)
        station.enrol(code)
        child.client.get("/v1/health", headers={"Authorization": "Bearer none-of-ours"})
        assert child.end(signal.SIGTERM) == (0, "")
    finally:
        child.clear()


def test_a_database_that_is_not_reached_is_named_without_its_password():
    name = "postgresql://hub:hunter2@127.0.0.1:1/hub?connect_timeout=1"
    told = CliRunner().invoke(main, ["enrolment-code", "--outlet-uscc", OUTLET, "--database", name])
    assert told.exit_code == 1
    assert "hub:***@127.0.0.1" in told.output
    assert "hunter2" not in told.output
