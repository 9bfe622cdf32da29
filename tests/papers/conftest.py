"""A receipt to vary, and ways to read a PDF back."""

import random
from datetime import datetime, timedelta, timezone

import pypdfium2
import pytest

from packtrail.domain.records.gate import MassBasis
from packtrail.papers.content import Carrier, HandoffReceipt, Party, ReceiptLine

BEIJING = timezone(timedelta(hours=8))


def _line(number, **changes):
    facts = {
        "number": number,
        "battery_code": f"001PB240000003B3C{221953 + number:07d}",
        "mass_g": 300_000 + 1_100 * number,
        "mass_basis": MassBasis.WEIGHED,
        "level": "pack",
        "chemistry": "B",
        "condition": "normal",
    }
    return ReceiptLine(**facts | changes)


def _receipt(lines=3, **changes):
    rows = tuple(_line(at + 1) for at in range(lines)) if isinstance(lines, int) else tuple(lines)
    facts = {
        "document_number": "HO-S1a-20261120-0002",
        "issued_at": datetime(2026, 11, 20, 16, 42, 5, tzinfo=BEIJING),
        "outlet": Party(
            name="福州闽绿新能源汽车服务有限公司",
            uscc="91350100M000100Y43",
            set_up_by_name="某汽车股份有限公司",
            set_up_by_uscc="91350900587527783P",
            address="福建省福州市仓山区金山大道 618 号",
            phone="0591-87654321",
        ),
        "recipient": Party(
            name="长汀再生利用有限公司", uscc="91350821MA2Y0UP12K", role="utilisation_enterprise"
        ),
        "carrier": Carrier(name="厦门顺捷运输有限公司", plate="闽D·A1234挂", driver="王*"),
        "lines": rows,
        "total_mass_g": sum(line.mass_g or 0 for line in rows),
        "ledger_hash": "9f3a61c07be24d18",
        "release_record_id": "0193a5c2-7e11-7c3a-9d20-5b1f4c7d8e90",
        "qr_text": "PT1:" + "".join(random.Random(1).choices("0123456789ABCDEFGHIJ $%*+-./:", k=420)),
    }
    return HandoffReceipt(**facts | changes)


def _page_texts(pdf):
    """What PDFium, the reader inside most browsers, extracts of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def _picture(pdf, page=0, dpi=200):
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=dpi / 72).to_numpy()


@pytest.fixture(scope="session")
def line():
    return _line


@pytest.fixture(scope="session")
def receipt():
    return _receipt


@pytest.fixture(scope="session")
def page_texts():
    return _page_texts


@pytest.fixture(scope="session")
def picture():
    return _picture
