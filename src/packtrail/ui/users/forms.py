"""The forms about users: take somebody in, change him, let him go, choose a PIN, give one anew."""

from dataclasses import dataclass
from typing import Final

from packtrail.domain.operators import Role
from packtrail.domain.users import LONGEST_PIN, SHORTEST_PIN, User
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of
from packtrail.ui.forms.state import NEW_PIN, Ask, AskKind, Typed
from packtrail.ui.users.ways import UserWays
from packtrail.ui.widgets.chip import Choice
from packtrail.wording import Wording
from packtrail.wording.values import word

BY_CODE: Final = "code"
"""The choice of who allows a new PIN that is nobody but the paper with the recovery code."""


def new_pin_asks(w: Wording, *, is_needed: bool = True) -> tuple[Ask, ...]:
    """A new PIN, typed twice unseen."""
    hint = w.say("users.pin_hint", shortest=SHORTEST_PIN, longest=LONGEST_PIN)
    return (
        Ask(key=NEW_PIN, name=w.say("users.new_pin"), kind=AskKind.PIN, is_needed=is_needed, hint=hint),
        Ask(
            key="new_pin_again",
            name=w.say("users.new_pin_again"),
            kind=AskKind.PIN_AGAIN,
            is_needed=is_needed,
        ),
    )


def _name_and_role(w: Wording, name: str = "", role: Role | None = None) -> tuple[Ask, ...]:
    return (
        Ask(key="name", name=w.say("users.name"), is_needed=True, first=name),
        Ask(
            key="role",
            name=w.say("users.role"),
            kind=AskKind.CHOICE,
            is_needed=True,
            first=role or "",
            choices=choices_of(w, "role", Role),
            hint=w.say("users.role_hint"),
        ),
    )


@dataclass(frozen=True, slots=True)
class AddForm:
    """Take somebody into the list."""

    ways: UserWays

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("users.add")

    def hint(self, w: Wording) -> str:
        """Who types the PIN."""
        return w.say("users.add_hint")

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """Name, role and PIN."""
        return (*_name_and_role(w), *new_pin_asks(w))

    def do(self, _: OutletActs, typed: Typed) -> object:
        """Write the list."""
        return self.ways.add(typed.text("name"), Role(typed.text("role")), typed.text(NEW_PIN))


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """Give somebody another name or role."""

    ways: UserWays
    user: User

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("users.change_of", name=self.user.name)

    def hint(self, w: Wording) -> str:
        """That his records stay his."""
        return w.say("users.change_hint")

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """Name and role."""
        return _name_and_role(w, self.user.name, self.user.role)

    def do(self, _: OutletActs, typed: Typed) -> object:
        """Write the list."""
        return self.ways.change(self.user.ref, typed.text("name"), Role(typed.text("role")))


@dataclass(frozen=True, slots=True)
class LetGoForm:
    """Somebody works here no more."""

    ways: UserWays
    user: User

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("users.let_go_of", name=self.user.name)

    def hint(self, w: Wording) -> str:
        """What stays."""
        return w.say("users.let_go_hint")

    def asks(self, _: Wording, __: Typed) -> tuple[Ask, ...]:
        """Nothing."""
        return ()

    def do(self, _: OutletActs, __: Typed) -> object:
        """Write the list."""
        self.ways.let_go(self.user.ref)
        return None


@dataclass(frozen=True, slots=True)
class OwnPinForm:
    """Choose one's own PIN; who works alone may do without."""

    ways: UserWays
    has_pin: bool
    is_alone: bool

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("users.own_pin")

    def hint(self, w: Wording) -> str:
        """What it is good for."""
        return w.say("users.own_pin_hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """The old one where there is one, and the new."""
        old = Ask(key="old_pin", name=w.say("users.old_pin"), kind=AskKind.PIN, is_needed=True)
        none = Ask(key="none", name=w.say("users.no_pin"), kind=AskKind.TICK, button=w.say("forms.yes"))
        return (
            *((old,) if self.has_pin else ()),
            *((none,) if self.has_pin and self.is_alone else ()),
            *(() if typed.has("none") else new_pin_asks(w)),
        )

    def do(self, _: OutletActs, typed: Typed) -> object:
        """Write the list."""
        pin = "" if typed.has("none") else typed.text(NEW_PIN)
        self.ways.set_own_pin(typed.text("old_pin"), pin)
        return None


@dataclass(frozen=True, slots=True)
class ForgottenForm:
    """Give somebody a PIN anew: a supervisor allows it with his own, or the recovery code does."""

    ways: UserWays
    user: User
    allowing: tuple[User, ...]

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("users.forgotten_of", name=self.user.name)

    def hint(self, w: Wording) -> str:
        """Who types what."""
        return w.say("users.forgotten_hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """Who allows it, what proves it, and the new PIN."""
        choices = (*people(w, self.allowing), Choice(key=BY_CODE, word=w.say("users.by_code")))
        proof = (
            Ask(key="code", name=w.say("setup.recovery.code"), is_needed=True)
            if typed.text("by") == BY_CODE
            else Ask(key="pin", name=w.say("users.allowing_pin"), kind=AskKind.PIN, is_needed=True)
        )
        by = Ask(key="by", name=w.say("users.allowing"), kind=AskKind.CHOICE, is_needed=True, choices=choices)
        return (by, proof, *new_pin_asks(w))

    def do(self, _: OutletActs, typed: Typed) -> object:
        """Write the list."""
        new = typed.text(NEW_PIN)
        if typed.text("by") == BY_CODE:
            return self.ways.reset_pin_by_code(self.user.ref, new, typed.text("code"))
        return self.ways.reset_pin(
            self.user.ref, new, allowed_by=typed.text("by"), allowed_pin=typed.text("pin")
        )


def people(w: Wording, users: tuple[User, ...]) -> tuple[Choice, ...]:
    """Users to choose from."""
    return tuple(
        Choice(key=user.ref, word=w.say("users.person", name=user.name, role=word(w, "role", user.role)))
        for user in users
    )
