"""Who is let in to the pages, by which way, and what every answer carries."""

import logging
import threading
from datetime import timedelta
from http.cookiejar import DefaultCookiePolicy

import httpx2
import pytest
from starlette.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from packtrail.protocol import problems
from packtrail_hub import database
from packtrail_hub.admin import accounts, asked, audit, sessions
from packtrail_hub.admin.audit import COMMAND_LINE
from packtrail_hub.api import create_app
from packtrail_hub.hub import open_hub
from packtrail_hub.server import make_server
from tests.hub.admin.conftest import FORM_WORD, NAME, PASSWORD, Visitor

OUTLET = "91430100MA0FAKE013"
PAGES = (
    "/",
    f"/outlets/{OUTLET}",
    f"/outlets/{OUTLET}/records",
    f"/outlets/{OUTLET}/stock",
    "/audit",
    "/records/01a1f684-8f48-7a11-8a00-000000001041",
    "/stations/01a1f684-8f48-7a11-8a00-000000001041/receipts",
)


@pytest.fixture
def store(in_sqlite):
    """One store is enough here; sessions and accounts are tested on both beside this file."""
    return in_sqlite


@pytest.mark.parametrize("path", ["", "/", "/sign-in", "/nothing", "/audit"])
def test_without_an_administrator_there_are_no_pages(client, path):
    answer = client.get(f"/admin{path}")
    assert (answer.status_code, problems.decode(answer.content).code) == (404, "BT-1020")
    assert client.post(f"/admin{path}", data={"name": "x"}).status_code in {404, 405}


@pytest.mark.parametrize("path", ["/admin.css", "/sign-in", f"/stations/x/receipts/{'9' * 5000}"])
def test_nothing_tells_that_there_could_be_pages(client, path):
    def told(answer):
        found = problems.decode(answer.content)
        return answer.status_code, answer.headers["content-type"], found.code, found.title

    unknown = told(client.get("/unknown"))
    many = {f"X-{number}": "x" for number in range(80)}
    assert told(client.get(f"/admin{path}")) == told(client.get(f"/admin{path}", headers=many)) == unknown
    assert told(client.post("/admin/sign-in", json={})) == unknown
    assert told(client.post("/admin/sign-in", data={"x": "y" * 9000})) == unknown


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 19, "٣", "-1", "1_0", "x"])
def test_a_receipt_of_no_number_is_not_there(signed_in, station, number):
    answer = signed_in.get(f"/stations/{station.station_id}/receipts/{number}")
    assert (answer.status_code, "没有这个页面" in answer.text) == (404, True)


def test_nothing_is_shown_before_signing_in(visitor, day):
    for path in PAGES:
        answer = visitor.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"], answer.text) == (303, "/admin/sign-in", "")


def test_signing_in_shows_the_overview_and_signing_out_ends_it(visitor):
    assert "网点总览" in visitor.sign_in().text
    kept = visitor.http.cookies["__Host-packtrail_admin"]
    assert visitor.send("/sign-out").url.path == "/admin/sign-in"
    visitor.http.cookies.set("__Host-packtrail_admin", kept)
    assert visitor.get("/").url.path == "/admin/sign-in"


def test_a_token_from_before_signing_in_is_worth_nothing_after_it(visitor):
    visitor.get("/sign-in")
    before = visitor.http.cookies["__Host-packtrail_admin"]
    visitor.sign_in()
    assert visitor.http.cookies["__Host-packtrail_admin"] != before


