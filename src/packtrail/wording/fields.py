"""What the fields of records are called, found by the pointer of an issue, and what stands in them."""

from collections.abc import Mapping
from typing import Final

from packtrail.wording.catalog import Wording
from packtrail.wording.codes import chemistry_name
from packtrail.wording.values import fact_words, mass_words, word

_BODY = "body"
_VOCABULARIES: Final[Mapping[str, str]] = {
    "code_reason": "code_reason",
    "code_source": "code_source",
    "code_status": "code_status",
    "condition_class": "condition",
    "consignee_role": "consignee_role",
    "mass_basis": "mass_basis",
    "picked_by": "picked_by",
    "refusal_reason": "refusal_reason",
    "source_type": "source",
    "treatment_code": "treatment",
    "unit_level": "level",
}


def field_words(w: Wording, record_type: str, pointer: str) -> str:
    """The name of the field at a JSON Pointer into a record; the pointer itself where nobody named it.

    Of a list the entry is counted from 1, of an entry with fields its own field is named behind it.
    """
    parts = [part for part in pointer.split("/") if part]
    if parts[:1] == [_BODY]:
        parts = parts[1:] or parts
    named = [f"{int(part) + 1}" if part.isdigit() else _name(w, record_type, part) for part in parts]
    return w.say("values.inside").join(named) if named else w.say("words.field.body")


def value_words(w: Wording, field: str, value: object) -> str:
    """What a field of a record holds: a mass in kilograms, the word for a token, a dash for nothing."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return w.say("values.yes" if value else "values.no")
    if field.endswith("_mass_g") and isinstance(value, int):
        return w.say("values.kg", kg=mass_words(value))
    if field == "chemistry_code":
        return chemistry_name(w, str(value))
    if field == "code_scheme" and w.knows(f"codes.scheme.{value}"):
        return w.say(f"codes.scheme.{value}")
    return word(w, _VOCABULARIES[field], str(value)) if field in _VOCABULARIES else fact_words(w, value)


def _name(w: Wording, record_type: str, field: str) -> str:
    for key in (f"words.field_of.{record_type}.{field}", f"words.field.{field}"):
        if w.knows(key):
            return w.say(key)
    return field
