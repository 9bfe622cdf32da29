"""Why a line is in no workbook yet, for the screen and the command line."""

from packtrail.usecases.plan_workbook import HeldBack
from packtrail.wording.catalog import Wording
from packtrail.wording.values import word


def held_words(w: Wording, held: HeldBack) -> str:
    """Every cell that the portal asks for and the line lacks, or what it waits for."""
    lacks = w.say("values.comma").join(
        w.say(
            "sync.workbook.lack", header=each.header, kind=word(w, "lack_kind", each.kind), value=each.value
        )
        for each in held.lacks
    )
    return lacks or word(w, "hold_reason", held.reason)
