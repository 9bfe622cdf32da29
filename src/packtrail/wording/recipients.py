"""Puts the papers of recipients and carriers into words; plain lists are ``values.word``'s."""

from packtrail.domain.eligibility import CarrierWarning, Eligibility
from packtrail.wording.catalog import Wording
from packtrail.wording.values import fact_words, word


def eligibility_lines(w: Wording, found: Eligibility) -> tuple[str, ...]:
    """Everything worth reading about a recipient's papers: what stops a handoff first."""
    listed = (("missing", found.missing), ("expired", found.expired), ("stale_check", found.stale_check))
    said = [
        w.say(f"recipients.{kind}", requirement=word(w, "requirement", name))
        for kind, names in listed
        for name in names
    ]
    said += [
        w.say("recipients.expiring_soon", requirement=word(w, "requirement", name), day=fact_words(w, day))
        for name, day in found.expiring_soon.items()
    ]
    return (*said, *(word(w, "eligibility_warning", warning) for warning in found.warnings))


def carrier_text(w: Wording, warning: CarrierWarning) -> str:
    """What the carrier's card lacks."""
    return w.say(
        f"recipients.carrier.{warning.kind.value}",
        requirement=word(w, "requirement", warning.requirement or ""),
        day=fact_words(w, warning.day or ""),
    )
