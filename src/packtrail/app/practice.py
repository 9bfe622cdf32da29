"""A desk for practice (练习): a ledger of its own, an outlet that is none, and a practice hub beside it."""

from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from packtrail.app.demo_day import bundled_day
from packtrail.app.hub_process import HubProcess
from packtrail.app.outlet import Outlet
from packtrail.domain.errors import OutletError
from packtrail.domain.records import OutletProfile
from packtrail.protocol.enrolment import SANDBOX_CODE
from packtrail.usecases.set_profile import current_profile
from packtrail.wording import wording

FOLDER: Final = "practice"


def practice_folder(folder: Path) -> Path:
    """Where the practice ledger of the station in ``folder`` lies; of itself, where it is one."""
    return folder if folder.name == FOLDER else folder / FOLDER


def begin_practice(outlet: Outlet, stack: ExitStack) -> OutletError | None:
    """Give a practice ledger its made-up outlet, and the hub that it may report to; blocks.

    Without the hub everything else can be practised all the same; why there is none is given back, to be
    said to who practises.
    """
    words = wording(outlet.language)
    if outlet.read(current_profile) is None:
        made_up = OutletProfile(**bundled_day().script["outlet"])
        profile = replace(made_up, outlet_name=words.say("practice.outlet_name"))
        outlet.workers.acts.run(partial(outlet.set_profile, profile)).result()
    try:
        hub = HubProcess(outlet.folder / "hub", name=words.say("practice.hub_name"), practice=True)
        url = stack.enter_context(hub).url
        outlet.workers.network.run(partial(outlet.enrol, url, SANDBOX_CODE)).result()
    except OutletError as error:
        return error
    return None
