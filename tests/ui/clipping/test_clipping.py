"""Every screen at every size, in both languages: no word is cut, nothing lies over or outside its place.

Each place is laid out with work on it. CI looks at the sizes that cut first; with PACKTRAIL_MARATHON=1 at all
of them. High contrast and dark differ from light in colours alone, so dark is looked at once.
"""

import os

import pytest
from PySide6.QtWidgets import QApplication

from packtrail.domain.handheld import HandScan
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.usecases.receive_vehicle import receive_vehicle
from packtrail.wording import CHINESE, ENGLISH
from tests.e2e.desk import desk_open
from tests.e2e.stations import set_up, take_in
from tests.scrapyard import vehicle
from tests.station import codes
from tests.trade import CODE
from tests.ui.clipping.layout_faults import layout_faults
from tests.ui.stock.counter import on_writer

IS_LONG = bool(os.environ.get("PACKTRAIL_MARATHON"))
PLACES = ("today", "intake", "vehicles", "stock", "handoff", "sync", "records", "settings")
TURNS = 10
KNOWN = ("/RailButton ",)
"""Faults that still wait for their mend, by the end of the way to them; this list only ever gets shorter.

The rail squeezes its buttons at 200 % and more before it scrolls; their pictures stay whole.
"""
SMALL, USUAL, LARGE = (1024, 768), (1440, 900), (1920, 1200)

LOOKS = (
    [
        (scheme, scale, size)
        for scheme in Scheme
        for scale in (1.0, 1.25, 1.5, 2.0, 3.0)
        for size in (SMALL, USUAL, LARGE)
    ]
    if IS_LONG
    else [(Scheme.LIGHT, 1.0, SMALL), (Scheme.DARK, 2.0, USUAL), (Scheme.LIGHT, 3.0, LARGE)]
)


@pytest.fixture
def undressed():
    """The usual look again, once the window is gone."""
    yield
    appearance().wear(None, 1.0)


@pytest.fixture
def person(undressed, qtbot, tmp_path):
    with desk_open(qtbot, tmp_path / "station") as person:
        set_up(person.outlet)
        units = take_in(person.outlet, CODE, *codes(3)).units
        vehicles = person.desk.vehicles
        case = on_writer(
            person.outlet,
            lambda: person.outlet.act(receive_vehicle, vehicle(), rules=person.outlet.rules().vehicle),
        )
        person.desk.stock.load_asked.emit((units[0].unit_id, units[1].unit_id))
        person.wait(lambda: person.desk.handoff.state.count == 2)
        person.desk.frame.show_place("vehicles")
        vehicles.open_case(case.case_id)
        person.wait(lambda: vehicles.page is not None)
        person.desk.frame.show_place("intake")
        for code in codes(2, first=50):
            person.desk.intake.scanned(HandScan(text=code, typed=code))
        person.settle()
        person.desk.records.find(CODE[-7:])
        person.unit_id = units[2].unit_id
        yield person


def open_place(person, place):
    """The place as somebody at work has it before him."""
    person.desk.frame.show_place(place)
    if place == "stock":
        person.desk.stock.open_unit(person.unit_id)
        person.wait(lambda: person.desk.frame.is_detail_open)
    person.settle()


def lasting_faults(frame):
    """What is still wrong when the layouts have come to rest; one that wraps needs some turns for it."""
    for _ in range(TURNS):
        faults = [each for each in layout_faults(frame) if not any(known in each for known in KNOWN)]
        if not faults:
            return []
        QApplication.processEvents()
    return faults


def test_nothing_is_cut_or_lies_over_something_else_on_any_screen(person):
    frame, found = person.desk.frame, {}
    for scheme, scale, size in LOOKS:
        appearance().wear(scheme, scale)
        frame.resize(*size)
        for language in (CHINESE, ENGLISH):
            person.desk.settings.language_chosen.emit(language)
            for place in PLACES:
                open_place(person, place)
                for fault in lasting_faults(frame):
                    found.setdefault(fault, (place, language.value, scheme.value, scale, size))
                frame.close_detail()
    assert [(fault, *where) for fault, where in found.items()] == []
