"""Asks every hub that the station is bound to what it knows of battery codes; network lane."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError

from packtrail.app.workers import LaneClosed
from packtrail.sync.over_http import HttpChannel
from packtrail.sync.proxy_route import NoRoute
from packtrail.usecases.ask_unit_life import NOT_TOLD, ask_unit_life, ask_unit_lives
from packtrail.usecases.ports import Destination
from packtrail.usecases.sync_values import Session, Step


def ask_hubs(
    destinations: Iterable[Destination],
    battery_codes: Sequence[str],
    *,
    open_channel: Callable[[str], HttpChannel],
    session: Callable[[Destination, HttpChannel], Session],
) -> dict[str, Step]:
    """How asking each hub ended, by destination; what they told is kept.

    One code is asked for with all that is known of it, several with what early warnings need.
    """
    found = {}
    for each in destinations:
        if not each.is_called:
            continue
        try:
            channel = open_channel(each.base_url)
        except NoRoute as failure:
            found[each.name] = Step(NOT_TOLD, cause=failure.fault)
            continue
        try:
            with channel:
                found[each.name] = _ask(session(each, channel), battery_codes)
        except (LaneClosed, CancelledError):  # the program ends; what was told is asked for again
            break
    return found


def _ask(session: Session, battery_codes: Sequence[str]) -> Step:
    if len(battery_codes) == 1:
        return ask_unit_life(session, battery_codes[0])
    return ask_unit_lives(session, battery_codes)
