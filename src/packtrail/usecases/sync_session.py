"""One session with a hub: ask what it takes, send what waits, and end at the first thing in the way.

Runs on the network lane. A session that reaches nobody costs one small question, and seals nothing.
"""

from collections.abc import Callable

from packtrail.domain.clock import ClockSample
from packtrail.protocol.capabilities import Capabilities
from packtrail.usecases.ask_hub import understood
from packtrail.usecases.ports import Unreached
from packtrail.usecases.seal_batch import SealingRules, rules_for
from packtrail.usecases.send_batch import SendOutcome, SendResult, send_all, send_batch
from packtrail.usecases.sync_policy import PATIENCE, note_maintenance
from packtrail.usecases.sync_values import Session


def send_waiting(
    session: Session, rules: SealingRules, *, is_probe: bool, progress: Callable[[SendOutcome], None]
) -> SendOutcome:
    """Send all that the destination has not answered for; the last outcome.

    With ``is_probe`` (the circuit is open) nothing but the first question leaves, unless a hub answers that.
    """
    hub = ask(session)
    if isinstance(hub, SendOutcome):
        progress(hub)
        return hub
    if hub is None and is_probe:
        outcome = SendOutcome(
            result=SendResult.NOT_SENT, cause="not_a_hub", destination=session.destination.name
        )
        progress(outcome)
        return outcome
    return send_all(
        lambda: send_batch(
            session.destination,
            store=session.store,
            channel=session.channel,
            rules=rules_for(hub, rules),
            on_writer=session.on_writer,
            now=session.now,
            new_id=session.new_id,
        ),
        progress=progress,
    )


def ask(session: Session) -> Capabilities | SendOutcome | None:
    """What the hub announces, kept where it matters later; None when it is no hub's answer.

    A hub that is not reached, or asks for patience, is an outcome: nothing was sealed or sent.
    """
    try:
        reply = session.channel.capabilities()
    except Unreached as failure:
        return SendOutcome(
            result=SendResult.NOT_SENT, cause=failure.cause, destination=session.destination.name
        )
    if reply.status in PATIENCE and reply.retry_after_s:
        return SendOutcome(
            result=SendResult.NOT_SENT,
            cause=f"http_{reply.status}",
            retry_after_s=reply.retry_after_s,
            destination=session.destination.name,
        )
    said = understood(reply)
    session.on_writer(lambda: _keep(session, said, reply.clock))
    return said


def _keep(session: Session, said: Capabilities | None, clock: ClockSample | None) -> None:
    with session.store.act() as tx:
        if said is not None:
            note_maintenance(tx, session.destination.name, said.maintenance)
        if clock is not None and clock.is_usable:
            tx.note_clock(clock)
