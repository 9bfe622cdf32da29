"""What follows the records in a session with a real hub: its feed, a comparison, and photographs last."""

import hashlib
from dataclasses import replace

from packtrail.app.hub_process import HubProcess
from packtrail.usecases.check_stock import last_comparison
from tests.e2e.stations import act, at_work, enrol, hand_on, send, set_up, states, take_in
from tests.station import codes
from tests.trade import delivery, pack


def compared(outlet):
    return outlet.read(lambda view: last_comparison(view, "hub"))


def test_photographs_arrive_whole_after_the_records_and_drafts_stay_here(tmp_path):
    photo, draft = b"\xff\xd8 photo" * 40_000, b"\xff\xd8 of a draft"
    with HubProcess(tmp_path / "hub") as hub, at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        kept = act(outlet, outlet.keep_photo, photo, "image/jpeg", "damage")
        act(outlet, outlet.keep_photo, draft, "image/jpeg", "damage")
        (code,) = codes(1)
        act(outlet, outlet.record_delivery, delivery(replace(pack(code), photos=(kept,))))
        destination = enrol(outlet, hub.url)
        last, _ = send(outlet, destination)
        assert (last.result, last.unfinished) == ("nothing_to_send", "")
        assert outlet.read(lambda view: view.count_blobs_waiting("hub")) == 0
    held = {hashlib.sha256(file.read_bytes()).digest() for file in _files(tmp_path / "hub")}
    assert hashlib.sha256(photo).digest() in held
    assert hashlib.sha256(draft).digest() not in held


def _files(folder):
    return [file for file in folder.rglob("*") if file.is_file()]


def test_after_a_session_both_sides_count_the_same_and_say_so(tmp_path):
    with HubProcess(tmp_path / "hub") as hub, at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        many = codes(5)
        take_in(outlet, *many)
        destination = enrol(outlet, hub.url)
        send(outlet, destination)
        first = compared(outlet)
        assert first.is_equal
        hand_on(outlet, *many[:2])
        send(outlet, destination)
        assert compared(outlet).is_equal
        assert set(states(outlet)) == {"accepted"}
        sample = outlet.read(lambda view: view.clock_sample())
        assert abs(sample.offset_ms) < 5_000
        assert outlet.read(lambda view: view.change_cursor("hub")) is not None
