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
from packtrail.usecases.send_batch import SendResult, send_batch
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
            result = None
            while result is not SendResult.NOTHING_TO_SEND:
                result = send_batch(
                    destination,
                    store=outlet.store,
                    channel=channel,
                    rules=ONE_BY_ONE,
                    on_writer=outlet.on_writer,
                    now=outlet.now,
                    new_id=new_id,
                ).result
                if result is not SendResult.SETTLED:
                    time.sleep(PAUSE_S)
    print("done", flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
