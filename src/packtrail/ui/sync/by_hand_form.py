"""The form that closes what had to be done by hand at a portal."""

from dataclasses import dataclass

from packtrail.domain.moments import legal_day
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import photos
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.ui.sync.errors_words import record_words
from packtrail.usecases.close_by_hand import close_by_hand
from packtrail.usecases.ports import Submission
from packtrail.wording import Wording


@dataclass(frozen=True, slots=True)
class ByHandForm:
    """登记办理结果 of one record at one portal."""

    submission: Submission

    def title(self, w: Wording) -> str:
        """Of which record."""
        return w.say("sync.by_hand_task.title", subject=record_words(w, self.submission))

    def hint(self, w: Wording) -> str:
        """What it comes to."""
        return w.say("sync.by_hand_task.hint")

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """What the portal showed, when, and its picture."""
        return (
            Ask(key="shown", name=w.say("sync.by_hand_task.number"), is_needed=True),
            Ask(key="at", name=w.say("sync.by_hand_task.at"), kind=AskKind.MOMENT),
            photos(w, hint=w.say("sync.by_hand_task.picture")),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Write the proof, and close the task."""
        done_at = typed.moment("at", acts.now())
        return acts.act(
            close_by_hand,
            self.submission.destination,
            (self.submission.record_id,),
            shown=typed.text("shown"),
            done_on=legal_day(done_at) if done_at is not None else None,
            pictures=typed.photos,
        )
