"""Writes the rows of one stage as the .xlsx that a portal's import screen takes.

Text cells only: a code that a spreadsheet takes for a number has lost its last digits. No formula, no merged
cell, no date type; what begins with ``=`` stays a text.
"""

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter

from packtrail.protocol.workbook_profile import Stage
from packtrail.protocol.workbook_rows import Row

_WIDTH = 26


def write_workbook(stage: Stage, rows: Sequence[Row], *, mark: str, at: datetime) -> bytes:
    """The bytes of a workbook; ``mark`` stands in its properties and tells it from any other.

    ValueError for more rows than the stage takes.
    """
    if len(rows) > stage.max_rows:
        raise ValueError(f"{len(rows)} rows, {stage.max_rows} at most")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,  # no plain text in the temporary folder
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    book.set_properties({"comments": mark, "created": at.replace(tzinfo=None)})
    as_text = book.add_format({"num_format": 49})  # the built-in format of texts, @
    sheet = book.add_worksheet(stage.sheet)
    sheet.set_column(0, len(stage.columns) - 1, _WIDTH, as_text)
    for at_column, column in enumerate(stage.columns):
        sheet.write_string(0, at_column, column.header, as_text)
    for number, row in enumerate(rows, start=1):
        for at_column, cell in enumerate(row.cells):
            sheet.write_string(number, at_column, cell, as_text)
    book.close()
    return out.getvalue()
