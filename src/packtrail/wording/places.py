"""Puts warnings of moves and the figures of stock rules into words, never without their origin and doubt."""

from datetime import date

from packtrail.domain.move_warnings import MoveWarning
from packtrail.domain.stock_rules import StockLimit
from packtrail.wording.catalog import Wording
from packtrail.wording.values import tonnes_words, word


def move_warning_text(w: Wording, warning: MoveWarning) -> str:
    """One warning as a sentence; one that a rule gives says where it is from and that it is 待确认."""
    said = w.say(
        f"places.warning.{warning.kind.value}",
        place=warning.place,
        found=tonnes_words(warning.found),
        limit=tonnes_words(warning.limit),
        count=warning.found,
        most=warning.limit,
        what=word(w, "move_warning", warning.token),
        beside=w.say("values.comma").join(warning.beside),
    )
    if warning.is_standing:
        said = w.say("places.standing") + said
    if warning.provenance is None:
        return said
    key = "places.to_be_confirmed" if warning.is_to_be_confirmed else "places.from_source"
    return said + w.say(key, source=warning.provenance.source)


def limit_text(w: Wording, limit: StockLimit, today: date) -> str:
    """A figure of a rule: what it means, which text it is from, whether that is repealed or in doubt."""
    said = w.say(f"places.limit.{limit.kind.value}", mass=tonnes_words(limit.mass_g).removesuffix(".0"))
    source = origin_name(w, limit) + (w.say("places.repealed") if limit.is_repealed(today) else "")
    key = "places.to_be_confirmed" if limit.is_to_be_confirmed(today) else "places.from_source"
    return said + w.say(key, source=source)


def origin_name(w: Wording, limit: StockLimit) -> str:
    """The text that a figure is from, by its name where we have one."""
    key = f"places.source.{limit.origin}"
    return w.say(key) if w.knows(key) else limit.provenance.source
