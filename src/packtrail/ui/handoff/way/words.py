"""A released load in words; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from packtrail.domain.code_tables import Confidence
from packtrail.domain.documents import HandoffItem, HandoffState, LineState
from packtrail.domain.load import MILLION, LoadRules, WeighedLoad
from packtrail.ui.forms.menu import ActWords
from packtrail.ui.handoff.way.answer_forms import line_name
from packtrail.ui.handoff.way.state import Offer, Way
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import ChipState
from packtrail.ui.widgets.figures import count_text, weight_text
from packtrail.wording import Wording
from packtrail.wording.errors import explain
from packtrail.wording.values import mass_words, moment_words, word

_TONE_OF_STATE = {
    HandoffState.ACCEPTED: Tone.OK,
    HandoffState.SETTLED: Tone.OK,
    HandoffState.PARTIALLY_ACCEPTED: Tone.WARN,
    HandoffState.REFUSED: Tone.DANGER,
    HandoffState.RETURNED: Tone.WARN,
    HandoffState.LOST: Tone.DANGER,
    HandoffState.CANCELLED: Tone.QUIET,
}
_TONE_OF_LINE = {
    LineState.OPEN: Tone.INFO,
    LineState.ACCEPTED: Tone.OK,
    LineState.REFUSED: Tone.DANGER,
    LineState.RETURNED: Tone.WARN,
    LineState.WRITTEN_OFF: Tone.DANGER,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of the load, or one scale ticket: what, how it stands, and more."""

    what: str
    state: ChipState
    more: str = ""


def state_chip(w: Wording, way: Way) -> ChipState:
    """Where the load is."""
    return ChipState(_TONE_OF_STATE.get(way.state, Tone.INFO), word(w, "handoff_state", way.state))


def act(w: Wording, offer: Offer) -> ActWords:
    """One act on the load, and why it can't be done now."""
    return ActWords(
        key=offer.act,
        what=w.say(f"handoff.way.act.{offer.act}"),
        refusal=str(explain(w, offer.refusal)) if offer.refusal else None,
    )


def facts(w: Wording, way: Way) -> tuple[tuple[str, str], ...]:
    """What is known of the load, each with its name; what has not happened is left out."""
    return tuple((w.say(f"handoff.way.fact.{name}"), text) for name, text in _facts(w, way) if text)


def lines(w: Wording, way: Way) -> tuple[Line, ...]:
    """The lines with their answers."""
    return tuple(_line(w, item) for item in way.items)


def tickets(w: Wording, way: Way) -> tuple[Line, ...]:
    """The scale tickets with their differences."""
    return tuple(_ticket(w, weighed, way.rules) for weighed in way.weighed)


def answers(w: Wording, way: Way) -> str:
    """How many lines have which answer."""
    counted = ((state, len(way.lines(state))) for state in LineState)
    said = (
        w.say("handoff.way.counted", state=word(w, "line_state", state), count=count)
        for state, count in counted
        if count
    )
    return w.say("handoff.way.dot").join(said)


def _facts(w: Wording, way: Way) -> Iterator[tuple[str, str]]:
    document = way.document
    yield "recipient", document.consignee_name or document.consignee_uscc
    load = w.say("handoff.load", count=count_text(document.line_count), mass=weight_text(document.mass_g))
    yield "load", load
    yield "released", moment_words(document.handed_on_at)
    yield "departed", moment_words(document.departed_at) if document.departed_at else ""
    yield "plate", document.vehicle_plate or ""
    yield "arrived", moment_words(document.arrived_at) if document.arrived_at else ""
    yield "answered", moment_words(document.answered_at) if document.answered_at else ""
    yield "received", weight_text(document.received_mass_g) if document.received_mass_g else ""


def _line(w: Wording, item: HandoffItem) -> Line:
    sent = w.say("handoff.way.sent_mass", kg=mass_words(item.mass_g))
    received = (
        w.say("handoff.way.received_mass", kg=mass_words(item.received_mass_g))
        if item.received_mass_g
        else ""
    )
    reason = word(w, "refusal_reason", item.refusal_reason) if item.refusal_reason else ""
    return Line(
        what=line_name(w, item),
        state=ChipState(_TONE_OF_LINE[item.state], word(w, "line_state", item.state)),
        more=w.say("handoff.way.dot").join(filter(None, (sent, received, reason))),
    )


def _ticket(w: Wording, weighed: WeighedLoad, rules: LoadRules) -> Line:
    agreed = w.say("handoff.way.agreed" if weighed.agreed else "handoff.way.disputed")
    said = (
        w.say("handoff.way.net", kg=mass_words(weighed.net_mass_g)),
        word(w, "scale_of", weighed.scale_of) if weighed.scale_of else "",
        _difference(w, weighed, rules),
        "" if weighed.rests_on_weighed else w.say("handoff.way.not_weighed", count=_unweighed(weighed)),
    )
    return Line(
        what=w.say(
            "handoff.way.ticket_at", number=weighed.ticket_number, at=moment_words(weighed.weighed_at)
        ),
        state=ChipState(Tone.OK if weighed.agreed else Tone.WARN, agreed),
        more=w.say("handoff.way.dot").join(filter(None, said)),
    )


def _difference(w: Wording, weighed: WeighedLoad, rules: LoadRules) -> str:
    difference_g = weighed.difference_g
    if difference_g is None:
        return w.say("handoff.way.no_difference")
    if not difference_g:
        return w.say("handoff.way.same")
    share = Decimal(abs(difference_g)) * 100 / weighed.net_mass_g
    said = w.say(
        "handoff.way.less" if difference_g > 0 else "handoff.way.more",
        kg=mass_words(abs(difference_g)),
        percent=f"{share:.2f}",
    )
    if weighed.is_within_tolerance is None or weighed.tolerance_ppm is None:
        return said
    return said + w.say(
        "handoff.way.within" if weighed.is_within_tolerance else "handoff.way.beyond",
        tolerance=_tolerance(w, weighed.tolerance_ppm, rules),
    )


def _tolerance(w: Wording, tolerance_ppm: int, rules: LoadRules) -> str:
    """The share that is borne, with the doubt about ours; a contract's is no rule of ours."""
    share = Decimal(tolerance_ppm) * 100 / MILLION
    ours = tolerance_ppm == rules.tolerance_ppm and rules.tolerance_from.confidence is not Confidence.SEEN
    key = "handoff.way.tolerance_to_confirm" if ours else "handoff.way.tolerance"
    return w.say(key, percent=f"{share.normalize():f}")


def _unweighed(weighed: WeighedLoad) -> int:
    return weighed.unweighed_count + weighed.unknown_count
