"""The safety checklist that comes with the program, and what a wrong one from outside is told."""

import json
from copy import deepcopy
from datetime import date

import pytest

from packtrail import resources
from packtrail.app.safety_checklist import load_safety, safety_from
from packtrail.domain.code_tables import Confidence

DATA = load_safety()


@pytest.fixture
def document():
    return deepcopy(resources.toml("rules", "safety_checklist.toml"))


@pytest.mark.rule("S8")
def test_only_the_item_that_the_standard_names_is_confirmed():
    confirmed = [item.item_id for item in DATA.checklist.items if not item.is_to_be_confirmed]
    assert confirmed == ["opened_without_record"]
    assert DATA.checklist.is_to_be_confirmed


def test_no_figure_claims_to_be_read_in_a_standard():
    for rule in (DATA.rules.recheck, DATA.rules.measurements):
        assert rule.provenance.confidence is Confidence.BACKGROUND


def test_items_stand_in_their_order_whatever_the_order_of_the_file(document):
    document["item"].reverse()
    assert safety_from(document) == DATA


def test_the_same_document_as_json_means_the_same(document):
    assert safety_from(json.loads(json.dumps(document, default=date.isoformat))) == DATA


def test_an_item_of_ones_own_brings_its_words(document):
    own = document["item"][0] | {"id": "seal_of_our_own", "order": 14, "zh": "封签破损", "en": "Seal broken"}
    document["item"].append(own)
    added = safety_from(document).checklist.items[-1]
    assert (added.text_zh, added.text_en) == ("封签破损", "Seal broken")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_item_that_nobody_could_read_is_refused(document, language):
    own = document["item"][0] | {"id": "seal_of_our_own", "order": 14, "zh": "封签破损", "en": "Seal broken"}
    del own[language]
    document["item"].append(own)
    with pytest.raises(ValueError, match=f"no words in {language}"):
        safety_from(document)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "smoke"}, "smoke stands there twice"),
        ({"order": 3}, "not numbered"),
        ({"order": 99}, "not numbered"),
        ({"order": 101}, "item.0.order"),
        ({"order": "1"}, "item.0.order"),
        ({"high_risk": "no"}, "item.0.high_risk"),
        ({"high_risk": 0}, "item.0.high_risk"),
        ({"id": "Über"}, "item.0.id"),
        ({"id": "x" * 65}, "item.0.id"),
        ({"treatment": "pray"}, "treatment pray is not there"),
        ({"source": "hearsay"}, "hearsay"),
        ({"confidence": "sure"}, "item.0.confidence"),
        ({"zh": "长" * 301}, "item.0.zh"),
        ({"colour": "red"}, "item.0.colour"),
    ],
)
def test_an_item_of_the_wrong_shape_is_refused(document, change, said):
    document["item"][0] |= change
    with pytest.raises(ValueError, match=said):
        safety_from(document)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"item": []}, "item"),
        ({"dataset": "recipients"}, "not of 'safety_checklist'"),
        ({"version": "newest"}, "version"),
        ({"in_force_from": "2026-13-01"}, "in_force_from"),
        ({"in_force_from": 1775001600}, "in_force_from"),
        ({"in_force_from": date(1900, 1, 1)}, "in_force_from"),
        ({"recheck": {"thermal_hours": 0, "source": "practice", "confidence": "B"}}, "thermal_hours"),
        ({"recheck": {"thermal_hours": True, "source": "practice", "confidence": "B"}}, "thermal_hours"),
        ({"author": "somebody"}, "author"),
    ],
)
def test_a_document_of_the_wrong_shape_is_refused(document, change, said):
    with pytest.raises(ValueError, match=said):
        safety_from(document | change)


def test_a_checklist_longer_than_anyone_answers_is_refused(document):
    one = document["item"][0]
    document["item"] = [one | {"id": f"item_{n}", "order": n, "zh": "一", "en": "x"} for n in range(1, 102)]
    with pytest.raises(ValueError, match="at most 100"):
        safety_from(document)
