"""A field for a 统一社会信用代码 that says at each key what is right or wrong with it."""

from packtrail.domain.uscc import LENGTH, UsccFault, UsccRule, check_uscc
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.form_field import FormField
from packtrail.wording import Wording
from packtrail.wording.codes import fault_text, uscc_advice

_LONGEST = 40  # as people write it, with blanks between the groups


class UsccField(FormField):
    """Checks while it is typed; a text that is only not finished yet is no fault."""

    def __init__(self, wording: Wording, *, is_wanted: bool) -> None:
        super().__init__(longest=_LONGEST)
        self._wording, self._is_wanted = wording, is_wanted
        self.edited.connect(self._check)
        self._check()

    def show_text(self, text: str) -> None:
        """Put ``text`` in and check it."""
        super().show_text(text)
        self._check()

    def retranslate(self, wording: Wording) -> None:
        """Say what is right or wrong in another language."""
        self._wording = wording
        self._check()

    def _check(self) -> None:
        self.show_message(*uscc_words(self._wording, self.text, is_wanted=self._is_wanted))


def uscc_words(w: Wording, typed: str, *, is_wanted: bool) -> tuple[Tone, str]:
    """What is right or wrong with ``typed``; nothing to say of an empty one that nobody wants."""
    check = check_uscc(typed)
    if not check.text:
        return Tone.QUIET, w.say("frame.uscc.wanted") if is_wanted else ""
    if check.is_valid:
        advice = uscc_advice(w, check)
        return (Tone.WARN, advice) if advice else (Tone.OK, w.say("frame.uscc.right"))
    if len(check.text) < LENGTH and all(fault.rule is UsccRule.LENGTH for fault in check.faults):
        return Tone.QUIET, w.say("frame.uscc.so_far", typed=len(check.text), full=LENGTH)
    return Tone.DANGER, fault_text(w, _worst(check.faults))


def _worst(faults: tuple[UsccFault, ...]) -> UsccFault:
    """A wrong character before a wrong length: it is where the eye has to go."""
    return next((fault for fault in faults if fault.rule is not UsccRule.LENGTH), faults[0])
