from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.records.gate import MassBasis
from packtrail.papers.content import (
    LoadWeighing,
    SafetyDetermination,
    SafetyItem,
    code_groups,
    kilograms,
    mass_by_basis,
    thousands,
)


@pytest.mark.parametrize(
    ("mass_g", "shown"),
    [
        (0, "0.0"),
        (49, "0.0"),
        (50, "0.1"),
        (999, "1.0"),
        (12_345_678, "12345.7"),
        (-49, "0.0"),
        (-120_300, "-120.3"),
    ],
)
def test_grams_print_as_kilograms_with_one_decimal(mass_g, shown):
    assert kilograms(mass_g) == shown


@pytest.mark.parametrize(
    ("figure", "groups"),
    [
        ("7", ("7",)),
        ("123.4", ("123.4",)),
        ("1234.5", ("1", "234.5")),
        ("123456.7", ("123", "456.7")),
        ("-1234567.8", ("-1", "234", "567.8")),
        ("—", ("—",)),
    ],
)
def test_a_figure_is_read_in_thousands(figure, groups):
    assert thousands(figure) == groups


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_groups_of_a_figure_are_the_figure(mass_g):
    figure = kilograms(mass_g)
    assert "".join(thousands(figure)) == figure


@pytest.mark.parametrize(
    ("code", "groups"),
    [
        ("001PB240000003B3C0221953", "001 P B 24 0000003 B3C 0221953"),
        ("04QPB76BC40000903RP", "04Q P B 76 BC4 0000903 RP"),
        ("HJ0123456789ABCDEFGHIJKL", "HJ0123456789ABCDEFGHIJKL"),
        ("A765101015", "A765101015"),
        ("", ""),
    ],
)
def test_a_battery_code_is_read_in_its_fields_and_any_other_text_whole(code, groups):
    assert " ".join(code_groups(code)) == groups


def test_a_receipt_whose_total_is_not_the_sum_of_its_lines_is_not_made(receipt):
    with pytest.raises(ValueError, match="total"):
        receipt(2, total_mass_g=1)


def test_a_receipt_without_lines_is_not_made(receipt):
    with pytest.raises(ValueError, match="without lines"):
        receipt(0)


def test_a_receipt_of_a_moment_without_zone_is_not_made(receipt):
    with pytest.raises(ValueError, match="zone"):
        receipt(1, issued_at=datetime(2026, 11, 20))  # noqa: DTZ001 -- that is the mistake


@pytest.mark.parametrize(("mass_g", "basis"), [(None, MassBasis.WEIGHED), (1, MassBasis.UNKNOWN)])
def test_a_mass_without_its_basis_is_not_made(line, mass_g, basis):
    with pytest.raises(ValueError, match="basis"):
        line(1, mass_g=mass_g, mass_basis=basis)


def test_masses_are_summed_apart_for_each_basis(line):
    lines = (
        line(1, mass_g=5, mass_basis=MassBasis.ESTIMATED),
        line(2, mass_g=2),
        line(3, mass_g=3),
        line(4, mass_g=None, mass_basis=MassBasis.UNKNOWN),
    )
    assert mass_by_basis(lines) == {
        MassBasis.WEIGHED: (2, 5),
        MassBasis.ESTIMATED: (1, 5),
        MassBasis.UNKNOWN: (1, 0),
    }


def test_net_is_gross_less_tare():
    assert LoadWeighing(ticket="T", gross_g=18_640_000, tare_g=16_700_000).net_g == 1_940_000


@pytest.mark.parametrize(
    ("answers", "passed"),
    [
        ([False, False], True),
        ([False, None], None),
        ([True, None], False),
        ([True, False], False),
        ([], None),
    ],
)
def test_a_determination_passes_only_when_every_item_is_answered_no(answers, passed):
    items = tuple(SafetyItem(item="鼓胀", is_found=answer) for answer in answers)
    assert SafetyDetermination(checklist="1", items=items).is_passed is passed
