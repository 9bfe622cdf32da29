"""One session with a hub: ask what it takes, send what waits, then hear, compare, and send photographs last.

Runs on the network lane. A session that reaches nobody costs one small question, and seals nothing. Whatever
comes after the records never stands in their way: it is tried again by itself.
"""

from collections.abc import Callable
from dataclasses import replace

from packtrail.domain.clock import ClockSample
from packtrail.protocol.capabilities import Capabilities
from packtrail.protocol.receipt import ReceiptFault
from packtrail.usecases.ask_hub import understood
from packtrail.usecases.check_stock import check_stock
from packtrail.usecases.hear_changes import FeedEnd, hear_changes
from packtrail.usecases.ports import Unreached
from packtrail.usecases.rotate_key import tell_key_changes
from packtrail.usecases.seal_batch import SealingRules, rules_for
from packtrail.usecases.send_backlog import send_backlog
from packtrail.usecases.send_batch import SendOutcome, SendResult
from packtrail.usecases.send_blobs import GAVE_WAY, UNREACHED, send_blobs
from packtrail.usecases.sync_policy import PATIENCE, note_maintenance
from packtrail.usecases.sync_values import Session, Step

Progress = Callable[[SendOutcome], None]


def run_session(session: Session, rules: SealingRules, *, is_probe: bool, progress: Progress) -> SendOutcome:
    """Send all that the destination has not answered for, and do what follows; how the records ended.

    With ``is_probe`` (the circuit is open) nothing but the first question leaves, unless a hub answers that.
    """
    if session.is_held():
        return SendOutcome(result=SendResult.NOTHING_TO_SEND, destination=session.name)
    hub = ask(session)
    if isinstance(hub, SendOutcome):
        progress(hub)
        return hub
    if hub is None and is_probe:
        outcome = _not_sent(session, "not_a_hub")
        progress(outcome)
        return outcome
    refusal = tell_key_changes(session)  # under a key that it doesn't know it takes nothing else
    if refusal is not None:
        progress(refusal)
        return refusal
    while True:
        outcome = _send(session, rules_for(hub, rules), progress)
        if outcome.result is not SendResult.NOTHING_TO_SEND or hub is None:
            return outcome
        rest = _rest(session, hub)
        if rest.end != GAVE_WAY:
            return replace(outcome, unfinished=rest.cause if rest.end == UNREACHED else "")


def ask(session: Session) -> Capabilities | SendOutcome | None:
    """What the hub announces, kept where it matters later; None when it is no hub's answer.

    A hub that is not reached, or asks for patience, is an outcome: nothing was sealed or sent.
    """
    try:
        reply = session.channel.capabilities()
    except Unreached as failure:
        return _not_sent(session, failure.cause)
    if reply.status in PATIENCE and reply.retry_after_s:
        return _not_sent(session, f"http_{reply.status}", reply.retry_after_s)
    said = understood(reply)
    session.on_writer(lambda: _keep(session, said, reply.clock))
    return said


def _send(session: Session, rules: SealingRules, progress: Progress) -> SendOutcome:
    """All that waits; a receipt under a key that the hub has gone over to is understood at the second try."""
    outcome = send_backlog(session, rules, progress)
    if outcome.result is not SendResult.DISPUTED or outcome.cause != ReceiptFault.UNKNOWN_KEY:
        return outcome
    hear_changes(session)
    with session.store.read() as view:
        known = next(each for each in view.destinations() if each.name == session.name)
    if known.hub_keys == session.destination.hub_keys:
        return outcome
    return send_backlog(replace(session, destination=known), rules, progress)


def _rest(session: Session, hub: Capabilities) -> Step:
    """What follows the records; ends at the first step that reaches nobody or has to give way."""
    steps: tuple[Callable[[], Step], ...] = (
        lambda: hear_changes(session),
        lambda: check_stock(session),
        lambda: session.fetch(session),
        lambda: send_blobs(session, hub.limits.max_blob_bytes),
    )
    step = Step("")
    for take in steps:
        if session.is_held():
            return step
        step = take()
        if step.end in {FeedEnd.UNREACHED, UNREACHED, GAVE_WAY}:
            return step if step.cause != "held" else Step("")
    return step


def _not_sent(session: Session, cause: str, retry_after_s: int | None = None) -> SendOutcome:
    return SendOutcome(
        result=SendResult.NOT_SENT, cause=cause, retry_after_s=retry_after_s, destination=session.name
    )


def _keep(session: Session, said: Capabilities | None, clock: ClockSample | None) -> None:
    with session.store.act() as tx:
        if said is not None:
            note_maintenance(tx, session.name, said.maintenance)
        if clock is not None and clock.is_usable:
            tx.note_clock(clock)
