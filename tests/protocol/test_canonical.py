"""TBJ-1: one form for a value, and nothing hostile gets past ``parse``."""

import json
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.protocol import canonical
from packtrail.protocol.canonical import UnreadableJson

keys = st.text(st.characters(max_codepoint=127), max_size=8)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-canonical.MAX_INT, canonical.MAX_INT)
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


def reason_of(data, **limits):
    with pytest.raises(UnreadableJson) as caught:
        canonical.parse(data, **limits)
    return caught.value.reason


@given(values)
def test_what_was_written_reads_back_the_same_but_for_the_form_of_its_characters(value):
    data = canonical.canonical(value)
    assert canonical.canonical(canonical.parse(data)) == data


@given(values)
def test_what_was_written_is_canonical(value):
    data = canonical.canonical(value)
    assert canonical.is_canonical(data, canonical.parse(data))


@given(values)
def test_any_other_spelling_of_the_same_value_is_not_canonical(value):
    written = canonical.canonical([value])
    for other in (json.dumps(json.loads(written)).encode(), written + b" "):
        if other != written:
            assert not canonical.is_canonical(other, canonical.parse(other))


def test_keys_are_sorted_and_no_space_is_left():
    assert canonical.canonical({"b": [1, True, None], "a": "湘A"}) == '{"a":"湘A","b":[1,true,null]}'.encode()


def test_texts_are_put_into_nfc():
    decomposed = unicodedata.normalize("NFD", "é")
    assert canonical.canonical(decomposed) == '"é"'.encode()
    assert not canonical.is_canonical(f'"{decomposed}"'.encode(), decomposed)


@pytest.mark.parametrize("value", [1.5, float("nan"), b"x", {1: 2}, {"é": 1}, object()])
def test_what_the_profile_has_no_form_for_is_a_bug_of_the_caller(value):
    with pytest.raises(TypeError):
        canonical.canonical(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), "\ud800"])
def test_values_beyond_the_profile_are_a_bug_of_the_caller(value):
    with pytest.raises(ValueError, match=r"safe form|surrogates"):
        canonical.canonical(value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"1 2", "not_json"),
        (b'"\xff"', "not_utf8"),
        (rb'"\ud800"', "not_utf8"),
        (rb'["\ud800"]', "not_utf8"),
        (rb'{"\ud800":1}', "not_utf8"),
        (b"1.0", "not_an_integer"),
        (b"1e3", "not_an_integer"),
        (b"NaN", "not_an_integer"),
        (b"9007199254740992", "integer_too_large"),
        (b"-" + b"9" * 5000, "integer_too_large"),
        (b'{"a":1,"a":2}', "key_twice"),
        (b'{"a":{"b":1,"b":1}}', "key_twice"),
        ("[1]".encode("utf-16"), "not_utf8"),
    ],
)
def test_hostile_bytes_are_refused_with_a_reason(data, reason):
    assert reason_of(data) == reason


def test_a_text_longer_than_the_limit_is_refused_unread():
    assert reason_of(b'"aaaa"', max_bytes=5) == "too_long"


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'["\\\\",', b'["\\"",'])
def test_deep_nesting_is_refused_before_it_reaches_the_parser(opening):
    assert reason_of(opening * 17 + b"1") == "too_deep"
    assert reason_of(opening * 100_000, max_bytes=10**7) == "too_deep"


def test_brackets_inside_a_text_after_an_escape_are_not_hidden_from_the_depth_guard():
    assert canonical.depth(b'["\\\\",[[[["') == 5
    assert reason_of(b'["\\\\",' + b"[" * 100_000 + b'"]', max_bytes=10**6) == "too_deep"


def deep(value):
    inner = value if isinstance(value, list) else value.values() if isinstance(value, dict) else None
    return 0 if inner is None else 1 + max((deep(each) for each in inner), default=0)


@given(values)
def test_depth_is_that_of_the_value_whether_anything_is_escaped_in_it_or_not(value):
    assert canonical.depth(canonical.canonical(value)) == deep(value)


def test_brackets_in_texts_do_not_count_as_depth():
    assert canonical.parse(b'"' + b"[" * 1000 + b'"') == "[" * 1000
    assert canonical.parse(rb'"\"' + b"[{" * 1000 + b'"') == '"' + "[{" * 1000


@given(st.binary(max_size=200))
def test_no_bytes_whatever_raise_anything_but_unreadable_json(data):
    try:
        value = canonical.parse(data)
    except UnreadableJson:
        return
    canonical.is_canonical(data, value)


def slowly(data):
    value = canonical.parse(data)
    if not canonical.is_canonical(data, value):
        raise UnreadableJson("not_canonical")
    return value


def outcome(read, data):
    try:
        return read(data)
    except UnreadableJson as error:
        return error.reason


odd = st.sampled_from([
    b'"a":1.5', b"1e3", b"NaN", b'"\\ud800"', b"-0", b"9007199254740992", b'"a":1,"a":1', b"[" * 20, b" ",
    b"\xff", rb'"\u0041"', '"é"'.encode(), '"e\u0301"'.encode(), '"é":1'.encode(), '"a\\"é":1"'.encode(),
])  # fmt: skip


@given(values, odd, st.integers(0, 200))
def test_reading_canonical_bytes_quickly_is_reading_them_slowly(value, odd, place):
    written = canonical.canonical(value)
    for data in (written, written[:place] + odd + written[place:], b"[" + odd + b"]", b"{" + odd + b"}", odd):
        assert outcome(canonical.parse_canonical, data) == outcome(slowly, data)


@given(st.binary(max_size=200))
def test_whatever_bytes_are_read_quickly_as_slowly(data):
    assert outcome(canonical.parse_canonical, data) == outcome(slowly, data)


def test_an_escaped_lone_surrogate_is_not_canonical():
    assert not canonical.is_canonical(rb'"\ud800"', "\ud800")
    assert not canonical.is_canonical('"\\ud800é"'.encode(), "\ud800é")


def test_a_digest_names_its_algorithm():
    assert canonical.sha256_digest(b"") == (
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


def test_a_long_chinese_text_is_read_as_quickly_as_any():
    line = canonical.canonical({"remark": "长" * 20_000})
    started = time.process_time()
    assert canonical.parse_canonical(line) == {"remark": "长" * 20_000}
    assert time.process_time() - started < 2  # 150 s when each letter was looked at from each other
