"""Joins the register of what was sent to the ledger."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.sync.register import RegisterState, RegisterView
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.sent_register import ReceiptDetails, RegisterPage, receipt_details, register_page
from packtrail.usecases.sync_ports import SentQuery
from packtrail.wording import Wording

PAGE = 50


class RegisterFlow(QObject):
    """What happens on the register's page; an answer to what was asked before a newer question is dropped."""

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        wording: Wording,
        *,
        failed: Callable[[OutletError], None],
    ) -> None:
        super().__init__()
        self.view = RegisterView(wording)
        self.state = RegisterState()
        self._acts, self._workers, self._failed = acts, workers, failed
        self._asked = 0
        self.view.text_changed.connect(self._find)
        self.view.more_wanted.connect(self._more)
        self.view.batch_chosen.connect(self._open)
        self.view.receipt_closed.connect(self.close_receipt)

    def show(self, destination: str) -> None:
        """Show the register of ``destination`` from its newest batch on."""
        self.state = replace(self.state, destination=destination)
        self._ask(None)

    def close_receipt(self) -> bool:
        """Put the receipt away; False when none was open."""
        was_open = self.state.chosen is not None
        self._change(replace(self.state, chosen=None, receipt=None))
        return was_open

    def _find(self, text: str) -> None:
        self.state = replace(self.state, text=text)
        self._ask(None)

    def _more(self) -> None:
        if self.state.next_before is not None:
            self._ask(self.state.next_before)

    def _ask(self, before: int | None) -> None:
        if not self.state.destination:
            return
        self._asked += 1
        query = SentQuery(destination=self.state.destination, text=self.state.text, before=before, limit=PAGE)
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, lambda view: register_page(view, query)),
            done=partial(self._show, self._asked, before),
            failed=self._failed,
        )

    def _show(self, asked: int, before: int | None, page: RegisterPage) -> None:
        if asked != self._asked:
            return
        earlier = self.state.lines or () if before is not None else ()
        self._change(replace(self.state, lines=(*earlier, *page.lines), next_before=page.next_before))

    def _open(self, digest: str) -> None:
        found = (each.batch for each in self.state.lines or () if each.batch.digest == digest)
        batch = next(found, None)
        if batch is None:
            return
        self.state = replace(self.state, chosen=digest, receipt=None)
        if batch.receipt_id is None:
            self._change(self.state)
            return
        ask = partial(_receipt, self._acts, batch.destination, batch.receipt_id)
        self._workers.run(
            self._workers.reads, ask, done=partial(self._show_receipt, digest), failed=self._failed
        )

    def _show_receipt(self, digest: str, receipt: ReceiptDetails | None) -> None:
        if self.state.chosen == digest:
            self._change(replace(self.state, receipt=receipt))

    def _change(self, state: RegisterState) -> None:
        self.state = state
        self.view.render_state(state)


def _receipt(acts: OutletActs, destination: str, receipt_id: str) -> ReceiptDetails | None:
    return acts.read(lambda view: receipt_details(view, destination, receipt_id))
