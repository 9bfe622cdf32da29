"""Both languages say the same things, with the same facts in them."""

import string
import tomllib
from collections import Counter

import pytest

from packtrail import resources
from packtrail.wording import CHINESE, ENGLISH, Wording, wording

KEYS = sorted(set(wording(CHINESE).sentences) | set(wording(ENGLISH).sentences))


def facts_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_there_is_something_to_say():
    assert len(KEYS) > 300


@pytest.mark.parametrize("key", KEYS)
def test_a_sentence_exists_in_both_languages_with_the_same_facts(key):
    chinese, english = wording(CHINESE).sentences.get(key), wording(ENGLISH).sentences.get(key)
    assert chinese is not None, "missing in Chinese"
    assert english is not None, "missing in English"
    assert chinese.strip(), "empty in Chinese"
    assert english.strip(), "empty in English"
    assert facts_of(chinese) == facts_of(english)


def test_an_unknown_key_is_a_bug():
    with pytest.raises(KeyError):
        wording(CHINESE).say("nowhere.nothing")


def test_a_missing_fact_is_a_bug():
    with pytest.raises(KeyError):
        wording(CHINESE).say("faults.at_line", line=1)


@pytest.mark.parametrize(("count", "words"), [(0, "0 units"), (1, "1 unit"), (2, "2 units")])
def test_a_number_chooses_its_word(count, words):
    assert Wording(ENGLISH, {"a.b": "{count:unit|units}"}).say("a.b", count=count) == words


def test_a_number_without_words_is_formatted_as_ever():
    assert Wording(ENGLISH, {"a.b": "{count:03d} {count}"}).say("a.b", count=7) == "007 7"


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_no_sentence_stands_in_two_files_of_an_area(language):
    def names(table, prefix):
        for name, entry in table.items():
            if isinstance(entry, dict):
                yield from names(entry, f"{prefix}.{name}")
            else:
                yield f"{prefix}.{name}"

    files = resources.path("translations", language.value).glob("*.toml")
    found = Counter(
        name
        for file in files
        for name in names(tomllib.loads(file.read_text("utf-8")), file.stem.partition("_")[0])
    )
    assert [name for name, times in found.items() if times > 1] == []
