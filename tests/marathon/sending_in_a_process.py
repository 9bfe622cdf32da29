"""Sends a station's records one by one over HTTP in a process that a test kills, until all are answered.

python -m tests.marathon.sending_in_a_process FOLDER HUB_URL
"""

import sys
import time
from pathlib import Path

from packtrail.app.ids import new_id
from packtrail.protocol.batch import Client
from packtrail.sync.over_http import HttpChannel
from packtrail.usecases.seal_batch import SealingRules
from packtrail.usecases.send_backlog import send_backlog
from packtrail.usecases.send_batch import SendOutcome, SendResult
from packtrail.usecases.sync_values import Session
from tests.e2e.stations import at_work

ONE_BY_ONE = SealingRules(client=Client(app="test", app_version="1"), max_records=1)
ANSWER_TIMEOUT_S = 1.0
PAUSE_S = 0.02  # after a try that came to nothing; the desk itself waits seconds


def main(folder: Path, hub_url: str) -> None:
    """Send until nothing is left."""
    with at_work(folder) as outlet:
        (destination,) = outlet.read(lambda view: view.destinations())
        station = outlet.read(lambda view: view.station())
        with HttpChannel(
            hub_url,
            station_id=station.station_id,
            signer=station.signer,
            now=outlet.now,
            new_nonce=outlet.new_nonce,
            user_agent="test",
            answer_timeout_s=ANSWER_TIMEOUT_S,
        ) as channel:
            session = Session(
                destination=destination,
                store=outlet.store,
                channel=channel,
                on_writer=outlet.on_writer,
                post=outlet.on_writer_later,
                now=outlet.now,
                new_id=new_id,
            )
            while send_backlog(session, ONE_BY_ONE, _tell_nobody).result is not SendResult.NOTHING_TO_SEND:
                time.sleep(PAUSE_S)
    print("done", flush=True)  # noqa: T201 - the test reads it


def _tell_nobody(_: SendOutcome) -> None:
    """The test asks the ledger and the hub afterwards."""


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
