"""Pictures of phones between reader, screen and ledger: in order, bounded, answered once they are kept."""

import threading
from functools import partial
from types import SimpleNamespace

import pytest

from packtrail.desk.phone_scans import MOST_WAITING, PhoneScans
from packtrail.devices.phone.doors import HELD, Shot
from packtrail.domain.errors import LedgerBusy, PictureUnreadable
from packtrail.domain.handheld import NO_USE, WINDOW_OPEN
from packtrail.domain.phones import Taken
from packtrail.usecases.read_label import SeenSymbol, label_in
from packtrail.wording import CHINESE, wording
from tests.trade import CODE, OTHER_CODE
from tests.ui.stock.counter import counter, put_away

SAY = wording(CHINESE).say
BOX = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))


class Reader:
    """Reads what the picture says in plain letters; holds still while ``go`` is not set."""

    def __init__(self, tables):
        self.tables, self.seen, self.go, self.is_sure = tables, [], threading.Event(), True
        self.begun = threading.Event()
        self.go.set()

    def see(self, content, _at_ms):
        self.begun.set()
        assert self.go.wait(20)
        self.seen.append(content)
        if content == b"bug":
            raise RuntimeError("our reader failed")
        if content == b"damage":
            raise PictureUnreadable("JPEG", "truncated")
        symbols = [
            SeenSymbol(
                text=text, format="qr", corners=BOX, engine="zxing", stage="plain", is_sure=self.is_sure
            )
            for text in content.decode().split()
        ]
        return label_in(symbols, self.tables, size=(9, 9), elapsed_ms=1.0)

    def look(self, content):
        return self.see(content, 0.0)


class Desk:
    """The scans with a reader and a screen that can be told what to do."""

    def __init__(self, qtbot, outlet, workers):
        self.qtbot, self.kept, self.trouble, self.handed, self.tone = qtbot, [], None, [], "ok"
        self.reader = Reader(outlet.tables)
        acts = SimpleNamespace(tables=outlet.tables, now=outlet.now, watch_phone=lambda: self.reader)
        self.scans = PhoneScans(acts, workers, wording(CHINESE), lambda *told: partial(self.keep, *told))
        self.scans.scanned.connect(self.hand)
        self.moment = 0.0

    def keep(self, _phone_id, taken):
        if self.trouble:
            raise self.trouble
        self.kept.append(dict(taken.tones))

    def hand(self, scan):
        assert not any(scan.text in str(kept) for kept in self.kept)
        self.handed.append(scan.text)
        self.scan = scan
        if self.tone is not None:
            scan.told(self.tone)

    def offer(self, content, number, phone="a", *, is_live=True):
        """Send one picture; the list that its answer comes into."""
        answers = []
        self.moment += 10.0  # every label has been out of sight
        self.scans.offer(
            Shot(
                scan_id=f"{number:032x}",
                phone_id=phone * 32,
                is_live=is_live,
                age_ms=0,
                content=content.encode(),
                arrived_s=self.moment,
                reply=answers.append,
            ),
            "手机 1",
        )
        return answers

    def wait(self, *answers):
        self.qtbot.waitUntil(lambda: all(answers), timeout=20_000)


@pytest.fixture
def desk(qtbot, tmp_path):
    with counter(tmp_path) as (outlet, workers):
        desk = Desk(qtbot, outlet, workers)
        yield desk
        desk.reader.go.set()
        put_away(qtbot, workers)


def test_a_scan_is_kept_with_its_tone_before_the_phone_is_answered(desk):
    answers = desk.offer(CODE, 1)
    desk.wait(answers)
    assert (desk.kept, desk.handed) == ([{f"{1:032x}": "ok"}], [CODE])
    assert answers == [{"tone": "ok", "title": CODE, "text": SAY("phone.answer.ok"), "quiet": False}]


def test_what_can_not_be_kept_is_not_answered_and_never_handed_on_twice(desk):
    desk.trouble = LedgerBusy("ledger")
    answers = desk.offer(CODE, 1)
    desk.wait(answers)
    assert answers == [None]
    desk.trouble = None
    again = desk.offer(CODE, 1)
    desk.wait(again)
    assert (again[0]["text"], desk.handed, len(desk.kept)) == (SAY("phone.answer.again"), [CODE], 1)


def test_what_was_taken_before_the_start_is_not_read_again(desk):
    desk.scans.know({"a" * 32: Taken({f"{1:032x}": "warn"})})
    answers = desk.offer(CODE, 1)
    desk.wait(answers)
    assert (answers[0]["tone"], desk.handed, desk.reader.seen) == ("warn", [], [])


def test_a_screen_that_says_nothing_has_not_taken_the_scan_and_it_comes_again(desk):
    desk.tone = None
    desk.scans._silence.setInterval(1)
    answers = desk.offer(CODE, 1)
    desk.wait(answers)
    assert (answers, desk.kept) == ([None], [])
    late, desk.tone = desk.scan, "duplicate"
    desk.moment -= 10.0  # at once: the label counts as never seen
    again = desk.offer(CODE, 1)
    late.told("ok")  # of the scan before: nobody asks any more
    desk.wait(again)
    assert (again[0]["tone"], desk.handed) == ("warn", [CODE, CODE])


