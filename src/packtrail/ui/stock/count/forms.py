"""What ends a count: the photographs of what differs, and the word that it is done."""

from dataclasses import dataclass, replace

from packtrail.domain.stock_take import Differences, StockTakeDraft
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import photos
from packtrail.ui.forms.state import Ask, Typed
from packtrail.ui.stock.count.words import come_to
from packtrail.usecases.count_stock import close_stock_take
from packtrail.wording import Wording


@dataclass(frozen=True, slots=True)
class FinishForm:
    """完成盘点 of the count under way."""

    draft_id: str
    draft: StockTakeDraft
    found: Differences

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.count.finish_title")

    def hint(self, w: Wording) -> str:
        """What the record will say."""
        return come_to(w, self.found)

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """A photograph where anything differs."""
        hint = "" if self.found.is_clean else w.say("stock.count.photo_hint")
        return (photos(w, is_needed=not self.found.is_clean, hint=hint),)

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record it, judged by the ledger of now; the saved draft goes with it."""
        draft = replace(self.draft, photos=typed.photos)
        return acts.act(close_stock_take, draft, draft_id=self.draft_id)
