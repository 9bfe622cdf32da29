"""The records in words; no Qt but the plain values of a table."""

from collections.abc import Iterator

from packtrail.domain.documents import DeliveryDocument, HandoffDocument
from packtrail.domain.mass_balance import MassBalance, Tally
from packtrail.domain.moments import legal_day
from packtrail.domain.party import Party
from packtrail.domain.unit import Unit
from packtrail.domain.vehicle_case import VehicleCase
from packtrail.ui.records.state import OF_A_DAY, REGISTERS, HitKind, Page, RecordsState, hit_key
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.figures import count_text, weight_text
from packtrail.ui.widgets.table_rows import Cell, Column, ColumnKind, Row
from packtrail.usecases.close_day import PeriodReport, Share
from packtrail.usecases.registers import Line, RegisterKind
from packtrail.usecases.search_ledger import SHORTEST, Found
from packtrail.usecases.stock_on import StockSum
from packtrail.wording import Wording
from packtrail.wording.registers import COLUMNS, Entry, Mass, cut_words, entries, titles
from packtrail.wording.values import mass_words, word

_WIDTHS = {
    "at": 150, "code": 266, "mass": 92, "deliverer": 190, "source": 150, "level": 90, "chemistry": 130,
    "condition": 100, "basis": 110, "intake_no": 200, "delivery_no": 200, "now": 110, "consignee": 220,
    "handoff_no": 200, "line": 50, "line_state": 110, "uscc": 190, "carrier": 170, "plate": 100,
    "load_state": 120, "custody": 140, "place": 160, "since": 160, "kind": 190, "subject": 266, "why": 260,
    "who": 120, "second": 150, "evidence": 110,
}  # fmt: skip
_NUMBERS = frozenset({"mass", "line", "evidence"})


def hit_columns(w: Wording) -> tuple[Column, ...]:
    """The columns of what was found."""
    say = w.say
    return (
        Column(title=say("records.hit.group"), width=110),
        Column(title=say("records.hit.name"), width=276),
        Column(title=say("records.hit.state"), width=140, wide=200),
        Column(title=say("records.hit.day"), width=108),
        Column(title=say("records.hit.more"), width=0, least=180),
    )


def hit_rows(w: Wording, found: Found) -> list[Row]:
    """Everything found, group by group; a key is the group and the id of what it opens."""
    return [
        *(_unit(w, each) for each in found.units),
        *(_vehicle(w, each) for each in found.vehicles),
        *(_load(w, each) for each in found.loads),
        *(_delivery(w, each) for each in found.deliveries),
        *(_party(w, each) for each in found.parties),
    ]


def columns(w: Wording, kind: RegisterKind) -> tuple[Column, ...]:
    """The columns of a register."""
    return tuple(
        Column(title=title, kind=_kind(name), width=_WIDTHS[name])
        for name, title in zip(COLUMNS[kind], titles(w, kind), strict=True)
    )


def row(w: Wording, line: Line, number: int) -> Row:
    """One line of a register; ``number`` is its place, since a unit may stand there more than once."""
    return Row(f"{number}", tuple(_cell(entry) for entry in entries(w, line)))


def period(w: Wording, state: RecordsState) -> str:
    """The days of the page."""
    first, _ = state.days
    if state.page in OF_A_DAY:
        return w.say("records.today", day=first.isoformat()) if first == state.today else first.isoformat()
    return w.say("records.month", year=first.year, month=first.month)


def summary(w: Wording, state: RecordsState) -> str:
    """What the register adds up to, and how much of it is on the screen."""
    if state.exporting is not None:
        done, of = (count_text(each) for each in state.exporting)
        return w.say("records.export.under_way", done=done, total=of)
    total, lines = state.total, state.lines
    if total is None or not lines:
        return ""
    said = [w.say("records.lines", count=count_text(total.count))]
    if total.mass_g is not None:
        said.append(weight_text(total.mass_g))
    if total.cancelled:
        said.append(w.say("records.cancelled", count=count_text(total.cancelled)))
    if total.without_mass:
        said.append(w.say("records.without_mass", count=count_text(total.without_mass)))
    if state.next_at is not None:
        said.append(w.say("records.shown", count=count_text(len(lines))))
    return w.say("records.joint").join((*said, *filter(None, [cut_words(w, total.cut)])))