@pytest.mark.parametrize("why", [WINDOW_OPEN, NO_USE])
def test_what_the_desk_leaves_with_the_phone_is_not_taken_and_comes_again(desk, why):
    desk.tone = why
    answers = desk.offer(f"{CODE} {OTHER_CODE}", 1)
    desk.wait(answers)
    assert (answers, desk.kept) == ([{HELD: SAY(f"phone.held.{why}")}], [])
    desk.tone = "ok"
    desk.moment -= 10.0
    again = desk.offer(f"{CODE} {OTHER_CODE}", 1)
    desk.wait(again)
    assert (again[0]["tone"], desk.handed) == ("ok", [CODE, CODE, OTHER_CODE])


def test_a_phone_hears_of_its_own_scan_and_of_no_other(desk):
    desk.tone = None
    first = desk.offer(CODE, 1)
    desk.qtbot.waitUntil(lambda: desk.handed == [CODE], timeout=20_000)
    earlier = desk.scan
    second = desk.offer(OTHER_CODE, 2, "b")
    earlier.told("ok")
    desk.qtbot.waitUntil(lambda: desk.handed == [CODE, OTHER_CODE], timeout=20_000)
    earlier.told("ok")  # twice
    assert second == []
    desk.scan.told("reject")
    desk.wait(first, second)
    assert (first[0]["tone"], second[0]["tone"]) == ("ok", "danger")


@pytest.mark.parametrize(
    ("fate", "tone", "text"),
    [("opened", "ok", "opened"), ("searched", "warn", "searched"), ("what is this", "danger", "danger")],
)
def test_a_phone_is_told_what_the_desk_did(desk, fate, tone, text):
    desk.tone = fate
    answers = desk.offer(CODE, 1)
    desk.wait(answers)
    assert (answers[0]["tone"], answers[0]["text"]) == (tone, SAY(f"phone.answer.{text}"))


def test_the_newest_frame_of_a_phone_is_read_and_those_between_are_passed_over(desk):
    desk.reader.go.clear()
    first = desk.offer(CODE, 1)
    assert desk.reader.begun.wait(20)
    between, newest = desk.offer("", 2), desk.offer(OTHER_CODE, 3)
    desk.reader.go.set()
    desk.wait(first, between, newest)
    assert (between[0]["tone"], desk.handed) == ("", [CODE, OTHER_CODE])
    assert len(desk.reader.seen) == 2


def test_photographs_wait_in_order_and_beyond_some_the_phone_is_to_come_again(desk):
    desk.reader.go.clear()
    first = desk.offer("", 1, is_live=False)
    assert desk.reader.begun.wait(20)
    waiting = [desk.offer("", 2 + number, is_live=False) for number in range(MOST_WAITING)]
    assert desk.offer("", 99, is_live=False) == [None]
    desk.reader.go.set()
    desk.wait(first, *waiting)
    assert all(answers[0]["text"] == SAY("phone.answer.nothing") for answers in waiting)


def test_a_bug_of_our_reader_costs_one_picture_and_stops_no_phone(desk):
    with desk.qtbot.capture_exceptions() as bugs:
        lost = desk.offer("bug", 1)
        desk.qtbot.waitUntil(lambda: bool(bugs), timeout=20_000)
        answers = desk.offer(CODE, 2)
        desk.wait(lost, answers)
    assert (lost[0]["tone"], answers[0]["tone"], len(bugs)) == ("danger", "ok", 1)


def test_a_picture_that_our_reader_fails_at_is_read_once_and_stops_no_other_phone(desk):
    with desk.qtbot.capture_exceptions() as bugs:
        desk.reader.go.clear()
        desk.offer("bug", 1)
        waiting = desk.offer(CODE, 2, "b")
        desk.reader.go.set()
        desk.qtbot.waitUntil(lambda: bool(bugs), timeout=20_000)
        resent = desk.offer("bug", 1)  # the phone's first request has timed out
        desk.wait(resent, waiting)
        again = desk.offer("bug", 1)
        desk.wait(again)
    assert (resent[0]["tone"], again[0]["tone"], waiting[0]["tone"]) == ("danger", "danger", "ok")
    assert (desk.reader.seen, len(bugs)) == ([b"bug", CODE.encode()], 1)


def test_a_damaged_picture_is_said_and_the_next_is_read(desk):
    damaged, answers = desk.offer("damage", 1, is_live=False), desk.offer(CODE, 2)
    desk.wait(damaged, answers)
    assert damaged[0]["text"].startswith(SAY("phone.answer.unreadable", why="")[:4])
    assert answers[0]["tone"] == "ok"


def test_what_was_read_once_is_not_handed_on(desk):
    desk.reader.is_sure = False
    answers = desk.offer(CODE, 1)
    desk.wait(answers)
    assert (answers[0]["text"], desk.handed) == (SAY("phone.answer.unsure"), [])


def test_whoever_waits_when_the_window_goes_is_to_come_again(desk):
    desk.reader.go.clear()
    reading = desk.offer(CODE, 1)
    assert desk.reader.begun.wait(20)
    waiting = desk.offer(CODE, 2, "b")
    desk.scans.stop()
    assert (reading, waiting) == ([None], [None])
