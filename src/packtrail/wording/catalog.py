"""Looks sentences up by key in ``resources/translations/<language>/<area>.toml``.

A key is ``area.name``: the file it stands in and the entry there; a large area has several files, as
``errors.toml`` and ``errors_refdata.toml`` are both ``errors``. Facts go in by name, as in
``w.say("intake.saved", count=3)``; a number may choose its word, ``{count:unit|units}``. A missing key
or fact is a bug and raises at once; a test holds both languages to the same keys and the same facts.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from packtrail import resources


class Language(StrEnum):
    """A language that every sentence exists in."""

    CHINESE = "zh_CN"
    ENGLISH = "en"


CHINESE = Language.CHINESE
ENGLISH = Language.ENGLISH


@dataclass(frozen=True)
class Wording:
    """The sentences of one language."""

    language: Language
    sentences: dict[str, str]  # "area.name" to a str.format pattern

    def say(self, key: str, /, **facts: object) -> str:
        """The sentence ``key`` with ``facts`` put in.

        Raises KeyError for an unknown key or a fact that the sentence names and was not given.
        """
        return self.sentences[key].format_map({name: _counted(fact) for name, fact in facts.items()})

    def knows(self, key: str) -> bool:
        """Whether there is a sentence for ``key``; for codes that come from outside."""
        return key in self.sentences


class _Count(int):
    """A number that stands before its word: ``{count:unit|units}`` gives ``1 unit`` or ``2 units``."""

    def __format__(self, spec: str) -> str:
        one, bar, many = spec.partition("|")
        return f"{int(self)} {one if self == 1 else many}" if bar else format(int(self), spec)


def _counted(fact: object) -> object:
    return _Count(fact) if isinstance(fact, int) and not isinstance(fact, bool) else fact


@cache
def wording(language: Language) -> Wording:
    """The whole catalogue of one language, read once per process."""
    sentences: dict[str, str] = {}
    for area in sorted(resources.path("translations", language.value).glob("*.toml")):
        table = resources.toml("translations", language.value, area.name)
        sentences.update(_flattened(table, area.stem.partition("_")[0]))
    return Wording(language, sentences)


def _flattened(table: dict[str, Any], prefix: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, entry in table.items():
        if isinstance(entry, dict):
            flat.update(_flattened(entry, f"{prefix}.{name}"))
        else:
            flat[f"{prefix}.{name}"] = entry
    return flat
