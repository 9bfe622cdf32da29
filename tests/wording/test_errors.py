"""Every error that an operator can meet has a sentence and a next step, in both languages."""

import dataclasses
import importlib
import pkgutil
from datetime import datetime

import pytest

import packtrail.domain
from packtrail.domain.draft_faults import DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.errors import CodeAlreadyLive, NotInStock, OutletError
from packtrail.domain.moments import SHANGHAI
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.errors import explain, fault_words

for module in pkgutil.walk_packages(packtrail.domain.__path__, "packtrail.domain."):
    importlib.import_module(module.name)

WHEN = datetime(2026, 5, 4, 9, 30, tzinfo=SHANGHAI)
SAMPLES = {"datetime": WHEN, "tuple": ("m999_later",), "int": 7, "bool": True, "str": "样例"}
LANGUAGES = pytest.mark.parametrize("language", [CHINESE, ENGLISH])


def error_classes(base: type[OutletError] = OutletError) -> list[type[OutletError]]:
    found = []
    for kind in base.__subclasses__():
        found += [kind, *error_classes(kind)]
    return found


def sample(kind: type[OutletError]) -> OutletError:
    if kind is DraftIncomplete:
        return DraftIncomplete(tuple(DraftFault(fault, "field", 1, "值") for fault in FaultKind))
    fields = {field.name: _value(field) for field in dataclasses.fields(kind)}
    return kind(**fields)


def _value(field: dataclasses.Field) -> object:
    return next(value for name, value in SAMPLES.items() if name in str(field.type))


@LANGUAGES
@pytest.mark.parametrize("kind", error_classes())
def test_an_error_says_what_happened_and_what_to_do_next(kind, language):
    explained = explain(wording(language), sample(kind))
    assert explained.what
    assert explained.next_step
    assert explained.code == kind.code
    assert "{" not in str(explained)


def test_no_two_errors_share_a_code():
    codes = [kind.code for kind in error_classes()]
    assert len(codes) == len(set(codes)) > 15


def test_a_missing_fact_chooses_the_sentence_without_it():
    w = wording(CHINESE)
    gone = explain(w, NotInStock("0TXPB01A000001A5A0000123", WHEN))
    never = explain(w, NotInStock("0TXPB01A000001A5A0000123", None))
    assert "2026-05-04 09:30" in gone.what
    assert "没有入库记录" in never.what
    assert gone.next_step != never.next_step


def test_a_code_twice_in_one_delivery_reads_differently_from_one_in_stock():
    twice = explain(wording(CHINESE), CodeAlreadyLive("X", None, None))
    assert "两次" in twice.what


@LANGUAGES
@pytest.mark.parametrize("kind", list(FaultKind))
def test_each_fault_of_a_draft_has_its_words_and_its_line(kind, language):
    words = fault_words(wording(language), DraftFault(kind, "field", 3, "值"))
    assert "3" in words
    assert fault_words(wording(language), DraftFault(kind, "field")) in words or "值" in words