def past(w: Wording, state: RecordsState) -> str:
    """That the stock in sight is a past day's; empty for today's and for every other page."""
    if state.page is not Page.STOCK or state.day >= state.today:
        return ""
    return w.say("records.past_stock", day=state.day.isoformat())


def levels(w: Wording, state: RecordsState) -> str:
    """What a day's stock comes to by level, and what was on the road beside it; empty for other registers."""
    total = state.total
    if total is None or not state.lines:
        return ""
    said = [_sum(w, word(w, "level", level), found) for level, found in total.levels.items()]
    if total.on_road.count:
        said.append(_sum(w, w.say("records.on_road"), total.on_road))
    return w.say("records.joint").join(said)


def nothing(w: Wording, state: RecordsState) -> tuple[str, str]:
    """Sentence and hint for a page without rows."""
    if state.page in REGISTERS:
        return w.say(f"records.nothing.{state.page}"), w.say("records.nothing.other_days")
    typed = state.text.strip()
    if len(typed) >= SHORTEST and (state.found is None or state.found.text != typed):
        return w.say("records.reading"), ""
    if state.found is None or len(state.found.text) < SHORTEST:
        return w.say("records.nothing.typed"), w.say("records.nothing.typed_hint")
    return w.say("records.nothing.found", text=state.found.text[:60]), w.say("records.nothing.found_hint")


def verdict(w: Wording, report: PeriodReport) -> tuple[Tone, str]:
    """Whether the masses come out even."""
    balance = report.balance
    if balance.is_even:
        return Tone.OK, w.say("records.even")
    count, mass_g = balance.left_count - balance.right_count, balance.left_g - balance.right_g
    return Tone.DANGER, w.say("records.uneven", count=f"{count:+d}", kg=mass_words(mass_g))


def balance_lines(w: Wording, balance: MassBalance) -> list[tuple[str, str, str]]:
    """The balance from opening to closing stock: what, how many, how heavy."""
    return [
        (w.say(f"records.balance.{name}"), count_text(tally.count), _mass(w, tally))
        for name, tally in _tallies(balance)
        if tally != Tally() or name in {"opening", "taken_in", "delivered", "closing_here"}
    ]


def causes(w: Wording, report: PeriodReport) -> list[tuple[Tone, str]]:
    """What explains masses that changed, or may explain a difference."""
    balance = report.balance
    facts = (
        ("weighed_later", balance.weighed_later_g, Tone.INFO),
        ("weighing", balance.weighing_difference_g, Tone.WARN),
        ("opening_loss", balance.opening_loss_g if balance.opened.count else 0, Tone.WARN),
    )
    said = [
        (tone, w.say(f"records.cause.{name}", kg=mass_words(grams))) for name, grams, tone in facts if grams
    ]
    if balance.closing.without_mass:
        count = count_text(balance.closing.without_mass)
        said.append((Tone.WARN, w.say("records.cause.without_mass", count=count)))
    said += [
        (Tone.DANGER, w.say("records.cause.disputed", count=count_text(len(balance.disputed))))
        for _ in balance.disputed[:1]
    ]
    return said


def still_open(w: Wording, report: PeriodReport) -> list[tuple[Tone, str]]:
    """What nobody has finished yet, or that all is done."""
    waits = report.open
    facts = (
        ("drafts", waits.drafts),
        ("unsent", waits.unsent),
        ("unanswered", waits.unanswered),
        ("unprinted", waits.unprinted),
        ("owed_papers", waits.owed_papers),
    )
    said = [
        (Tone.WARN, w.say(f"records.open.{name}", count=count_text(count))) for name, count in facts if count
    ]
    return said or [(Tone.OK, w.say("records.open.nothing"))]


def share_lines(w: Wording, shares: tuple[Share, ...], vocabulary: str = "") -> list[tuple[str, str, str]]:
    """Sources or recipients: who, how many, how heavy."""
    return [
        (
            _share_name(w, each, vocabulary),
            count_text(each.count),
            w.say("records.kg", kg=mass_words(each.mass_g)),
        )
        for each in shares
    ]


