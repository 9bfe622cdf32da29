"""The tolerance of load weighings and the days until an answer is overdue are data, and checked."""

import pytest

from packtrail import resources
from packtrail.app.load_rules import load_load_rules, load_rules_from
from packtrail.domain.code_tables import Confidence


@pytest.mark.rule("S31")
def test_neither_figure_is_law_and_both_say_so():
    rules = load_load_rules()
    assert (rules.tolerance_ppm, rules.overdue_after_days) == (5000, 3)
    assert rules.tolerance_from.confidence is not Confidence.SEEN
    assert rules.overdue_from.confidence is not Confidence.SEEN


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("tolerance", "share_ppm", -1),
        ("tolerance", "share_ppm", 1_000_001),
        ("tolerance", "share_ppm", "5000"),
        ("tolerance", "source", "nobody"),
        ("acknowledgement", "overdue_after_days", 0),
        ("acknowledgement", "overdue_after_days", 366),
        ("acknowledgement", "confidence", "sure"),
    ],
)
def test_a_document_that_cannot_be_meant_is_refused(table, field, value):
    document = resources.toml("rules", "weighing.toml")
    document = {**document, table: {**document[table], field: value}}
    with pytest.raises(ValueError, match=r".+"):
        load_rules_from(document)


def test_the_document_of_another_dataset_is_refused():
    with pytest.raises(ValueError, match="recipients"):
        load_rules_from({**resources.toml("rules", "weighing.toml"), "dataset": "recipients"})
