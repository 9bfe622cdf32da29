"""The tables refuse to leave a character of the form without a meaning."""

from dataclasses import fields

import pytest

from packtrail.app.refdata import load_code_tables
from packtrail.domain.code_tables import CodeTables

TABLES = load_code_tables()


@pytest.mark.parametrize(
    ("table", "character"), [("product_types", "M"), ("years", "H"), ("months", "C"), ("days", "0")]
)
def test_a_character_of_the_form_without_a_meaning_is_refused(table, character):
    values = {field.name: getattr(TABLES, field.name) for field in fields(CodeTables)}
    values[table] = {key: entry for key, entry in values[table].items() if key != character}
    with pytest.raises(ValueError, match=f"{table} lacks {character}"):
        CodeTables(**values)
