"""A request that the hub refuses as a whole; ``api`` turns it into a problem document."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from packtrail.protocol.faults import Fault
from packtrail.protocol.problems import ProblemCode

STATUS: Final = {
    "too_large": 413,
    "too_many_records": 413,
    "seq_broken": 409,
    "chain_broken": 409,
}
"""HTTP status by the reason of a BadBatch; any other is 422."""


class Refused(Exception):
    """Nothing of the request was stored; ``problem`` and ``status`` say why."""

    def __init__(
        self,
        problem: ProblemCode,
        status: int,
        *,
        faults: tuple[Fault, ...] = (),
        next_expected_seq: int | None = None,
        station_epoch: int | None = None,
        server_time: datetime | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(problem.code, status)
        self.problem = problem
        self.status = status
        self.faults = faults
        self.next_expected_seq = next_expected_seq
        self.station_epoch = station_epoch
        self.server_time = server_time
        self.headers = headers or {}  # of the answer
