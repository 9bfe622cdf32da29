"""What the settings ask of the phones, as a promise; ``desk.phones`` keeps it."""

from typing import Protocol

from PySide6.QtCore import SignalInstance

from packtrail.ui.settings.phone_state import PhoneState


class PhoneWays(Protocol):
    """The phones that serve as scanners."""

    @property
    def changed(self) -> SignalInstance:
        """Emitted when ``state`` is another."""
        ...

    @property
    def state(self) -> PhoneState:
        """How it stands now."""
        ...

    def switch(self, *, is_on: bool) -> None:
        """Serve phones from now on, or no more; remembered."""
        ...

    def choose_address(self, address: str) -> None:
        """Serve them there; remembered."""
        ...

    def begin_pairing(self, name: str) -> None:
        """Show a code for one phone that is to be called ``name``."""
        ...

    def end_pairing(self) -> None:
        """The code is void."""
        ...

    def remove(self, phone_id: str) -> None:
        """This phone may send nothing any more."""
        ...

    def look_again(self) -> None:
        """See which addresses there are now."""
        ...
