"""The form that registers a maker's portal: without one, no record is owed to it."""

import re
from dataclasses import dataclass

from packtrail.domain.operators import Operator
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.state import Ask, Typed
from packtrail.usecases.ports import Clock, Destination, NewId, Store
from packtrail.usecases.route_makers import add_portal
from packtrail.wording import Wording

_BETWEEN = re.compile(r"[、，,；;\n]+")


@dataclass(frozen=True, slots=True)
class AddPortalForm:
    """登记企业平台."""

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("sync.portal.title")

    def hint(self, w: Wording) -> str:
        """What it is good for."""
        return w.say("sync.portal.hint")

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """Its name, where it is, and whose units it takes."""
        return (
            Ask(key="name", name=w.say("sync.portal.name"), is_needed=True),
            Ask(key="address", name=w.say("sync.portal.address")),
            Ask(key="makers", name=w.say("sync.portal.makers"), is_needed=True),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Add it, and route the makers to it."""
        return acts.act(_add, typed)


def _add(typed: Typed, *, by: Operator, store: Store, now: Clock, new_id: NewId) -> Destination:  # noqa: ARG001
    """``add_portal`` draws no ids: a portal's name counts on."""
    makers = [maker.strip() for maker in _BETWEEN.split(typed.text("makers")) if maker.strip()]
    return add_portal(
        typed.text("name"), address=typed.text("address"), makers=makers, by=by, store=store, now=now
    )
