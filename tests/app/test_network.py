"""The way out of this PC, and who keeps the proxy's login."""

import pytest

from packtrail.app.network import boot_id, keep_login, kept_login, way_to
from packtrail.app.secrets import KeyringFailed, NoKeyring
from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_network import CompanyCaUnreadable, ProxyLoginNotKept
from packtrail.domain.operators import Operator, Role
from packtrail.sync.proxy_route import ProxyLogin
from packtrail.usecases.network_choice import NetworkChoice, ProxyMode
from tests.station import ADMIN
from tests.trade import MORNING

LOGIN = ProxyLogin("li", "密 码:@")


class Ring:
    """Keeps what it is given."""

    def __init__(self):
        self.kept = {}

    def get(self, name):
        return self.kept.get(name)

    def put(self, name, secret):
        self.kept[name] = secret


class ForgetfulRing(Ring):
    def put(self, name, secret):
        """Say yes and keep nothing, as some do."""


class LockedRing:
    def get(self, name):
        raise KeyringFailed(name)

    put = None


def test_a_login_is_kept_until_it_is_taken_away():
    ring = Ring()
    keep_login(LOGIN, by=ADMIN, keyring=ring)
    assert kept_login(ring) == LOGIN
    keep_login(None, by=ADMIN, keyring=ring)
    assert kept_login(ring) is None


@pytest.mark.parametrize("ring", [NoKeyring(), ForgetfulRing()])
def test_a_login_that_is_not_kept_is_told(ring):
    with pytest.raises(ProxyLoginNotKept):
        keep_login(LOGIN, by=ADMIN, keyring=ring)


def test_only_the_administrator_gives_a_login():
    ring = Ring()
    with pytest.raises(NotAllowed):
        keep_login(LOGIN, by=Operator("op_2", "李", Role.OPERATOR), keyring=ring)
    assert ring.kept == {}


def test_the_login_goes_to_the_proxy_that_was_chosen():
    ring = Ring()
    keep_login(LOGIN, by=ADMIN, keyring=ring)
    choice = NetworkChoice(mode=ProxyMode.FIXED, address="http://proxy.cn:8080")
    way = way_to("https://hub.example.cn", choice, ring, lambda: MORNING)
    assert (way.proxy.url, way.proxy.login) == ("http://proxy.cn:8080", LOGIN)
    assert "密 码" not in repr(way)


def test_a_locked_keyring_means_no_login():
    choice = NetworkChoice(mode=ProxyMode.FIXED, address="http://proxy.cn:8080")
    assert way_to("https://hub.example.cn", choice, LockedRing(), lambda: MORNING).proxy.login is None


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_company_ca_that_is_none_is_told(tmp_path, content):
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CompanyCaUnreadable):
        way_to("https://hub.test", NetworkChoice(ca_file=str(file)), NoKeyring(), lambda: MORNING)


def test_the_boot_has_one_name():
    assert boot_id() == boot_id() != ""
