"""The phone's page in a real browser, whose camera is a film of a rendered label."""

import os
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtWidgets import QDialog

from packtrail.wording import CHINESE, wording
from tests.desk.phone_client import Errand, jpeg_of
from tests.e2e.desk import desk_open
from tests.e2e.stations import set_up
from tests.hub.admin import chromium
from tests.trade import CODE

SAY = wording(CHINESE).say
HERE = (("127.0.0.1", "lo"),)
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@contextmanager
def browser(folder: Path, film: Path):
    """A phone's browser that has nothing of before, and sees ``film``."""
    found = chromium.programs()
    if found is None and os.environ.get(chromium.NEEDED) == "need":
        pytest.fail("no Chromium on this machine: apt install chromium chromium-driver")
    if found is None:
        pytest.skip("no Chromium on this machine: apt install chromium chromium-driver")
    with chromium.running(
        found, folder / "profile", *CAMERA, f"--use-file-for-fake-video-capture={film}"
    ) as driver:
        chromium.set_width(driver, 360, 740)
        yield driver


def film_of(folder: Path, *texts: str) -> Path:
    """A film of one picture, as Chromium's fake camera plays it."""
    film = folder / "label.mjpeg"
    film.write_bytes(jpeg_of(*texts, width=640, height=480))
    return film


def text_of(driver, part):
    return driver.find_element("id", part).text


def at_ease(person, do):
    """What ``do`` gives, while the window goes on: the page waits for it."""
    errand = Errand(do)
    person.wait(lambda: errand.is_done)
    if errand.error is not None:
        raise errand.error
    return errand.result


def wait_for(person, driver, part, text):
    """Wait until ``part`` of the page says ``text``."""
    person.wait(lambda: text in at_ease(person, lambda: text_of(driver, part)))


@pytest.fixture
def person(qtbot, tmp_path):
    with desk_open(qtbot, tmp_path / "station") as person:
        set_up(person.outlet)
        person.desk.phones.addresses = lambda: HERE
        person.desk.phones.switch(is_on=True)
        person.wait(lambda: bool(person.desk.phones.state.origin))
        person.desk.frame.show_place("intake")
        yield person


def cards(person):
    return person.desk.intake._bench.work.cards


def test_a_phone_pairs_shows_its_camera_and_hears_what_became_of_the_label(person, tmp_path):
    person.desk.phones.begin_pairing("测试手机")
    url = person.desk.phones.state.pairing_url
    with browser(tmp_path, film_of(tmp_path, CODE)) as driver:
        at_ease(person, lambda: driver.get(url))
        wait_for(person, driver, "line", SAY("phone.page.ready"))
        assert at_ease(person, lambda: driver.current_url) == person.desk.phones.state.origin + "/"
        assert " ".join(person.desk.phones.state.words) in at_ease(
            person, lambda: driver.find_element("tag name", "footer").text
        )
        at_ease(person, lambda: driver.find_element("id", "start").click())
        wait_for(person, driver, "title", CODE)
        assert at_ease(person, lambda: text_of(driver, "text")) == SAY("phone.answer.ok")
        (card,) = cards(person)
        assert (card.unit.battery_code, card.unit.scan_way.device) == (CODE, "测试手机")

        # The network goes: what is shot meanwhile waits in the phone, and is answered later.
        person.desk.phones._server._listener.stop()
        wait_for(person, driver, "advice", SAY("phone.page.offline"))
        at_ease(person, lambda: driver.find_element("id", "shoot").click())
        wait_for(person, driver, "line", f"2 {SAY('phone.page.waiting')}")
        person.desk.phones.switch(is_on=False)
        person.desk.phones.switch(is_on=True)
        wait_for(person, driver, "line", SAY("phone.page.ready"))
        assert (len(cards(person)), at_ease(person, lambda: text_of(driver, "title"))) == (1, CODE)

        # A reload finds the pairing again.
        at_ease(person, driver.refresh)
        wait_for(person, driver, "line", SAY("phone.page.ready"))
        (phone,) = person.desk.phones.state.phones
        person.desk.phones.remove(phone.phone_id)
        wait_for(person, driver, "why", SAY("phone.page.removed"))


def test_a_photo_is_read_where_the_camera_is_not_given(person, tmp_path):
    person.desk.phones.begin_pairing("")
    photo = tmp_path / "photo.jpg"
    cv2.imwrite(str(photo), cv2.imdecode(np.frombuffer(jpeg_of(CODE), np.uint8), cv2.IMREAD_COLOR))
    with browser(tmp_path, film_of(tmp_path)) as driver:
        at_ease(person, lambda: driver.get(person.desk.phones.state.pairing_url))
        wait_for(person, driver, "line", SAY("phone.page.ready"))
        at_ease(person, lambda: driver.find_element("id", "file").send_keys(str(photo)))
        wait_for(person, driver, "title", CODE)
        assert [card.unit.battery_code for card in cards(person)] == [CODE]


COUNTED = """
  window.made = 0; window.bare = []; window.failed = 0;
  const make = document.createElement.bind(document);
  document.createElement = (name) => { if (name === "canvas") window.made += 1; return make(name); };
  const ask = window.fetch;
  window.fetch = (path, options) => {
    if (!options || !options.signal) window.bare.push(path);
    return ask(path, options);
  };
  const picture = HTMLCanvasElement.prototype.toBlob;
  HTMLCanvasElement.prototype.toBlob = function (...rest) {
    if (window.failed < 2) { window.failed += 1; throw new Error("no memory"); }
    return picture.apply(this, rest);
  };
"""
"""Counts canvases and requests without an end, and lets the first pictures fail, as Safari's do."""


def test_a_picture_that_fails_stops_no_phone_and_one_canvas_serves_all(person, tmp_path):
    person.desk.phones.begin_pairing("")
    with browser(tmp_path, film_of(tmp_path, CODE)) as driver:
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": COUNTED})
        at_ease(person, lambda: driver.get(person.desk.phones.state.pairing_url))
        wait_for(person, driver, "line", SAY("phone.page.ready"))
        at_ease(person, lambda: driver.find_element("id", "start").click())
        wait_for(person, driver, "title", CODE)
        seen = at_ease(person, lambda: driver.execute_script("return [failed, made, bare]"))
        assert seen == [2, 1, []]
        at_ease(person, lambda: driver.execute_script("stopCamera()"))
        assert at_ease(person, lambda: driver.execute_script("return canvas.width")) == 0


def test_the_page_says_why_a_scan_waits_and_sends_it_when_it_may(person, tmp_path):
    person.desk.phones.begin_pairing("")
    with browser(tmp_path, film_of(tmp_path, CODE)) as driver:
        at_ease(person, lambda: driver.get(person.desk.phones.state.pairing_url))
        wait_for(person, driver, "line", SAY("phone.page.ready"))
        dialog = QDialog(person.desk.frame)
        dialog.setModal(True)
        dialog.show()
        at_ease(person, lambda: driver.find_element("id", "start").click())
        wait_for(person, driver, "advice", SAY("phone.held.window_open"))
        wait_for(person, driver, "line", f"1 {SAY('phone.page.waiting')}")
        assert cards(person) == ()
        dialog.close()
        wait_for(person, driver, "title", CODE)
        assert [card.unit.battery_code for card in cards(person)] == [CODE]
