"""Send all that waits: while one batch is on its way, the verdicts on the one before are written.

One batch is in flight all the same: the next leaves only when the answer to the one before is understood and
kept. Killing the program in between is harmless: both batches go again as the same bytes, in their order.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from packtrail.usecases.ports import Reply, SealedBatch, Unreached
from packtrail.usecases.read_reply import Answered, Named, records_in
from packtrail.usecases.seal_batch import SealingRules, batch_after
from packtrail.usecases.send_batch import (
    NOTHING,
    Sending,
    SendOutcome,
    answered,
    begin,
    keep_unanswered,
    keep_unreached,
    on_its_way,
    understood_reply,
)
from packtrail.usecases.settle_batch import head_after, keep_receipt, verdict_acts
from packtrail.usecases.sync_values import Session

Progress = Callable[[SendOutcome], None]


def send_backlog(session: Session, rules: SealingRules, progress: Progress) -> SendOutcome:
    """Send until nothing waits, sending is held, or a batch got no receipt; how the last try ended.

    ``progress`` hears of every batch once its verdicts are written. A hub that lost what it had answered for
    gets it again first, from where it stands now.
    """
    return _Backlog(session, rules, progress).sent()


class _Backlog:
    """One run over what waits."""

    def __init__(self, session: Session, rules: SealingRules, progress: Progress) -> None:
        self._session = session
        self._rules = rules
        self._progress = progress
        self._writing: tuple[SendOutcome, list[Callable[[], None]]] | None = None
        self._may_go_back = True

    def sent(self) -> SendOutcome:
        """Until something ends it."""
        session, sending = self._session, self._begun()
        while sending is not None:
            batch = sending.batch
            sent = self._records_of(batch)
            try:
                reply = session.channel.put_batch(batch.digest, batch.envelope)
            except Unreached as failure:
                self._finish()
                outcome = session.on_writer(
                    partial(keep_unreached, batch, failure, session.store, session.now)
                )
                return self._told(outcome)
            self._finish()
            said = understood_reply(reply, sending, session.destination, sent)
            if isinstance(said, Answered):
                sending = self._settled(sending, said, reply)
                continue
            ended = keep_unanswered(
                reply,
                said,
                batch,
                store=session.store,
                on_writer=session.on_writer,
                now=session.now,
                may_go_back=self._may_go_back,
            )
            if ended is not None:
                return self._told(ended)
            self._may_go_back = False
            sending = self._begun()
        return self._named(NOTHING) if session.is_held() else self._told(NOTHING)

    def _records_of(self, batch: SealedBatch) -> Callable[[], Named]:
        """What the answer has to name, read out of the batch while the answer is on its way."""
        found: list[tuple[str, str]] = []
        wait = self._session.on_writer_later(lambda: found.extend(records_in(batch)))

        def read() -> Named:
            wait()
            return found

        return read

    def _begun(self) -> Sending | None:
        session = self._session
        if session.is_held():
            return None
        return session.on_writer(
            partial(begin, session.name, session.store, self._rules, session.now, session.new_id)
        )

    def _settled(self, sending: Sending, said: Answered, reply: Reply) -> Sending | None:
        """What goes next, sealed in the act that keeps the receipt; the verdicts are written behind it."""
        session, batch = self._session, sending.batch
        self._may_go_back = True
        is_new, following = session.on_writer(partial(self._turn, sending, said, reply))
        head = head_after(said, sending.last, is_new=is_new)
        acts = verdict_acts(batch, said, head, session.store)
        self._writing = answered(said), [session.on_writer_later(act) for act in acts]
        if following is not None:
            return following
        self._finish()
        return self._begun()

    def _turn(self, sending: Sending, said: Answered, reply: Reply) -> tuple[bool, Sending | None]:
        """One act: the receipt is heard, and the next batch is on its way."""
        session = self._session
        following = None
        with session.store.act() as tx:
            is_new = keep_receipt(tx, sending.batch, reply, session.now)
            batch = None
            if not session.is_held():
                batch = batch_after(tx, sending.batch, self._rules, now=session.now, new_id=session.new_id)
            if batch is not None:
                last = head_after(said, sending.last, is_new=is_new) or sending.last
                following = on_its_way(tx, batch, last)
        if following is not None:
            session.store.cover_head()
        return is_new, following

    def _finish(self) -> None:
        """Waits for the verdicts of the batch before, and tells of it."""
        if self._writing is None:
            return
        outcome, waits = self._writing
        self._writing = None
        for wait in waits:
            wait()
        self._told(outcome)

    def _told(self, outcome: SendOutcome) -> SendOutcome:
        named = self._named(outcome)
        self._progress(named)
        return named

    def _named(self, outcome: SendOutcome) -> SendOutcome:
        return replace(outcome, destination=self._session.name)
