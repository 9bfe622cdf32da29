"""Printers as the system knows them, and the one that writes a PDF file: pages go over one by one, as dots.

Qt lets a QPrinter be painted on and a QPdfDocument be read in any one thread, so all of this runs on the
lane of printing and the window never waits. A page is drawn by pdfium at the printer's own resolution, in
bands: at 600 dpi a sheet is 35 million dots. Letters need no font of the printer that way, Chinese included.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QRect, QSize, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from packtrail.devices.thermal import ThermalRun
from packtrail.domain.errors_printing import (
    PaperUnreadable,
    PrinterGone,
    PrinterRefused,
    PrinterUnreachable,
)
from packtrail.domain.print_jobs import TO_FILE
from packtrail.domain.thermal_printer import ThermalPrinter, is_thermal, thermal_of

FILE_DPI: Final = 300
MOST_DPI: Final = 600  # nobody sees more, and the dots of a sheet grow with its square
_POINTS_PER_INCH: Final = 72
_BAND: Final = 512  # rows of dots at a time
_LONGEST_NAME: Final = 60


class PrinterCondition(StrEnum):
    """What the system says of a printer, which is often more hopeful than true."""

    READY = "ready"
    BUSY = "busy"
    FAULT = "fault"  # off, without paper, or stopped


@dataclass(frozen=True, kw_only=True, slots=True)
class PrinterInfo:
    """A printer that can be chosen now."""

    name: str
    description: str = ""  # maker and model
    is_default: bool = False
    condition: PrinterCondition = PrinterCondition.READY


_CONDITIONS: Final = {
    QPrinter.PrinterState.Idle: PrinterCondition.READY,
    QPrinter.PrinterState.Active: PrinterCondition.BUSY,
}


class Printers:
    """All printers of this computer. Its methods may take seconds: for the lane of printing."""

    def __init__(self, folder: Path, thermal: Callable[[], ThermalPrinter | None] = lambda: None) -> None:
        """``folder`` is for the files that TO_FILE writes, ``thermal`` tells the one that was set up."""
        self._folder, self._thermal = folder, thermal

    def available(self) -> tuple[PrinterInfo, ...]:
        """What can be chosen now: the system's printers, and the one that writes a file."""
        default = QPrinterInfo.defaultPrinterName()
        found = (QPrinterInfo.printerInfo(name) for name in QPrinterInfo.availablePrinterNames())
        told = [
            PrinterInfo(
                name=info.printerName(),
                description=info.makeAndModel() or info.description(),
                is_default=info.printerName() == default,
                condition=_CONDITIONS.get(info.state(), PrinterCondition.FAULT),
            )
            for info in found
            if not info.isNull()
        ]
        thermal = self._thermal()
        set_up = [PrinterInfo(name=thermal.name)] if thermal is not None else []
        return (*told, *set_up, PrinterInfo(name=TO_FILE, is_default=not default))

    def pages_in(self, pdf: bytes, title: str) -> int:
        """How many pages a paper has; any thread. Raises PaperUnreadable."""
        document = PdfDocument(pdf, title)
        try:
            return document.pages
        finally:
            document.close()

    def picture(self, pdf: bytes, title: str, page: int, width_px: int) -> QImage:
        """One page for the eye; any thread. Raises PaperUnreadable."""
        document = PdfDocument(pdf, title)
        try:
            return document.picture(page, width_px)
        finally:
            document.close()

    def dpi(self, name: str) -> int:
        """Dots an inch that pages for this printer are drawn in. Raises PrinterGone."""
        return thermal_of(name).dpi if is_thermal(name) else self._printer(name, "").resolution()

    def begin(self, pdf: bytes, *, printer: str, title: str) -> "PrintRun | ThermalRun":
        """Make ready to hand pages of ``pdf`` over, in this thread and no other.

        Raises PrinterGone, PrinterRefused, PrinterUnreachable or PaperUnreadable.
        """
        document = PdfDocument(pdf, title)
        try:
            if is_thermal(printer):
                return ThermalRun(thermal_of(printer), document)
            return PrintRun(self._printer(printer, title), document, printer)
        except (PrinterGone, PrinterRefused, PrinterUnreachable):
            document.close()
            raise

    def _printer(self, name: str, title: str) -> QPrinter:
        if name == TO_FILE:
            device = QPrinter(QPrinter.PrinterMode.HighResolution)
            device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            device.setResolution(FILE_DPI)
            if title:
                device.setOutputFileName(str(self._free_file(title)))
        else:
            info = QPrinterInfo.printerInfo(name)
            if info.isNull():
                raise PrinterGone(name)
            device = QPrinter(info, QPrinter.PrinterMode.HighResolution)
            if device.resolution() > MOST_DPI:
                device.setResolution(MOST_DPI)
        device.setDocName(title)
        return device

    def _free_file(self, title: str) -> Path:
        """A file that there is not yet, named by the title; what no file may be called is left out."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as failure:
            raise PrinterRefused(TO_FILE) from failure
        plain = "".join(sign for sign in title if sign.isalnum() or sign in "-_ ")[:_LONGEST_NAME].strip()
        number = 1
        while (file := self._folder / f"{plain or 'print'}{f'-{number}' if number > 1 else ''}.pdf").exists():
            number += 1
        return file


class PdfDocument:
    """A PDF open for reading; to be used in the thread that opened it, and closed there."""

    def __init__(self, pdf: bytes, title: str) -> None:
        """Raises PaperUnreadable."""
        self._buffer = QBuffer()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document = QPdfDocument()
        self._document.load(self._buffer)
        self._title = title
        if self._document.status() != QPdfDocument.Status.Ready:
            self.close()
            raise PaperUnreadable(title)

    def close(self) -> None:
        """Let go of it."""
        self._document.close()
        self._buffer.close()

    @property
    def pages(self) -> int:
        """How many it has."""
        return self._document.pageCount()

    def size_pt(self, page: int) -> QSizeF:
        """The page's size in points. Raises PaperUnreadable for a page that there is not."""
        if not 0 <= page < self.pages:
            raise PaperUnreadable(self._title)
        return self._document.pagePointSize(page)

    def picture(self, page: int, width_px: int) -> QImage:
        """The page for the eye, so wide. Raises PaperUnreadable."""
        size = self.size_pt(page)
        height = max(1, round(width_px * size.height() / size.width()))
        return self._drawn(page, QSize(width_px, height), QRect(0, 0, width_px, height))

    def bands(self, page: int, dpi: int) -> Iterator[tuple[int, QImage]]:
        """The page as grey dots on white: how far down each band begins, and the band."""
        size = self.size_pt(page)
        whole = QSize(*(round(side * dpi / _POINTS_PER_INCH) for side in (size.width(), size.height())))
        for top in range(0, whole.height(), _BAND):
            part = QRect(0, top, whole.width(), min(_BAND, whole.height() - top))
            yield top, self._drawn(page, whole, part)

    def _drawn(self, page: int, whole: QSize, part: QRect) -> QImage:
        options = QPdfDocumentRenderOptions()
        options.setScaledSize(whole)
        options.setScaledClipRect(part)
        drawn = self._document.render(page, part.size(), options)
        if drawn.isNull():
            raise PaperUnreadable(self._title)
        return _on_white(drawn)


