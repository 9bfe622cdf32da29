"""Scanners and people, as strokes."""

from itertools import accumulate

from packtrail.domain.handheld import BurstRecogniser, KeyStroke, Own, StrokeKind, Verdict, read_burst

SHIFTED = frozenset('ABCDEFGHIJKLMNOPQRSTUVWXYZ~!@#$%^&*()_+{}|:"<>?')


def key(text, at_ms, **more):
    if text in {"\n", "\t"}:
        return KeyStroke(StrokeKind.END, text, at_ms)
    if text < " ":
        return KeyStroke(StrokeKind.CONTROL, text, at_ms)
    more.setdefault("shift", text in SHIFTED)
    return KeyStroke(StrokeKind.TEXT, text, at_ms, **more)


def struck(text, gaps=(10,), begin=1000.0, **more):
    """``text`` struck key by key, the gaps in turn."""
    times = accumulate((gaps[n % len(gaps)] for n in range(len(text) - 1)), initial=begin)
    return [key(each, at, **more) for each, at in zip(text, times, strict=True)]


def hear(strokes, recogniser=None):
    """The scans in ``strokes``, and the strokes that were a person's; silence after the last."""
    recogniser = recogniser or BurstRecogniser()
    scans, typed, held = [], [], []
    for stroke in [*strokes, None]:
        step = recogniser.pause() if stroke is None else recogniser.feed(stroke)
        if step.verdict is Verdict.SCANNED:
            scans.append(step.strokes)
        if step.verdict is Verdict.TYPED:
            typed += held
        if step.verdict is not Verdict.NONE:
            held = []
        if stroke is not None:
            (held if step.own is Own.HELD else typed).append(stroke)
    return scans, typed


def scan_of(strokes, *habits):
    """The one scan that ``strokes`` are."""
    scans, typed = hear(strokes)
    assert typed == []
    assert len(scans) == 1
    return read_burst(scans[0], *habits)
