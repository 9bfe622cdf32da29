"""Limits and neighbours as data: what the files say, and what a wrong one is refused for."""

import copy
from datetime import date

import pytest

from packtrail import resources
from packtrail.app.stock_rules import load_stock_rules, neighbours_from, stock_limits_from
from packtrail.domain.errors_refdata import RefdataDatesOverlap
from packtrail.domain.stock_rules import LimitKind, Trait
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.places import limit_text

TODAY = date(2026, 11, 20)
LIMITS = resources.toml("rules", "stock_limits.toml")
NEIGHBOURS = resources.toml("rules", "neighbours.toml")


def changed(document, table, n=0, **fields):
    made = copy.deepcopy(document)
    made[table][n].update(fields)
    return made


@pytest.mark.rule("S9")
@pytest.mark.practice(9)
def test_the_5_t_of_a_collection_outlet_are_shown_as_repealed_and_to_be_confirmed():
    limit = load_stock_rules().limit("collection", LimitKind.CEILING, TODAY)
    assert (limit.mass_g, limit.is_repealed(TODAY), limit.is_to_be_confirmed(TODAY)) == (
        5_000_000,
        True,
        True,
    )
    assert not limit.is_to_be_confirmed(date(2026, 3, 31))
    said = limit_text(wording(CHINESE), limit, TODAY)
    assert all(part in said for part in ("5 t", "2019", "已废止", "待确认"))


@pytest.mark.rule("S9")
def test_the_30_t_of_central_storage_are_room_to_have_and_no_ceiling():
    rules = load_stock_rules()
    assert rules.limit("central_storage", LimitKind.CEILING, TODAY) is None
    capacity = rules.limit("central_storage", LimitKind.CAPACITY, TODAY)
    assert capacity.mass_g == 30_000_000
    assert "no ceiling" in limit_text(wording(ENGLISH), capacity, TODAY)


def test_a_limit_counts_from_its_first_day_and_gives_way_to_a_later_one():
    later = {**LIMITS["limit"][0], "rule": "new", "mass_g": 8_000_000, "in_force_from": date(2026, 12, 1)}
    later["in_force_to"] = None
    limits = stock_limits_from({**LIMITS, "limit": [*LIMITS["limit"], later]})
    rules = neighbours_from(NEIGHBOURS, limits)
    on = [date(2019, 11, 6), date(2019, 11, 7), date(2026, 11, 30), date(2026, 12, 1)]
    found = [rules.limit("collection", LimitKind.CEILING, day) for day in on]
    assert [each and each.mass_g for each in found] == [None, 5_000_000, 5_000_000, 8_000_000]


@pytest.mark.parametrize(
    "fields",
    [
        {"in_force_to": date(2019, 11, 6)},
        {"in_force_from": 0},
        {"mass_g": 0},
        {"mass_g": "5000000"},
        {"kind": "average"},
        {"source": "hearsay"},
        {"confidence": "certain"},
        {"rule": "guide-2019-central-capacity"},
        {"surprise": 1},
    ],
)
def test_a_wrong_limit_is_refused(fields):
    with pytest.raises(ValueError, match=r".+"):
        stock_limits_from(changed(LIMITS, "limit", **fields))


def test_two_ceilings_of_one_day_are_refused():
    second = {**LIMITS["limit"][0], "rule": "second", "in_force_from": date(2026, 3, 31), "in_force_to": None}
    with pytest.raises(RefdataDatesOverlap):
        stock_limits_from({**LIMITS, "limit": [*LIMITS["limit"], second]})


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("pair", {"one": "green"}),
        ("pair", {"within": "street"}),
        ("pair", {"rule": "neighbours-iron-oxide"}),
        ("family", {"chemistries": ["B", "A"]}),
        ("family", {"chemistries": []}),
        ("family", {"source": "hearsay"}),
    ],
)
def test_a_wrong_neighbour_is_refused(table, fields):
    with pytest.raises(ValueError, match=r".+"):
        neighbours_from(changed(NEIGHBOURS, table, **fields))


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_pair_and_every_trait_has_its_words(language):
    rules = load_stock_rules()
    names = {f"move_warning.{each.rule.replace('-', '_')}" for each in rules.neighbours}
    names |= {f"trait.{each}" for each in (*Trait, *rules.families.values())}
    assert all(wording(language).knows(f"words.{name}") for name in names)
    assert all(wording(language).knows(f"places.source.{each.origin}") for each in rules.limits)


@pytest.mark.rule("S29")
def test_no_pair_of_neighbours_is_given_as_read_in_a_standard():
    assert all(each.provenance.confidence != "V" for each in load_stock_rules().neighbours)
