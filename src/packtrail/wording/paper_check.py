"""The answer to a paper's code in words: what it is, what was checked, and what to compare with the print."""

from collections.abc import Iterator

from packtrail.protocol.paper_code import PaperVerdict
from packtrail.usecases.verify_paper import InLedger, PaperCheck, SignedBy
from packtrail.wording.catalog import Wording
from packtrail.wording.values import mass_words, moment_words


def answer_words(w: Wording, check: PaperCheck) -> str:
    """The one sentence that counts: genuine, altered, not ours."""
    return w.say(f"papers.check.answer.{check.verdict}")


def advice_words(w: Wording, check: PaperCheck) -> str:
    """What to do now."""
    return w.say(f"papers.check.advice.{check.verdict}")


def stated_words(w: Wording, check: PaperCheck) -> tuple[tuple[str, str], ...]:
    """Name and value of what the code says; empty where it can't be believed."""
    content = check.content
    if content is None or check.verdict is PaperVerdict.ALTERED:
        return ()
    return (
        (w.say("papers.check.stated.number"), content.document_number),
        (w.say("papers.check.stated.outlet"), content.outlet_uscc),
        (w.say("papers.check.stated.count"), w.say("papers.check.units", count=content.line_count)),
        (w.say("papers.check.stated.mass"), w.say("papers.check.kg", kg=mass_words(content.mass_g))),
        (w.say("papers.check.stated.at"), moment_words(content.at)),
        (w.say("papers.check.stated.key"), check.key_id),
    )


def checked_words(w: Wording, check: PaperCheck) -> Iterator[tuple[bool, str]]:
    """Each thing that was checked, and whether it is as it should be."""
    verdict, say = check.verdict, w.say
    if check.content is None:
        yield False, say(f"papers.check.form.{verdict}")
        return
    is_whole = verdict is not PaperVerdict.ALTERED
    yield True, say("papers.check.form.whole")
    yield is_whole, say("papers.check.signature.good" if is_whole else "papers.check.signature.bad")
    if not is_whole:
        return
    signer = say(f"papers.check.signer.{check.signed_by}", hub=check.vouched_by)
    yield check.signed_by is not SignedBy.UNKNOWN, signer
    yield from _ledger_words(w, check)


def _ledger_words(w: Wording, check: PaperCheck) -> Iterator[tuple[bool, str]]:
    is_fit = check.in_ledger in {InLedger.SAME, InLedger.CHANGED_SINCE}
    if check.in_ledger is InLedger.NOT_HERE and check.signed_by is not SignedBy.THIS_STATION:
        yield True, w.say("papers.check.ledger.of_others")
        return
    facts = {"count": check.count_now or 0, "kg": mass_words(check.mass_now_g)}
    is_neutral = check.in_ledger is InLedger.NOT_ASKED
    yield is_fit or is_neutral, w.say(f"papers.check.ledger.{check.in_ledger}", **facts)
