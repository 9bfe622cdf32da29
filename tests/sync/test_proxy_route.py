"""Which way a request goes."""

import socket

import pytest

from packtrail.sync.proxy_route import NoRoute, Proxy, ProxyLogin, fetch_script, route
from packtrail.usecases.network_choice import NetworkChoice, ProxyMode
from tests.sync.faulty_hub import faulty_hub, saying
from tests.trade import MORNING

HUB = "https://hub.example.cn"
LOGIN = ProxyLogin("li", "secret")


@pytest.fixture(autouse=True)
def _no_proxy_of_this_machine(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def way(mode, address="", url=HUB, login=None):
    return route(url, NetworkChoice(mode=mode, address=address), login, now=lambda: MORNING)


def test_without_any_setting_the_way_is_straight():
    assert way(ProxyMode.SYSTEM) is None
    assert way(ProxyMode.NONE) is None


def test_the_systems_proxy_is_used_with_our_login(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.cn:8080")
    assert way(ProxyMode.SYSTEM, login=LOGIN) == Proxy("http", "proxy.cn", 8080, LOGIN)
    assert way(ProxyMode.NONE) is None


def test_a_login_in_the_systems_setting_counts_and_is_shown_nowhere(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://li:se%40cret@proxy.cn:8080")
    found = way(ProxyMode.SYSTEM)
    assert found.login == ProxyLogin("li", "se@cret")
    assert "cret" not in repr(found) + found.url + repr(found.login) + repr(found.for_client())


@pytest.mark.parametrize("listed", ["example.cn", "hub.example.cn", "*"])
def test_what_the_system_goes_past_the_proxy_for_is_gone_to_straight(monkeypatch, listed):
    monkeypatch.setenv("https_proxy", "http://proxy.cn:8080")
    monkeypatch.setenv("no_proxy", listed)
    assert way(ProxyMode.SYSTEM) is None


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_no_proxy_of_the_house_leads_to_a_hub_on_this_pc(monkeypatch, host):
    monkeypatch.setenv("http_proxy", "http://proxy.cn:8080")
    assert way(ProxyMode.SYSTEM, url=f"http://{host}") is None


def test_a_proxy_that_is_none_of_http_is_told(monkeypatch):
    monkeypatch.setenv("https_proxy", "socks5://proxy.cn:1080")
    with pytest.raises(NoRoute) as failure:
        way(ProxyMode.SYSTEM)
    assert failure.value.fault == "proxy_unsupported"


def test_a_named_proxy_is_used():
    assert way(ProxyMode.FIXED, "https://proxy.cn:443", login=LOGIN) == Proxy("https", "proxy.cn", 443, LOGIN)


def script(*proxies):
    return f'function FindProxyForURL(url, host) {{ return "{"; ".join(proxies)}"; }}'.encode()


def test_of_what_a_script_offers_the_first_that_is_there_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        nobody = gone.getsockname()[1]
    with socket.create_server(("127.0.0.1", 0)) as there:
        port = there.getsockname()[1]
        offered = script("SOCKS s:1", f"PROXY 127.0.0.1:{nobody}", f"PROXY 127.0.0.1:{port}", "DIRECT")
        with faulty_hub(saying("200 OK", offered)) as (url, requests):
            found = way(ProxyMode.SCRIPT, f"{url}/proxy.pac", login=LOGIN)
    assert found == Proxy("http", "127.0.0.1", port, LOGIN)
    assert requests[0].startswith(b"GET /proxy.pac")


def test_a_script_in_a_file_is_read(tmp_path):
    file = tmp_path / "代理 proxy.pac"
    file.write_bytes(script("DIRECT"))
    assert way(ProxyMode.SCRIPT, file.as_uri()) is None


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (saying("404 Not Found"), "pac_unreachable"),
        (saying("200 OK", b"<html>"), "pac_broken"),
        (saying("200 OK", script("SOCKS s:1")), "proxy_unsupported"),
        (saying("200 OK", b" " * (1024 * 1024 + 1)), "pac_broken"),
    ],
)
def test_a_script_that_is_none_is_told(answer, fault):
    with faulty_hub(answer) as (url, _), pytest.raises(NoRoute) as failure:
        way(ProxyMode.SCRIPT, url)
    assert failure.value.fault == fault


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/p.pac", "http://no-such-host.invalid/", "file:///none"]
)
def test_a_script_that_cannot_be_had_is_told(address):
    with pytest.raises(NoRoute) as failure:
        fetch_script(address)
    assert failure.value.fault == "pac_unreachable"