@pytest.mark.parametrize(("name", "password"), [(NAME, "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(visitor, name, password):
    answer = visitor.sign_in(name, password)
    assert answer.status_code == 401
    assert "姓名或密码不对" in answer.text
    assert password not in answer.text or not password


def test_after_too_many_tries_the_page_says_how_long_to_wait(visitor, clock):
    for _ in range(5):
        visitor.sign_in(password="wrong")
    answer = visitor.sign_in()
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    assert "15 分钟" in answer.text
    clock.at += timedelta(minutes=15)
    assert visitor.sign_in().status_code == 200


def test_the_cookie_is_for_this_host_over_tls_and_for_no_script(visitor):
    told = visitor.get("/sign-in").headers["set-cookie"]
    assert told.startswith("__Host-packtrail_admin=")
    assert {"HttpOnly", "Path=/", "SameSite=strict", "Secure"} <= set(told.split("; "))


def test_without_tls_a_password_is_asked_for_on_the_hubs_own_machine_only(new_visitor):
    far = new_visitor(url="http://hub.test").get("/sign-in")
    assert (far.status_code, "https" in far.text, "password" in far.text) == (403, True, False)
    near = new_visitor(url="http://127.0.0.1:8464", address="127.0.0.1")
    told = near.get("/sign-in").headers["set-cookie"]
    assert {"HttpOnly", "Path=/admin", "SameSite=strict"} <= set(told.split("; "))
    assert "网点总览" in near.sign_in().text


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "x-forwarded-proto", "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Host"]
)
def test_behind_a_proxy_that_the_hub_was_not_told_of_no_password_is_asked_for(new_visitor, header):
    passed_on = new_visitor(url="http://127.0.0.1:8464", address="127.0.0.1")
    passed_on.http.headers[header] = "10.0.0.9"
    for answer in (
        passed_on.get("/sign-in"),
        passed_on.post("/sign-in", {"name": NAME, "password": PASSWORD}),
    ):
        assert (answer.status_code, "--behind-proxy" in answer.text) == (403, True)
        assert "set-cookie" not in answer.headers
    over_tls = new_visitor(address="127.0.0.1")
    over_tls.http.headers[header] = "10.0.0.9"
    assert over_tls.sign_in().url.path == "/admin/"


def test_a_proxy_that_the_hub_knows_passes_visitors_on_with_their_own_address(admin_hub, client):
    known = Visitor(
        ProxyHeadersMiddleware(client.app, ["127.0.0.1"]), url="http://hub.test", address="127.0.0.1"
    )
    known.http.headers |= {"X-Forwarded-For": "10.0.0.9", "X-Forwarded-Proto": "https"}
    known.http.cookies.jar.set_policy(DefaultCookiePolicy(secure_protocols=("http", "https")))
    told = known.get("/sign-in").headers["set-cookie"]
    assert "Secure" in told
    assert known.sign_in().status_code == 200
    with database.look(admin_hub.engine) as connection:
        assert audit.acts_before(connection, None)[0].who.address == "10.0.0.9"


def test_every_answer_forbids_scripts_frames_and_keeping(signed_in, day):
    for path in (*PAGES, "/sign-in", "/nothing", "/admin.css"):
        answer = signed_in.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script" not in policy
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "<script" not in answer.text
        assert " style=" not in answer.text
        assert answer.headers["cache-control"] == ("max-age=300" if path == "/admin.css" else "no-store")


def test_a_form_without_the_word_of_its_page_changes_nothing(signed_in, new_visitor, admin_hub):
    other = new_visitor()
    other.sign_in()
    foreign = FORM_WORD.search(other.get("/").text)[1]
    for fields in ({"x": "y"}, {"form_word": ""}, {"form_word": "é"}, {"form_word": foreign}):
        assert signed_in.post(f"/outlets/{OUTLET}/codes", fields).status_code == 403
    assert "绑定码" not in signed_in.get("/audit").text
    own = FORM_WORD.search(signed_in.get("/").text)[1]
    headers = {"Sec-Fetch-Site": "cross-site"}
    refused = signed_in.post(f"/outlets/{OUTLET}/codes", {"form_word": own}, headers=headers)
    assert refused.status_code == 403
    assert signed_in.post(f"/outlets/{OUTLET}/codes", {"form_word": own}).status_code == 200


def test_a_sign_in_form_of_another_visitor_signs_nobody_in(visitor, new_visitor):
    foreign = FORM_WORD.search(new_visitor().get("/sign-in").text)[1]
    visitor.get("/sign-in")
    answer = visitor.post("/sign-in", {"form_word": foreign, "name": NAME, "password": PASSWORD})
    assert (answer.status_code, "放得太久" in answer.text) == (403, True)
    assert visitor.get("/").url.path == "/admin/sign-in"


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"x" * (asked.MAX_FORM_BYTES + 1), asked.FORM, 413),
        (b"a=1&" * 30, asked.FORM, 400),
        (b"name=%ff%fe", asked.FORM, 400),
        (b"{}", "application/json", 415),
    ],
)
def test_a_body_that_is_no_form_is_refused_unread(visitor, body, media_type, status):
    answer = visitor.http.post("/admin/sign-in", content=body, headers={"Content-Type": media_type})
    assert (answer.status_code, "没有完成" in answer.text) == (status, True)


def test_a_request_with_too_many_headers_is_refused(visitor):
    answer = visitor.get("/sign-in", headers={f"X-{number}": "x" for number in range(80)})
    assert answer.status_code == 431