def _share_name(w: Wording, share: Share, vocabulary: str) -> str:
    if share.name is None:
        return w.say("records.all_others")
    return word(w, vocabulary, share.name) if vocabulary else share.name


def page_word(w: Wording, page: Page) -> str:
    """What a page is called."""
    return w.say(f"records.page.{page}")


def _sum(w: Wording, name: str, found: StockSum) -> str:
    mass = weight_text(found.mass_g)
    return w.say("records.sum", name=name, count=count_text(found.count), mass=mass)


def _tallies(balance: MassBalance) -> Iterator[tuple[str, Tally]]:
    yield "opening", balance.opening
    yield "taken_in", balance.taken_in
    yield "parts", balance.parts
    yield "opened", balance.opened
    yield "delivered", balance.delivered
    yield "returned_to_source", balance.returned_to_source
    yield "written_off", balance.written_off
    yield "closing_here", balance.closing_here
    yield "closing_on_road", balance.closing_on_road


def _mass(w: Wording, tally: Tally) -> str:
    said = w.say("records.kg", kg=mass_words(tally.mass_g))
    if not tally.without_mass:
        return said
    unknown = w.say("records.without_mass", count=count_text(tally.without_mass))
    return w.say("records.joint").join((said, unknown))


def _kind(name: str) -> ColumnKind:
    if name == "code":
        return ColumnKind.CODE
    return ColumnKind.NUMBER if name in _NUMBERS else ColumnKind.TEXT


def _cell(entry: Entry) -> Cell:
    if isinstance(entry, Mass):
        return Cell(str(entry), -1 if entry.grams is None else entry.grams)
    return Cell(entry, int(entry)) if entry.isdecimal() and len(entry) < 6 else Cell(entry)


def _hit(w: Wording, kind: HitKind, key: str, *texts: str) -> Row:
    group = Cell(w.say(f"records.group.{kind}"), list(HitKind).index(kind))
    return Row(hit_key(kind, key), (group, *(Cell(text) for text in texts)))


def _unit(w: Wording, unit: Unit) -> Row:
    more = w.say("records.kg", kg=mass_words(unit.mass_g)) if unit.mass_g is not None else ""
    state, day = word(w, "custody", unit.custody), legal_day(unit.taken_in_at).isoformat()
    return _hit(w, HitKind.UNIT, unit.unit_id, unit.label, state, day, _joined(w, unit.intake_number, more))


def _vehicle(w: Wording, case: VehicleCase) -> Row:
    name, state = case.plate or case.vin or case.case_number, word(w, "case_state", case.state)
    more = _joined(w, case.case_number, case.vin or "", case.brand_model or "")
    return _hit(w, HitKind.VEHICLE, case.case_id, name, state, legal_day(case.received_at).isoformat(), more)


def _load(w: Wording, load: HandoffDocument) -> Row:
    state, day = word(w, "handoff_state", load.state), legal_day(load.handed_on_at).isoformat()
    count = w.say("records.units", count=count_text(load.line_count))
    more = _joined(w, load.consignee_name or load.consignee_uscc, load.vehicle_plate or "", count)
    return _hit(w, HitKind.LOAD, load.handoff_id, load.number, state, day, more)


def _delivery(w: Wording, document: DeliveryDocument) -> Row:
    source = word(w, "source", document.source_type)
    state = w.say("records.voided") if document.is_voided else source
    count = w.say("records.units", count=count_text(document.unit_count))
    more = _joined(w, document.deliverer_name or "", document.vehicle_plate or "", count)
    day = legal_day(document.taken_in_at).isoformat()
    return _hit(w, HitKind.DELIVERY, document.delivery_id, document.number, state, day, more)


def _party(w: Wording, party: Party) -> Row:
    kind, day = w.say(f"records.party.{party.kind}"), legal_day(party.changed_at).isoformat()
    return _hit(w, HitKind.PARTY, party.uscc, party.name, kind, day, party.uscc)


def _joined(w: Wording, *texts: str) -> str:
    return w.say("records.joint").join(filter(None, texts))
