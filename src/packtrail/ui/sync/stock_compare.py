"""Draws 库存核对: what we have, what the hub has, where the two differ, and what to do about it."""

from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from packtrail.protocol.stock_check import Difference, Differing
from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.figures import count_text
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.table_rows import Cell, Column, ColumnKind, Row
from packtrail.ui.widgets.told_lines import ToldLines
from packtrail.usecases.check_stock import StockComparison
from packtrail.wording import Wording
from packtrail.wording.values import age_words, moment_words, word


def lines(w: Wording, found: StockComparison | None, now: datetime) -> list[tuple[Tone, str]]:
    """How the last comparison ended, and the next step."""
    if found is None:
        return [(Tone.QUIET, w.say("sync.stock.never"))]
    facts = {"at": moment_words(found.checked_at), "age": age_words(w, found.checked_at, now)}
    if found.is_equal:
        return [(Tone.OK, w.say("sync.stock.equal", **facts))]
    if found.is_behind:
        return [(Tone.INFO, w.say("sync.stock.behind", **facts))]
    said = [(Tone.WARN, w.say("sync.stock.differs", count=len(found.differences), **facts))]
    kinds = {each.what for each in found.differences}
    return said + [(Tone.INFO, w.say(f"sync.stock.next.{kind}")) for kind in Differing if kind in kinds]


def columns(w: Wording) -> tuple[Column, ...]:
    """The columns of the differences."""
    say = w.say
    return (
        Column(title=say("sync.stock.column.what"), width=0, least=200),
        Column(title=say("sync.stock.column.here"), kind=ColumnKind.NUMBER, width=120),
        Column(title=say("sync.stock.column.there"), kind=ColumnKind.NUMBER, width=120),
        Column(title=say("sync.stock.column.differs"), kind=ColumnKind.NUMBER, width=160),
    )


def row(w: Wording, each: Difference) -> Row:
    """One thing that is not the same."""
    here, there = each.station_number, each.hub_number
    differs = (
        f"{here - there:+,}".replace(",", "\u2009") if here != there else w.say("sync.stock.other_content")
    )
    return Row(
        f"{each.what} {each.custody} {each.level}",
        (
            Cell(what_words(w, each)),
            Cell(count_text(here), here),
            Cell(count_text(there), there),
            Cell(differs, here - there),
        ),
    )


def what_words(w: Wording, each: Difference) -> str:
    """What is compared; a kind that a newer hub knows is named as it is."""
    if each.what == Differing.STOCK and each.custody and each.level:
        return f"{word(w, 'custody', each.custody)} · {word(w, 'level', each.level)}"
    return w.say(f"sync.stock.what.{each.what}") if each.what in set(Differing) else each.what


class StockCompareView(Section):
    """The sentence, and the differences below it."""

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._lines, self._table = ToldLines(), DataTable()
        self._shown: tuple[StockComparison | None, datetime] | None = None
        self.body.addWidget(self._lines)
        self.body.addWidget(self._table)
        follow_look(self._fit)
        self.retranslate(wording)

    def show_comparison(self, found: StockComparison | None, now: datetime) -> None:
        """Show how the last comparison ended."""
        self._shown = found, now
        w = self._wording
        self._lines.say_all(lines(w, found, now))
        differences = found.differences if found is not None and not found.is_equal else ()
        self._table.setVisible(bool(differences))
        self._table.show_rows(columns(w), [row(w, each) for each in differences])

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.say(wording.say("sync.stock.title"), wording.say("sync.stock.hint"))
        self._table.setAccessibleName(wording.say("sync.stock.title"))
        self._table.hide()
        if self._shown is not None:
            self.show_comparison(*self._shown)

    def _fit(self, look: Look) -> None:
        self._table.setMinimumHeight(look.px(180))


class ComparePage(QWidget):
    """What is compared with a hub: the stock, then the month's records."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            self._column.addWidget(part)
        follow_look(self._restyle)

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(24))