@pytest.mark.parametrize(
    "path", ["/nothing", "/outlets/1", "/records/x", "/stations/x/receipts", "/outlets/x/stock"]
)
def test_what_is_not_there_is_said_in_a_page(signed_in, path):
    answer = signed_in.get(path)
    assert (answer.status_code, "没有这个页面" in answer.text) == (404, True)


def test_a_session_holds_in_another_process(signed_in, store, admin_hub, clock):
    other = open_hub(store, clock=clock, new_id=admin_hub.new_id, name="other")
    try:
        second = Visitor(create_app(other))
        second.http.cookies = signed_in.http.cookies
        assert f"已登录：{NAME}" in second.get("/").text
        second.send("/sign-out")
        assert signed_in.get("/").url.path == "/admin/sign-in"
    finally:
        other.engine.dispose()


def test_an_idle_session_asks_for_the_password_again(signed_in, clock):
    clock.at += sessions.IDLE
    assert signed_in.get("/").url.path == "/admin/sign-in"


def test_a_language_is_remembered(signed_in):
    assert '<html lang="zh-CN">' in signed_in.get("/").text
    english = signed_in.get("/audit?lang=en").text
    assert '<html lang="en">' in english
    assert 'href="/admin/audit?lang=zh"' in english
    assert "Outlets" in signed_in.get("/").text
    assert "网点总览" in signed_in.get("/?lang=zh").text
    assert "网点总览" in signed_in.get("/?lang=xx").text


def test_a_fault_is_told_without_its_cause_and_logged_with_it(signed_in, monkeypatch, caplog):
    def broken(*_):
        raise ZeroDivisionError("the cause")

    monkeypatch.setattr("packtrail_hub.admin.overview.outlets_after", broken)
    answer = signed_in.get("/")
    assert (answer.status_code, "平台出了故障" in answer.text) == (500, True)
    assert "the cause" not in answer.text
    assert "the cause" in caplog.text
    caplog.clear()


def test_no_secret_of_a_visit_is_logged_even_at_the_finest_level(admin_hub, caplog):
    """Over a real socket, since the server logs too."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "httpcore2")  # the visitor's own side tells its cookies
    server, bound, url = make_server(admin_hub, "127.0.0.1", 0)
    running = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    running.start()
    try:
        with httpx2.Client(base_url=url, follow_redirects=True) as http:
            word = FORM_WORD.search(http.get("/admin/sign-in").text)[1]
            http.post("/admin/sign-in", data={"form_word": word, "name": NAME, "password": "a wrong one"})
            page = http.post("/admin/sign-in", data={"form_word": word, "name": NAME, "password": PASSWORD})
            token = http.cookies["packtrail_admin"]
            form_word = FORM_WORD.search(page.text)[1]
            told = http.post(f"/admin/outlets/{OUTLET}/codes", data={"form_word": form_word}).text
            code = told.partition('id="told-code">')[2].partition("<")[0]
    finally:
        server.should_exit = True
        running.join()
        bound.close()
    assert len(code) == 12
    kept = "\n".join(str(each) for each in _everything(admin_hub))
    for secret in (PASSWORD, "a wrong one", token, word, form_word, code, code.replace("-", "")):
        assert secret not in caplog.text
        assert secret not in kept
    caplog.clear()


def _everything(hub):
    with database.look(hub.engine) as connection:
        for name in ("admin", "admin_session", "sign_in_attempt", "admin_act", "enrolment_code"):
            yield connection.exec_driver_sql(f"SELECT * FROM {name}").all()


def test_acts_are_on_record_with_who_and_from_where(signed_in, admin_hub):
    signed_in.send(f"/outlets/{OUTLET}/codes")
    with database.look(admin_hub.engine) as connection:
        newest = audit.acts_before(connection, None)[0]
    assert (newest.what, newest.who.name, newest.who.address) == ("code_given", NAME, "10.0.0.7")
    assert newest.outlet_uscc == OUTLET


def test_the_pages_are_no_part_of_the_contract(admin_hub):
    with TestClient(create_app(admin_hub)) as http:
        assert not [path for path in http.get("/openapi.json").json()["paths"] if "admin" in path]


def test_a_removed_administrator_sees_nothing_more(signed_in, admin_hub):
    accounts.add_admin(admin_hub, COMMAND_LINE, "other", PASSWORD)
    accounts.remove_admin(admin_hub, COMMAND_LINE, NAME)
    assert signed_in.get("/audit").url.path == "/admin/sign-in"
