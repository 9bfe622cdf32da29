"""The pages under ``/admin`` as an application of their own; there are none before there is an administrator.

No script and nothing from elsewhere: a page is what the server wrote. A form is taken only with the word that
its own page carried, and a password only over TLS or on the hub's own machine.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from packtrail.protocol import problems
from packtrail_hub import database
from packtrail_hub.admin import changing, pages, sessions
from packtrail_hub.admin.accounts import has_admins
from packtrail_hub.admin.asked import (
    HEADERS,
    Asked,
    form_of,
    go_to,
    is_by_unknown_proxy,
    is_safe_way,
    keep_language,
    token_of,
)
from packtrail_hub.admin.pages import NoPage
from packtrail_hub.admin.rendering import page, style
from packtrail_hub.border import problem_response, refuse_too_many_headers
from packtrail_hub.hub import Hub
from packtrail_hub.refused import Refused

Page = Callable[[Asked], Response]
_log = logging.getLogger("packtrail_hub")
_SAME_SITE: Final = {"same-origin", "none", None}


def admin_app(hub: Hub) -> Starlette:
    """The pages over this hub."""
    app = Starlette(routes=_routes(), exception_handlers=_handlers())
    app.state.hub = hub
    app.router.redirect_slashes = False
    return app


def _routes() -> list[Route]:
    outlet, station = "/outlets/{uscc}", "/stations/{station_id}"
    shown: dict[str, Page] = {
        "/": pages.show_overview,
        outlet: pages.show_outlet,
        f"{outlet}/records": pages.show_open_records,
        f"{outlet}/stock": pages.show_stock,
        "/records/{record_id}": pages.show_record,
        f"{station}/receipts": pages.show_receipts,
        f"{station}/receipts/{{receipt_seq}}": pages.download_receipt,
        f"{station}/revoke": changing.ask_revoke,
        "/audit": pages.show_audit,
    }
    changed: dict[str, Page] = {
        "/sign-out": changing.do_sign_out,
        "/codes": changing.new_code_for,
        f"{outlet}/codes": changing.new_code,
        f"{outlet}/withdraw-code": changing.withdraw_code,
        f"{station}/revoke": changing.do_revoke,
    }
    return [
        Route("/admin.css", _style, methods=["GET"]),
        Route("/sign-in", _answers(changing.show_sign_in, is_open=True), methods=["GET"]),
        Route("/sign-in", _answers(changing.do_sign_in, is_open=True), methods=["POST"]),
        *(Route(path, _answers(each), methods=["GET"]) for path, each in shown.items()),
        *(Route(path, _answers(each), methods=["POST"]) for path, each in changed.items()),
    ]


def _answers(show: Page, *, is_open: bool = False) -> Callable[[Request], Awaitable[Response]]:
    """The page for a request that may have it."""

    async def answer(request: Request) -> Response:
        await run_in_threadpool(_refuse_while_off, request)  # before anything tells that there are pages
        refuse_too_many_headers(request)
        form = await form_of(request) if request.method == "POST" else {}
        return await run_in_threadpool(_let_in, show, request, form, is_open=is_open)

    return answer


def _refuse_while_off(request: Request) -> None:
    """Raises Refused while there is nobody who could sign in."""
    hub: Hub = request.app.state.hub
    with database.look(hub.engine) as connection:
        if not has_admins(connection):
            raise Refused(problems.NO_SUCH_CALL, 404)


def _let_in(show: Page, request: Request, form: dict[str, str], *, is_open: bool) -> Response:
    hub: Hub = request.app.state.hub
    if not is_safe_way(request):
        return _fault(request, "unknown_proxy" if is_by_unknown_proxy(request) else "not_secure", 403)
    token = token_of(request)
    signed_in = sessions.find(hub, token) if token else None
    asked = Asked(
        hub=hub, request=request, token=token or sessions.fresh_token(), signed_in=signed_in, form=form
    )
    if request.method == "POST" and not _is_own_form(asked):
        answer = _not_own(asked, is_open=is_open)
    elif signed_in is None and not is_open:
        answer = go_to("sign-in")
    else:
        answer = show(asked)
    keep_language(asked, answer)
    return _kept_safe(answer)


def _is_own_form(asked: Asked) -> bool:
    """Whether the form comes from a page that was made for this very visitor."""
    is_from_here = asked.request.headers.get("sec-fetch-site") in _SAME_SITE
    return is_from_here and sessions.is_form_word(asked.token, asked.form.get("form_word", ""))


def _not_own(asked: Asked, *, is_open: bool) -> Response:
    if is_open:
        return changing.show_sign_in(asked, fault="stale", status=403)
    if asked.signed_in is None:
        return go_to("sign-in")
    return _fault(asked.request, "refused", 403)


async def _style(request: Request) -> Response:
    """The style sheet, which says nothing of anybody."""
    await run_in_threadpool(_refuse_while_off, request)
    answer = Response(style(), media_type="text/css; charset=utf-8")
    return _kept_safe(answer, cache="max-age=300")


def _handlers() -> dict[Any, Any]:
    async def no_page(request: Request, error: Exception) -> Response:
        del error
        return await run_in_threadpool(_off_or_fault, request, "not_found", 404)

    async def refused(request: Request, error: Refused) -> Response:
        if error.problem is problems.NO_SUCH_CALL:
            return _as_no_call(request, error)
        return _fault(request, "refused", error.status)

    async def busy(request: Request, error: Exception) -> Response:
        _log.error("database: %s", getattr(error, "orig", error))
        return _fault(request, "busy", 503)

    async def fault(request: Request, error: Exception) -> Response:
        _log.error("a fault of the hub", exc_info=error)
        return _fault(request, "hub_fault", 500)

    return {
        NoPage: no_page,
        HTTPException: no_page,
        Refused: refused,
        OperationalError: busy,
        PoolTimeout: busy,
        Exception: fault,
    }


def _off_or_fault(request: Request, key: str, status: int) -> Response:
    """A page that is not there; while there are no pages at all, that is what is said."""
    try:
        _refuse_while_off(request)
    except Refused as error:
        return _as_no_call(request, error)
    return _fault(request, key, status)


def _as_no_call(request: Request, error: Refused) -> Response:
    hub: Hub = request.app.state.hub
    return problem_response(error, request.scope["path"], f"req_{hub.new_id()}", dict(error.headers))


def _fault(request: Request, key: str, status: int) -> Response:
    """Why there is no page, in a page that asks nothing of the database."""
    asked = Asked(hub=request.app.state.hub, request=request, token="", signed_in=None)
    title = asked.words.say("hub.admin.fault.title")
    answer = page(asked, "fault.html", title, status=status, here="/admin/", is_known=False, fault=key)
    return _kept_safe(answer)


def _kept_safe(answer: Response, cache: str | None = None) -> Response:
    for name, value in HEADERS.items():
        answer.headers[name] = value
    if cache is not None:
        answer.headers["Cache-Control"] = cache
    return answer
