"""The help with an unreadable label at work: reads what can be, asks the doctor, takes what is confirmed.

Whatever is taken here was compared with the label by a person and by one person once, so its source is a
single manual entry; that a printed line or a part of the bars helped is kept beside it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from packtrail.domain.battery_code.code import read_whole
from packtrail.domain.label_doctor import Diagnosis, Fit, typed_part
from packtrail.domain.records.gate import CodeSource
from packtrail.domain.scan_way import ScanWay
from packtrail.ui.intake.bench import Bench
from packtrail.ui.intake.label_help_state import Help, help_state
from packtrail.ui.intake.label_reader import PictureRead
from packtrail.ui.intake.work import Read
from packtrail.usecases.label_doctor import propose_codes
from packtrail.usecases.ports import View
from packtrail.usecases.read_bars import BarsReading
from packtrail.usecases.read_label import Corners
from packtrail.usecases.read_line import LineReading

CropIn = Callable[[tuple[int, int]], tuple[int, int, int, int] | None]
"""The box that a person drew, as left, top, width and height in a picture of a size."""


class LabelHelpFlow(QObject):
    """Joins the help with what the program knows."""

    def __init__(
        self,
        bench: Bench,
        *,
        in_view: Callable[[], PictureRead | None],
        crop_in: CropIn,
        take: Callable[[Read], None],
    ) -> None:
        super().__init__()
        self._bench, self._in_view, self._crop_in, self._take_read = bench, in_view, crop_in, take
        self._help = Help()
        self._opened = 0  # numbers the times the form was opened: a line that comes later is dropped
        self._bars_asked = 0  # how many answers about bars are still to come
        self._asked = 0  # numbers questions to the doctor: only the newest answer counts
        panel = bench.screen.left.form.help
        panel.line_asked.connect(self.read_line)
        panel.settled.connect(self._settle)
        panel.typed.connect(self._type)
        panel.fit_chosen.connect(self._choose)
        panel.taken.connect(self.take)
        panel.turned_down.connect(self.turn_down)
        bench.drawn.connect(self._draw_if_open)

    @property
    def is_busy(self) -> bool:
        """Whether a line or bars are being read."""
        return self._help.is_reading or self._bars_asked > 0

    def begin(self) -> None:
        """The form is opened: nothing is known yet but what can be made out of the bars in view."""
        self._forget()
        self._read_bars()

    def _forget(self) -> None:
        self._opened += 1
        self._asked += 1
        self._help = Help(is_reading=self._help.is_reading)
        self._bench.screen.left.form.help.clear_field()
        self.draw()

    def draw(self) -> None:
        """Show how it stands."""
        bench = self._bench
        state = help_state(
            self._help,
            bench.wording,
            bench.acts.tables,
            why_not=bench.acts.why_no_lines(),
            has_picture=self._in_view() is not None,
        )
        bench.screen.left.form.show_help(state)

    def read_line(self) -> None:
        """Read the printed line of the picture in view."""
        found = self._in_view()
        source = _source(found)
        if found is None or source is None or self._help.is_reading:
            return
        self._put(replace(self._help, is_reading=True))
        acts, opened = self._bench.acts, self._opened
        places = (*found.reading.unread, *(symbol.corners for symbol in found.reading.symbols))
        box = self._crop_in(found.reading.size)
        besides = frozenset(code.code.text for code in found.reading.codes)
        self._bench.workers.run(
            self._bench.workers.decode,
            lambda: acts.read_line(source, places, besides, box),
            done=lambda line: self._line_read(opened, found.key, line),
            failed=self._line_refused,
        )

    def take(self) -> None:
        """The person has compared the code with the label: it becomes a card."""
        code = read_whole(self._help.candidate, self._bench.acts.tables)
        if code is None or not self._help.may_be_taken:
            return
        found = self._in_view()
        line = self._help.line if not self._help.typed else None
        bars = self._help.bars if not self._help.typed else None
        seen = line or bars
        raw = seen.text if seen else self._help.typed
        way = self._way_of_line(line) if line else self._way_of_bars(bars) if bars else None
        read = Read(
            code=code,
            source=CodeSource.MANUAL_SINGLE,
            raw=raw,
            way=way,
            picture=self._help.picture if seen else found.key if found else None,
        )
        self._help = Help()
        self._bench.put(replace(self._bench.work, without_code=None))
        self._take_read(read)

    def turn_down(self) -> None:
        """None of it is what the label says: on with the way without a code."""
        self._forget()
        self._bench.screen.left.form.focus_first()

    def _read_bars(self) -> None:
        """Make out what can be made out of the bars in view, without being asked."""
        found = self._in_view()
        source = _source(found)
        if found is None or source is None:
            return
        acts, opened, picture = self._bench.acts, self._opened, found.key
        besides = tuple(symbol.corners for symbol in found.reading.symbols)
        box = self._crop_in(found.reading.size)
        self._bars_asked += 1
        self._bench.workers.run(
            self._bench.workers.decode,
            lambda: acts.read_partial_bars(source, box, besides),
            done=lambda bars: self._bars_read(opened, picture, bars),
            # Nobody asked for it: a file that is gone meanwhile is told when somebody does.
            failed=lambda _: self._bars_read(opened, picture, None),
        )

    def _bars_read(self, opened: int, picture: str, bars: BarsReading | None) -> None:
        self._bars_asked -= 1
        is_late = opened != self._opened or self._help.typed or self._help.line
        if bars is None or is_late:
            return
        self._put(replace(self._help, bars=bars, picture=picture))
        self._ask_doctor()

    def _line_read(self, opened: int, picture: str, line: LineReading | None) -> None:
        if opened != self._opened:
            self._put(replace(self._help, is_reading=False))
            return
        self._bench.screen.left.form.help.clear_field()
        before = self._help
        if line is None:
            self._put(Help(bars=before.bars, picture=before.picture, was_read=True))
        else:
            self._put(Help(line=line, picture=picture, was_read=True))
        if line is not None:
            self._bench.screen.left.form.help.focus_next()
        self._ask_doctor()

    def _line_refused(self, error: Any) -> None:
        self._put(replace(self._help, is_reading=False))
        self._bench.refuse(error)

    def _settle(self, position: int, character: str) -> None:
        settled = {**self._help.settled, position: character}
        self._put(replace(self._help, settled=settled, chosen=None))
        self._ask_doctor()

    def _type(self, text: str) -> None:
        typed = text if typed_part(text).characters else ""
        self._put(replace(self._help, typed=typed, chosen=None, diagnosis=None))
        self._ask_doctor()

    def _choose(self, code: str) -> None:
        fits = self._help.diagnosis.fits if self._help.diagnosis else ()
        chosen: Fit | None = next((fit for fit in fits if fit.code == code), None)
        self._put(replace(self._help, chosen=chosen))

    def _ask_doctor(self) -> None:
        partial, work = self._help.partial, self._bench.work
        if not partial.characters:
            return
        self._asked += 1
        asked = self._asked
        here = frozenset(card.unit.battery_code for card in work.cards if card.unit.battery_code)
        on_list = work.head.expected_codes

        def question(view: View) -> Diagnosis:
            return propose_codes(view, partial, on_list=on_list, besides=here)

        self._bench.workers.run(
            self._bench.workers.reads,
            lambda: self._bench.acts.read(question),
            done=lambda diagnosis: self._diagnosed(asked, diagnosis),
            failed=self._bench.refuse,
        )

    def _diagnosed(self, asked: int, diagnosis: Diagnosis) -> None:
        if asked == self._asked:
            self._put(replace(self._help, diagnosis=diagnosis))

    def _draw_if_open(self) -> None:
        if self._bench.work.without_code is not None:
            self.draw()

    def _put(self, help_: Help) -> None:
        self._help = help_
        self.draw()

    def _way_of_line(self, line: LineReading) -> ScanWay:
        at = self._bench.acts.now()
        return ScanWay(
            symbology="printed_line", engine="ocr", stage="printed_line", corners=_whole(line.rows[0]), at=at
        )

    def _way_of_bars(self, bars: BarsReading) -> ScanWay:
        at = self._bench.acts.now()
        return ScanWay(
            symbology="code128", engine="own", stage="partial", corners=_whole(bars.corners), at=at
        )


def _source(found: PictureRead | None) -> Any:
    """What there is to read of the picture in view: its file, or a frame in grey."""
    if found is None:
        return None
    return found.file or (found.frame.grey() if found.frame else None)


def _whole(corners: Corners) -> tuple[int, ...]:
    return tuple(round(value) for corner in corners for value in corner)
