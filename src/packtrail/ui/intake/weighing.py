"""What the scale shows for the open card: gross, tare, net, and why it can't be taken now. No Qt."""

from dataclasses import dataclass, field

from packtrail.ui.scale_ways import ScaleStand


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """The scale and the tare of this desk; a unit's record holds its net mass, with 实称 as its basis."""

    stand: ScaleStand = field(default_factory=ScaleStand)
    tare_g: int = 0
    has_card: bool = False
    is_recording: bool = False  # the delivery is being recorded: a mass would come too late for it

    @property
    def net_g(self) -> int | None:
        """What the battery weighs by itself; None while the scale shows no mass."""
        reading = self.stand.reading
        return None if reading is None or reading.fault is not None else reading.mass_g - self.tare_g

    @property
    def why_not(self) -> str | None:
        """The end of a key of ``scale.why``: why it can't be taken; None when it can."""
        if self.is_recording:
            return "recording"
        if not self.has_card:
            return "no_card"
        return self._unfit or ("nothing" if (self.net_g or 0) <= 0 else None)

    @property
    def why_no_tare(self) -> str | None:
        """Why the reading can't be the tare; an old tare can always be cleared."""
        reading = self.stand.reading
        if self.tare_g:
            return None
        if reading is not None and reading.is_net:
            return "net_already"
        return self._unfit or ("nothing" if (self.net_g or 0) <= 0 else None)

    @property
    def _unfit(self) -> str | None:
        stand, reading = self.stand, self.stand.reading
        if not stand.is_open:
            return "waiting"
        if reading is None:
            return "silent"
        if reading.fault is not None:
            return reading.fault.value
        if reading.is_net and self.tare_g:
            return "two_tares"
        return None if stand.is_still else "moving"
