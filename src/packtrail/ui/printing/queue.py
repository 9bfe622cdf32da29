"""The print queue of the ledger's file as a screen uses it; what writes is for the ``acts`` lane."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from packtrail.domain.print_jobs import PrintJob
from packtrail.ui.acts import OutletActs
from packtrail.usecases.print_queue import (
    PrintOrder,
    Step,
    jobs_to_show,
    move_print,
    next_print,
    queue_print,
    recover_prints,
)

PRINTER_OF = "print.printer."
"""The setting that names the printer chosen last, before the kind of paper."""


class Queue:
    """Jobs, and the printer of each kind of paper."""

    def __init__(self, acts: OutletActs) -> None:
        self._acts = acts

    def add(self, order: PrintOrder) -> PrintJob:
        """Keep a new job, and its printer as the one to offer next time; ``acts`` lane."""

        def queued(**given: Any) -> PrintJob:
            return queue_print(order, store=given["store"], now=given["now"], new_id=given["new_id"])

        job = self._acts.act(queued)
        self._acts.remember(f"{PRINTER_OF}{order.paper_kind}", order.printer)
        return job

    def move(self, job_id: str, step: Step) -> PrintJob:
        """Do one step with a job; ``acts`` lane."""

        def moved(**given: Any) -> PrintJob:
            return move_print(job_id, step, store=given["store"], now=given["now"])

        return self._acts.act(moved)

    def recover(self) -> Sequence[PrintJob]:
        """What the program was in the middle of asks a person; ``acts`` lane."""

        def recovered(**given: Any) -> Sequence[PrintJob]:
            return recover_prints(store=given["store"], now=given["now"])

        return self._acts.act(recovered)

    def jobs(self, limit: int) -> Sequence[PrintJob]:
        """The newest jobs, and every one that asks; ``reads`` lane."""
        return self._acts.read(lambda view: jobs_to_show(view, limit))

    def next(self) -> tuple[PrintJob, bytes] | None:
        """The job whose turn it is, and its paper; ``reads`` lane."""
        return self._acts.read(
            lambda view: (
                (job, view.print_content(job.job_id) or b"")
                if (job := next_print(view)) is not None
                else None
            )
        )

    def printer_for(self, kind: str) -> str | None:
        """The printer chosen last for a kind of paper; ``reads`` lane."""
        return self._acts.read(partial(_setting, f"{PRINTER_OF}{kind}"))


def _setting(name: str, view: Any) -> str | None:
    found: str | None = view.setting(name)
    return found
