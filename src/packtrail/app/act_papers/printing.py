"""Makes the papers that go with the acts and keeps them in the folder of papers.

A paper is made from committed records alone, and the head file is written before it can leave. Of a record
that had its paper before, the next one is a copy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, count
from pathlib import Path

from packtrail.app.act_papers.corrections import amendment_of, correction_content
from packtrail.app.act_papers.days import day_content
from packtrail.app.act_papers.evidence import evidence_content
from packtrail.app.act_papers.second_looks import rechecks_content
from packtrail.app.act_papers.slips import slip_of, units_for_slips
from packtrail.app.act_papers.unreported import unreported_content
from packtrail.app.act_papers.vehicles import card_content
from packtrail.app.act_papers.vouchers import voucher_content
from packtrail.domain.act_papers import ActPaper
from packtrail.domain.moments import to_moment
from packtrail.papers.act_content import Issue
from packtrail.papers.act_frame import Marks
from packtrail.papers.correction_slip import correction_slip
from packtrail.papers.day_report import day_report
from packtrail.papers.evidence_file import evidence_file
from packtrail.papers.intake_slip import intake_slips
from packtrail.papers.recheck_sheet import recheck_sheet
from packtrail.papers.unreported import unreported_paper
from packtrail.papers.vehicle_card import vehicle_card
from packtrail.papers.voucher import voucher_paper
from packtrail.store.durable import write_durably
from packtrail.store.errors_of import errors_of_disk
from packtrail.usecases.ports import Store, Tx
from packtrail.usecases.rules import RulesInUse
from packtrail.wording import Wording


@dataclass(frozen=True, slots=True)
class Asked:
    """What a paper is asked about: an id or a day, now, by the rules in force."""

    subject: str
    now: datetime
    rules: RulesInUse


@dataclass(frozen=True, slots=True)
class Ready:
    """A paper gathered and not drawn yet."""

    name: str  # of its file, without the ending
    draw: Callable[[Wording, Marks], bytes]
    is_copy: bool = False


def gather_act_paper(paper: ActPaper, asked: Asked, store: Store) -> Ready:
    """What stands on the paper, with the note that it was made; on the writer's lane.

    Raises PaperOfNothing, OutletNotNamed.
    """
    with store.act() as tx:
        ready = _GATHER[paper](tx, asked)
    store.cover_head()
    return ready


def draw_act_paper(ready: Ready, folder: Path, wording: Wording, *, is_practice: bool = False) -> Path:
    """The PDF's path, in ``folder``; not on the writer's lane, whose acts would wait for the drawing."""
    pdf = ready.draw(wording, Marks(copy=ready.is_copy, practice=is_practice))
    with errors_of_disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        target = _free(folder, ready.name)
    write_durably(target, pdf)
    return target


def _free(folder: Path, name: str) -> Path:
    """A name that no paper has: a record written anew keeps its number, and its former paper stays."""
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    files = (folder / f"{each}.pdf" for each in names)
    return next(file for file in files if not file.exists())


def _voucher(tx: Tx, asked: Asked) -> Ready:
    content = voucher_content(tx, asked.subject)
    times = tx.note_print(asked.subject, asked.now)
    return Ready(
        _numbered(content.issue.number, times),
        lambda wording, marks: voucher_paper(content, wording, marks),
        is_copy=times > 0,
    )


def _slips(tx: Tx, asked: Asked) -> Ready:
    units, rule = units_for_slips(tx, asked.subject), asked.rules.safety.recheck
    times = [tx.note_print(unit.unit_id, asked.now) for unit in units]
    slips = [slip_of(tx, unit, rule, is_copy=n > 0) for unit, n in zip(units, times, strict=True)]
    return Ready(
        _numbered(slips[0].issue.number, times[0]),
        lambda wording, marks: intake_slips(slips, wording, marks),
    )


def _correction(tx: Tx, asked: Asked) -> Ready:
    amendment = amendment_of(tx, asked.subject)
    content = correction_content(tx, amendment)
    times = tx.note_print(amendment.record_id, asked.now)
    return Ready(
        _numbered(content.issue.number, times),
        lambda wording, marks: correction_slip(content, wording, marks),
        is_copy=times > 0,
    )


def _unreported(tx: Tx, asked: Asked) -> Ready:
    content = unreported_content(tx, asked.now, asked.rules)
    return Ready(content.issue.number, lambda wording, marks: unreported_paper(content, wording, marks))


def _day(tx: Tx, asked: Asked) -> Ready:
    content = day_content(tx, date.fromisoformat(asked.subject), asked.now)
    return Ready(_of_now(content.issue), lambda wording, marks: day_report(content, wording, marks))


def _rechecks(tx: Tx, asked: Asked) -> Ready:
    day = date.fromisoformat(asked.subject)
    content = rechecks_content(tx, day, asked.now, asked.rules.safety.recheck)
    return Ready(_of_now(content.issue), lambda wording, marks: recheck_sheet(content, wording, marks))


def _vehicle(tx: Tx, asked: Asked) -> Ready:
    content = card_content(tx, asked.subject, asked.now, asked.rules)
    name = f"{content.issue.number}-card-{to_moment(asked.now):%Y%m%d%H%M%S}"
    return Ready(name, lambda wording, marks: vehicle_card(content, wording, marks))


def _evidence(tx: Tx, asked: Asked) -> Ready:
    content = evidence_content(tx, asked.subject, asked.now, asked.rules)
    name = f"{content.issue.number}-evidence-{to_moment(asked.now):%Y%m%d%H%M%S}"
    return Ready(name, lambda wording, marks: evidence_file(content, wording, marks))


def _of_now(issue: Issue) -> str:
    """A name of its own for each print: another moment may say something else of the same day."""
    return f"{issue.number}-{to_moment(issue.at):%Y%m%d%H%M%S}"


def _numbered(name: str, times: int) -> str:
    return f"{name}-{times + 1}" if times else name


_GATHER: Mapping[ActPaper, Callable[[Tx, Asked], Ready]] = {
    ActPaper.VOUCHER: _voucher,
    ActPaper.SLIP: _slips,
    ActPaper.CORRECTION: _correction,
    ActPaper.UNREPORTED: _unreported,
    ActPaper.DAY: _day,
    ActPaper.RECHECKS: _rechecks,
    ActPaper.VEHICLE: _vehicle,
    ActPaper.EVIDENCE: _evidence,
}
