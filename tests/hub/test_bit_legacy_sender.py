"""The makers' legacy interface over real HTTP, against a look-alike with its own dummy key."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from packtrail import resources
from packtrail.domain import records as r
from packtrail.domain.errors_workbook import LegacySettingsUnusable, PlainHttpNotAllowed
from packtrail.protocol import changes
from packtrail.protocol.workbook_profile import MassUnit, read_portal_texts
from packtrail_hub import database
from packtrail_hub.admin import audit
from packtrail_hub.bit_legacy import Undecryptable, decrypted, encrypted, sign
from packtrail_hub.bit_legacy_sender import send_legacy
from packtrail_hub.bit_legacy_settings import read_settings

KEY, TOKEN = "DUMMY-KEY-9876543", "DUMMY-TOKEN"
MAKER, OTHER = "甲汽车有限公司", "乙汽车有限公司"
TEXTS = read_portal_texts(resources.path("profiles", "portal_texts.toml").read_bytes())
EXISTS = "动力电池编码重复"


class LookAlike:
    """A maker's deployed platform: stores rows by code, refuses what it has and what never came in."""

    def __init__(self):
        self.key = KEY
        self.stock, self.retired, self.requests = {}, {}, []
        self.refused = {}  # code: text
        self.drop_after_commit = 0
        self.status = 200
        self.success = 200
        self.instead = None
        self._busy = threading.Lock()
        self.overlapped = False

    def answer(self, path, headers, body):
        """Status and body, or None where the line is cut."""
        if not self._busy.acquire(blocking=False):
            self.overlapped = True
            return 503, b""
        try:
            return self._answer(path, headers, body)
        finally:
            self._busy.release()

    def _answer(self, path, headers, body):
        value = json.loads(body)
        self.requests.append((path, value))
        if (
            headers["Authorization"] != f"Bearer {TOKEN}"
            or sign(value["requestMsg"], self.key) != value["sign"]
        ):
            return 200, json.dumps({"code": self.success, "msg": "", "data": ""}).encode()
        try:
            rows = json.loads(decrypted(value["requestMsg"], self.key))
        except Undecryptable:
            return 200, json.dumps({"code": self.success, "msg": "", "data": ""}).encode()
        failures = [each for each in (self._take(path, row) for row in rows) if each]
        if self.drop_after_commit:
            self.drop_after_commit -= 1
            return None
        if self.instead is not None:
            return self.status, self.instead
        hidden = encrypted(
            json.dumps({"errorMessages": failures, "num": len(rows)}, ensure_ascii=False), self.key
        )
        return self.status, json.dumps({"code": self.success, "msg": "", "data": hidden}).encode()

    def _take(self, path, row):
        code = row["code"]
        kept = self.stock if path.endswith("receiveRecoverStorage") else self.retired
        text = self.refused.get(code)
        if text is None and code in kept:
            text = EXISTS
        if text is None and kept is self.retired and code not in self.stock:
            text = "未入库"
        if text is None:
            kept[code] = row
            return None
        return {"id": code, "code": "1", "message": text}

    def calls(self):
        return [path.rsplit("/", 1)[1] for path, _ in self.requests]


@pytest.fixture
def platform():
    """The look-alike on a socket, and where it listens."""
    look_alike = LookAlike()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = look_alike.answer(self.path, self.headers, body)
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer[0])
            self.send_header("Content-Length", str(len(answer[1])))
            self.end_headers()
            self.wfile.write(answer[1])

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    running.start()
    look_alike.url = f"http://127.0.0.1:{server.server_address[1]}/bitnei/v1.0/battery"
    yield look_alike
    server.shutdown()
    server.server_close()
    running.join()


@pytest.fixture
def settings_file(tmp_path, platform):
    def write(*, key=KEY, mode=0o600, **changes):
        said = {
            "enabled": "true",
            "makers": json.dumps([MAKER], ensure_ascii=False),
            "base_url": f'"{platform.url}"',
            "mass_unit": '"kg"',
            "success_codes": "[200]",
            "already_texts": json.dumps([EXISTS], ensure_ascii=False),
            "plain_http_consent": '"127.0.0.1"',
        } | changes
        lines = [f"{name} = {value}" for name, value in said.items() if value is not None]
        file = tmp_path / "legacy.toml"
        file.write_text("\n".join([*lines, "[credentials]", f'token = "{TOKEN}"', f'key = "{key}"']), "utf-8")
        file.chmod(mode)
        return file

    return write


