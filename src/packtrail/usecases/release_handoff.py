"""Sign a load away: header, lines and release together, or nothing (移交单签发)."""

from dataclasses import dataclass

from packtrail.domain.documents import HandoffDocument, HandoffItem
from packtrail.domain.handoff import HandoffDraft, LineDraft, refuse_if_not_ready, release, unheard
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.release_rules import UNCHECKED, Judgement, ReleaseRules, require_ways_out
from packtrail.domain.unit import Unit
from packtrail.usecases.judge_load import judged_load, override_of
from packtrail.usecases.numbers import document_number
from packtrail.usecases.picked_units import unit_of_line
from packtrail.usecases.ports import Clock, DocumentKind, NewId, Store


@dataclass(frozen=True, slots=True)
class HandedOn:
    """What the act wrote, as the views show it now."""

    document: HandoffDocument
    items: tuple[HandoffItem, ...]
    judged: Judgement = UNCHECKED  # its warnings, confirmed or not


def release_handoff(
    draft: HandoffDraft,
    *,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
    draft_id: str | None = None,
    rules: ReleaseRules | None = None,
    override_by: Operator | None = None,
) -> HandedOn:
    """Write the load of ``draft`` and drop its saved form ``draft_id``.

    Without ``rules`` the recipient goes unchecked and nothing isolated may leave. ``override_by`` is the
    supervisor who lets it go without papers, None for ``by`` himself. Raises DraftIncomplete, NotInStock,
    UnitIsolated, WayOutClosed, ExitPending, HandedOnBeforeTakenIn, RecipientNotEligible,
    RecipientCodeWrong, SealBroken, SignedUnsealed, NotAllowed, or what ``document_number`` raises for a late
    entry; nothing is written then, and the saved draft stays.
    """
    require(by, Act.RELEASE_HANDOFF)
    with store.act() as tx:
        at = now()
        units = [unit_of_line(tx, line) for line in draft.lines]
        judged = judged_load(tx, draft, units, at, rules)
        records = release(
            draft,
            units,
            number=document_number(tx, draft, DocumentKind.HANDOFF, legal_day(at)),
            at=at,
            operator_ref=by.ref,
            new_id=new_id,
            judged=judged,
            override=override_of(draft, judged, by, override_by),
        )
        handoff_id = tx.append(*records)[0].record_id
        if draft_id:
            tx.drop_draft(draft_id)
        document = tx.handoff(handoff_id)
        items = tuple(tx.items_of_handoff(handoff_id))
    if document is None:
        raise LookupError(handoff_id)
    return HandedOn(document, items, judged)


def pick_unit(
    line: LineDraft,
    *,
    store: Store,
    now: Clock,
    draft: HandoffDraft | None = None,
    rules: ReleaseRules | None = None,
) -> Unit:
    """The unit that ``line`` means, if it may go on a load; asked at each scan, writes nothing.

    With the ``draft`` it is for and the ``rules``, an isolated unit passes whose way out is open. Raises
    NotInStock, UnitIsolated, WayOutClosed, ExitPending or HandedOnBeforeTakenIn.
    """
    with store.read() as view:
        at, unit = now(), unit_of_line(view, line)
        judged = judged_load(view, draft, [unit], at, rules) if draft else UNCHECKED
        ready = refuse_if_not_ready(line.code, unit or unheard(line, at), at, judged)
        require_ways_out(judged, [ready])
        return ready
