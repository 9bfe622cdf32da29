"""质量平衡: 入 = 出 + 存 + 称量差异 + 核销, to the gram (``practice.md`` 4, features 78).

Opening and closing stock and what moved between them are counted apart, so that ``is_even`` is a check and
no definition. A unit whose mass nobody knows is counted as a unit and never as nought; once it is weighed,
its mass comes in then. An opened pack goes out as a pack and its parts come in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from packtrail.domain.custody import HERE, LIVE, Custody
from packtrail.domain.load import WeighedLoad
from packtrail.domain.moments import SHANGHAI


@dataclass(frozen=True, slots=True)
class Tally:
    """So many units, what the known ones weigh, and how many have no known mass."""

    count: int = 0
    mass_g: int = 0
    without_mass: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.count + other.count, self.mass_g + other.mass_g, self.without_mass + other.without_mass
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class MassFlow:
    """Units that went from one custody to another, or stayed and were weighed, in some time; summed."""

    before: Custody | None  # None: they came in
    after: Custody
    is_part: bool  # of a pack that was opened here
    tally: Tally  # as they were afterwards
    weighed_later_g: int  # of units whose mass became known only then
    difference_g: int  # lost (+) or gained (-) against the mass before
    residue_g: int  # of packs that were opened: casing, cables, coolant


@dataclass(frozen=True, kw_only=True, slots=True)
class ScaleDifference:
    """What a load came to by its lines less by the scale that both sides agreed on."""

    weighing: WeighedLoad
    difference_g: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MassBalance:
    """One period, after ``after`` and up to and including ``until``."""

    after: datetime
    until: datetime
    opening: Tally = Tally()
    taken_in: Tally = Tally()
    parts: Tally = Tally()  # out of opened packs
    weighed_later_g: int = 0
    delivered: Tally = Tally()
    returned_to_source: Tally = Tally()
    written_off: Tally = Tally()
    opened: Tally = Tally()  # packs, as they were
    residue_g: int = 0  # left over of them; part of ``opened``
    difference_g: int = 0  # unit by unit
    closing_here: Tally = Tally()
    closing_on_road: Tally = Tally()
    by_scale: tuple[ScaleDifference, ...] = ()  # loads weighed as loads, agreed and booked
    disputed: tuple[WeighedLoad, ...] = ()  # tickets that one side does not accept; booked nowhere

    @property
    def closing(self) -> Tally:
        """存: on the floor and on the road."""
        return self.closing_here + self.closing_on_road

    @property
    def scale_difference_g(self) -> int:
        """Of the loads that were weighed as loads."""
        return sum(each.difference_g for each in self.by_scale)

    @property
    def weighing_difference_g(self) -> int:
        """称量差异, of units and of loads."""
        return self.difference_g + self.scale_difference_g

    @property
    def delivered_by_scale_g(self) -> int:
        """出 as it was agreed: by the scale where a load was weighed as one, else by its lines."""
        return self.delivered.mass_g - self.scale_difference_g

    @property
    def left_g(self) -> int:
        """期初 + 入."""
        return self.opening.mass_g + self.taken_in.mass_g + self.parts.mass_g + self.weighed_later_g

    @property
    def right_g(self) -> int:
        """出 + 存 + 称量差异 + 核销."""
        out_g = self.delivered_by_scale_g + self.returned_to_source.mass_g + self.opened.mass_g
        return out_g + self.closing.mass_g + self.weighing_difference_g + self.written_off.mass_g

    @property
    def left_count(self) -> int:
        """The same in units."""
        return self.opening.count + self.taken_in.count + self.parts.count

    @property
    def right_count(self) -> int:
        """The same in units."""
        gone = self.delivered + self.returned_to_source + self.written_off + self.opened
        return gone.count + self.closing.count

    @property
    def is_even(self) -> bool:
        """Whether nothing is missing and nothing is too much, by mass and by count."""
        return self.left_g == self.right_g and self.left_count == self.right_count

    @property
    def opening_loss_g(self) -> int:
        """What opened packs weighed beyond their parts and residue, as far as all of it is known."""
        return self.opened.mass_g - self.parts.mass_g - self.residue_g


_GONE = {
    Custody.DELIVERED: "delivered",
    Custody.RETURNED_TO_SOURCE: "returned_to_source",
    Custody.INCIDENT_CLOSED: "written_off",
    Custody.OPENED: "opened",
}


def balance(
    after: datetime,
    until: datetime,
    *,
    opening: Iterable[Tally],
    flows: Iterable[MassFlow],
    closing: Iterable[tuple[Custody, Tally]],
    by_scale: Sequence[ScaleDifference] = (),
    disputed: Sequence[WeighedLoad] = (),
) -> MassBalance:
    """The balance of a period from its stock at both ends and what moved between."""
    found = MassBalance(
        after=after,
        until=until,
        opening=sum(opening, Tally()),
        by_scale=tuple(by_scale),
        disputed=tuple(disputed),
    )
    for custody, tally in closing:
        place = "closing_here" if custody in HERE else "closing_on_road"
        found = replace(found, **{place: getattr(found, place) + tally})
    for flow in flows:
        found = _with_flow(found, flow)
    return found


def period_of(from_day: date, to_day: date) -> tuple[datetime, datetime]:
    """After when and until when the legal days from ``from_day`` to ``to_day`` last, both included."""
    second = timedelta(seconds=1)
    begin = datetime.combine(from_day, time(), tzinfo=SHANGHAI)
    end = datetime.combine(to_day + timedelta(days=1), time(), tzinfo=SHANGHAI)
    return begin - second, end - second


def _with_flow(found: MassBalance, flow: MassFlow) -> MassBalance:
    if flow.before is None:
        place = ("parts" if flow.is_part else "taken_in") if flow.after in LIVE else None
        return found if place is None else replace(found, **{place: getattr(found, place) + flow.tally})
    if flow.before not in LIVE:
        return found
    weighed = replace(
        found,
        weighed_later_g=found.weighed_later_g + flow.weighed_later_g,
        difference_g=found.difference_g + flow.difference_g,
    )
    place = _GONE.get(flow.after)
    if place is None:
        return weighed
    moved = replace(weighed, **{place: getattr(weighed, place) + flow.tally})
    return replace(moved, residue_g=moved.residue_g + flow.residue_g)
