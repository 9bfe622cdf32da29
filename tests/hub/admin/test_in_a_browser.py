"""The pages in a real headless Chromium: by keyboard alone, narrow and wide, light and dark."""

import os
import threading
from pathlib import Path

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from packtrail_hub.server import make_server
from tests.hub.admin import chromium
from tests.hub.admin.conftest import NAME, PASSWORD

OUTLET = "91430100MA0FAKE013"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    found = chromium.programs()
    if found is None and os.environ.get(chromium.NEEDED) == "need":
        pytest.fail("no Chromium on this machine: apt install chromium chromium-driver")
    if found is None:
        pytest.skip("no Chromium on this machine: apt install chromium chromium-driver")
    with chromium.running(found, tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture
def store(in_sqlite):
    """What a browser sees does not depend on the store."""
    return in_sqlite


@pytest.fixture
def url(admin_hub, day):
    """The hub with a day in it, on a real socket."""
    server, bound, url = make_server(admin_hub, "127.0.0.1", 0)
    running = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    running.start()
    yield url
    server.should_exit = True
    running.join()
    bound.close()


@pytest.fixture
def page(browser, url):
    """A fresh visitor's browser on the sign-in page."""
    browser.delete_all_cookies()
    chromium.set_width(browser, 1440)
    browser.get(f"{url}/admin/")
    browser.get_log("browser")
    return browser


@pytest.fixture
def signed_in(page):
    type_into_form(page, NAME, PASSWORD)
    return page


def type_into_form(page, name, password):
    """By the keyboard alone: the first field has the focus already."""
    press(page, name, Keys.TAB, password, Keys.ENTER)


def press(page, *keys):
    before = page.find_element(By.TAG_NAME, "html")
    for each in keys:
        page.switch_to.active_element.send_keys(each)
    if keys[-1] == Keys.ENTER:
        wait_until_gone(page, before)


def follow(page, css):
    """Clicks a link or a form's button that leads to another page, and waits until the old one went."""
    before = page.find_element(By.TAG_NAME, "html")
    page.find_element(By.CSS_SELECTOR, css).click()
    wait_until_gone(page, before)


def wait_until_gone(page, element):
    WebDriverWait(page, 10).until(lambda _: is_gone(element))


def is_gone(element):
    try:
        return not element.is_displayed()
    except WebDriverException:  # the driver names a page that went away in several ways
        return True


def text_of(page):
    return page.find_element(By.TAG_NAME, "main").text


def tab_to(page, css):
    """Goes on by Tab until the element has the focus."""
    for _ in range(60):
        page.switch_to.active_element.send_keys(Keys.TAB)
        if page.switch_to.active_element in page.find_elements(By.CSS_SELECTOR, css):
            return page.switch_to.active_element
    raise AssertionError(f"{css} is not reached by Tab")


def test_the_keyboard_alone_signs_in_makes_a_code_and_signs_out(page):
    type_into_form(page, NAME, "wrong")
    assert page.find_element(By.CSS_SELECTOR, "[role=alert]").text.endswith("请重新输入。")
    press(page, PASSWORD, Keys.ENTER)  # the name stays, the focus is on the password
    assert "网点总览" in text_of(page)
    tab_to(page, f"a[href$='/outlets/{OUTLET}']")
    press(page, Keys.ENTER)
    tab_to(page, "form[action$='/codes'] button")
    press(page, Keys.ENTER)
    code = page.find_element(By.ID, "told-code").text
    assert len(code) == 12
    page.get(page.current_url.removesuffix("/codes"))
    assert code not in page.page_source
    tab_to(page, "form[action$='/sign-out'] button")
    press(page, Keys.ENTER)
    assert page.current_url.endswith("/admin/sign-in")
    page.back()
    page.refresh()
    assert "网点总览" not in text_of(page)


def test_a_link_skips_to_the_content(signed_in):
    signed_in.get(signed_in.current_url)
    signed_in.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    link = signed_in.switch_to.active_element
    assert (link.text, link.is_displayed()) == ("跳到正文", True)


def test_rejected_records_lead_to_the_very_place_and_the_receipt(signed_in, url):
    follow(signed_in, "a[href$='/records']")
    assert "内容格式不符" in text_of(signed_in)
    assert "/body/gross_mass_g" in text_of(signed_in)
    follow(signed_in, "a[href^='/admin/records/']")
    assert '"gross_mass_g": "<b>heavy</b>"' in text_of(signed_in)
    assert signed_in.find_elements(By.CSS_SELECTOR, "main b:not(.hidden)") == []


def test_a_station_is_revoked_after_its_label_was_typed(signed_in, station):
    follow(signed_in, "tbody a")
    follow(signed_in, "a.danger[href$='/revoke']")
    signed_in.find_element(By.ID, "label").send_keys("S1")
    follow(signed_in, "button.danger")
    assert "工位 S1 已停用" in text_of(signed_in)
    assert station.ask_for_session().status_code == 403


def test_every_page_fits_a_phone_and_a_desk_in_both_languages_and_both_schemes(signed_in, url, station, day):
    paths = (
        "/",
        f"/outlets/{OUTLET}",
        f"/outlets/{OUTLET}/records",
        f"/outlets/{OUTLET}/stock",
        f"/records/{day.heavy}",
        f"/stations/{station.station_id}/receipts",
        f"/stations/{station.station_id}/revoke",
        "/audit",
    )
    for path in paths:
        for language, scheme in (("zh", "dark"), ("en", "light")):
            chromium.set_scheme(signed_in, scheme)
            signed_in.get(f"{url}/admin{path}?lang={language}")
            for width in (360, 1440):
                chromium.set_width(signed_in, width)
                told = signed_in.execute_script(MEASURED)
                assert told["wider"] <= 0, (path, language, width)
                assert told["contrast"] >= 4.5, (path, scheme, told)
                assert told["cut"] == [], (path, language, width)
                assert told["unnamed"] == [], (path, language)
    assert signed_in.get_log("browser") == []  # nothing was blocked, nothing was missing


MEASURED = (Path(__file__).parent / "measured.js").read_text(encoding="utf-8")
"""What of a page runs over, is cut off, is hard to read, or has no name for a screen reader."""


def test_nothing_but_the_page_and_its_style_is_fetched(signed_in):
    fetched = "return performance.getEntriesByType('resource').map(each => new URL(each.name).pathname)"
    assert signed_in.execute_script(fetched) == ["/admin/admin.css"]
    assert signed_in.find_elements(By.CSS_SELECTOR, "script, iframe, img, [onclick], [style]") == []


def test_a_long_list_is_told_by_the_table_that_it_is_in(signed_in, url):
    signed_in.get(f"{url}/admin/outlets/{OUTLET}/stock")
    chromium.set_width(signed_in, 360)
    tables = signed_in.find_elements(By.TAG_NAME, "table")
    assert [each.aria_role for each in tables] == ["table"] * len(tables)
    assert [each.accessible_name for each in tables] == ["按保管状态合计", "库存明细，新入库的在前"]
    cells = signed_in.find_elements(By.CSS_SELECTOR, "tbody th")
    assert {each.aria_role for each in cells} == {"rowheader"}
