"""What the card of others' knowledge says, in words; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.custody import Custody
from packtrail.ui.stock.asking import Asking
from packtrail.ui.stock.life import UnitLife
from packtrail.ui.theme.tokens import Tone
from packtrail.wording import Wording
from packtrail.wording.errors import explain
from packtrail.wording.unit_life import asked_words, elsewhere_words, model_facts, no_model_words


@dataclass(frozen=True, kw_only=True, slots=True)
class LifeCardState:
    """The card as it stands; ``told`` is what is going on and what went wrong, each with its tone."""

    title: str
    known: tuple[str, ...]
    told: tuple[tuple[Tone, str], ...]
    again: str
    print: str
    slip: str
    correction: str
    has_code: bool  # without one there is nothing to ask for
    has_correction: bool  # something of it was corrected or voided here
    again_refusal: str | None
    print_refusal: str | None
    slip_refusal: str | None
    label: str
    label_refusal: str | None
    model_title: str
    model: tuple[tuple[str, str], ...]


def life_card(
    w: Wording, life: UnitLife, asking: Asking, now: datetime, *, is_printing: bool = False
) -> LifeCardState:
    """The card of ``life`` at ``now``; a battery without a code is known to nobody by one."""
    page = life.page
    known = (
        (*elsewhere_words(w, page, now), no_model_words(w, page)) if page else (w.say("life.asking.no_code"),)
    )
    refusal = life.why_not_asked
    busy = w.say("life.asking.is_printing") if is_printing else None
    return LifeCardState(
        title=w.say("life.asking.title"),
        known=tuple(filter(None, known)),
        told=tuple(_told(w, asking)),
        again=w.say("life.asking.again"),
        print=w.say("life.asking.print"),
        slip=w.say("life.asking.slip"),
        correction=w.say("life.asking.correction"),
        has_code=page is not None,
        has_correction=life.amended is not None,
        again_refusal=w.say(f"life.asking.{refusal}") if refusal else _busy(w, asking),
        print_refusal=busy,
        slip_refusal=w.say("life.asking.slip_elsewhere") if life.unit.station else busy,
        label=w.say("stock.print_label"),
        label_refusal=w.say("stock.label_undone") if life.unit.custody is Custody.VOIDED else None,
        model_title=w.say("life.model.title"),
        model=model_facts(w, page, now) if page else (),
    )


def _busy(w: Wording, asking: Asking) -> str | None:
    return w.say("life.asking.is_asking") if asking.is_under_way else None


def _told(w: Wording, asking: Asking) -> Iterator[tuple[Tone, str]]:
    if asking.is_under_way:
        yield Tone.INFO, w.say("life.asking.under_way")
        return
    if asking.trouble is not None:
        yield Tone.WARN, str(explain(w, asking.trouble))
    for told_by, step in asking.asked.steps.items():
        said = asked_words(w, told_by, step)
        if said:
            yield Tone.WARN, said
