"""A phone at the whole desk: paired by the code on the screen, its pictures read here, each taken once."""

import secrets
from functools import partial

import pytest
from PySide6.QtWidgets import QDialog

from packtrail.devices.phone import doors
from packtrail.devices.phone.doors import HELD
from packtrail.domain.records.gate import CodeSource
from packtrail.wording import CHINESE, wording
from tests.desk.phone_client import Errand, Phone, jpeg_of
from tests.e2e.desk import desk_open
from tests.e2e.stations import set_up, take_in
from tests.trade import CODE, OTHER_CODE

SAY = wording(CHINESE).say
HERE = (("127.0.0.1", "lo"),)


@pytest.fixture
def person(qtbot, tmp_path):
    with desk_open(qtbot, tmp_path / "station") as person:
        set_up(person.outlet)
        yield switched_on(person)


def switched_on(person):
    person.tones = []
    for flow in (person.desk.intake, person.desk.handoff, person.desk.scans):
        flow.toned.connect(person.tones.append)
    person.desk.phones.addresses = lambda: HERE
    person.desk.phones.switch(is_on=True)
    person.wait(lambda: bool(person.desk.phones.state.origin))
    return person


def done(person, do):
    """What ``do`` gives, while the window goes on."""
    errand = Errand(do)
    person.wait(lambda: errand.is_done)
    if errand.error is not None:
        raise errand.error
    return errand.result


def paired(person, name=""):
    person.desk.phones.begin_pairing(name)
    phone = Phone(person.desk.phones.state.pairing_url)
    status, _ = done(person, phone.pair)
    assert status == 200
    return phone


def cards(person):
    return person.desk.intake._bench.work.cards


def test_a_paired_phones_scan_joins_the_delivery_and_says_whose_camera_saw_it(person):
    person.desk.frame.show_place("intake")
    phone = paired(person, "小米 13")
    status, told = done(person, lambda: phone.shoot(jpeg_of(CODE)))
    assert (status, told["tone"], told["title"], told["text"]) == (200, "ok", CODE, SAY("phone.answer.ok"))
    (card,) = cards(person)
    assert (card.unit.battery_code, card.unit.code_source) == (CODE, CodeSource.SCAN_QR)
    way = card.unit.scan_way
    assert (way.device, way.symbology, bool(way.stage)) == ("小米 13", "qr", True)
    assert person.tones == ["ok"]


def test_the_same_scan_sent_again_is_taken_once_also_after_a_restart(qtbot, tmp_path):
    scan_id = secrets.token_hex(16)
    with desk_open(qtbot, tmp_path / "station") as person:
        set_up(person.outlet)
        switched_on(person).desk.frame.show_place("intake")
        phone = paired(person)
        done(person, lambda: phone.shoot(jpeg_of(CODE), scan_id=scan_id))
        again = done(person, lambda: phone.shoot(jpeg_of(CODE), scan_id=scan_id))
        assert again == (200, {"tone": "ok", "title": "", "text": SAY("phone.answer.again"), "quiet": True})
        assert (len(cards(person)), person.tones) == (1, ["ok"])
    with desk_open(qtbot, tmp_path / "station") as person:
        person.tones = []
        person.desk.intake.toned.connect(person.tones.append)
        person.desk.phones.addresses = lambda: HERE
        person.desk.phones.look_again()
        person.wait(lambda: person.desk.phones.state.origin == phone.origin)
        person.desk.frame.show_place("intake")
        _, told = done(person, lambda: phone.shoot(jpeg_of(CODE), scan_id=scan_id))
        assert (told["text"], person.tones) == (SAY("phone.answer.again"), [])


def test_a_scan_asked_twice_at_once_is_taken_once_and_both_are_answered(person):
    person.desk.frame.show_place("intake")
    phone, scan_id = paired(person), secrets.token_hex(16)
    both = [Errand(lambda: phone.shoot(jpeg_of(CODE), scan_id=scan_id)) for _ in range(2)]
    person.wait(lambda: all(each.is_done for each in both))
    assert [each.result[0] for each in both] == [200, 200]
    assert (len(cards(person)), person.tones) == (1, ["ok"])


def test_a_label_held_before_the_running_camera_is_one_scan(person):
    person.desk.frame.show_place("intake")
    phone = paired(person)
    for _ in range(3):
        status, told = done(person, lambda: phone.shoot(jpeg_of(CODE), kind="live"))
        assert (status, told["title"]) == (200, CODE)
    assert (told["quiet"], len(cards(person)), person.tones) == (True, 1, ["ok"])


def test_several_codes_of_one_picture_are_handed_on_in_order(person):
    person.desk.frame.show_place("intake")
    phone = paired(person)
    _, told = done(person, lambda: phone.shoot(jpeg_of(CODE, OTHER_CODE)))
    assert told["text"] == SAY("phone.answer.several", count=2, text=SAY("phone.answer.ok"))
    assert {card.unit.battery_code for card in cards(person)} == {CODE, OTHER_CODE}


def test_a_code_in_stock_is_amber_and_on_handoff_the_scan_joins_the_load(person):
    take_in(person.outlet, CODE)
    phone = paired(person)
    person.desk.frame.show_place("intake")
    _, told = done(person, lambda: phone.shoot(jpeg_of(CODE)))
    assert (told["tone"], told["text"]) == ("warn", SAY("phone.answer.warn"))
    person.desk.frame.show_place("handoff")
    person.desk.phones._scans.forget(phone.credential.partition(".")[0])  # the label was out of its sight
    done(person, lambda: phone.shoot(jpeg_of(CODE)))
    person.wait(lambda: person.desk.handoff.state.count == 1)


