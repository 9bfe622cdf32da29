"""Keep the card of a party: its name, its code and the papers that were seen of it (``practice.md`` 11)."""

from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.party import Party, PartyDraft, keep
from packtrail.domain.uscc import check_uscc
from packtrail.usecases.ports import Clock, NewId, Store


def keep_party(
    draft: PartyDraft, *, by: Operator, store: Store, now: Clock, new_id: NewId, party_id: str | None = None
) -> Party:
    """Record ``draft``, as a change of the party ``party_id`` or as a new one; the card as it is now.

    Raises DraftIncomplete, PartyKnown or NotAllowed; nothing is written then.
    """
    require(by, Act.KEEP_PARTIES)
    with store.act() as tx:
        known = tx.one(Party, party_id) if party_id else None
        profile = keep(
            draft,
            known=known,
            others=tx.newest(Party, uscc=check_uscc(draft.uscc).text),
            at=now(),
            operator_ref=by.ref,
            new_id=new_id,
        )
        (record,) = tx.append(profile)
        kept = tx.one(Party, known.party_id if known else record.record_id)
    if kept is None:
        raise LookupError(record.record_id)
    return kept
