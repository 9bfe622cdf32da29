"""What the fields of records are called, found by the pointer of an issue."""

from packtrail.wording.catalog import Wording

_BODY = "body"


def field_words(w: Wording, record_type: str, pointer: str) -> str:
    """The name of the field at a JSON Pointer into a record; the pointer itself where nobody named it.

    Of a list the entry is counted from 1, of an entry with fields its own field is named behind it.
    """
    parts = [part for part in pointer.split("/") if part]
    if parts[:1] == [_BODY]:
        parts = parts[1:] or parts
    named = [f"{int(part) + 1}" if part.isdigit() else _name(w, record_type, part) for part in parts]
    return w.say("values.inside").join(named) if named else w.say("words.field.body")


def _name(w: Wording, record_type: str, field: str) -> str:
    for key in (f"words.field_of.{record_type}.{field}", f"words.field.{field}"):
        if w.knows(key):
            return w.say(key)
    return field
