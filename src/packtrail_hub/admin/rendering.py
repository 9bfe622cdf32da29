"""Pages as HTML: templates that escape everything, with sentences and figures of the visitor's language."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from packtrail import __version__
from packtrail.wording.problems import ProblemWords, problem_words
from packtrail.wording.values import THIN_SPACE, age_words, mass_words, moment_words, word
from packtrail_hub.admin.asked import Asked, address
from packtrail_hub.admin.overview import MOST_COUNTED
from packtrail_hub.admin.sessions import form_word

_HERE: Final = Path(__file__).parent


class View:
    """What a template says: sentences by key, and figures as everywhere else in the program."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._words = asked.words
        self.now = asked.hub.now()

    def say(self, key: str, **facts: Any) -> str:
        """A sentence of this area."""
        return self._words.say(f"hub.admin.{key}", **facts)

    def knows(self, key: str) -> bool:
        """Whether there is one."""
        return self._words.knows(f"hub.admin.{key}")

    def word(self, vocabulary: str, token: str) -> str:
        """The word for a token of a record."""
        return word(self._words, vocabulary, token)

    def problem(self, code: str) -> ProblemWords:
        """A code in words."""
        return problem_words(self._words, code)

    def moment(self, at: datetime) -> str:
        """A moment."""
        return moment_words(at)

    def fact(self, name: str, value: Any) -> str:
        """A fact of an act that is on record; what ends with ``_at`` is a moment there."""
        is_moment = name.endswith("_at")
        return self.say(
            f"fact.{name}", value=self.moment(datetime.fromisoformat(value)) if is_moment else value
        )

    def age(self, at: datetime) -> str:
        """How long ago."""
        return age_words(self._words, at, self.now)

    def mass(self, grams: int | None) -> str:
        """Kilograms."""
        return mass_words(grams)

    def number(self, count: int) -> str:
        """A count with thin thousands."""
        return f"{count:,}".replace(",", THIN_SPACE)

    def capped(self, count: int) -> str:
        """A count that may be more than was counted."""
        most = self.number(MOST_COUNTED)
        return self.say("frame.capped", count=most) if count > MOST_COUNTED else self.number(count)


def page(
    asked: Asked,
    template: str,
    title: str,
    *,
    status: int = 200,
    here: str | None = None,
    is_known: bool = True,
    **facts: Any,
) -> Response:
    """A whole page; ``here`` is its address where that is not the one that was asked for.

    ``is_known`` False leaves out who is signed in, for a page that could not find out.
    """
    other = "zh" if asked.language.value == "en" else "en"
    text = (
        _templates()
        .get_template(template)
        .render(
            view=(view := View(asked)),
            say=view.say,
            address=address,
            title=title,
            other=_in_language(asked, here, other),
            other_tag={"zh": "zh-CN", "en": "en"}[other],
            form_word=form_word(asked.token),
            signed_in=asked.signed_in if is_known else None,
            is_practice=asked.hub.is_sandbox or asked.hub.is_practice,
            hub_name=asked.hub.name,
            version=__version__,
            **facts,
        )
    )
    return HTMLResponse(text, status)


@cache
def style() -> bytes:
    """The one style sheet."""
    return (_HERE / "admin.css").read_bytes()


def split_page(found: Sequence[Any], size: int) -> tuple[Sequence[Any], Any]:
    """The rows of a page, and the last of them where others follow."""
    return (found[:size], found[size - 1]) if len(found) > size else (found, None)


def _in_language(asked: Asked, here: str | None, other: str) -> str:
    """The same page in the other language."""
    if here is not None:
        return f"{here}{'&' if '?' in here else '?'}lang={other}"
    url = asked.request.url.include_query_params(lang=other)
    return f"{url.path}?{url.query}"


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    show: dict[str, Callable[..., Any]] = {"split_page": split_page}
    made.globals.update(show)
    return made
