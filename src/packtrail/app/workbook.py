"""Opens an .xlsx workbook from anywhere without trusting it.

A workbook of some kilobytes can claim, and take, gigabytes: parts that unpack to more than they say, one
cell in the last corner of a sheet, a long text that every cell repeats. So its XML is unpacked and measured
here first, and calamine gets a fresh archive of what passed, without pictures and macros. Formulas are never
evaluated: calamine gives the values that were saved with them.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import python_calamine

from packtrail.domain.delivery_list import Cell
from packtrail.domain.errors_gate import SheetTooLarge, SheetUnreadable

MOST_UNPACKED = 64 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_CELLS = 100_000
LONGEST_CELL = 1_000
MOST_SHEETS = 10

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Begins an .xls, and every workbook with a password."""

_SHEET_PART = "xl/worksheets/"
_TEXTS_PART = "sharedStrings"
_LONGEST_TEXT_XML = 4 * LONGEST_CELL  # bytes of one text with its markup

_PLACE = re.compile(rb"""\sr\s*=\s*["']([^"']*)["']""")
_PLAIN_PLACE = re.compile(rb"([A-Z]{0,3})([0-9]{0,7})")
_CELL = re.compile(rb"<(?:[A-Za-z0-9]+:)?c[\s/>]")
_TEXT_END = re.compile(rb"</(?:[A-Za-z0-9]+:)?si\s*>")

# What a damaged workbook makes zipfile, zlib and calamine raise; none of it is a bug of ours.
_ZIP_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    ValueError,
    EOFError,
    RuntimeError,
    NotImplementedError,
)
_DAMAGE = (
    python_calamine.CalamineError,
    python_calamine.XmlError,
    python_calamine.ZipError,
    python_calamine.WorksheetNotFound,
    OSError,
    ValueError,
)

Rows = list[list[Cell]]


def workbook_rows(content: bytes, name: str) -> Iterator[Rows]:
    """The sheets of a workbook in order, hidden ones too: what is hidden was sent all the same.

    Raises SheetUnreadable or SheetTooLarge, the latter as soon as any limit is passed.
    """
    if content.startswith(OLE):
        raise SheetUnreadable(name, "old_format")
    measured = _measured(content, name)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(measured))
        for title in workbook.sheet_names[:MOST_SHEETS]:
            rows = workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
            yield [[_cell(cell, name) for cell in row] for row in rows]
    except _DAMAGE as error:
        raise SheetUnreadable(name, "not_a_sheet") from error


def short(text: str, name: str) -> str:
    """``text``, if it is no longer than a cell of a list needs; raises SheetTooLarge."""
    if len(text) > LONGEST_CELL:
        raise SheetTooLarge(name, "cell", LONGEST_CELL)
    return text


def _measured(content: bytes, name: str) -> bytes:
    """The XML of a workbook in a new archive, once nothing in it grows beyond the limits."""
    fresh = io.BytesIO()
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(fresh, "w") as kept:
            parts = {part.filename: part for part in archive.infolist()}
            if len(parts) > MOST_PARTS:
                raise SheetTooLarge(name, "parts", MOST_PARTS)
            for part in parts.values():
                if not part.filename.endswith((".xml", ".rels")):
                    continue
                with archive.open(part) as opened:
                    xml = opened.read(left + 1)
                left -= len(xml)
                if left < 0:
                    raise SheetTooLarge(name, "unpacked", MOST_UNPACKED)
                _measure(part.filename, xml, name)
                kept.writestr(part.filename, xml)
    except _ZIP_DAMAGE as error:
        raise SheetUnreadable(name, "not_a_sheet") from error
    return fresh.getvalue()


def _measure(part: str, xml: bytes, name: str) -> None:
    if b"\0" in xml or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise SheetUnreadable(name, "not_a_sheet")
    if part.startswith(_SHEET_PART):
        if len(_CELL.findall(xml)) > MOST_CELLS:
            raise SheetTooLarge(name, "cells", MOST_CELLS)
        for place in _PLACE.finditer(xml):
            _measure_place(place[1], name)
    if _TEXTS_PART in part and any(len(each) > _LONGEST_TEXT_XML for each in _TEXT_END.split(xml)):
        raise SheetTooLarge(name, "cell", LONGEST_CELL)


def _measure_place(place: bytes, name: str) -> None:
    """A sheet is laid out from its first to its last cell, so one far off is as large as all between."""
    plain = _PLAIN_PLACE.fullmatch(place)
    if plain is None:
        raise SheetUnreadable(name, "not_a_sheet")
    column = 0
    for letter in plain[1]:
        column = column * 26 + letter - ord("A") + 1
    if column > MOST_COLUMNS:
        raise SheetTooLarge(name, "columns", MOST_COLUMNS)
    if int(plain[2] or 0) > MOST_ROWS:
        raise SheetTooLarge(name, "rows", MOST_ROWS)


def _cell(cell: object, name: str) -> Cell:
    if isinstance(cell, str):
        return short(cell, name)
    if isinstance(cell, bool | int | float | datetime | date):
        return cell
    return str(cell) if isinstance(cell, time | timedelta) else None
