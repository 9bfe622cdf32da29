"""The way to the platforms that was chosen on this PC."""

import pytest

from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_network import PacAddressWrong, ProxyAddressWrong
from packtrail.domain.operators import Operator, Role
from packtrail.usecases.network_choice import NetworkChoice, ProxyMode, choose_network, network_choice
from tests.station import ADMIN


def chosen(station):
    with station.read() as view:
        return network_choice(view)


def test_until_somebody_chooses_it_is_the_systems(station):
    assert chosen(station) == NetworkChoice(mode=ProxyMode.SYSTEM)


@pytest.mark.parametrize(
    "choice",
    [
        NetworkChoice(mode=ProxyMode.FIXED, address="http://proxy.cn:8080", ca_file="C:\\公司\\ca.pem"),
        NetworkChoice(mode=ProxyMode.FIXED, address="https://[2001:db8::1]:8080/"),
        NetworkChoice(mode=ProxyMode.SCRIPT, address="http://proxy.cn/proxy.pac"),
        NetworkChoice(mode=ProxyMode.SCRIPT, address="file:///C:/proxy.pac"),
        NetworkChoice(mode=ProxyMode.NONE),
    ],
)
def test_a_choice_is_kept_as_it_was(station, choice):
    choose_network(choice, by=ADMIN, store=station)
    assert chosen(station) == choice


@pytest.mark.parametrize(
    "address",
    [
        "",
        "proxy.cn:8080",
        "http://proxy.cn",
        "socks5://p:1",
        "http://li:pw@p:1",
        "http://p:99999",
        "http://p:1/x",
    ],
)
def test_what_is_no_proxys_address_changes_nothing(station, address):
    with pytest.raises(ProxyAddressWrong):
        choose_network(NetworkChoice(mode=ProxyMode.FIXED, address=address), by=ADMIN, store=station)
    assert chosen(station) == NetworkChoice()


@pytest.mark.parametrize(
    "address", ["", "proxy.pac", "ftp://p/x", "http://", "http://li:pw@p/x", "http://[::1"]
)
def test_what_is_no_scripts_address_changes_nothing(station, address):
    with pytest.raises(PacAddressWrong):
        choose_network(NetworkChoice(mode=ProxyMode.SCRIPT, address=address), by=ADMIN, store=station)
    assert chosen(station) == NetworkChoice()


def test_only_the_administrator_chooses(station):
    with pytest.raises(NotAllowed):
        choose_network(NetworkChoice(), by=Operator("op_2", "李", Role.OPERATOR), store=station)
