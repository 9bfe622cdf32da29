"""The printer that writes a file is a real QPrinter: what it was handed is read back from what it wrote."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pypdfium2
import pytest

from packtrail.devices.printers import FILE_DPI, Printers
from packtrail.domain.errors_printing import PaperUnreadable, PrinterGone, PrinterRefused
from packtrail.domain.print_jobs import TO_FILE
from packtrail.papers.labels.content import temporary_tag
from packtrail.papers.labels.sheets import labels_pdf
from packtrail.papers.labels.stock import label_stocks
from packtrail.papers.speech import Speech
from packtrail.scan.pictures import Picture
from packtrail.scan.reader import read_still
from packtrail.wording import Language, wording

WORDS = Speech(wording(Language.CHINESE))
NUMBERS = [f"TMP-K7QM4a-20261120-{at:04d}" for at in range(1, 7)]


@pytest.fixture(scope="module")
def pdf():
    labels = [
        temporary_tag(WORDS, number=each, taken_in=date(2026, 11, 20), outlet="网点") for each in NUMBERS
    ]
    return labels_pdf(labels, label_stocks()["roll_60_40"], WORDS, dpi=FILE_DPI)


@pytest.fixture
def printers(qapp, tmp_path):
    return Printers(tmp_path)


def in_a_lane(work):
    """Run on a thread that is not the window's, as printing does; its result or what it raised."""
    with ThreadPoolExecutor(1) as lane:
        return lane.submit(work).result()


def hand_over(printers, pdf, pages, printer=TO_FILE, title="临时标签"):
    def work():
        run = printers.begin(pdf, printer=printer, title=title)
        try:
            for page in pages:
                run.hand_over(page)
        except BaseException:
            run.abort()
            raise
        run.finish()

    in_a_lane(work)


def texts(file):
    """What our reader finds on each page of what came out."""
    with pypdfium2.PdfDocument(file) as document:
        found = []
        for page in document:
            grey = page.render(scale=FILE_DPI / 72, grayscale=True).to_numpy()
            grey = np.ascontiguousarray(grey.reshape(grey.shape[:2]))
            scan = read_still(Picture(grey, grey.shape[::-1], 1.0))
            found.append({symbol.text for symbol in scan.symbols})
    return found


def test_pages_come_out_in_the_order_asked_and_are_read_from_the_print(printers, pdf, tmp_path):
    hand_over(printers, pdf, [4, 5])
    assert texts(tmp_path / "临时标签.pdf") == [{NUMBERS[4]}, {NUMBERS[5]}]


def test_paper_stays_white_and_of_its_size(printers, pdf, tmp_path):
    hand_over(printers, pdf, [0])
    with pypdfium2.PdfDocument(tmp_path / "临时标签.pdf") as document:
        width, height = (points / 72 * 25.4 for points in document[0].get_size())
        picture = document[0].render(grayscale=True).to_numpy()
    assert (width, height) == pytest.approx((60.0, 40.0), abs=0.5)
    assert np.median(picture) == 255


def test_a_second_print_of_one_name_leaves_the_first_where_it_is(printers, pdf, tmp_path):
    for _ in range(2):
        hand_over(printers, pdf, [0], title="标签 1/2: <a>")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["标签 12 a-2.pdf", "标签 12 a.pdf"]


def test_a_printer_that_the_system_does_not_know_is_told_by_name(printers, pdf):
    with pytest.raises(PrinterGone) as gone:
        hand_over(printers, pdf, [0], printer="TSC TE244 in the shed")
    assert gone.value.printer == "TSC TE244 in the shed"


def test_a_printer_that_takes_no_page_has_refused_it(qapp, tmp_path, pdf):
    in_the_way = tmp_path / "papers"
    in_the_way.write_text("no folder")
    with pytest.raises(PrinterRefused):
        hand_over(Printers(in_the_way), pdf, [0])


def test_a_page_that_the_driver_does_not_begin_has_been_refused(qapp, tmp_path, pdf):
    run = in_a_lane(lambda: Printers(tmp_path).begin(pdf, printer=TO_FILE, title="标签"))
    run._device.setOutputFileName(str(tmp_path / "no such folder" / "x.pdf"))
    with pytest.raises(PrinterRefused):
        run.hand_over(0)
    run.abort()


@pytest.mark.parametrize("broken", [b"", b"%PDF-1.4 nothing more", b"\x00" * 1000])
def test_what_is_no_paper_is_refused_before_anything_is_printed(printers, broken, tmp_path):
    with pytest.raises(PaperUnreadable):
        hand_over(printers, broken, [0])
    assert not list(tmp_path.iterdir())


def test_a_page_that_there_is_not_is_refused(printers, pdf):
    with pytest.raises(PaperUnreadable):
        hand_over(printers, pdf, [99])


def test_a_page_is_drawn_for_the_eye_on_white(printers, pdf):
    picture = in_a_lane(lambda: printers.picture(pdf, "标签", 1, 300))
    assert (picture.width(), picture.height()) == (300, 200)
    assert picture.pixelColor(1, 1).lightness() == 255
    assert in_a_lane(lambda: printers.pages_in(pdf, "标签")) == len(NUMBERS)


def test_the_printer_that_writes_a_file_is_always_there(printers):
    found = in_a_lane(printers.available)
    assert found[-1].name == TO_FILE
    assert in_a_lane(lambda: printers.dpi(TO_FILE)) == FILE_DPI
