"""Command codes: a scanned one does what its key would do, or says in one sentence why not."""

from PySide6.QtCore import QObject, Signal

from packtrail.domain.commands import HAND, read_command
from packtrail.domain.handheld import HandScan
from packtrail.ui.commands.hand import strike
from packtrail.ui.commands.register import Register, Standing, place_of
from packtrail.ui.commands.words import why_not
from packtrail.ui.theme.tokens import Tone
from packtrail.wording import Wording
from packtrail.wording.commands import command_words


class CommandScans(QObject):
    """Takes the scans that are command codes, each with its tone."""

    told = Signal(Tone, str)  # why one was not done
    toned = Signal(str)

    def __init__(self, register: Register, wording: Wording) -> None:
        super().__init__()
        self._register, self._wording = register, wording

    def taken(self, scan: HandScan) -> bool:
        """Follow ``scan`` if it is a command code; False where it is something else."""
        code = read_command(scan.text)
        if code is None:
            return False
        why = f"palette.scan.{code.fault}" if code.fault else "palette.scan.late" if scan.is_late else ""
        refusal = self._wording.say(why) if why else self._done(code.name)
        tone = "reject" if refusal else "ok"
        self.toned.emit(tone)
        if refusal:
            self.told.emit(Tone.DANGER, refusal)
        scan.told(tone)
        return True

    def retranslate(self, wording: Wording) -> None:
        """Speak another language from now on."""
        self._wording = wording

    def _done(self, name: str) -> str:
        """Do the command; why not, empty when it was done."""
        if place_of(name) == HAND:
            done = strike(name.partition(".")[2], self._back)
            return "" if done else self._refused(name, self._wording.say("palette.scan.no_field"))
        command = self._register.find(name)
        if command is None:
            return self._refused(
                name, self._wording.say("palette.absent", what=command_words(self._wording, name))
            )
        if command.standing is not Standing.READY:
            return self._refused(name, why_not(self._wording, command))
        command.act()
        return ""

    def _refused(self, name: str, why: str) -> str:
        return self._wording.say("palette.scan.refused", what=command_words(self._wording, name), why=why)

    def _back(self) -> None:
        command = self._register.find("desk.back")
        if command is not None:
            command.act()