def test_what_is_no_code_or_no_picture_is_told_to_the_phone_alone(person):
    person.desk.frame.show_place("intake")
    phone = paired(person)
    _, other = done(person, lambda: phone.shoot(jpeg_of("https://a.cn/7")))
    assert (other["tone"], other["text"]) == ("warn", SAY("phone.answer.other"))
    _, empty = done(person, lambda: phone.shoot(jpeg_of()))
    assert (empty["tone"], empty["text"]) == ("danger", SAY("phone.answer.nothing"))
    _, broken = done(person, lambda: phone.shoot(jpeg_of(CODE)[:2000]))
    assert broken["tone"] == "danger"
    assert (cards(person), person.tones) == ((), [])


def test_a_scan_that_waited_in_the_phone_is_told_of(person):
    person.desk.frame.show_place("intake")
    phone = paired(person, "小米 13")
    done(person, lambda: phone.shoot(jpeg_of(CODE), age_ms=600_000))
    person.wait_to_see(SAY("phone.late", name="小米 13", minutes=10))


def test_a_scan_under_an_open_window_stays_in_the_phone_until_it_is_closed(person):
    person.desk.frame.show_place("intake")
    phone, scan_id = paired(person), secrets.token_hex(16)
    dialog = QDialog(person.desk.frame)
    dialog.setModal(True)
    dialog.show()
    told = done(person, lambda: phone.shoot(jpeg_of(CODE), scan_id=scan_id))
    assert told == (503, {HELD: SAY("phone.held.window_open")})
    assert (cards(person), person.tones) == ((), [])
    dialog.close()
    status, told = done(person, lambda: phone.shoot(jpeg_of(CODE), scan_id=scan_id))
    assert (status, told["tone"], len(cards(person))) == (200, "ok", 1)


def test_a_late_scan_waits_in_the_phone_for_a_page_that_has_use_for_it(person):
    person.desk.frame.show_place("today")
    phone, scan_id = paired(person, "小米 13"), secrets.token_hex(16)
    late = partial(phone.shoot, jpeg_of(CODE), scan_id=scan_id, age_ms=600_000)
    assert done(person, late) == (503, {HELD: SAY("phone.held.no_use")})
    person.wait_to_see(SAY("phone.left", name="小米 13", code=CODE))
    person.desk.frame.show_place("intake")
    assert done(person, late)[1]["tone"] == "ok"
    assert len(cards(person)) == 1


def test_elsewhere_the_phone_hears_that_its_scan_was_searched_for_or_opened(person):
    take_in(person.outlet, CODE)
    person.desk.frame.show_place("today")
    phone = paired(person)
    _, told = done(person, lambda: phone.shoot(jpeg_of(OTHER_CODE)))
    assert (told["tone"], told["text"]) == ("warn", SAY("phone.answer.searched"))
    _, told = done(person, lambda: phone.shoot(jpeg_of(CODE)))
    assert (told["tone"], told["text"]) == ("ok", SAY("phone.answer.opened"))


def test_on_handoff_the_phone_hears_of_its_own_battery_and_of_no_other(person):
    take_in(person.outlet, CODE)
    person.desk.frame.show_place("handoff")
    phone = paired(person)
    errand = Errand(lambda: phone.shoot(jpeg_of(OTHER_CODE)))
    person.desk.phones.scanned.connect(lambda _: person.desk.handoff.toned.emit("ok"))  # another's
    person.wait(lambda: errand.is_done)
    assert (errand.result[1]["tone"], errand.result[1]["text"]) == ("danger", SAY("phone.answer.danger"))
    _, told = done(person, lambda: phone.shoot(jpeg_of(CODE)))
    assert (told["tone"], told["title"]) == ("ok", CODE)


def test_a_removed_phone_is_shut_out_and_switching_off_shuts_the_door(person):
    phone = paired(person)
    assert (
        done(person, lambda: phone.ask("GET", "/hello", Authorization=f"Bearer {phone.credential}"))[0] == 200
    )
    (line,) = person.desk.phones.state.phones
    person.desk.phones.remove(line.phone_id)
    assert done(person, lambda: phone.shoot(jpeg_of(CODE))) == (401, b"")
    person.desk.phones.switch(is_on=False)
    with pytest.raises(ConnectionRefusedError):
        done(person, phone.pair)


def test_a_pairing_code_works_once_and_a_few_forged_words_do_not_void_it(person, monkeypatch):
    monkeypatch.setattr(doors, "WRONG_S", 0.0)
    phone = paired(person)
    assert done(person, phone.pair) == (401, b"")
    person.desk.phones.begin_pairing("")
    url = person.desk.phones.state.pairing_url
    guesser = Phone(f"{phone.origin}/#guessed")
    for _ in range(6):
        assert done(person, guesser.pair)[0] == 401
    assert done(person, Phone(url).pair)[0] == 200


def test_it_is_off_until_it_is_switched_on(qtbot, tmp_path):
    with desk_open(qtbot, tmp_path / "station") as person:
        person.settle()
        assert (person.desk.phones.state.is_on, person.desk.phones.state.origin) == (False, "")
        assert not (tmp_path / "station" / "phone").exists()
