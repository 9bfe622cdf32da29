"""第一天: what makes an outlet able to work, step by step, and how far it has come; any step can wait.

Whether a step is done is read from what it leaves behind, so the list goes on where it was left, and is
over by itself once nothing of it is open.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from packtrail.domain.print_jobs import TO_FILE, PrintState
from packtrail.domain.users import asks_who
from packtrail.usecases.backups import backups
from packtrail.usecases.ports import View
from packtrail.usecases.set_profile import current_profile
from packtrail.usecases.user_list import users_of

PUT_OFF: Final = "first_day.put_off"

_PRINTED: Final = frozenset({PrintState.SPOOLED, PrintState.DONE})


class Step(StrEnum):
    """The steps in the order in which they are offered."""

    OUTLET = "outlet"
    USERS = "users"
    CAMERA = "camera"
    SCANNER = "scanner"
    PRINTER = "printer"
    PLATFORM = "platform"
    BACKUP = "backup"


class Standing(StrEnum):
    """How a step stands."""

    DONE = "done"
    PUT_OFF = "put_off"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class FirstDay:
    """Every step with its standing."""

    steps: tuple[tuple[Step, Standing], ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing is open."""
        return all(standing is not Standing.OPEN for _, standing in self.steps)

    @property
    def next_step(self) -> Step | None:
        """The first that is open."""
        return next((step for step, standing in self.steps if standing is Standing.OPEN), None)


def first_day(view: View, traces: Mapping[Step, str]) -> FirstDay:
    """How far it has come; ``traces`` are the settings that devices leave behind once they were tried."""
    put_off = set(json.loads(view.setting(PUT_OFF) or "[]"))
    done = {
        Step.OUTLET: current_profile(view) is not None,
        Step.USERS: asks_who(users_of(view)),
        Step.PRINTER: _has_printed(view),
        Step.PLATFORM: bool(view.destinations()),
        Step.BACKUP: backups(view).last is not None,
        **{step: view.setting(name) is not None for step, name in traces.items()},
    }
    return FirstDay(tuple((step, _standing(step, done, put_off)) for step in Step))


def with_put_off(day: FirstDay, step: Step) -> str:
    """What is remembered under ``PUT_OFF`` to go on without ``step``, which can be done at any time."""
    before = {each for each, standing in day.steps if standing is Standing.PUT_OFF}
    return json.dumps(sorted({*before, step}))


def _has_printed(view: View) -> bool:
    """Whether a printer took something whole; a file tries none."""
    return any(job.printer != TO_FILE for job in view.print_jobs_in(_PRINTED))


def _standing(step: Step, done: Mapping[Step, bool], put_off: set[str]) -> Standing:
    if done.get(step, False):
        return Standing.DONE
    return Standing.PUT_OFF if step.value in put_off else Standing.OPEN
