"""A day at the real window with a hand-held scanner and the printed card: no key, no mouse."""

from packtrail.devices.scanner_keys import watch_keys
from packtrail.domain.commands import TOKENS, code_of
from packtrail.domain.records.gate import MassBasis, SourceType
from packtrail.ui.commands.register import EVERYWHERE, shared_keys
from packtrail.ui.handoff.way.state import WayAct
from packtrail.ui.intake.desk_memory import LAST_DELIVERER, last_text
from packtrail.ui.intake.work import Deliverer
from packtrail.ui.stock.acts import UnitAct
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.commands import command_words
from tests.devices.keyboard import Keyboard
from tests.e2e.desk import desk_open
from tests.e2e.stations import act, at_work, hand_on, set_up, take_in
from tests.trade import CODE, REPAIR_SHOP

FIRST, SECOND = "04QPB768363000BC40000903", "04QPB768363000BC40000904"  # of a known maker: nothing to confirm
LAST_WHO = Deliverer(source_type=SourceType.REPAIR_SHOP, name="长沙测试汽修有限公司", uscc=REPAIR_SHOP)


class Scanner:
    """Somebody with a scanner and the card; each scan is waited for until it was heard."""

    def __init__(self, person):
        self._person, self.tones = person, []
        self._keyboard = Keyboard(person.desk.frame.windowHandle())
        for flow in (person.desk.scans, person.desk.intake, person.desk.handoff):
            flow.toned.connect(self.tones.append)

    def label(self, code):
        heard = len(self.tones)
        self._keyboard.scan(code)
        self._person.wait(lambda: len(self.tones) > heard)
        return self.tones[heard:]

    def card(self, *names):
        for name in names:
            assert self.label(code_of(name))[0] == "ok", name

    def figures(self, text):
        self.card(*(f"hand.{'point' if sign == '.' else sign}" for sign in text))


def test_a_delivery_of_two_packs_and_a_handoff_are_done_with_the_scanner_alone(qtbot, tmp_path):
    with at_work(tmp_path / "station") as outlet:  # another day: somebody delivered, somebody received
        set_up(outlet)
        take_in(outlet, CODE)
        hand_on(outlet, CODE)
        act(outlet, outlet.remember, LAST_DELIVERER, last_text(LAST_WHO))
    with desk_open(qtbot, tmp_path / "station", keys=watch_keys()) as person:
        person.settle()
        scanner = Scanner(person)
        taken, handed = [], []
        person.desk.intake.taken_in.connect(taken.append)
        person.desk.handoff.handed_on.connect(handed.append)

        scanner.card("desk.go.intake", "intake.same_again", "intake.claimed")
        scanner.figures("2")
        scanner.card("hand.confirm")
        scanner.label(FIRST)
        scanner.figures("412.5")
        scanner.card("intake.basis.weighed", "hand.confirm")
        scanner.label(SECOND)
        scanner.figures("250")
        scanner.card("hand.confirm", "intake.finish")
        person.wait(lambda: len(taken) == 1)
        scanner.card("desk.go.handoff")
        person.wait(lambda: bool(person.desk.handoff.state.recipients))
        scanner.card("handoff.same_again")
        scanner.label(FIRST)
        scanner.label(SECOND)
        scanner.card("handoff.release")
        person.wait(lambda: len(handed) == 1)
        person.settle()
        assert {tone for tone in scanner.tones if tone != "ok"} == set()

    units = taken[0].units
    assert [(unit.battery_code, unit.mass_g) for unit in units] == [(FIRST, 412_500), (SECOND, 250_000)]
    assert {unit.mass_basis for unit in units} == {MassBasis.WEIGHED}
    assert taken[0].document.deliverer_name == LAST_WHO.name
    assert (handed[0].document.line_count, handed[0].document.mass_g) == (2, 662_500)


def test_every_key_of_the_desk_is_a_command_with_words_and_no_screen_has_one_twice(qtbot, tmp_path):
    with desk_open(qtbot, tmp_path / "station") as person:
        set_up(person.outlet)
        person.settle()
        found = person.desk.commands.flow.register.all()
        nameless = [
            button.accessibleName()
            for button in person.desk.frame.findChildren(RefusableButton)
            if not button.shortcut().isEmpty() and not button.command
        ]
        places = [place.key for place in person.desk.places]
        shared = {}
        for place in places:
            person.desk.frame.show_place(place)
            person.settle()
            shared |= shared_keys(person.desk.commands.flow.register.offered())
    assert nameless == []
    names = {command.name for command in found}
    assert {each.place for each in found} <= {*places, EVERYWHERE}
    menus = {f"stock.act.{each}" for each in UnitAct} | {f"handoff.way.act.{each}" for each in WayAct}
    for language in (CHINESE, ENGLISH):
        assert all(command_words(wording(language), name) for name in names | menus)
    assert shared == {}
    shown_later = {"intake.compared", "handoff.same_again"}
    shown_later |= {name for name in TOKENS if name.startswith(("hand.", "intake.basis.", "vehicles.act."))}
    assert set(TOKENS) - names == shown_later
