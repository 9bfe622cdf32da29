"""安全判定 on paper: what was answered, and room for the pen where nothing was yet."""

from typing import Final

from packtrail.papers import blocks, fonts
from packtrail.papers.content import SafetyDetermination, SafetyItem
from packtrail.papers.layout import GUTTER_MM, TEXT_WIDTH_MM, Face, Piece, beside, columns_mm, space, stacked
from packtrail.papers.speech import Speech

_BLANK_ITEMS: Final = 6


def safety_determination(safety: SafetyDetermination | None, words: Speech) -> Piece:
    """The determination of consignee and consignor; without one, a form to fill in by hand.

    The items of Appendix A could not be read, and the paper says so (``domain.md`` 5.3).
    """
    if safety:
        items, of_list = safety.items, words.say("safety.list_named", checklist=safety.checklist)
    else:
        items, of_list = (SafetyItem(item=""),) * _BLANK_ITEMS, words.say("safety.list_open")
    basis = f"{words.say('safety.basis')} {of_list}"
    return stacked(
        [
            blocks.heading(words.say("safety.title"), TEXT_WIDTH_MM),
            blocks.paragraph(basis, TEXT_WIDTH_MM, size_pt=blocks.SMALL_PT),
            space(0.5),
            *_items(items, words),
            space(1.0),
            _result(safety, words),
        ]
    )


def _items(items: tuple[SafetyItem, ...], words: Speech) -> list[Piece]:
    cells = [_item(at, item, words) for at, item in enumerate(items, start=1)]
    return [beside(cells[at : at + 2]) for at in range(0, len(cells), 2)]


def _item(number: int, item: SafetyItem, words: Speech) -> Piece:
    boxes = _boxes(words, "safety.yes", "safety.no")
    answer = boxes if item.is_found is None else _answer(words, _yes_or_no(item), boxes.width_mm)
    width = columns_mm(6) - boxes.width_mm - GUTTER_MM
    if item.item:
        question = blocks.inset(blocks.paragraph(f"{number}. {item.item}", width), top_mm=0.6)
    else:
        question = blocks.blank(f"{number}.", width)
    return beside([question, blocks.inset(answer, top_mm=question.height_mm - answer.height_mm)])


def _yes_or_no(item: SafetyItem) -> str:
    return "safety.yes" if item.is_found else "safety.no"


def _result(safety: SafetyDetermination | None, words: Speech) -> Piece:
    passed = safety.is_passed if safety else None
    boxes = _boxes(words, "safety.passed", "safety.failed")
    if passed is None:
        answer = boxes
    else:
        answer = _answer(words, "safety.passed" if passed else "safety.failed", boxes.width_mm)
    title = words.say("safety.result")
    title_mm = fonts.width_mm(title, Face.BOLD, blocks.BODY_PT) + 1.0
    result = beside([blocks.paragraph(title, title_mm, face=Face.BOLD), answer])
    names_mm = (TEXT_WIDTH_MM - result.width_mm - 2 * GUTTER_MM) / 2
    names = [blocks.blank(words.say(f"safety.{who}"), names_mm) for who in ("by_consignor", "by_consignee")]
    return beside([blocks.inset(result, top_mm=names[0].height_mm - result.height_mm), *names])


def _boxes(words: Speech, yes: str, no: str) -> Piece:
    return beside([blocks.tick_box(words.say(yes)), blocks.tick_box(words.say(no))])


def _answer(words: Speech, key: str, width_mm: float) -> Piece:
    return blocks.paragraph(words.say(key), width_mm, face=Face.BOLD)
