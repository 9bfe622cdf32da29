"""What stands on a label, as plain values: the text of its symbol, and the few words for the eye."""

from dataclasses import dataclass
from datetime import date

from packtrail.papers.content import code_groups
from packtrail.papers.speech import Speech


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """One label. What has no room is left out from the last fact on; symbol, code and title never are."""

    kind: str  # 临时标签, 库位, 电池: small, at the top
    symbol: str  # the text of its QR, and of its Code 128 where that fits
    code: tuple[str, ...] = ()  # the same for the eye, in groups; empty where the title says it
    title: str = ""  # as large as it can be
    facts: tuple[str, ...] = ()


def temporary_tag(
    words: Speech, *, number: str, taken_in: date, outlet: str, practice: bool = False
) -> Label:
    """临时标签 for a unit without a readable code, under its provisional number."""
    return Label(
        kind=_kind(words, "temporary", practice=practice),
        symbol=number,
        code=(number,),
        title=words.say("labels.no_code"),
        facts=(words.say("labels.taken_in", day=taken_in.isoformat()), outlet),
    )


def place_label(words: Speech, *, symbol: str, zone: str, slot: str | None, practice: bool = False) -> Label:
    """库位标签: the zone's name, and the slot's in large; ``symbol`` is what the scan of a place says."""
    return Label(
        kind=_kind(words, "place", practice=practice),
        symbol=symbol,
        title=slot or zone,
        facts=(zone,) if slot else (),
    )


def unit_label(words: Speech, *, code: str, level: str, chemistry: str, practice: bool = False) -> Label:
    """电池标签 with the battery code; ``level`` and ``chemistry`` are tokens, or empty where not known."""
    return Label(
        kind=_kind(words, "unit", practice=practice),
        symbol=code,
        code=code_groups(code),
        title=words.named("level", level) if level else "",
        facts=(words.named("chemistry", chemistry),) if chemistry else (),
    )


def sample_label(words: Speech, *, practice: bool = False) -> Label:
    """样张: names nothing; its letters show whether thin strokes and rare characters come out."""
    return Label(
        kind=_kind(words, "sample", practice=practice),
        symbol="SAMPLE-0123456789",
        code=("SAMPLE-0123456789",),
        title=words.say("labels.sample_title"),
        facts=("㛃 𬭎 镍钴锰 0O 1I 8B 5S",),
    )


def _kind(words: Speech, name: str, *, practice: bool) -> str:
    kind = words.say(f"labels.{name}")
    return words.say("labels.practice", kind=kind) if practice else kind
