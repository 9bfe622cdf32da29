"""``packtrail check-connection`` and ``packtrail network`` on a real station, a real hub and a real proxy."""

import keyring
import pytest
from click.testing import CliRunner
from keyring.backend import KeyringBackend

from packtrail.cli.main import main
from tests.e2e.stations import at_work, enrol, send, set_up
from tests.sync.proxy import forward_proxy


class Ring(KeyringBackend):
    """The keyring of somebody who is logged in."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def ring():
    before, ring = keyring.get_keyring(), Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@pytest.fixture
def station(tmp_path, hub):
    """The data folder of a station that is bound to the hub."""
    with at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        enrol(outlet, hub)
    return tmp_path / "station"


def run(*arguments, language="en", **more):
    return CliRunner().invoke(main, ["--language", language, *map(str, arguments)], **more)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Every step to the platform is open."), ("zh", "每一步都走通了")]
)
def test_a_way_that_is_open_is_walked_to_the_session(station, language, said):
    done = run("check-connection", "--data", station, language=language)
    assert done.exit_code == 0, done.output
    assert said in done.output


def test_the_first_step_that_fails_is_named_with_what_to_do(station):
    done = run("check-connection", "http://no-such-host.invalid", "--data", station)
    assert done.exit_code == 1
    assert "✗ Name: nobody knows the address no-such-host.invalid" in done.output
    assert "Make sure that this PC is online" in done.output


def test_a_proxy_is_chosen_tested_and_used_and_its_login_shown_nowhere(station, hub, ring, monkeypatch):
    monkeypatch.setattr("packtrail.cli.at_work.keyring_of", lambda _: SystemRing(ring))
    with forward_proxy(login="li:se cret") as proxy:
        address = f"http://127.0.0.1:{proxy.port}"
        chosen = run("network", "--proxy", "fixed", "--address", address, "--data", station)
        assert chosen.exit_code == 0, chosen.output
        refused = run("check-connection", "--data", station)
        assert refused.exit_code == 1
        assert "the proxy asks for a login" in refused.output
        kept = run("network", "--login", "li", "--data", station, input="se cret\n")
        assert kept.exit_code == 0, kept.output
        done = run("check-connection", "--data", station)
        assert done.exit_code == 0, done.output
        assert proxy.passed
    for each in (chosen, refused, kept, done):
        assert "cret" not in each.output
    assert b"cret" not in b"".join(file.read_bytes() for file in station.rglob("*") if file.is_file())


class SystemRing:
    def __init__(self, ring):
        self._ring = ring

    def get(self, name):
        return self._ring.get_password("packtrail", name)

    def put(self, name, secret):
        self._ring.set_password("packtrail", name, secret)


def test_an_address_that_is_no_proxys_changes_nothing(station):
    done = run("network", "--proxy", "fixed", "--address", "proxy", "--data", station)
    assert done.exit_code == 3
    assert "NET-PROXY-ADDRESS" in done.output
    assert "by the system's proxy settings" in run("network", "--data", station).output


def test_records_go_over_the_chosen_proxy(station):
    with forward_proxy() as proxy:
        run("network", "--proxy", "fixed", "--address", f"http://127.0.0.1:{proxy.port}", "--data", station)
        with at_work(station) as outlet:
            (destination,) = outlet.read(lambda view: view.destinations())
            last, _ = send(outlet, destination)
        assert last.result == "nothing_to_send"
        assert any("/v1/batches/" in target for target in proxy.passed)
