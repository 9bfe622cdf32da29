"""What the pages show of a hub, and what can be changed on them."""

import json
import re
from datetime import timedelta

import pytest

from packtrail.protocol import dsse, messages
from packtrail.protocol.stock_check import StockCheck
from packtrail_hub.admin import audit, open_records, receipts_page, stock_page
from packtrail_hub.enrolling import MAX_FAILURES
from packtrail_hub.key_rotation import rotate_key
from tests.hub.admin.conftest import FORM_WORD, fill

OUTLET = "91430100MA0FAKE013"
OTHER_OUTLET = "91430100MA0FAKE039"


def rows_of(html):
    """The cells of every table row, as text."""
    found = []
    for row in re.findall(r'<tr role="row"[^>]*>(.*?)</tr>', html, re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        found.append([" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells])
    return found


def row_of(html, beginning):
    return next(row for row in rows_of(html) if row[0].startswith(beginning))


def code_in(html):
    return html.partition('id="told-code">')[2].partition("<")[0]


def test_the_overview_tells_each_outlet_in_a_row(signed_in, day, clock):
    clock.at += timedelta(minutes=20)
    row = row_of(signed_in.get("/").text, "测试网点")
    assert row == [
        f"测试网点 {OUTLET}",
        "在用 1",
        "20 分钟前 2026-11-21 18:00",
        "1",
        "1",
        "20 分钟前",
        "—",
        "2",
        "625.0",
    ]


def test_an_empty_hub_says_what_comes_first(signed_in):
    assert "还没有网点" in signed_in.get("/").text


def test_outlets_are_shown_a_page_at_a_time(signed_in, new_station, monkeypatch):
    monkeypatch.setattr("packtrail_hub.admin.overview.PAGE", 1)
    new_station(label="A")
    new_station(label="B", outlet=OTHER_OUTLET)
    first = signed_in.get("/").text
    onward = re.search(r'rel="next" href="/admin(/[^"]*)"', first)[1]
    second = signed_in.get(onward).text
    assert (OUTLET in first, OTHER_OUTLET in first) == (True, False)
    assert (OUTLET in second, OTHER_OUTLET in second) == (False, True)
    assert 'rel="next"' not in second


def test_what_a_station_still_has_is_known_from_its_last_comparison(signed_in, day, station, client):
    station.take_in()
    seq, digest = station.head
    check = StockCheck(
        station_id=station.station_id,
        station_epoch=1,
        head_seq=seq,
        head_hash=digest,
        receipt_seq=1,
        receipt_digest=station.cursor()["receipt_digest"],
        stock={},
        at=station.clock(),
    )
    path = f"/v1/stations/{station.station_id}/stock-checks"
    answer = client.post(path, content=messages.encode(check), headers=station.headers)
    assert answer.status_code == 200, answer.text
    assert row_of(signed_in.get("/").text, "测试网点")[6] == "工位上还有 1 条"
    assert "处不一致" in row_of(signed_in.get(f"/outlets/{OUTLET}").text, "S1")[5]


def test_an_outlets_page_tells_stations_epochs_and_keys(signed_in, day, station):
    row = row_of(signed_in.get(f"/outlets/{OUTLET}").text, "S1")
    assert row[0] == f"S1 {station.station_id}"
    assert row[3] == f"第 1 序列：已收到第 {station.head[0]} 条"
    assert row[4] == f"{station.signer.key_id}，自 2026-11-21 18:00 起使用"


def test_text_from_outside_is_shown_and_never_markup(signed_in, new_station):
    sent = new_station(label='<img src=x onerror="x">')
    unknown = sent.write_raw(record_type="<script>")
    sent.send_new()
    for path in (
        "/",
        f"/outlets/{OUTLET}",
        f"/outlets/{OUTLET}/records?status=deferred",
        f"/records/{unknown}",
    ):
        html = signed_in.get(path).text
        assert "<img" not in html
        assert "<script" not in html
    assert "&lt;img src=x" in html
    assert "&lt;script&gt;" in html


def test_a_new_code_is_shown_once_and_enrols_a_station(signed_in, new_station):
    told = signed_in.send(f"/outlets/{OUTLET}/codes")
    code = code_in(told.text)
    new_station(is_ready=False).enrol(code)
    after = signed_in.get(f"/outlets/{OUTLET}").text
    assert code not in after
    assert row_of(after, "第 1 号")[1:3] == ["已用于 S1", "2026-11-24 18:00"]


def test_a_code_for_an_outlet_that_is_not_here_yet_begins_it(signed_in):
    code = code_in(signed_in.send("/codes", uscc=f" {OTHER_OUTLET.lower()} ").text)
    assert len(code) == 12
    assert OTHER_OUTLET in signed_in.get("/").text
    assert "还没有工位绑定" in signed_in.get(f"/outlets/{OTHER_OUTLET}").text


@pytest.mark.parametrize("uscc", ["", "91430100MA0FAKE014", "<b>"])
def test_no_code_is_made_for_a_wrong_number(signed_in, uscc):
    told = signed_in.send("/codes", uscc=uscc)
    assert (told.status_code, "统一社会信用代码不正确" in told.text) == (422, True)
    assert "发绑定码" not in str(rows_of(signed_in.get("/audit").text))


def test_a_withdrawn_code_enrols_nobody(signed_in, new_station):
    code = code_in(signed_in.send(f"/outlets/{OUTLET}/codes").text)
    path, page = f"/outlets/{OUTLET}/withdraw-code", f"/outlets/{OUTLET}"
    assert "绑定码已撤回" in signed_in.send(path, page, code="1").text
    assert "没有改动" in signed_in.send(path, page, code="1").text
    assert signed_in.send(path, page, code="x").status_code == 404
    assert new_station(is_ready=False).ask_to_enrol(code).status_code == 403
    assert row_of(signed_in.get(page).text, "第 1 号")[1] == "已失效"


def test_a_code_that_was_tried_wrongly_is_told_as_locked(signed_in, new_station):
    signed_in.send(f"/outlets/{OUTLET}/codes")
    for _ in range(MAX_FAILURES):
        new_station(is_ready=False).ask_to_enrol("AAAAAAAAAA")
    assert row_of(signed_in.get(f"/outlets/{OUTLET}").text, "第 1 号")[1] == "试错 5 次，已锁定"


def test_a_station_is_taken_out_of_service_once_its_label_is_typed(signed_in, station):
    page = f"/stations/{station.station_id}/revoke"
    wrong = signed_in.send(page, page, label="S2")
    bad = signed_in.send(page, page, label="S1", from_seq="-1")
    assert (wrong.status_code, "没有停用" in wrong.text) == (422, True)
    assert (bad.status_code, "没有停用" in bad.text) == (422, True)
    assert station.ask_for_session().status_code == 200
    done = signed_in.send(page, page, label=" S1 ", from_seq="3")
    assert "工位 S1 已停用" in done.text
    assert "从第 3 条起不再采信" in row_of(done.text, "S1")[1]
    assert station.ask_for_session().status_code == 403
    assert "早已停用" in signed_in.send(page, page, label="S1").text
    acts = [row for row in rows_of(signed_in.get("/audit").text) if row[2] == "停用工位"]
    assert [row[1] for row in acts] == ["李敏"]


def test_open_records_are_grouped_by_who_has_to_act(signed_in, day):
    html = signed_in.get(f"/outlets/{OUTLET}/records").text
    owner = row_of(html, "本网点")
    assert owner[1:3] == ["BT-1001", "内容格式不符"]
    assert owner[4] == "1"
    listed = row_of(html, "入库")
    assert listed[1:] == ["S1", "BT-1001", "内容格式不符", "/body/gross_mass_g", "2026-11-21 18:00"]
    deferred = rows_of(signed_in.get(f"/outlets/{OUTLET}/records?status=deferred").text)
    assert [row[0] for row in deferred if "BT-1009" in row] == [
        "平台运营方",
        f"hologram {listed_number(deferred)}",
    ]
    english = signed_in.get(f"/outlets/{OUTLET}/records?lang=en").text
    assert [row[2] for row in rows_of(english) if row[1] == "BT-1001"] == [
        "The content does not have the right form"
    ]


def listed_number(rows):
    return next(row[0].split()[1] for row in rows if row[0].startswith("hologram"))


def test_open_records_are_paged_from_the_last_row_shown(signed_in, station, monkeypatch):
    monkeypatch.setattr(open_records, "PAGE", 2)
    written = [station.write_raw(body={"gross_mass_g": "x"}) for _ in range(5)]
    written.append(station.write_raw(body={"gross_mass_g": None, "battery_code": 1}))
    station.send_new()
    for chosen in ("", "?code=BT-1001"):
        seen, path = [], f"/outlets/{OUTLET}/records{chosen}"
        while path:
            html = signed_in.get(path).text
            seen += re.findall(r'href="/admin/records/([0-9a-f-]{36})"', html)
            onward = re.search(r'rel="next" href="/admin(/[^"]*)"', html)
            path = onward and onward[1].replace("&amp;", "&")
        assert seen == written


@pytest.mark.parametrize("query", ["status=accepted", "code=BT-0000", "status=rejected&code=%27"])
def test_a_list_that_there_is_not_is_no_page(signed_in, day, query):
    assert signed_in.get(f"/outlets/{OUTLET}/records?{query}").status_code == 404


def test_a_count_stops_and_says_so(signed_in, day, station, monkeypatch):
    for module in ("overview", "open_records", "rendering"):
        monkeypatch.setattr(f"packtrail_hub.admin.{module}.MOST_COUNTED", 1)
    station.write_raw(body={"gross_mass_g": "x"})
    station.send_new()
    assert row_of(signed_in.get("/").text, "测试网点")[3] == "1 以上"
    assert row_of(signed_in.get(f"/outlets/{OUTLET}/records").text, "本网点")[4] == "1 以上"


def test_a_record_is_shown_as_it_was_signed_with_what_was_found(signed_in, day):
    html = signed_in.get(f"/records/{day.heavy}").text
    assert "&lt;b&gt;heavy&lt;/b&gt;" in html
    assert row_of(html, "BT-1001")[4] == "/body/gross_mass_g"
    good = signed_in.get(f"/records/{day.packs[0].record_id}").text
    assert "接受" in good
    assert "BT-" not in good


def test_a_voided_record_is_no_longer_among_the_open_ones(signed_in, day, station):
    station.void(day.packs[1])
    station.send_new()
    assert "已作废" in signed_in.get(f"/records/{day.packs[1].record_id}").text
    assert row_of(signed_in.get("/").text, "测试网点")[7] == "1"


def test_receipts_are_listed_newest_first_and_downloaded_as_signed(signed_in, station, monkeypatch):
    monkeypatch.setattr(receipts_page, "PAGE", 2)
    fill(station)
    for _ in range(2):
        station.take_in()
        station.send_new()
    path = f"/stations/{station.station_id}/receipts"
    html = signed_in.get(path).text
    assert [row[0] for row in rows_of(html)[1:]] == ["3", "2"]
    older = signed_in.get(re.search(r'rel="next" href="/admin(/[^"]*)"', html)[1]).text
    assert row_of(older, "1")[2:4] == ["1–9", "接受 7 暂缓 1 退回 1"]
    got = signed_in.get(f"{path}/3")
    dsse.verified(dsse.from_json(got.content), dsse.RECEIPT, station.hub_keys)
    assert got.headers["content-disposition"] == f'attachment; filename="receipt-{station.station_id}-3.json"'
    assert json.loads(dsse.from_json(got.content).payload)["receipt_seq"] == 3
    assert signed_in.get(f"{path}/4").status_code == 404
    assert signed_in.get(f"{path}/{2**63}").status_code == 404


def test_stock_is_told_in_units_and_kilograms_and_listed_newest_first(signed_in, day, station):
    station.take_in(gross_mass_g=None, mass_basis="unknown")
    station.send_new()
    html = signed_in.get(f"/outlets/{OUTLET}/stock").text
    held = [each.body.battery_code for each in day.packs[1:]]
    assert re.findall(r'<a href="/admin/records/[^"]*">([^<]*)</a>', html)[1:] == held[::-1]
    assert row_of(html, "合计")[2:] == ["3", "625.0"]
    assert "另有 1 件没有质量" in html
    assert "没有在库的电池" in signed_in.get(f"/outlets/{OUTLET}/stock?custody=quarantined").text


def test_a_part_of_a_code_finds_its_unit(signed_in, day):
    wanted = day.packs[1].body.battery_code
    path = f"/outlets/{OUTLET}/stock"
    found = signed_in.get(path, params={"q": f" {wanted[-5:].lower()}"}).text
    assert re.findall(r'<a href="/admin/records/[^"]*">([^<]*)</a>', found) == [wanted]
    assert "查过的 2 件里没有" in signed_in.get(path, params={"q": "%%%"}).text
    assert "至少输入 3 个字符" in signed_in.get(path, params={"q": "1"}).text


def test_a_search_stops_and_goes_on_where_it_stopped(signed_in, station, monkeypatch):
    monkeypatch.setattr(stock_page, "LOOKED_THROUGH", 4)
    packs = [station.take_in() for _ in range(10)]
    station.send_new()
    wanted, path = packs[0].body.battery_code, f"/outlets/{OUTLET}/stock?q={packs[0].body.battery_code[-6:]}"
    steps = 0
    while True:
        html = signed_in.get(path).text
        if wanted in re.sub(r'value="[^"]*"', "", html):
            break
        assert "已查过最近的 4 件" in html
        path = re.search(r'rel="next" href="/admin(/[^"]*)"', html)[1].replace("&amp;", "&")
        steps += 1
    assert steps == 2


def test_stock_is_paged_over_all_custodies_in_one_order(signed_in, station, monkeypatch):
    monkeypatch.setattr(stock_page, "PAGE", 3)
    packs = [
        station.take_in(condition_class="damaged" if number % 3 == 0 else "normal") for number in range(8)
    ]
    station.send_new()
    seen, path = [], f"/outlets/{OUTLET}/stock"
    while path:
        html = signed_in.get(path).text
        seen += re.findall(r'<a href="/admin/records/([^"]*)">', html)
        onward = re.search(r'rel="next" href="/admin(/[^"]*)"', html)
        path = onward and onward[1].replace("&amp;", "&")
    assert seen == [each.record_id for each in reversed(packs)]


def test_what_was_done_is_paged(signed_in, monkeypatch):
    monkeypatch.setattr(audit, "PAGE", 2)
    for _ in range(3):
        signed_in.send(f"/outlets/{OUTLET}/codes")
    first = signed_in.get("/audit").text
    second = signed_in.get(re.search(r'rel="next" href="/admin(/[^"]*)"', first)[1]).text
    assert [row[2] for row in rows_of(first)[1:]] == ["发绑定码"] * 2
    assert [row[2] for row in rows_of(second)[1:]] == ["发绑定码", "登录"]


def test_a_key_that_was_replaced_is_told(signed_in, station, admin_hub):
    rotate_key(admin_hub)  # the hub's own; the station's row stays
    assert "起使用" in row_of(signed_in.get(f"/outlets/{OUTLET}").text, "S1")[4]


def test_every_page_has_one_word_for_its_forms(signed_in, day):
    words = set(FORM_WORD.findall(signed_in.get("/").text + signed_in.get(f"/outlets/{OUTLET}").text))
    assert len(words) == 1
