"""How the state of a view lies in a row: one column for each field of its dataclass, by the field's type.

Ids and hashes are 16 and 32 bytes, moments whole seconds, days text, tuples and values within values JSON;
everything else is itself.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, cast, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter

from packtrail.domain.shapes import Digest, RecordId, members
from packtrail.store.columns import hash_blob, hash_text, id_blob, id_text, moment, seconds
from packtrail.store.connection import Row

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    declared: str  # the column as CREATE TABLE has it
    into: Convert | None  # None: as it is
    out: Convert | None


@dataclass(frozen=True)
class RowShape:
    """The columns of one state class, and the way there and back."""

    state: type[Any]
    columns: tuple[_Column, ...]

    @cached_property
    def names(self) -> str:
        """The columns as SELECT and INSERT name them."""
        return ", ".join(column.name for column in self.columns)

    @cached_property
    def declared(self) -> str:
        """The columns as CREATE TABLE declares them."""
        return ", ".join(f"{column.name} {column.declared}" for column in self.columns)

    def row(self, state: Any) -> Row:
        """``state`` in the order of the columns."""
        values = []
        for column in self.columns:
            value = getattr(state, column.name)
            values.append(value if value is None or column.into is None else column.into(value))
        return tuple(values)

    def state_of(self, row: Row) -> Any:
        """The state in a row of the columns."""
        said = {
            column.name: value if value is None or column.out is None else column.out(value)
            for column, value in zip(self.columns, row, strict=True)
        }
        return self.state(**said)

    def stored(self, name: str, value: object) -> object:
        """``value`` as column ``name`` holds it, to search by; KeyError for a field there is not."""
        column = next((each for each in self.columns if each.name == name), None)
        if column is None:
            raise KeyError(name)
        return value if value is None or column.into is None else column.into(value)


_shapes: dict[type[Any], RowShape] = {}


def shape_of(state: type[Any]) -> RowShape:
    """The columns of a state class, looked up once; TypeError for a field of a type that no column holds."""
    if state not in _shapes:
        _shapes[state] = _shape(state)
    return _shapes[state]


def _shape(state: type[Any]) -> RowShape:
    plain = get_type_hints(state)
    annotated = get_type_hints(state, include_extras=True)
    return RowShape(
        state, tuple(_column(field.name, plain[field.name], annotated[field.name]) for field in fields(state))
    )


def _column(name: str, plain: Any, annotated: Any) -> _Column:
    can_be_empty = type(None) in members(plain)
    kind = next(part for part in members(plain) if part is not type(None))
    declared, into, out = _held(name, kind, members(annotated))
    return _Column(name, declared if can_be_empty else f"{declared} NOT NULL", into, out)


def _held(name: str, kind: Any, annotated: tuple[Any, ...]) -> tuple[str, Convert | None, Convert | None]:
    if RecordId in annotated:
        return "BLOB", id_blob, id_text
    if Digest in annotated:
        return "BLOB", hash_blob, hash_text
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return "TEXT", _word, kind
    if is_dataclass(kind) or any(is_dataclass(part) for part in get_args(kind)):
        adapter = TypeAdapter(kind)
        # Most subjects hold the same few values, and reading one from JSON costs more than the row.
        return "TEXT", lambda value: adapter.dump_json(value).decode(), lru_cache(2048)(adapter.validate_json)
    if get_origin(kind) is tuple:
        return "TEXT", _listed, _tuple
    for plain_type, held in _PLAIN.items():
        if kind is plain_type:
            return held
    raise TypeError(f"no column holds {name}: {kind}")


def _word(value: StrEnum) -> str:
    return value.value


def _listed(values: tuple[Any, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _tuple(text: str) -> tuple[Any, ...]:
    return tuple(tuple(each) if isinstance(each, list) else each for each in json.loads(text))


_PLAIN: Mapping[type, tuple[str, Convert | None, Convert | None]] = {
    str: ("TEXT", None, None),
    bool: ("INTEGER", int, bool),
    int: ("INTEGER", None, None),
    datetime: ("INTEGER", cast("Convert", seconds), cast("Convert", moment)),
    date: ("TEXT", date.isoformat, date.fromisoformat),
}
