"""Which hop failed, and that there are words for it."""

from datetime import timedelta

import pytest

from packtrail.domain.clock import ClockSample
from packtrail.protocol import messages
from packtrail.protocol.capabilities import Capabilities, ClockPolicy, Limits
from packtrail.usecases.check_connection import Hop, HopResult, check_connection
from packtrail.usecases.ports import Reply, Unreached
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.connection import hop_words, next_words
from tests.trade import MORNING


def capabilities(clock=None):
    limits = Limits(
        max_records=1, max_batch_bytes=1, max_line_bytes=1, max_blob_bytes=0, max_inflight_per_station=1
    )
    said = Capabilities(
        hub_name="平台",
        hub_version="1",
        is_sandbox=False,
        server_time=MORNING,
        schemas={},
        limits=limits,
        signature_algs=(),
        digest_algs=(),
        clock=ClockPolicy(warn_skew_ms=1, max_future_ms=1),
        record_types=(),
    )
    return Reply(200, messages.encode(said), clock=clock)


class Channel:
    def __init__(self, hub, session=None):
        self._hub, self._session = hub, session

    def capabilities(self):
        return self._said(self._hub)

    def open_session(self):
        return self._said(self._session)

    def _said(self, answer):
        if isinstance(answer, Exception):
            raise answer
        return answer


def walked(hub, session=None, way=()):
    opened = []

    def open_channel():
        opened.append(1)
        return Channel(hub, session)

    results = check_connection(
        "https://hub.test",
        walk=lambda _: iter(way),
        open_channel=open_channel,
        is_enrolled=session is not None,
    )
    assert {each.fault for each in results} - {""} <= table(wording(CHINESE), "fault")
    return results, opened


def off_by(seconds):
    return ClockSample(
        server_at=MORNING + timedelta(seconds=seconds),
        device_at=MORNING,
        monotonic_ms=0,
        boot_id="b",
        rtt_ms=1000,
    )


def problem(code):
    return (
        b'{"code":"%b","request_id":"r","retry":"never","status":403,"stored":false,"title":"t","type":"u"}'
        % code
    )


def test_behind_a_hop_that_failed_nothing_is_tried():
    results, opened = walked(capabilities(), way=[HopResult(hop=Hop.NAME, fault="name_unknown")])
    assert ([each.fault for each in results], opened) == (["name_unknown"], [])


@pytest.mark.parametrize(
    ("hub", "hop", "fault"),
    [
        (Unreached("cut_off", sent=True), Hop.HTTP, "cut_off"),
        (Unreached("proxy_login", sent=False), Hop.HTTP, "proxy_login"),
        (Reply(404, b""), Hop.HTTP, "http_refused"),
        (Reply(502, b""), Hop.HTTP, "http_theirs"),
        (Reply(302, b""), Hop.HUB, "redirected"),
        (Reply(200, b"<html>sign in</html>"), Hop.HUB, "not_a_hub"),
        (capabilities(off_by(-3600)), Hop.HUB, "clock_off"),
        (capabilities(off_by(3600)), Hop.HUB, "clock_off"),
    ],
)
def test_what_answers_is_looked_at(hub, hop, fault):
    results, _ = walked(hub, session=Reply(200, b"{}"))
    assert (results[-1].hop, results[-1].fault) == (hop, fault)


@pytest.mark.parametrize(
    ("session", "fault", "detail"),
    [
        (Reply(200, b"{}"), "", ""),
        (Reply(403, problem(b"BT-1004")), "session_refused", "BT-1004"),
        (Reply(403, b"<html>"), "not_a_hub", "HTTP 403"),
        (Unreached("timeout", sent=False), "timeout", ""),
    ],
)
def test_the_session_is_the_last_hop(session, fault, detail):
    results, _ = walked(capabilities(off_by(1)), session=session)
    assert (results[-1].hop, results[-1].fault, results[-1].detail) == (Hop.SESSION, fault, detail)


def test_a_platform_that_is_not_bound_yet_is_asked_for_no_session():
    assert walked(capabilities())[0][-1].hop is Hop.HUB


def table(w, name):
    start = f"connection.{name}."
    return {key.removeprefix(start) for key in w.sentences if key.startswith(start)}


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_fault_has_a_sentence_and_a_next_step_and_every_hop_a_name(language):
    w = wording(language)
    assert table(w, "fault") == table(w, "next")
    assert table(w, "hop") == set(Hop)
    for fault in table(w, "fault"):
        result = HopResult(hop=Hop.TLS, fault=fault, detail="x")
        assert hop_words(w, result) != next_words(w, result)
    for hop in Hop:
        assert hop_words(w, HopResult(hop=hop)) != hop_words(w, HopResult(hop=hop, is_skipped=True))
