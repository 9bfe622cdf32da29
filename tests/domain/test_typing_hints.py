"""While a code is typed, what may not stand there is said at once, and what may be mistaken at the end."""

from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.battery_code.form import SLOTS, CodePart, Form
from packtrail.domain.typing_hints import TypingHint, typing_hints
from tests.trade import CODE


def test_a_code_on_its_way_has_nothing_to_say():
    assert all(typing_hints(CODE[:length]) == () for length in range(19))


def test_a_character_that_can_not_stand_there_is_said_at_once_with_what_may_be_meant():
    assert typing_hints("0TXP8") == (TypingHint(5, "8", CodePart.CHEMISTRY, is_wrong=True, meant="B"),)


def test_a_character_without_a_look_alike_is_only_wrong():
    assert typing_hints("0TX7") == (TypingHint(4, "7", CodePart.PRODUCT_TYPE, is_wrong=True, meant=""),)


def test_a_whole_code_points_out_what_may_be_mistaken_and_what_the_form_allows_there():
    hints = {hint.position: hint for hint in typing_hints(CODE)}
    assert (hints[1].character, hints[1].meant) == ("0", "OQD")
    assert 4 not in hints  # P has no look-alike
    assert all(hint.part is not CodePart.SERIAL for hint in hints.values())  # digits by the book


@given(st.text(max_size=40))
def test_every_hint_is_true_of_the_text(text):
    for hint in typing_hints(text):
        slots = [slots[hint.position - 1] for form, slots in SLOTS.items() if len(slots) >= hint.position]
        assert any((hint.character in slot.allowed) is not hint.is_wrong for slot in slots)
        assert all(any(other in slot.strict for slot in slots) for other in hint.meant)
    assert len(typing_hints(text)) <= len(SLOTS[Form.FULL_REUSE])
