"""What each dataset's content has to be, and what the program reads from it once it is in use."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail import resources
from packtrail.app.ids import new_id
from packtrail.app.refdata import load_code_tables
from packtrail.app.refdata_content import (
    battery_models_in_use,
    built_in_versions,
    code_tables_in_use,
    own_document,
    rulebook_in_use,
    validators,
)
from packtrail.app.rulebook import load_rulebook
from packtrail.domain.errors import OutletError
from packtrail.domain.errors_refdata import RefdataDatesOverlap
from packtrail.domain.refdata import Dataset, RefdataVersion
from packtrail.protocol.battery_models import model_of
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.refdata_pack import TrustedKey, own_pack, packed
from packtrail.usecases.adopt_refdata import adopt_refdata
from tests.station import ADMIN, SteppedClock, opened, set_up
from tests.trade import MORNING, RECYCLER

PUBLISHER = Ed25519Signer(bytes(range(32)))
TRUST = {PUBLISHER.key_id: TrustedKey(PUBLISHER.key_id, PUBLISHER.public_key, frozenset(Dataset), "发布方")}
TODAY = MORNING.date()
VERSION = "2099-01-01.1"


def as_json(*names):
    """A file that comes with the program, as its publisher would put it in a pack."""
    return json.loads(json.dumps(resources.toml(*names), default=str))


MEMBER = {
    "uscc": RECYCLER,
    "name": "株洲测试再生利用有限公司",
    "list": "miit_white_list",
    "batch": "第五批",
    "valid_from": "2024-01-01",
    "valid_to": None,
    "source": "公告",
    "confidence": "V",
}
MODEL = {
    "filing_code": "0TXPB01A000001",
    "maker_name": "测试电池有限公司",
    "maker_uscc": RECYCLER,
    "model_name": "TX-B01A",
    "chemistry_code": "B",
    "energy_wh": 52_000,
    "capacity_mah": 150_000,
    "nominal_mv": 346_000,
    "mass_g": 312_500,
    "dismantling": "先断开维修开关，再拆上盖。",
    "safety": "残余电压高于 60 V。",
    "valid_from": "2024-01-01",
    "valid_to": None,
    "source": "厂家公开资料",
    "confidence": "S",
}
WHOLE = {
    "battery_codes": as_json("refdata", "battery_codes.toml"),
    "deadline_rules": as_json("rules", "deadlines.toml"),
    "holiday_calendar": {"calendar": [as_json("calendars", "2026.toml"), as_json("calendars", "2027.toml")]},
    "safety_checklist": as_json("rules", "safety_checklist.toml"),
    "recipients": as_json("rules", "recipients.toml"),
    "stock_limits": as_json("rules", "stock_limits.toml"),
    "consignees": {"entry": [MEMBER]},
    "battery_models": {"model": [MODEL]},
}


def refused(dataset, content):
    with pytest.raises((ValueError, OutletError)):
        validators()[dataset](content)


def test_every_dataset_has_a_reader_and_an_example_here():
    assert set(validators()) == set(Dataset) == set(WHOLE)


@pytest.mark.parametrize("dataset", list(Dataset))
def test_what_comes_with_the_program_could_have_come_in_a_pack(dataset):
    validators()[dataset](WHOLE[dataset])


@pytest.mark.parametrize("dataset", list(Dataset))
@pytest.mark.parametrize(
    "content", [None, 7, "x", [], {}, {"calendar": [7]}, {"limit": [{}]}, {"entry": [1]}]
)
def test_content_of_another_shape_is_refused(dataset, content):
    refused(dataset, content)


@pytest.mark.parametrize("dataset", list(Dataset))
def test_an_unknown_field_is_refused(dataset):
    refused(dataset, {**WHOLE[dataset], "surprise": 1})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(list(Dataset)), st.data())
def test_whatever_a_publisher_writes_is_taken_or_refused_as_an_error_of_the_world(dataset, data):
    content = {**WHOLE[dataset], data.draw(st.sampled_from(sorted(WHOLE[dataset]))): data.draw(JSON)}
    try:
        validators()[dataset](content)
    except (ValueError, OutletError):
        return


@pytest.mark.parametrize(
    ("dataset", "name", "entries"),
    [
        ("consignees", "entry", [MEMBER, {**MEMBER, "valid_from": "2025-01-01"}]),
        ("battery_models", "model", [MODEL, {**MODEL, "valid_from": "2025-01-01"}]),
    ],
)
def test_two_entries_of_the_same_thing_on_one_day_are_refused(dataset, name, entries):
    with pytest.raises(RefdataDatesOverlap):
        validators()[dataset]({name: entries})


@pytest.mark.parametrize(
    ("dataset", "name", "entry"),
    [
        ("consignees", "entry", {**MEMBER, "uscc": "株洲"}),
        ("consignees", "entry", {**MEMBER, "valid_to": "2023-12-31"}),
        ("consignees", "entry", {**MEMBER, "list": "White list"}),
        ("battery_models", "model", {**MODEL, "filing_code": "0TXPB01A00000"}),
        ("battery_models", "model", {**MODEL, "valid_to": "2023-12-31"}),
        ("battery_models", "model", {**MODEL, "mass_g": 0.5}),
        ("battery_models", "model", {**MODEL, "price": 1}),
        ("battery_models", "model", {**MODEL, "safety": "长" * 2001}),
    ],
)
def test_a_wrong_entry_is_refused(dataset, name, entry):
    refused(dataset, {name: [entry]})


def test_what_came_with_the_program_has_versions_that_compare():
    found = built_in_versions()
    assert set(found) == {
        "battery_codes",
        "deadline_rules",
        "recipients",
        "safety_checklist",
        "stock_limits",
    }
    assert all(RefdataVersion.parse("2026-01-01.1") < version for version in found.values())


@pytest.mark.parametrize("dataset", sorted(built_in_versions()))
def test_what_came_with_the_program_makes_a_whole_pack(dataset):
    pack = own_pack(own_document(dataset))
    validators()[dataset](pack.content)
    assert (pack.dataset, pack.version, pack.signed_by) == (dataset, built_in_versions()[dataset], None)
    assert pack.content == WHOLE[dataset]


@pytest.fixture
def adopt(tmp_path):
    """Takes a content into use and gives the ledger back to read from."""
    clock = SteppedClock()
    with opened(tmp_path, clock) as ledger:
        set_up(ledger, clock)

        def run(dataset, content, readers=None):
            document = {
                "dataset": dataset,
                "version": VERSION,
                "effective_from": TODAY.isoformat(),
                "effective_to": None,
                "source": "通知",
                "confidence": "V",
                "content": content,
            }
            adopt_refdata(
                packed(document, PUBLISHER),
                by=ADMIN,
                store=ledger,
                trust=TRUST,
                validators=readers or validators(),
                built_in=built_in_versions(),
                now=clock,
                new_id=new_id,
            )
            return ledger

        yield run


def test_battery_codes_are_read_by_the_tables_in_use(adopt):
    tables = {**WHOLE["battery_codes"], "maker": WHOLE["battery_codes"]["maker"][:1]}
    with adopt("battery_codes", tables).read() as view:
        assert len(code_tables_in_use(view, TODAY).makers) == 1
        assert code_tables_in_use(view, date(2026, 1, 1)) == load_code_tables()


def test_a_filed_model_is_found_by_the_first_14_characters_of_a_code(adopt):
    later = {**MODEL, "filing_code": "0TXPB01A000002", "valid_from": "2098-01-01"}
    with adopt("battery_models", {"model": [MODEL, later]}).read() as view:
        models = battery_models_in_use(view, TODAY)
        assert list(models) == [MODEL["filing_code"]]
        assert model_of(models, "0TXPB01A000001A5A0000001").mass_g == 312_500
        assert model_of(models, "0TXPB01A000002A5A0000001") is None
        assert model_of(models, "0TXPB01A000001") is None
        assert battery_models_in_use(view, date(2026, 1, 1)) is None


def test_a_calendar_pack_stands_in_place_of_its_years_only(adopt):
    day = date(2027, 3, 1)  # a Monday
    calendar = as_json("calendars", "2027.toml")
    calendar["holiday"].append({"name": "试行", "days_off": [day.isoformat()], "make_up_days": []})
    with adopt("holiday_calendar", {"calendar": [calendar]}).read() as view:
        book = rulebook_in_use(view, TODAY)
        assert not book.calendar.is_worked(day)
        assert load_rulebook().calendar.is_worked(day)
        assert book.calendar.is_worked(date(2026, 2, 14))  # the program's own 2026 still counts
        assert rulebook_in_use(view, date(2026, 1, 1)) == load_rulebook()


def test_deadlines_count_by_the_rules_in_use(adopt):
    rules = {**WHOLE["deadline_rules"], "rule": WHOLE["deadline_rules"]["rule"][:1]}
    with adopt("deadline_rules", rules).read() as view:
        assert len(rulebook_in_use(view, TODAY).rules) == 1


@pytest.mark.parametrize("dataset", ["battery_codes", "deadline_rules", "holiday_calendar"])
def test_what_can_no_longer_be_read_gives_way_to_what_came_with_the_program(adopt, dataset):
    with adopt(dataset, {"from": "the future"}, {dataset: len}).read() as view:
        assert code_tables_in_use(view, TODAY) == load_code_tables()
        assert rulebook_in_use(view, TODAY) == load_rulebook()