def _on_white(drawn: QImage) -> QImage:
    """On white paper: what is left transparent would turn black."""
    paper = QImage(drawn.size(), QImage.Format.Format_Grayscale8)
    paper.fill(255)
    painter = QPainter(paper)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return paper


class PrintRun:
    """One go of pages over to a driver; all of it in one thread. ``finish`` it or ``abort`` it."""

    def __init__(self, device: QPrinter, document: PdfDocument, name: str) -> None:
        self._device, self._document, self._name = device, document, name
        self._painter: QPainter | None = None

    def hand_over(self, page: int) -> None:
        """Give the next sheet or label to the driver. Raises PrinterRefused or PaperUnreadable."""
        painter = self._turned_to(self._document.size_pt(page))
        for top, band in self._document.bands(page, self._device.resolution()):
            painter.drawImage(QPoint(0, top), band)
        self._refuse_trouble(self._device.printerState() not in _TROUBLE)

    def finish(self) -> None:
        """The last one is over. Raises PrinterRefused when the driver doesn't take the whole after all."""
        try:
            if self._painter is not None:
                self._refuse_trouble(self._painter.end())
        finally:
            self._let_go()

    def abort(self) -> None:
        """No more; what went over already may be printed."""
        if self._painter is not None:
            self._device.abort()
            self._painter.end()
        self._let_go()

    def _let_go(self) -> None:
        self._painter = None
        self._document.close()

    def _turned_to(self, size_pt: QSizeF) -> QPainter:
        """The painter over a fresh sheet of this size."""
        if self._painter is not None:
            self._refuse_trouble(self._device.newPage())
            return self._painter
        self._device.setFullPage(True)
        self._device.setPageSize(QPageSize(size_pt, QPageSize.Unit.Point))
        self._device.setPageMargins(QMarginsF(0, 0, 0, 0))
        painter = QPainter()
        self._refuse_trouble(painter.begin(self._device))
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        self._painter = painter
        return painter

    def _refuse_trouble(self, went_well: bool) -> None:  # noqa: FBT001 - what Qt answered
        if not went_well:
            raise PrinterRefused(self._name)


_TROUBLE: Final = {QPrinter.PrinterState.Aborted, QPrinter.PrinterState.Error}
