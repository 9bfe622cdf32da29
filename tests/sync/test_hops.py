"""Each hop to a platform that can fail fails under its own name."""

import socket

import pytest

from packtrail.protocol.keys import Ed25519Signer
from packtrail.sync.hops import walk
from packtrail.sync.over_http import HttpChannel
from packtrail.sync.proxy_route import ProxyLogin
from packtrail.sync.trust_store import tls_context
from packtrail.sync.wire import Way
from packtrail.usecases.check_connection import Hop
from packtrail.usecases.network_choice import NetworkChoice, ProxyMode
from packtrail.wording import CHINESE, wording
from tests.sync.faulty_hub import faulty_hub, saying
from tests.sync.proxy import forward_proxy
from tests.sync.tls_server import certificate, tls_server
from tests.trade import MORNING

STRAIGHT = NetworkChoice(mode=ProxyMode.NONE)


def walked(url, choice=STRAIGHT, login=None):
    return list(walk(url, choice, login, now=lambda: MORNING))


def first_failed(url, choice=STRAIGHT, login=None):
    *passed, last = walked(url, choice, login)
    assert not any(each.fault for each in passed)
    assert wording(CHINESE).knows(f"connection.next.{last.fault}")
    return last.hop, last.fault


def over(proxy):
    return NetworkChoice(mode=ProxyMode.FIXED, address=f"http://127.0.0.1:{proxy.port}")


def a_port_where_nobody_is():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        return gone.getsockname()[1]


def test_the_straight_way_without_tls_is_walked_to_its_end():
    with faulty_hub() as (url, _):
        results = walked(url)
    assert [(each.hop, each.is_skipped, each.fault) for each in results] == [
        (Hop.PROXY, True, ""),
        (Hop.NAME, False, ""),
        (Hop.CONNECTION, False, ""),
        (Hop.TLS, True, ""),
    ]


@pytest.mark.parametrize(
    "url", ["", "hub.example.cn", "ftp://hub", "http://", "http://[::1", "http://h:99999"]
)
def test_what_is_no_address_is_told(url):
    assert first_failed(url) == (Hop.NAME, "address_wrong")


def test_a_name_that_nobody_knows_is_told():
    assert first_failed("http://no-such-host.invalid") == (Hop.NAME, "name_unknown")


def test_nobody_at_the_port_is_told():
    assert first_failed(f"http://127.0.0.1:{a_port_where_nobody_is()}") == (Hop.CONNECTION, "refused")


def test_a_proxy_that_is_not_there_is_told():
    choice = NetworkChoice(mode=ProxyMode.FIXED, address=f"http://127.0.0.1:{a_port_where_nobody_is()}")
    assert first_failed("https://hub.example.cn", choice) == (Hop.PROXY, "refused")


def test_a_script_that_cannot_be_had_is_told():
    choice = NetworkChoice(
        mode=ProxyMode.SCRIPT, address=f"http://127.0.0.1:{a_port_where_nobody_is()}/p.pac"
    )
    assert first_failed("https://hub.example.cn", choice) == (Hop.PROXY, "pac_unreachable")


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("403 Forbidden", "proxy_forbids"),
        ("502 Bad Gateway", "proxy_cannot_reach"),
        ("x", "proxy_cannot_reach"),
    ],
)
def test_a_proxy_that_does_not_let_us_through_is_told(answer, fault):
    with forward_proxy(answer=answer) as proxy:
        assert first_failed("https://hub.example.cn", over(proxy)) == (Hop.PROXY, fault)


def test_a_proxy_that_wants_a_login_is_told_and_with_it_the_way_is_open(tmp_path):
    file = certificate(tmp_path)
    with forward_proxy(login="li:密:码") as proxy, tls_server(file) as port:
        choice = NetworkChoice(mode=ProxyMode.FIXED, address=over(proxy).address, ca_file=str(file))
        url = f"https://localhost:{port}"
        assert first_failed(url, choice) == (Hop.PROXY, "proxy_login")
        assert first_failed(url, choice, ProxyLogin("li", "other")) == (Hop.PROXY, "proxy_login")
        results = walked(url, choice, ProxyLogin("li", "密:码"))
    assert not any(each.fault for each in results)
    assert [each.hop for each in results if not each.is_skipped] == [Hop.PROXY, Hop.CONNECTION, Hop.TLS]


def test_a_platform_behind_a_company_ca_is_trusted_with_its_file_and_only_with_it(tmp_path):
    file = certificate(tmp_path)
    with tls_server(file) as port:
        url = f"https://localhost:{port}"
        assert first_failed(url) == (Hop.TLS, "issuer_unknown")
        trusting = NetworkChoice(mode=ProxyMode.NONE, ca_file=str(file))
        assert walked(url, trusting)[-1].detail == "TLSv1.3"
        gone = NetworkChoice(mode=ProxyMode.NONE, ca_file=str(tmp_path / "none.pem"))
        assert first_failed(url, gone) == (Hop.TLS, "ca_file")


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        ({"days": (-9, -1)}, "expired"),
        ({"days": (1, 9)}, "not_yet_valid"),
        ({"name": "other.example.cn"}, "other_name"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told(tmp_path, made, fault):
    file = certificate(tmp_path, **made)
    with tls_server(file) as port:
        choice = NetworkChoice(mode=ProxyMode.NONE, ca_file=str(file))
        assert first_failed(f"https://localhost:{port}", choice) == (Hop.TLS, fault)


def test_plain_text_where_tls_is_expected_is_told():
    with faulty_hub(saying("400 Bad Request")) as (url, _):
        assert first_failed(url.replace("http:", "https:")) == (Hop.TLS, "no_tls")


def test_the_channel_itself_trusts_the_company_ca(tmp_path):
    file = certificate(tmp_path)
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
    with (
        tls_server(file, answer) as port,
        HttpChannel(
            f"https://localhost:{port}",
            station_id="s",
            signer=Ed25519Signer(bytes(32)),
            now=lambda: MORNING,
            new_nonce=lambda: "0" * 32,
            user_agent="packtrail/test",
            way=Way(tls=tls_context(str(file))),
        ) as channel,
    ):
        assert channel.capabilities().body == b"{}"