@pytest.fixture
def run(hub, settings_file):
    return lambda **changes: send_legacy(hub, read_settings(settings_file(**changes)), TEXTS)


@pytest.fixture
def taken(station):
    def take(*makers, first=1):
        intakes = [
            station.take_in(responsible_maker=maker, battery_code=f"0TXPB01A000001A5A{first + number:07d}")
            for number, maker in enumerate(makers)
        ]
        station.send_new()
        return intakes

    return take


@pytest.fixture
def hand_on(station):
    """Signs a load away as a desk does, with the recipient's name."""

    def go(*intakes):
        mass_g = sum(each.body.gross_mass_g for each in intakes)
        fields = {
            "handoff_id": "HO-1",
            "consignee_uscc": "91430200MA0FAKE02B",
            "consignee_role": "regeneration_enterprise",
            "consignee_name": "株洲测试再生利用有限公司",
            "carrier_uscc": None,
            "vehicle_plate": None,
            "packaging": "insulated_crate",
            "line_count": len(intakes),
            "total_gross_mass_g": mass_g,
        }
        header = station.write(r.Handoff(**fields))
        for intake in intakes:
            station.line(header, intake)
        station.send_new()

    return go


def test_intakes_go_first_and_retirements_once_they_were_accepted(platform, run, taken, hand_on):
    first, second, foreign = taken(MAKER, MAKER, OTHER)
    hand_on(first, foreign)
    report = run()
    assert platform.calls() == ["receiveRecoverStorage", "receiveRetiredOldVehicle"]
    assert set(platform.stock) == {first.body.battery_code, second.body.battery_code}
    assert platform.retired[first.body.battery_code]["batteryWeight"] == "312.5"
    assert (report.accepted, report.rejected, report.stopped_by) == (3, 0, "")
    assert run().requests == 0


def test_a_retirement_waits_while_its_intake_was_turned_away(platform, run, taken, hand_on):
    (first,) = taken(MAKER)
    platform.refused[first.body.battery_code] = "电池供应商未上传电池备案信息"
    hand_on(first)
    report = run()
    assert platform.calls() == ["receiveRecoverStorage"]
    assert (report.accepted, report.rejected) == (0, 1)


def test_every_request_is_on_record_before_it_is_answered(platform, run, taken, hub):
    taken(*[MAKER] * 3)
    platform.drop_after_commit = 1
    assert run(most_rows="2").unknown == 2
    with database.look(hub.engine) as connection:
        (sent,) = audit.acts_before(connection, None)
    assert (sent.what, sent.who, sent.facts["maker"], sent.facts["rows"]) == (
        "legacy_sent",
        audit.COMMAND_LINE,
        MAKER,
        2,
    )


def test_at_most_so_many_rows_go_in_one_request_and_one_request_at_a_time(platform, run, taken):
    taken(*[MAKER] * 7)
    assert run(most_rows="3").accepted == 7
    sizes = [len(json.loads(decrypted(value["requestMsg"], KEY))) for _, value in platform.requests]
    assert (sizes, platform.overlapped) == ([3, 3, 1], False)


def test_a_lost_answer_is_asked_again_and_what_is_there_already_counts_once(platform, run, taken):
    (first,) = taken(MAKER)
    platform.drop_after_commit = 1
    lost = run()
    assert (lost.unknown, lost.accepted) == (1, 0)
    again = run()
    assert (again.duplicate, again.accepted, again.rejected) == (1, 0, 0)
    assert list(platform.stock) == [first.body.battery_code]
    assert run().requests == 0


def test_exists_already_without_an_unknown_outcome_of_ours_is_a_real_conflict(platform, run, taken):
    (first,) = taken(MAKER)
    platform.stock[first.body.battery_code] = {}
    report = run()
    assert (report.duplicate, report.rejected) == (0, 1)
    assert run().requests == 0


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_a_wrong_key_never_yields_accepted_and_costs_one_request(platform, run, taken, side):
    taken(*[MAKER] * 3)
    if side == "theirs":
        platform.key = "ANOTHER"
    report = run(key="WRONG-KEY" if side == "ours" else KEY, most_rows="1")
    assert (report.accepted, report.duplicate, report.requests) == (0, 0, 1)
    assert report.stopped_by == "empty"


