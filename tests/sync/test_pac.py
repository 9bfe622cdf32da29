"""What a company's proxy script may say, and what it can't do to us."""

from datetime import datetime

import pytest

from packtrail.domain.moments import SHANGHAI
from packtrail.sync import pac
from packtrail.sync.pac import PacFailed, PacProxy, choices

FRIDAY = datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)
NAMES = {"hub.example.cn": "203.0.113.7", "intern.example.cn": "10.1.2.3"}


def says(body, url="https://hub.example.cn/v1/x", host="hub.example.cn", now=FRIDAY):
    script = f"function FindProxyForURL(url, host) {{ {body} }}".encode()
    return choices(script, url, host, now=now, own_address="10.9.8.7", look_up=NAMES.get)


def holds(condition, **more):
    return says(f'return ({condition}) ? "PROXY yes:1" : "DIRECT";', **more)[0].host == "yes"


def test_its_choices_come_in_its_order():
    said = says('return "PROXY a.cn:8080; HTTPS [2001:db8::1]:443;SOCKS5 s:1080; nonsense; DIRECT";')
    assert said == (
        PacProxy("PROXY", "a.cn", 8080),
        PacProxy("HTTPS", "2001:db8::1", 443),
        PacProxy("SOCKS5", "s", 1080),
        PacProxy("DIRECT"),
    )
    assert [each.kind for each in pac.first_usable(said)] == ["PROXY", "HTTPS", "DIRECT"]


@pytest.mark.parametrize(
    "condition",
    [
        'isPlainHostName("hub") && !isPlainHostName(host)',
        'dnsDomainIs(host, ".example.cn") && !dnsDomainIs(host, ".example.com")',
        'localHostOrDomainIs("hub", "hub.example.cn") && !localHostOrDomainIs("a.b.cn", "hub.b.cn")',
        "dnsDomainLevels(host) === 2",
        'isResolvable(host) && !isResolvable("nobody.invalid")',
        'dnsResolve(host) === "203.0.113.7"',
        'isInNet(host, "203.0.113.0", "255.255.255.0") && !isInNet(host, "10.0.0.0", "255.0.0.0")',
        'isInNet("10.1.2.3", "10.0.0.0", "255.0.0.0")',
        'isInNet(myIpAddress(), "10.9.0.0", "255.255.0.0")',
        'shExpMatch(url, "https://*.cn/*") && !shExpMatch(url, "http://*")',
        'shExpMatch("abc.d", "a?c.*") && !shExpMatch("abbc", "a?c")',
        'weekdayRange("FRI") && weekdayRange("MON", "FRI") && weekdayRange("THU", "MON")',
        '!weekdayRange("SAT", "MON")',
        "timeRange(9) && timeRange(8, 10) && timeRange(9, 0, 9, 30) && timeRange(9, 29, 59, 9, 30, 0)",
        'timeRange(1, "GMT") && !timeRange(9, "GMT") && timeRange(22, 10)',
        'dateRange(20) && dateRange("NOV") && dateRange(2026) && dateRange(1, "NOV", 25, "NOV")',
        '!dateRange("DEC") && dateRange(1, "OCT", 2026, 1, "FEB", 2027) && dateRange("OCT", "DEC")',
    ],
)
def test_every_word_that_a_script_may_use_means_what_it_should(condition):
    assert holds(condition)


def test_names_are_looked_up_between_two_runs_even_where_a_script_catches_everything():
    assert says('try { return "PROXY " + dnsResolve(host) + ":1"; } catch (e) { return "DIRECT"; }') == (
        PacProxy("PROXY", "203.0.113.7", 1),
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("while (true) {}", "too_slow"),
        ("var all = []; while (true) { all.push(all.length + 'xxxxxxxxxxxxxxxxxxxxxxxx'); }", "broken"),
        ("return FindProxyForURL(url, host);", "broken"),
        ("throw 'no';", "broken"),
        ("return 7;", "no_answer"),
        ("return 'PROXY nowhere:99999999';", "no_answer"),
        ("for (var at = 0; ; at += 1) { isResolvable('n' + at + '.cn'); }", "too_slow"),
        ("return require('fs').readFileSync('/etc/passwd');", "broken"),
    ],
)
def test_a_script_that_goes_wrong_ends_and_says_so(body, reason):
    with pytest.raises(PacFailed) as failure:
        says(body)
    assert failure.value.reason == reason


@pytest.mark.parametrize("script", [b"", b"<html>", b"\xff\xfe\x00", b"function other() {}"])
def test_what_is_no_script_is_told_as_such(script):
    with pytest.raises(PacFailed) as failure:
        choices(script, "http://a", "a", now=FRIDAY, own_address="127.0.0.1")
    assert failure.value.reason == "broken"


def test_a_script_of_gigabytes_is_not_run():
    with pytest.raises(PacFailed) as failure:
        choices(b" " * (pac.MAX_SCRIPT_BYTES + 1), "http://a", "a", now=FRIDAY, own_address="")
    assert failure.value.reason == "too_large"
