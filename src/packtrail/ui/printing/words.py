"""What stands beside a job: how far it is known to have come, in plain words, and what can be done."""

from dataclasses import dataclass
from typing import Final

from packtrail.domain.print_jobs import TO_FILE, PrintCause, PrintJob, PrintState
from packtrail.domain.thermal_printer import is_thermal, where_of
from packtrail.ui.printing.state import PrintingState
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import ChipState
from packtrail.wording import Wording

_TONES: Final = {
    PrintState.QUEUED: Tone.QUIET,
    PrintState.HANDING: Tone.INFO,
    PrintState.SPOOLED: Tone.INFO,
    PrintState.INTERRUPTED: Tone.WARN,
    PrintState.DONE: Tone.OK,
    PrintState.CANCELLED: Tone.QUIET,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    """One job as it is drawn; ``acts`` are the keys of what can be pressed, and why not."""

    job_id: str
    title: str
    chip: ChipState
    said: str
    asks: str = ""  # the question for the last good number; empty when none is asked
    asks_hint: str = ""
    typed: str = ""
    acts: tuple[tuple[str, str, str | None], ...] = ()  # key, word, refusal


def job_line(w: Wording, state: PrintingState, job: PrintJob) -> JobLine:
    """A job in words."""
    asks = job.state is PrintState.INTERRUPTED and job.doubtful > 0
    return JobLine(
        job_id=job.job_id,
        title=job.title,
        chip=ChipState(_TONES[job.state], _state_word(w, job)),
        said=w.say("printing.at_printer", said=_said(w, job), printer=printer_word(w, job.printer)),
        asks=w.say(f"printing.last_good.{job.unit}") if asks else "",
        asks_hint=w.say("printing.last_good_hint", most=job.handed_to) if asks else "",
        typed=state.good_text(job.job_id),
        acts=tuple(_acts(w, state, job)),
    )


def printer_word(w: Wording, name: str) -> str:
    """What a printer is called."""
    if is_thermal(name):
        return w.say("printing.thermal", where=where_of(name))
    return w.say("printing.to_file") if name == TO_FILE else name


def _state_word(w: Wording, job: PrintJob) -> str:
    """A bare port proves less than a driver: that all of it was sent."""
    if job.state is PrintState.SPOOLED and is_thermal(job.printer):
        return w.say("printing.sent")
    return w.say(f"words.print_state.{job.state}")


def _said(w: Wording, job: PrintJob) -> str:
    facts = {
        "count": job.total,
        "at": job.handed_to,
        "good": job.good_to,
        "unit": w.say(f"printing.unit.{job.unit}"),
        "cause": w.say(f"words.print_cause.{job.cause or PrintCause.PERSON}"),
    }
    key = str(job.state)
    if job.state is PrintState.INTERRUPTED and not job.doubtful:
        key = "untouched"
    elif job.state is PrintState.SPOOLED and is_thermal(job.printer):
        key = "sent"
    return w.say(f"printing.said.{key}", **facts)


def _acts(w: Wording, state: PrintingState, job: PrintJob) -> list[tuple[str, str, str | None]]:
    say = w.say
    if job.state is PrintState.SPOOLED:
        return [
            ("confirm", say("printing.act.confirm"), None),
            ("jammed", say("printing.act.jammed"), None),
        ]
    if job.state is PrintState.INTERRUPTED:
        good = state.last_good(job)
        refusal = None if good is not None else say("printing.refusal.last_good", most=job.handed_to)
        word = say("printing.act.go_on")
        if good is not None:
            all_good, begins = "printing.act.all_good", f"printing.go_on_from.{job.unit}"
            word = say(all_good) if good == job.total else say(begins, number=good + 1)
        elsewhere = [("elsewhere", _elsewhere(w, state), refusal)] * _is_other_chosen(state, job)
        return [("go_on", word, refusal), *elsewhere, ("cancel", say("printing.act.cancel"), None)]
    if job.state in {PrintState.QUEUED, PrintState.HANDING}:
        return [("cancel", say("printing.act.cancel"), None)]
    return []


def _is_other_chosen(state: PrintingState, job: PrintJob) -> bool:
    return state.chosen is not None and state.printer != job.printer


def _elsewhere(w: Wording, state: PrintingState) -> str:
    return w.say("printing.act.elsewhere", printer=printer_word(w, state.printer))
