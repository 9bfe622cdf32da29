"""The dangerous-goods data that comes with the program, and what a wrong document from outside is told."""

import json
from copy import deepcopy
from datetime import date

import pytest

from packtrail import resources
from packtrail.app.dangerous_goods import dangerous_goods_from, load_dangerous_goods
from packtrail.domain.code_tables import Confidence
from packtrail.domain.errors_refdata import RefdataDatesOverlap

RULES = load_dangerous_goods()


@pytest.fixture
def document():
    return deepcopy(resources.toml("rules", "dangerous_goods.toml"))


def test_nothing_claims_to_be_read_in_the_rules_themselves():
    entries = (*RULES.families, *RULES.entries, *RULES.refusals)
    assert all(entry.provenance.confidence is not Confidence.SEEN for entry in entries)


def test_the_same_document_as_json_means_the_same(document):
    assert dangerous_goods_from(json.loads(json.dumps(document, default=date.isoformat))) == RULES


def test_a_new_instruction_follows_the_old_one_by_a_day(document):
    old = document["packing"][0]
    document["packing"].append(old | {"in_force_from": date(2027, 1, 1), "packings": ["p910"]})
    old["in_force_to"] = date(2026, 12, 31)
    assert len(dangerous_goods_from(document).entries) == len(RULES.entries) + 1


@pytest.mark.parametrize("table", ["family", "packing", "refusal"])
def test_two_entries_for_one_thing_on_one_day_are_refused(document, table):
    document[table].append(document[table][0] | {"in_force_from": date(2027, 1, 1)})
    with pytest.raises(RefdataDatesOverlap):
        dangerous_goods_from(document)


def test_one_letter_has_one_number(document):
    document["family"][1]["chemistry_codes"] = ["B"]
    with pytest.raises(RefdataDatesOverlap) as refused:
        dangerous_goods_from(document)
    assert refused.value.entry == "chemistry B"


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("family", {"un_number": "348"}, "family.0.un_number"),
        ("family", {"un_number": 3480}, "family.0.un_number"),
        ("family", {"chemistry_codes": ["B", "B"]}, "B stands there twice"),
        ("family", {"name": "lead_acid"}, "family lithium_ion is not there"),
        ("packing", {"state": "haunted"}, "packing.0.state"),
        ("packing", {"packings": []}, "packing.0.packings"),
        ("packing", {"source": "hearsay"}, "hearsay"),
        ("packing", {"in_force_from": date(2026, 2, 1), "in_force_to": date(2026, 1, 1)}, "ends before"),
        ("refusal", {"mode": "balloon"}, "refusal.0.mode"),
        ("refusal", {"states": []}, "refusal.0.states"),
    ],
)
def test_an_entry_of_the_wrong_shape_is_refused(document, table, change, said):
    document[table][0] |= change
    with pytest.raises(ValueError, match=said):
        dangerous_goods_from(document)


@pytest.mark.parametrize(
    ("change", "said"), [({"dataset": "recipients"}, "not of 'dangerous_goods'"), ({"fines": []}, "fines")]
)
def test_a_document_of_the_wrong_shape_is_refused(document, change, said):
    with pytest.raises(ValueError, match=said):
        dangerous_goods_from(document | change)
