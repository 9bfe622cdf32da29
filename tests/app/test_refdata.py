"""The reference tables that come with the program, and what a wrong file is told."""

from copy import deepcopy

import pytest

from packtrail import resources
from packtrail.app.refdata import code_tables_from, load_code_tables
from packtrail.domain.code_tables import Confidence
from packtrail.domain.records.gate import UnitLevel

TABLES = load_code_tables()


@pytest.fixture
def document():
    return deepcopy(resources.toml("refdata", "battery_codes.toml"))


def test_every_entry_names_its_source_and_how_sure_we_are():
    tables = (
        TABLES.makers,
        TABLES.chemistries,
        TABLES.product_types,
        TABLES.years,
        TABLES.months,
        TABLES.days,
    )
    provenances = [entry.provenance for table in tables for entry in table.values()]
    assert all(one.source and one.confidence in Confidence for one in provenances)


def test_years_go_from_2011_to_2040_without_a_gap():
    assert sorted(entry.value for entry in TABLES.years.values()) == list(range(2011, 2041))


def test_years_from_2028_on_are_marked_as_inferred():
    inferred = {e.value for e in TABLES.years.values() if e.provenance.confidence is Confidence.INFERRED}
    assert inferred == set(range(2028, 2041))


def test_exactly_the_days_from_the_27th_are_disputed():
    assert {entry.value for entry in TABLES.days.values() if entry.is_disputed} == set(range(27, 32))


def test_the_levels_are_those_of_the_standard():
    assert {letter: entry.level for letter, entry in TABLES.product_types.items()} == {
        "P": UnitLevel.PACK,
        "M": UnitLevel.MODULE,
        "C": UnitLevel.CELL,
    }


def test_a_source_that_is_not_listed_is_refused(document):
    document["maker"][0]["source"] = "hearsay"
    with pytest.raises(ValueError, match="hearsay"):
        code_tables_from(document)


@pytest.mark.parametrize("table", ["maker", "chemistry", "product_type", "year", "month", "day"])
def test_an_entry_that_stands_twice_is_refused(document, table):
    document[table].append(document[table][0])
    with pytest.raises(ValueError, match="twice"):
        code_tables_from(document)


def test_two_characters_for_one_year_are_refused(document):
    document["year"][1]["value"] = document["year"][0]["value"]
    with pytest.raises(ValueError, match="2011 stands there twice"):
        code_tables_from(document)


@pytest.mark.parametrize(
    ("table", "name", "value"),
    [
        ("maker", "code", "04q"),
        ("maker", "zh", ""),
        ("maker", "confidence", "sure"),
        ("day", "value", 32),
        ("year", "character", "AB"),
        ("product_type", "level", "lorry"),
        ("month", "colour", "blue"),
    ],
)
def test_an_entry_of_the_wrong_shape_is_refused(document, table, name, value):
    document[table][0][name] = value
    with pytest.raises(ValueError, match=f"{table}.0.{name}"):
        code_tables_from(document)
