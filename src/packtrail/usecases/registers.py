"""Read a register of some days, page by page: what came in, what was handed on, what stood here, exceptions.

A page names what asks for the one behind it, so that screen and export walk a register of any length alike.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from packtrail.domain.documents import DeliveryDocument, HandoffDocument, HandoffItem, HandoffState
from packtrail.domain.exceptions_register import ExceptionKind, ExceptionRow
from packtrail.domain.mass_balance import period_of
from packtrail.domain.unit import Unit
from packtrail.usecases.exceptions_register import exceptions_register
from packtrail.usecases.ports import UnitAt, View
from packtrail.usecases.stock_on import StockSum, stock_on

LINES_A_PAGE = 200


class RegisterKind(StrEnum):
    """登记簿, in the order in which the screen offers them."""

    INTAKE = "intake"
    HANDOFF = "handoff"
    STOCK = "stock"
    EXCEPTIONS = "exceptions"


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterAsked:
    """Which register of which legal days, both included; stock is as it stood when ``to_day`` ended."""

    kind: RegisterKind
    from_day: date
    to_day: date


@dataclass(frozen=True, kw_only=True, slots=True)
class IntakeLine:
    """One unit that came in, and the delivery that brought it."""

    unit: Unit
    delivery: DeliveryDocument | None


@dataclass(frozen=True, kw_only=True, slots=True)
class HandoffLine:
    """One line of a load, and its paper."""

    item: HandoffItem
    document: HandoffDocument


Line = IntakeLine | HandoffLine | UnitAt | ExceptionRow


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterPage:
    """Some lines; ``next_at`` asks for those behind them, None at the end."""

    lines: tuple[Line, ...]
    next_at: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterSum:
    """What a whole register adds up to; no mass for exceptions, which may name a unit twice.

    Lines of cancelled loads stand in the register and in ``count``, but went nowhere: ``mass_g`` is without
    them. ``cut`` are the kinds of exceptions of which there are more than are listed and counted.
    """

    count: int
    mass_g: int | None = None
    without_mass: int = 0
    cancelled: int = 0
    cut: frozenset[ExceptionKind] = frozenset()
    levels: Mapping[str, StockSum] = field(default_factory=dict)  # of stock, by 产品类型
    on_road: StockSum = field(
        default_factory=StockSum
    )  # of stock: handed on and not answered for by then; not in ``count``


def register_page(view: View, asked: RegisterAsked, at: int = 0, limit: int = LINES_A_PAGE) -> RegisterPage:
    """About ``limit`` lines from ``at`` on; a load is never torn apart."""
    return _PAGES[asked.kind](view, asked, at, limit)


def register_begin(
    view: View, asked: RegisterAsked, limit: int = LINES_A_PAGE
) -> tuple[RegisterPage, RegisterSum]:
    """The first page, and what the whole register adds up to; exceptions are looked for once for both."""
    if asked.kind is RegisterKind.EXCEPTIONS:
        return _exceptions(view, asked)
    return register_page(view, asked, limit=limit), _SUMS[asked.kind](view, asked)


def register_lines(
    view: View, asked: RegisterAsked, first: RegisterPage, limit: int
) -> Iterator[tuple[Line, ...]]:
    """The whole register, page by page from ``first`` on."""
    page = first
    yield page.lines
    while page.next_at is not None:
        page = register_page(view, asked, page.next_at, limit)
        yield page.lines


def _intake_page(view: View, asked: RegisterAsked, at: int, limit: int) -> RegisterPage:
    units = view.taken_in(*period_of(asked.from_day, asked.to_day), offset=at, limit=limit)
    ids = {unit.delivery_id for unit in units if unit.delivery_id}
    deliveries = {each: view.delivery(each) for each in ids}
    lines = tuple(IntakeLine(unit=unit, delivery=deliveries.get(unit.delivery_id or "")) for unit in units)
    return RegisterPage(lines=lines, next_at=at + limit if len(units) == limit else None)


def _intake_sum(view: View, asked: RegisterAsked) -> RegisterSum:
    found = view.taken_in_sum(*period_of(asked.from_day, asked.to_day))
    return RegisterSum(count=found.count, mass_g=found.mass_g, without_mass=found.without_mass)


def _loads(view: View, asked: RegisterAsked) -> tuple[HandoffDocument, ...]:
    period = period_of(asked.from_day, asked.to_day)
    return tuple(view.between(HandoffDocument, "handed_on_at", *period))


def _handoff_page(view: View, asked: RegisterAsked, at: int, limit: int) -> RegisterPage:
    """``at`` counts loads: their lines are read load by load."""
    lines, loads = list[Line](), _loads(view, asked)
    for number, document in enumerate(loads[at:], start=at + 1):
        items = view.items_of_handoff(document.handoff_id)
        lines += [HandoffLine(item=item, document=document) for item in items]
        if len(lines) >= limit:
            return RegisterPage(lines=tuple(lines), next_at=number if number < len(loads) else None)
    return RegisterPage(lines=tuple(lines))


def _handoff_sum(view: View, asked: RegisterAsked) -> RegisterSum:
    count = mass_g = cancelled = 0
    for each in _loads(view, asked):
        count += each.line_count
        if each.state is HandoffState.CANCELLED:
            cancelled += each.line_count
        else:
            mass_g += each.mass_g
    return RegisterSum(count=count, mass_g=mass_g, cancelled=cancelled)


def _stock_page(view: View, asked: RegisterAsked, at: int, limit: int) -> RegisterPage:
    _, until = period_of(asked.to_day, asked.to_day)
    units = tuple(view.units_as_of(until, offset=at, limit=limit))
    return RegisterPage(lines=units, next_at=at + limit if len(units) == limit else None)


def _stock_sum(view: View, asked: RegisterAsked) -> RegisterSum:
    _, until = period_of(asked.to_day, asked.to_day)
    stock = stock_on(view, until)
    return RegisterSum(
        count=stock.here.count,
        mass_g=stock.here.mass_g,
        without_mass=stock.here.without_mass,
        levels=stock.by_level,
        on_road=stock.elsewhere,
    )


def _exceptions_page(view: View, asked: RegisterAsked, _: int, __: int) -> RegisterPage:
    return _exceptions(view, asked)[0]


def _exceptions(view: View, asked: RegisterAsked) -> tuple[RegisterPage, RegisterSum]:
    """All at once: ``exceptions_register`` has its own limit by kind."""
    found = exceptions_register(view, *period_of(asked.from_day, asked.to_day))
    return RegisterPage(lines=found.rows), RegisterSum(count=len(found.rows), cut=found.cut)


_PAGES: Mapping[RegisterKind, Callable[[View, RegisterAsked, int, int], RegisterPage]] = {
    RegisterKind.INTAKE: _intake_page,
    RegisterKind.HANDOFF: _handoff_page,
    RegisterKind.STOCK: _stock_page,
    RegisterKind.EXCEPTIONS: _exceptions_page,
}

_SUMS: Mapping[RegisterKind, Callable[[View, RegisterAsked], RegisterSum]] = {
    RegisterKind.INTAKE: _intake_sum,
    RegisterKind.HANDOFF: _handoff_sum,
    RegisterKind.STOCK: _stock_sum,
}
