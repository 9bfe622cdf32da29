"""A register as a spreadsheet: codes and numbers as texts, masses as figures that can be added up.

A code that a spreadsheet takes for a number has lost its last digits, and what begins with ``=`` would be a
formula: only masses are numbers, everything else is a text cell whatever it looks like. So is a mass that
went nowhere, which must not be added up with the others.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

import xlsxwriter

from packtrail.wording.registers import Entry, Mass

_TITLES_AT = 2  # rows above are the outlet and what the register is
_WIDTH = 18
_LONGEST_SHEET_NAME = 31
_LONGEST_CELL = 32_000  # a spreadsheet takes 32,767 characters


class RegisterSheet:
    """One sheet that grows by lines; ``bytes`` ends it."""

    def __init__(self, outlet: str, name: str, period: str, titles: Sequence[str], at: datetime) -> None:
        self._out = io.BytesIO()
        # In memory: in a temporary folder it would lie there in plain text.
        self._book = xlsxwriter.Workbook(self._out, {"in_memory": True})
        self._book.set_properties({"title": name, "author": outlet, "created": at.replace(tzinfo=None)})
        self._text = self._book.add_format({"num_format": 49})  # the built-in format of texts, @
        self._kg = self._book.add_format({"num_format": "0.000"})
        bold = self._book.add_format({"num_format": 49, "bold": True})
        self._sheet = self._book.add_worksheet(name[:_LONGEST_SHEET_NAME])
        self._sheet.set_column(0, len(titles) - 1, _WIDTH)
        self._sheet.set_column(1, 1, 30)
        self._sheet.write_string(0, 0, outlet, bold)
        self._sheet.write_string(1, 0, f"{name} {period}", bold)
        for column, title in enumerate(titles):
            self._sheet.write_string(_TITLES_AT, column, title, bold)
        self._sheet.freeze_panes(_TITLES_AT + 1, 0)
        self._row = _TITLES_AT + 1

    def add(self, lines: Iterable[Sequence[Entry]]) -> None:
        """Write ``lines`` behind those that are there."""
        for line in lines:
            for column, entry in enumerate(line):
                if not isinstance(entry, Mass) or not entry.is_summed:
                    self._sheet.write_string(self._row, column, str(entry)[:_LONGEST_CELL], self._text)
                elif entry.grams is not None:
                    self._sheet.write_number(self._row, column, entry.grams / 1000, self._kg)
            self._row += 1

    def bytes(self) -> bytes:
        """The whole file; nothing is added afterwards."""
        self._book.close()
        return self._out.getvalue()
