"""按责任企业分送: which makers' portals there are, whose units each takes, and what goes to none."""

from collections.abc import Sequence
from dataclasses import dataclass

from packtrail.domain.custody import Custody
from packtrail.domain.deadlines import DestinationKind
from packtrail.domain.errors import OutletNotNamed
from packtrail.domain.errors_routing import (
    MakerNameUnusable,
    MakerRoutedElsewhere,
    NoSuchPortal,
    PortalAddressUnusable,
    PortalTitleUnusable,
    TooManyMakers,
)
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.routing import Route, alike, maker_key, portal_of
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import Clock, Destination, Store, Tx, View
from packtrail.usecases.set_profile import current_profile

LONGEST_NAME = 200
LONGEST_ADDRESS = 300
MOST_MAKERS = 500
"""For one portal; 357 vehicle makers were registered in January 2019 (``platform.md`` 1.1)."""

_COUNTS = frozenset(Custody) - {Custody.VOIDED}


@dataclass(frozen=True, slots=True)
class WithoutPortal:
    """A maker whose units go to no portal."""

    maker: str  # as it stands on the units
    units: int
    proposed: tuple[str, ...]  # routed makers that differ only in 有限公司 and its like


@dataclass(frozen=True, slots=True)
class Unrouted:
    """责任企业未填 and 责任企业没有平台: units that reach hubs, and no maker's portal."""

    without_maker: tuple[Unit, ...]  # the newest of them
    count: int  # of all without a maker
    without_portal: tuple[WithoutPortal, ...]


def add_portal(
    title: str, *, address: str = "", makers: Sequence[str] = (), by: Operator, store: Store, now: Clock
) -> Destination:
    """Add a maker's portal and route ``makers`` to it; an administrator's act.

    Raises PortalTitleUnusable, PortalAddressUnusable, OutletNotNamed before set-up, NotAllowed, or as
    ``set_routes`` does; nothing is written then.
    """
    require(by, Act.ENROL)
    plain_title, plain_address = title.strip(), address.strip()
    if plain_address and not _is_web_address(plain_address):
        raise PortalAddressUnusable(plain_address[:LONGEST_NAME])
    with store.act() as tx:
        known, profile = tx.destinations(), current_profile(tx)
        if profile is None:
            raise OutletNotNamed
        is_taken = maker_key(plain_title) in {maker_key(each.title) for each in known}
        if is_taken or not 0 < len(plain_title) <= LONGEST_NAME:
            raise PortalTitleUnusable(plain_title[:LONGEST_NAME], LONGEST_NAME)
        portal = Destination(
            name=f"portal_{1 + sum(each.is_portal for each in known)}",  # destinations never go
            title=plain_title,
            base_url=plain_address,
            outlet_uscc=profile.outlet_uscc,
            hub_keys={},
            station_signature=b"",
            enrolled_at=now(),
            kind=DestinationKind.MAKER_PORTAL,
        )
        tx.add_destination(portal)
        _route(tx, portal, makers)
    return portal


def set_routes(portal: str, makers: Sequence[str], *, by: Operator, store: Store) -> tuple[Route, ...]:
    """Let ``portal`` take the units of these makers and of no other; the whole table as it is then.

    Lines that are here already follow: those of a maker added are owed to it, those of a maker taken away
    are not any more, unless they were sealed for it. Names are kept as typed, each once. Raises
    NoSuchPortal, MakerRoutedElsewhere, MakerNameUnusable, TooManyMakers or NotAllowed.
    """
    require(by, Act.ENROL)
    with store.act() as tx:
        found = next((each for each in tx.destinations() if each.name == portal and each.is_portal), None)
        if found is None:
            raise NoSuchPortal(portal[:LONGEST_NAME])
        _route(tx, found, makers)
        return tuple(tx.routes())


def unrouted(view: View, limit: int = 200) -> Unrouted:
    """What goes to no maker's portal, because nobody named the maker or nobody routed it."""
    routes = view.routes()
    return Unrouted(
        without_maker=tuple(view.newest(Unit, limit, responsible_maker=None, custody=_COUNTS)),
        count=view.count(Unit, responsible_maker=None, custody=_COUNTS),
        without_portal=tuple(
            WithoutPortal(each.maker, each.units, alike(each.maker, routes))
            for each in view.makers()
            if portal_of(each.maker, routes) is None
        ),
    )


def _route(tx: Tx, portal: Destination, makers: Sequence[str]) -> None:
    wanted = {maker_key(maker): maker.strip() for maker in makers}
    if len(wanted) > MOST_MAKERS:
        raise TooManyMakers(MOST_MAKERS)
    titles = {each.name: each.title for each in tx.destinations()}
    others = [route for route in tx.routes() if route.destination != portal.name]
    for key, maker in wanted.items():
        if not key or len(maker) > LONGEST_NAME:
            raise MakerNameUnusable(maker[:40], LONGEST_NAME)
        elsewhere = portal_of(maker, others)
        if elsewhere is not None:
            raise MakerRoutedElsewhere(maker, titles[elsewhere])
    tx.set_routes(portal.name, tuple(wanted.values()))


def _is_web_address(address: str) -> bool:
    return (
        address.casefold().startswith(("https://", "http://"))
        and len(address) <= LONGEST_ADDRESS
        and not any(character.isspace() for character in address)
    )
