"""Every field that an issue can point to has a name in both languages."""

import dataclasses

import pytest

from packtrail.domain import records as r
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.fields import field_words

LANGUAGES = [CHINESE, ENGLISH]
FIELDS = [
    (record_type, field.name)
    for record_type, body in r.record_types().items()
    for field in dataclasses.fields(body)
]
INNER = [
    (kind.__name__, field.name)
    for kind in (r.Attachment, r.FieldChange, r.SafetyAnswer, r.PartyPaper, r.ListMembership, r.NewRecord)
    for field in dataclasses.fields(kind)
    if field.name != "private"
]
OUTER = [
    "record_id",
    "record_type",
    "station_seq",
    "prev_hash",
    "occurred_at",
    "recorded_at",
    "depends_on",
    "v",
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_every_record_has_a_name(language):
    w = wording(language)
    nameless = [each for each in FIELDS if not w.knows(f"words.field.{each[1]}")]
    assert nameless == []
    assert len(FIELDS) > 300


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_around_and_inside_a_body_has_a_name(language):
    w = wording(language)
    assert [each for each in OUTER if not w.knows(f"words.field.{each}")] == []
    assert [each for each in INNER if not w.knows(f"words.field.{each[1]}")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_record_has_a_name(language):
    w = wording(language)
    assert [each for each in r.record_types() if not w.knows(f"words.record_type.{each}")] == []


def test_an_entry_of_a_list_is_counted_from_one_and_its_own_field_named():
    w = wording(CHINESE)
    assert field_words(w, "correction", "/body/changes/0/new") == "更正内容 · 1 · 新值"
    assert field_words(w, "treatment", "/depends_on/1") == "所依据的记录 · 2"


def test_a_field_that_means_something_else_in_a_record_is_called_so_there():
    w = wording(CHINESE)
    assert field_words(w, "consignee_ack", "/body/outcome") == "收货结果"
    assert field_words(w, "correction_answered", "/body/outcome") == "答复"


def test_a_field_of_a_newer_program_is_shown_as_it_is_written():
    assert field_words(wording(CHINESE), "intake", "/body/of_tomorrow") == "of_tomorrow"
    assert field_words(wording(CHINESE), "intake", "") == "内容"
