"""The pages that change something: signing in and out, enrolment codes, taking a station out of service."""

import math
from typing import Final

from starlette.responses import Response

from packtrail.domain.uscc import check_uscc
from packtrail.protocol.enrolment import shown_code
from packtrail_hub import database
from packtrail_hub.admin import acts, outlet_page, pages, sessions
from packtrail_hub.admin.asked import Asked, address_of, go_to, keep_token
from packtrail_hub.admin.pages import NoPage, station_of, uscc_of
from packtrail_hub.admin.rendering import page
from packtrail_hub.admin.signing_in import TooManyTries, sign_in

_MOST_DIGITS: Final = 15


def show_sign_in(asked: Asked, *, fault: str = "", status: int = 200, wait_s: int = 0) -> Response:
    """The form; ``fault`` says why it is shown again."""
    title = asked.words.say("hub.admin.sign_in.title")
    minutes = math.ceil(wait_s / 60)
    name = asked.form.get("name", "")[:64]
    answer = page(
        asked,
        "sign_in.html",
        title,
        status=status,
        here="/admin/sign-in",
        fault=fault,
        minutes=minutes,
        name=name,
    )
    keep_token(asked.request, answer, asked.token)
    return answer


def do_sign_in(asked: Asked) -> Response:
    """Begins a session under a token that nobody knew before."""
    name, password = asked.form.get("name", "").strip()[:64], asked.form.get("password", "")
    try:
        token = sign_in(asked.hub, name, password, address_of(asked.request))
    except TooManyTries as error:
        answer = show_sign_in(asked, fault="wait", status=429, wait_s=error.wait_s)
        answer.headers["Retry-After"] = str(error.wait_s)
        return answer
    if token is None:
        return show_sign_in(asked, fault="wrong", status=401)
    answer = go_to("")
    keep_token(asked.request, answer, token)
    return answer


def do_sign_out(asked: Asked) -> Response:
    """Ends the session; the browser's token is worth nothing then."""
    sessions.end(asked.hub, asked.who, asked.token)
    return go_to("sign-in")


def new_code_for(asked: Asked) -> Response:
    """A code for the outlet whose number was typed; it may be one that the hub does not know yet."""
    checked = check_uscc(asked.form.get("uscc", "")[:40])
    if not checked.is_valid:
        return pages.show_overview(asked, bad_uscc=asked.form.get("uscc", "")[:40] or " ")
    asked.request.path_params["uscc"] = checked.text
    return new_code(asked)


def new_code(asked: Asked) -> Response:
    """A code for an outlet, told in the answer itself: it is nowhere else to be read."""
    code = acts.give_code(asked.hub, asked.who, uscc_of(asked))
    return pages.show_outlet(asked, new_code=shown_code(code))


def withdraw_code(asked: Asked) -> Response:
    """Ends a code that nobody used."""
    uscc = uscc_of(asked)
    number = asked.form.get("code", "")
    if not (number.isdecimal() and number.isascii() and len(number) <= _MOST_DIGITS):
        raise NoPage
    is_done = acts.withdraw_code(asked.hub, asked.who, uscc, int(number))
    return go_to("outlets", uscc, told="withdrawn" if is_done else "not_withdrawn")


def ask_revoke(asked: Asked, *, fault: str = "") -> Response:
    """What taking a station out of service means, and the form for it."""
    with database.look(asked.hub.engine) as connection:
        found = station_of(asked, connection)
        outlet = outlet_page.find_outlet(connection, found.uscc)
    return page(
        asked,
        "revoke.html",
        asked.words.say("hub.admin.revoke.title", label=found.label),
        status=422 if fault else 200,
        outlet=outlet,
        station=found,
        station_id=asked.request.path_params["station_id"],
        fault=fault,
        typed_label=asked.form.get("label", "")[:300],
        typed_seq=asked.form.get("from_seq", "")[:20],
    )


def do_revoke(asked: Asked) -> Response:
    """Takes the station out of service, once its label was typed."""
    with database.look(asked.hub.engine) as connection:
        found = station_of(asked, connection)
    if asked.form.get("label", "").strip() != found.label.strip():
        return ask_revoke(asked, fault="wrong_label")
    told = asked.form.get("from_seq", "").strip()
    is_number = told.isdecimal() and told.isascii() and len(told) <= _MOST_DIGITS and int(told) > 0
    if told and not is_number:
        return ask_revoke(asked, fault="bad_seq")
    station_id = asked.request.path_params["station_id"]
    acts.take_out_of_service(asked.hub, asked.who, station_id, int(told) if told else None)
    told_as = "already" if found.revoked_at is not None else "done"
    return go_to("outlets", found.uscc, told=told_as, label=found.label)
