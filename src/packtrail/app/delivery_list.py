"""Opens a deliverer's list, a workbook or a text file, without trusting it.

What it says is ``domain.delivery_list``'s matter, its rows are ``protocol.sheet_rows``'; here is the file.
"""

from pathlib import Path

from packtrail.domain.delivery_list import DeliveryList, read_list
from packtrail.domain.errors_gate import SheetUnreadable, SheetWithoutCodes
from packtrail.protocol.sheet_rows import MOST_BYTES, sheets_of


def open_delivery_list(file: Path) -> DeliveryList:
    """The list in ``file``: .xlsx, or text with commas, semicolons or tabs.

    Of a workbook the first sheet with a column of codes counts. Raises SheetUnreadable, SheetTooLarge or
    SheetWithoutCodes; a single row that says nothing clear is a fault of the list and no error.
    """
    return read_delivery_list(_content(file), file.name)


def read_delivery_list(content: bytes, name: str) -> DeliveryList:
    """The list in the bytes of a file called ``name``; as ``open_delivery_list``."""
    for rows in sheets_of(content, name):
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
