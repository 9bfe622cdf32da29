"""Opens a deliverer's list, a workbook or a text file, without trusting it.

What it says is ``domain.delivery_list``'s matter; here are the file, its size, its encoding and its rows.
"""

import csv
import io
from pathlib import Path

from packtrail.app.workbook import MOST_COLUMNS, MOST_ROWS, OLE, ZIP, Rows, short, workbook_rows
from packtrail.domain.delivery_list import DeliveryList, read_list
from packtrail.domain.errors_gate import SheetTooLarge, SheetUnreadable, SheetWithoutCodes

MOST_BYTES = 32 * 1024 * 1024

_ENCODINGS = ("utf-8-sig", "gb18030")  # the second is what Excel in Chinese saves text files as
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = ("\t", ";", ",")


def open_delivery_list(file: Path) -> DeliveryList:
    """The list in ``file``: .xlsx, or text with commas, semicolons or tabs.

    Of a workbook the first sheet with a column of codes counts. Raises SheetUnreadable, SheetTooLarge or
    SheetWithoutCodes; a single row that says nothing clear is a fault of the list and no error.
    """
    return read_delivery_list(_content(file), file.name)


def read_delivery_list(content: bytes, name: str) -> DeliveryList:
    """The list in the bytes of a file called ``name``; as ``open_delivery_list``."""
    if len(content) > MOST_BYTES:
        raise SheetTooLarge(name, "bytes", MOST_BYTES)
    if not content.strip():
        raise SheetUnreadable(name, "empty")
    is_workbook = content.startswith((ZIP, OLE))
    for rows in workbook_rows(content, name) if is_workbook else (_text_rows(content, name),):
        found = read_list(rows)
        if found is not None:
            return found
    raise SheetWithoutCodes(name)


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise SheetUnreadable(file.name, "missing") from error
    except OSError as error:
        raise SheetUnreadable(file.name, "folder" if file.is_dir() else "denied") from error


def _text_rows(content: bytes, name: str) -> Rows:
    text = _decoded(content, name)
    if "\0" in text:
        raise SheetUnreadable(name, "not_a_sheet")
    rows: Rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)):
            if len(rows) == MOST_ROWS:
                raise SheetTooLarge(name, "rows", MOST_ROWS)
            if len(row) > MOST_COLUMNS:
                raise SheetTooLarge(name, "columns", MOST_COLUMNS)
            rows.append([short(_unwrapped(cell), name) for cell in row])
    except csv.Error as error:  # a quote that never closes makes one cell of all the rest
        raise SheetUnreadable(name, "not_a_sheet") from error
    return rows


def _decoded(content: bytes, name: str) -> str:
    for encoding in ("utf-16",) if content.startswith(_WIDE) else _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetUnreadable(name, "encoding")


def _separator(text: str) -> str:
    """Whichever stands in the beginning most often; a list of one column has none of them."""
    return max(reversed(_SEPARATORS), key=text[:4096].count)


def _unwrapped(cell: str) -> str:
    """``="0012"`` is how spreadsheets keep digits as a text in a text file; anything else stays as it is."""
    return cell[2:-1] if len(cell) > 3 and cell.startswith('="') and cell.endswith('"') else cell
