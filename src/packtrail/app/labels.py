"""From the ledger to labels: of units by their code or provisional number, of the places of the floor."""

from collections.abc import Sequence

from packtrail.domain.custody import Custody
from packtrail.domain.errors_papers import PaperOfNothing
from packtrail.domain.errors_places import NoPlaces
from packtrail.domain.errors_printing import PrintTooLarge
from packtrail.domain.moments import legal_day
from packtrail.domain.places import Place, label_text
from packtrail.domain.unit import Unit
from packtrail.papers.labels.content import Label, place_label, temporary_tag, unit_label
from packtrail.papers.labels.stock import MOST_LABELS
from packtrail.papers.speech import Speech
from packtrail.usecases.ports import View
from packtrail.usecases.set_places import current_places
from packtrail.usecases.set_profile import current_profile


def unit_labels(view: View, unit_ids: Sequence[str], words: Speech, *, practice: bool) -> tuple[Label, ...]:
    """The labels of these units, in this order: of a battery code, or the temporary tag of one without.

    A unit whose intake was undone gets none. Raises LookupError for a unit that there is not, PaperOfNothing
    when none is left, PrintTooLarge for more units than labels of one job.
    """
    _refuse_many(len(unit_ids))
    profile = current_profile(view)
    outlet = profile.outlet_name if profile else words.say("unit_life.no_outlet")
    labels, unit = [], None
    for unit_id in unit_ids:
        unit = view.unit(unit_id)
        if unit is None:
            raise LookupError(unit_id)
        if unit.custody is not Custody.VOIDED:
            labels.append(_unit_label(unit, words, outlet, practice=practice))
    if not labels:
        raise PaperOfNothing(unit.label if unit else None)
    return tuple(labels)


def place_labels(view: View, words: Speech, *, practice: bool) -> tuple[Label, ...]:
    """Labels of every zone and slot of the floor's plan, zone after zone.

    Raises NoPlaces for a plan without any, PrintTooLarge for one of more places than labels of one job.
    """
    places = [
        place
        for zone in current_places(view).zones
        for place in (Place(zone.name), *(Place(zone.name, slot) for slot in zone.slots))
    ]
    if not places:
        raise NoPlaces
    _refuse_many(len(places))
    return labels_of_places(places, words, practice=practice)


def labels_of_places(places: Sequence[Place], words: Speech, *, practice: bool) -> tuple[Label, ...]:
    """The labels of these places."""
    return tuple(
        place_label(words, symbol=label_text(place), zone=place.zone, slot=place.slot, practice=practice)
        for place in places
    )


def _refuse_many(count: int) -> None:
    """Before anything is read or drawn."""
    if count > MOST_LABELS:
        raise PrintTooLarge(count, MOST_LABELS)


def _unit_label(unit: Unit, words: Speech, outlet: str, *, practice: bool) -> Label:
    if unit.battery_code:
        return unit_label(
            words,
            code=unit.battery_code,
            level=unit.level,
            chemistry=unit.chemistry_code or "",
            practice=practice,
        )
    return temporary_tag(
        words,
        number=unit.local_id or unit.intake_number,
        taken_in=legal_day(unit.taken_in_at),
        outlet=outlet,
        practice=practice,
    )
