"""The part of a view that the Sync screen asks; see ``usecases.sync_ports``."""

from collections.abc import Collection, Sequence
from datetime import datetime

from packtrail.domain.sync_state import SubmissionState
from packtrail.store import receipts, sent, unsent
from packtrail.store.connection import Connection
from packtrail.usecases.sync_ports import LogLine, MonthLine, SentPage, SentQuery, SyncView


class LedgerSyncView(SyncView):
    """Reads through the connection of the view that it is a part of."""

    @property
    def _connection(self) -> Connection:
        raise NotImplementedError

    def unsent_lines(self, destination: str | None, limit: int) -> Sequence[LogLine]:
        """What waits for a destination, in log order."""
        return unsent.unsent_lines(self._connection, destination, limit)

    def lines_about(
        self, record_ids: Collection[str], codes: Collection[str], destination: str | None
    ) -> Sequence[LogLine]:
        """What is around some records and codes."""
        return unsent.lines_about(self._connection, record_ids, codes, destination)

    def beyond_the_hub(self, destination: str) -> tuple[int, int]:
        """Given to an authority, and taken by it."""
        return sent.beyond_the_hub(self._connection, destination)

    def only_received(self, destination: str) -> int:
        """Answered well by a relay."""
        return sent.only_received(self._connection, destination)

    def sent_batches(self, query: SentQuery) -> SentPage:
        """A page of the register."""
        return sent.sent_batches(self._connection, query)

    def batch_counts(self, digest: str) -> dict[SubmissionState, int]:
        """How the records of a batch stand."""
        return sent.batch_counts(self._connection, digest)

    def receipt_envelopes(
        self, destination: str, after: datetime, until: datetime
    ) -> Sequence[tuple[str, bytes]]:
        """The receipts for a span of time."""
        return sent.receipt_envelopes(self._connection, destination, after, until)

    def receipt_of(self, receipt_id: str) -> bytes | None:
        """One receipt as it came."""
        return receipts.envelope(self._connection, receipt_id)

    def month_lines(self, destination: str, after: datetime, until: datetime) -> Sequence[MonthLine]:
        """What is owed of a span of time."""
        return sent.month_lines(self._connection, destination, after, until)