@pytest.mark.parametrize(
    ("status", "success", "instead", "cause"),
    [
        (200, 200, b"", "unreadable"),
        (200, 200, b'{"code": 200, "data": "' + b"A" * 24 + b'"}', "undecryptable"),
        (200, 403, None, "not_successful"),
        (500, 200, None, "http_500"),
        (302, 200, b"", "http_302"),
    ],
)
def test_no_whole_answer_is_no_verdict_and_the_rows_go_again(
    platform, run, taken, status, success, instead, cause
):
    taken(MAKER)
    platform.status, platform.success, platform.instead = status, success, instead
    assert (run().stopped_by, platform.calls()) == (cause, ["receiveRecoverStorage"])
    platform.status, platform.success, platform.instead = 200, 200, None
    assert run().duplicate == 1


def test_what_never_left_goes_again_as_if_nothing_had_been(run, taken, platform, settings_file):
    taken(MAKER)
    nobody = run(base_url='"http://127.0.0.1:1/x"')
    assert (nobody.unknown, nobody.stopped_by) == (0, "ConnectError")
    assert run().accepted == 1


def test_a_run_that_was_killed_blocks_the_next_until_nobody_can_be_waiting(
    hub, clock, run, taken, platform, monkeypatch
):
    taken(MAKER)

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("packtrail_hub.bit_legacy_sender._Run._post", killed)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert run().stopped_by == "in_flight"
    clock.at += timedelta(hours=1)
    assert run().accepted == 1


def test_the_station_hears_what_the_platform_said_of_its_records(station, platform, run, taken):
    first, second = taken(MAKER, MAKER)
    platform.refused[second.body.battery_code] = "电池包编码异常"
    run()
    answer = station.client.get("/v1/changes", headers=station.headers)
    page = changes.verify_changes(
        answer.content, station.hub_keys, expect_station_id=station.station_id, expect_since=None
    )
    acks = [each for each in page.changes if each.kind == "authority_ack"]
    assert [(ack.record_id, ack.status) for ack in acks] == [
        (first.record_id, "submitted"),
        (second.record_id, "rejected"),
    ]


def test_it_is_off_until_an_administrator_switches_it_on(settings_file):
    for said in ({"enabled": "false"}, {"enabled": None}):
        with pytest.raises(LegacySettingsUnusable):
            read_settings(settings_file(**said))
    assert read_settings(settings_file()).mass_unit is MassUnit.KG


def test_a_host_without_encryption_needs_consent_by_its_name(settings_file):
    for consent in ('""', '"true"', '"127.0.0.2"'):
        with pytest.raises(PlainHttpNotAllowed):
            read_settings(settings_file(plain_http_consent=consent))
    assert read_settings(settings_file(base_url='"https://maker.example/x"', plain_http_consent=None))


@pytest.mark.parametrize(
    "said",
    [
        {"mode": 0o644},
        {"mass_unit": None},
        {"mass_unit": '"lb"'},
        {"most_rows": "101"},
        {"makers": "[]"},
        {"base_url": '"ftp://x"'},
        {"base_url": '"https://x:99999999/"'},
        {"success_codes": "[]"},
        {"more": "1"},
    ],
)
def test_settings_that_others_may_read_or_that_say_nothing_clear_are_refused_without_the_secret(
    settings_file, said
):
    with pytest.raises(LegacySettingsUnusable) as caught:
        read_settings(settings_file(**said))
    assert KEY not in str(vars(caught.value))
    assert KEY not in repr(read_settings(settings_file()))


def test_the_settings_in_the_operators_page_are_read_as_they_stand_there(tmp_path):
    page = (resources.folder().parent / "docs" / "operator" / "excel.md").read_text("utf-8")
    file = tmp_path / "page.toml"
    file.write_text(page.partition("```toml\n")[2].partition("```")[0], "utf-8")
    file.chmod(0o600)
    assert read_settings(file).makers == ("某某汽车有限公司",)
