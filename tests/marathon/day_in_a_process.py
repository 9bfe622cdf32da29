"""Plays the demo day in a process that a test kills; every line it prints is a promise already kept.

python -m tests.marathon.day_in_a_process FOLDER HUB_URL
"""

import sys
from pathlib import Path

from packtrail.app.build import outlet_at_work
from packtrail.app.demo_day import DayEvent, Happened, bundled_day, play, report
from packtrail.app.secrets import NoKeyring
from packtrail.protocol.enrolment import SANDBOX_CODE
from packtrail.wording import CHINESE

PROMISES = {Happened.TAKEN_IN, Happened.HANDED_ON, Happened.PRINTED}


def main(folder: Path, hub_url: str) -> None:
    """Play what is not done yet, then report all."""

    def tell(event: DayEvent) -> None:
        if event.kind in PROMISES:
            print(event.kind.value, event.subject, flush=True)  # noqa: T201 - the test reads it

    def fail(bug: Exception) -> None:
        raise bug

    with outlet_at_work(folder, keyring=NoKeyring(), language=CHINESE, report_bug=fail) as (outlet, _):
        play(outlet, bundled_day(), tell)
        outcome = report(outlet, hub_url, SANDBOX_CODE, tell)
        print("sent", outcome.result.value, flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
