"""A real ledger for the papers of acts, and whether a paper keeps to its margins."""

from contextlib import contextmanager
from datetime import datetime

from packtrail.app.act_papers.printing import Asked, draw_act_paper, gather_act_paper
from packtrail.app.act_papers.subjects import subject_of
from packtrail.app.ids import new_id
from packtrail.app.rules_in_use import rules_in_use
from packtrail.domain.moments import legal_day
from packtrail.papers.layout import MARGIN_MM, PAGE_HEIGHT_MM, PAGE_WIDTH_MM, Words, pages
from packtrail.usecases.record_delivery import record_delivery
from packtrail.wording import CHINESE, wording
from tests.station import ADMIN, SteppedClock, opened, set_up
from tests.trade import MORNING, delivery

RARE = "福建㛃𬭎新能源汽修有限公司"


class Desk:
    """One station at work, without lanes or windows."""

    def __init__(self, ledger, folder, clock) -> None:
        self.ledger, self.folder, self.clock = ledger, folder, clock

    def act(self, use_case, *asked, **also):
        facts = {"by": ADMIN, "store": self.ledger, "now": self.clock, "new_id": new_id}
        return use_case(*asked, **{**facts, **also})

    def take_in(self, *units, **changes):
        return self.act(record_delivery, delivery(*units, **changes))

    def photo(self, content=b"photo", role="nameplate"):
        with self.ledger.act() as tx:
            return tx.keep_blob(content, "image/jpeg", role)

    def read(self, question):
        with self.ledger.read() as view:
            return question(view)

    def subject(self, paper, typed):
        return self.read(lambda view: subject_of(view, paper, typed, today=legal_day(self.clock.at)))

    def rules(self):
        return self.read(lambda view: rules_in_use(view, legal_day(self.clock.at)))

    def asked(self, subject=""):
        return Asked(subject, self.clock.at, self.rules())

    def print(self, paper, subject="", words=None):
        ready = gather_act_paper(paper, self.asked(subject), self.ledger)
        return draw_act_paper(ready, self.folder / "papers", words or wording(CHINESE))


@contextmanager
def desk_in(folder, start: datetime = MORNING):
    clock = SteppedClock(start)
    with opened(folder, clock) as ledger:
        set_up(ledger, clock)
        yield Desk(ledger, folder, clock)


def outside_the_margins(paper):
    """Every text of a laid-out paper that begins or stands outside them."""
    texts = [mark for page in pages(paper) for mark in page.marks if isinstance(mark, Words)]
    assert texts
    return [
        mark.text
        for mark in texts
        if not MARGIN_MM - 0.05 <= mark.x_mm <= PAGE_WIDTH_MM - MARGIN_MM
        or not MARGIN_MM <= mark.y_mm <= PAGE_HEIGHT_MM - MARGIN_MM
    ]
