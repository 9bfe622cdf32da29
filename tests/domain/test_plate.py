"""Plates are named by kind and never refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.plate import PlateEnergy, PlateKind, parse_plate


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("京A12345", PlateKind.ORDINARY),
        ("粤Z1234港", PlateKind.ORDINARY),
        ("沪B1234学", PlateKind.ORDINARY),
        ("浙C1234挂", PlateKind.ORDINARY),
        ("京AD12345", PlateKind.NEV_SMALL),
        ("沪AFA1234", PlateKind.NEV_SMALL),
        ("粤BK12345", PlateKind.NEV_SMALL),
        ("京A12345D", PlateKind.NEV_LARGE),
        ("京A12345F", PlateKind.NEV_LARGE),
        ("京AI1234I", PlateKind.OTHER),
        ("京AO1234", PlateKind.OTHER),
        ("京AL12345", PlateKind.OTHER),
        ("使123456", PlateKind.OTHER),
        ("A12345", PlateKind.OTHER),
        ("京A٠2345", PlateKind.OTHER),
        ("", PlateKind.OTHER),
    ],
)
def test_a_plate_is_named_by_its_kind(text, kind):
    assert parse_plate(text).kind is kind


@pytest.mark.parametrize(
    "text", ["京a·d12345", "京A D12345", "京A-D12345", "京Ａ•Ｄ１２３４５", " 京A.D12345\n"]
)
def test_dots_blanks_and_case_do_not_matter(text):
    assert str(parse_plate(text)) == "京AD12345"


@pytest.mark.parametrize(
    ("text", "energy"),
    [
        *((f"京A{letter}12345", PlateEnergy.PURE_ELECTRIC) for letter in "DABCE"),
        *((f"京A12345{letter}", PlateEnergy.OTHER_NEW_ENERGY) for letter in "FGHJK"),
        ("京A12345", None),
        ("使123456", None),
    ],
)
def test_the_letter_of_a_green_plate_tells_the_drive(text, energy):
    assert parse_plate(text).energy is energy


def test_a_known_plate_prints_with_its_dot():
    assert parse_plate("京AD12345").printed == "京A·D12345"


def test_an_unknown_plate_prints_as_it_is():
    assert parse_plate("使123456").printed == "使123456"


@given(st.text(max_size=40))
def test_any_text_is_a_plate_of_some_kind_and_stays_it(text):
    plate = parse_plate(text)
    assert parse_plate(plate.printed) == plate
