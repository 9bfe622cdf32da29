"""What a page is given of a request, and what each answer carries: who asks, which language, how safely."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from packtrail.protocol import problems
from packtrail.wording import CHINESE, ENGLISH, Language, Wording, wording
from packtrail_hub.admin.audit import Who
from packtrail_hub.admin.sessions import SignedIn
from packtrail_hub.border import bounded_body
from packtrail_hub.hub import Hub
from packtrail_hub.refused import Refused

ROOT: Final = "/admin"
MAX_FORM_BYTES: Final = 8 * 1024
MOST_FIELDS: Final = 20
FORM: Final = "application/x-www-form-urlencoded"
LANGUAGE_COOKIE: Final = "packtrail_language"
_LANGUAGES: Final = {"zh": CHINESE, "en": ENGLISH}
_MOST_DIGITS: Final = 18  # of a number that every database holds
_PASSED_ON: Final = (
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
)
_YEAR_S: Final = 365 * 24 * 3600
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request, once it is known to be let in."""

    hub: Hub
    request: Request
    token: str  # of the visitor's cookie, or a fresh one
    signed_in: SignedIn | None
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def language(self) -> Language:
        """Chinese, unless the visitor asked for English now or before."""
        told = self.request.query_params.get("lang") or self.request.cookies.get(LANGUAGE_COOKIE, "")
        return _LANGUAGES.get(told, CHINESE)

    @property
    def words(self) -> Wording:
        """Its sentences."""
        return wording(self.language)

    @property
    def who(self) -> Who:
        """Who acts, as it is kept."""
        return Who(self.signed_in.name if self.signed_in else None, address_of(self.request))

    def query(self, name: str) -> str:
        """A query parameter, no longer than any honest one, without NUL: PostgreSQL holds none."""
        return self.request.query_params.get(name, "")[:200].replace("\0", "")

    def number(self, name: str) -> int | None:
        """A query parameter that is a row's number; anything else counts as none."""
        return number_in(self.request.query_params.get(name, ""))


def number_in(told: str) -> int | None:
    """A row's number as an address names it; anything else counts as none."""
    return int(told) if told.isdecimal() and told.isascii() and len(told) <= _MOST_DIGITS else None


def address_of(request: Request) -> str:
    """Where a request comes from, as the proxies that are believed say it."""
    return request.client.host if request.client else ""


def is_safe_way(request: Request) -> bool:
    """Whether a password may travel here: over TLS, or from a browser on this very machine."""
    return is_over_tls(request) or (_is_from_here(request) and not _is_passed_on(request))


def is_by_unknown_proxy(request: Request) -> bool:
    """Whether it seems to come from this machine only because a proxy there passed it on."""
    return not is_over_tls(request) and _is_from_here(request) and _is_passed_on(request)


def _is_from_here(request: Request) -> bool:
    try:
        return ipaddress.ip_address(address_of(request)).is_loopback
    except ValueError:
        return False


def _is_passed_on(request: Request) -> bool:
    """Whether a proxy says so, believed or not: a visitor who lies here only shuts himself out."""
    return any(name in request.headers for name in _PASSED_ON)


def is_over_tls(request: Request) -> bool:
    """Whether the browser speaks TLS, to us or to a proxy that is believed."""
    return request.url.scheme == "https"


def token_of(request: Request) -> str | None:
    """The visitor's token."""
    told = request.cookies.get(_cookie(request))
    return told if told and len(told) <= 64 else None


def keep_token(request: Request, response: Response, token: str) -> None:
    """Gives the browser its token; over TLS under a name that no other host and no plain page can set."""
    is_tls = is_over_tls(request)
    path = "/" if is_tls else ROOT
    response.set_cookie(_cookie(request), token, path=path, secure=is_tls, httponly=True, samesite="strict")


def keep_language(asked: Asked, response: Response) -> None:
    """Remembers a language that was asked for now."""
    told = asked.request.query_params.get("lang")
    if told in _LANGUAGES:
        is_tls = is_over_tls(asked.request)
        response.set_cookie(
            LANGUAGE_COOKIE, told, _YEAR_S, path=ROOT, secure=is_tls, httponly=True, samesite="strict"
        )


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form; raises Refused."""
    body = await bounded_body(request, MAX_FORM_BYTES, {FORM})
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise Refused(problems.SCHEMA_VIOLATION, 400) from error
    return {name: value.replace("\0", "") for name, value in pairs}


def address(*parts: str, **query: object) -> str:
    """The address of a page."""
    told = urlencode({name: value for name, value in query.items() if value not in (None, "")})
    return "/".join((ROOT, *parts)) + (f"?{told}" if told else "")


def go_to(*parts: str, **query: object) -> Response:
    """Sends the browser to a page, so that loading it anew repeats no act."""
    return RedirectResponse(address(*parts, **query), 303)


def _cookie(request: Request) -> str:
    return "__Host-packtrail_admin" if is_over_tls(request) else "packtrail_admin"
