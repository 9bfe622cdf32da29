"""Asks every hub that the station is bound to what it knows of battery codes; network lane."""

from collections.abc import Sequence

from packtrail.app.outlet import Outlet
from packtrail.sync.proxy_route import NoRoute
from packtrail.usecases.ask_unit_life import NOT_TOLD, ask_unit_life, ask_unit_lives
from packtrail.usecases.ports import Destination
from packtrail.usecases.sync_values import Session, Step


def ask_hubs(outlet: Outlet, battery_codes: Sequence[str]) -> dict[str, Step]:
    """How asking each hub ended, by destination; what they told is kept.

    One code is asked for with all that is known of it, several with what early warnings need.
    """
    destinations = outlet.read(lambda view: tuple(view.destinations()))
    return {each.name: _ask(outlet, each, battery_codes) for each in destinations if not each.is_portal}


def _ask(outlet: Outlet, destination: Destination, battery_codes: Sequence[str]) -> Step:
    try:
        channel = outlet.channel(destination.base_url)
    except NoRoute as failure:
        return Step(NOT_TOLD, cause=failure.fault)
    with channel:
        session = Session(
            destination=destination,
            store=outlet.store,
            channel=channel,
            on_writer=outlet.on_writer,
            now=outlet.now,
            new_id=outlet.new_id,
            is_held=outlet.held.is_set,
        )
        if len(battery_codes) == 1:
            return ask_unit_life(session, battery_codes[0])
        return ask_unit_lives(session, battery_codes)
