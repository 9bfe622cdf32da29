"""Speaks for papers: sentences of ``papers.toml``, words for tokens, moments in legal time."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

from packtrail.wording import CHINESE, Wording

_LEGAL_ZONE: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Speech:
    """One language's words on paper."""

    wording: Wording

    @property
    def tag(self) -> str:
        """The language as RFC 5646 writes it."""
        return "zh-CN" if self.wording.language == CHINESE else "en"

    def say(self, key: str, **facts: object) -> str:
        """The sentence ``papers.<key>``."""
        return self.wording.say(f"papers.{key}", **facts)

    def named(self, kind: str, token: str) -> str:
        """The word for a token of this kind; words that are no token stand as they are."""
        key = f"papers.{kind}.{token}"
        return self.wording.say(key) if self.wording.knows(key) else token

    def moment(self, moment: datetime) -> str:
        """To the second, in the zone that legal days are counted in, which it names."""
        there = moment.astimezone(_LEGAL_ZONE)
        return self.say("page.moment", date=there.strftime("%Y-%m-%d"), time=there.strftime("%H:%M:%S"))
