"""The rules of a vehicle's case as a document: the program's own, and what a wrong one is told."""

import json
from copy import deepcopy
from datetime import date

import pytest

from packtrail import resources
from packtrail.app.vehicle_rules import load_vehicle_rules, vehicle_rules_from
from packtrail.domain.errors_refdata import RefdataDatesOverlap
from packtrail.domain.vehicle_case import CaseKind, EnergyType

pytestmark = pytest.mark.practice(2)


@pytest.fixture
def document():
    return deepcopy(resources.toml("rules", "vehicle_case.toml"))


@pytest.mark.rule("S40")
def test_a_missing_battery_makes_the_vehicle_incomplete_from_april_2026():
    rules = load_vehicle_rules()
    before, after = rules.on_missing_battery(date(2026, 3, 31)), rules.on_missing_battery(date(2026, 4, 1))
    assert (before.rule, after.rule) == ("mofcom-2020-2-a20", "order73-missing-battery")
    assert before.accepts("ordinary", "owner_explanation") is not None
    assert after.accepts("ordinary", "owner_explanation") is None
    assert after.accepts("swap", "swap_model").provenance.confidence == "S"
    assert rules.on_missing_battery(date(2019, 1, 1)) is None


def test_every_kind_of_case_has_its_set_and_only_the_supervised_waits_for_dismantling():
    rules, today = load_vehicle_rules(), date(2026, 11, 20)
    found = {kind.value: rules.of_kind(kind, today) for kind in CaseKind}
    assert all(rule.evidence for rule in found.values())
    assert [kind for kind, rule in found.items() if rule.certificate_after_dismantling] == ["supervised"]
    assert rules.with_battery < set(EnergyType)


def test_a_document_from_json_means_the_same_as_one_from_toml(document):
    from_json = json.loads(json.dumps(document, default=date.isoformat))
    assert vehicle_rules_from(from_json) == load_vehicle_rules()


def spoilt(document, *path, value):
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("dataset",), "recipients", "of 'recipients'"),
        (("version",), "today", "pattern"),
        (("energy", "with_battery"), ["steam"], "energy type steam"),
        (("energy", "source"), "hearsay", "not listed"),
        (("mismatch", "proofs"), ["a_wink"], "proof a_wink"),
        (("certificate", "qr_hosts"), ["HTTPS://X"], "pattern"),
        (("certificate", "qr_hosts"), ["x"] * 51, "at most 50"),
        (("other", "evidence"), ["selfie"], "selfie has no words"),
        (("case_kind", 0, "kind"), "gift", "kind of case gift"),
        (("case_kind", 0, "evidence"), ["selfie"], "evidence selfie"),
        (("case_kind", 0, "evidence"), ["plates", "plates"], "twice"),
        (("case_kind", 0, "certificate_after_dismantling"), "yes", "valid boolean"),
        (("evidence", 0, "kinds"), [], "at least 1"),
        (("evidence", 1, "name"), "registration_certificate", "twice"),
        (("missing_battery", 0, "in_force_to"), date(2020, 1, 1), "ends before it begins"),
        (("missing_battery", 1, "accepted", 0, "proof"), "a_wink", "proof a_wink"),
        (("surprise",), 1, "not permitted"),
    ],
)
def test_a_wrong_document_is_refused_whole(document, path, value, said):
    with pytest.raises(ValueError, match=said):
        vehicle_rules_from(spoilt(document, *path, value=value))


@pytest.mark.parametrize(
    ("path", "value"),
    [(("missing_battery", 0, "in_force_to"), date(2026, 4, 1)), (("case_kind", 1, "kind"), "ordinary")],
)
def test_two_rules_of_one_day_are_refused(document, path, value):
    with pytest.raises(RefdataDatesOverlap):
        vehicle_rules_from(spoilt(document, *path, value=value))
