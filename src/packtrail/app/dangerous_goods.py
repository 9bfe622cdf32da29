"""Reads the dangerous-goods data, from the program or from a pack."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from packtrail import resources
from packtrail.app.rule_shapes import MOST_ENTRIES, Day, Document, Ident, Sourced, by_name, refuse_unknown
from packtrail.domain.safety import DangerousGoodsRules, Entry, Family, ModeRefusal, PackingState

_DATASET = "dangerous_goods"
_MOST_OF_ONE = 20

_Chemistry = Annotated[str, StringConstraints(min_length=1, max_length=64)]
_State = Annotated[PackingState, Field(strict=False)]
_Short = Annotated[list[Ident], Field(min_length=1, max_length=_MOST_OF_ONE)]


class _Dated(Sourced):
    in_force_from: Day | None = None
    in_force_to: Day | None = None


class _Transfer(Sourced):
    asks_filing_number: bool


class _Family(_Dated):
    name: Ident
    chemistry_codes: Annotated[list[_Chemistry], Field(min_length=1, max_length=_MOST_OF_ONE)]
    un_number: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
    sea_only: bool
    needs_waste_manifest: bool


class _Packing(_Dated):
    family: Ident
    state: _State
    packings: _Short
    special_provision: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}$")] | None = None


class _Refusal(_Dated):
    mode: Literal["rail", "air"]
    states: Annotated[list[_State], Field(min_length=1, max_length=len(PackingState))]


class _Document(Document):
    transfer: _Transfer
    family: Annotated[list[_Family], Field(max_length=MOST_ENTRIES)]
    packing: Annotated[list[_Packing], Field(max_length=MOST_ENTRIES)]
    refusal: Annotated[list[_Refusal], Field(max_length=MOST_ENTRIES)]


@cache
def load_dangerous_goods() -> DangerousGoodsRules:
    """The data that comes with the program, read once per process."""
    return dangerous_goods_from(resources.toml("rules", "dangerous_goods.toml"))


def dangerous_goods_from(document: Mapping[str, Any]) -> DangerousGoodsRules:
    """The data that a parsed document holds.

    Raises ValueError (pydantic's is one) for a wrong shape, an unknown source or family, an entry that ends
    before it begins; RefdataDatesOverlap where two entries say something of one thing on one day.
    """
    checked = _Document.model_validate(dict(document))
    checked.refuse_other(_DATASET)
    checked.provenance(checked.transfer)
    _refuse_contradictions(checked)
    return DangerousGoodsRules(
        version=checked.version,
        families=tuple(
            Family(
                name=entry.name,
                chemistry_codes=frozenset(entry.chemistry_codes),
                un_number=entry.un_number,
                is_sea_only=entry.sea_only,
                needs_waste_manifest=entry.needs_waste_manifest,
                provenance=checked.provenance(entry),
                in_force_from=entry.in_force_from,
                in_force_to=entry.in_force_to,
            )
            for entry in checked.family
        ),
        entries=tuple(
            Entry(
                family=entry.family,
                state=entry.state,
                packings=tuple(entry.packings),
                special_provision=entry.special_provision,
                provenance=checked.provenance(entry),
                in_force_from=entry.in_force_from,
                in_force_to=entry.in_force_to,
            )
            for entry in checked.packing
        ),
        refusals=tuple(
            ModeRefusal(
                mode=entry.mode,
                states=frozenset(entry.states),
                provenance=checked.provenance(entry),
                in_force_from=entry.in_force_from,
                in_force_to=entry.in_force_to,
            )
            for entry in checked.refusal
        ),
        asks_filing_number=checked.transfer.asks_filing_number,
    )


def _refuse_contradictions(document: _Document) -> None:
    """On any day one family of a name, one UN number for a letter, one instruction for a package."""
    refuse_unknown(
        (entry.family for entry in document.packing), (entry.name for entry in document.family), "family"
    )
    for family in document.family:
        by_name(family.chemistry_codes, str)
    document.refuse_overlaps(
        [
            *((f"family {e.name}", e.in_force_from, e.in_force_to) for e in document.family),
            *(
                (f"chemistry {letter}", e.in_force_from, e.in_force_to)
                for e in document.family
                for letter in e.chemistry_codes
            ),
            *((f"packing {e.family} {e.state}", e.in_force_from, e.in_force_to) for e in document.packing),
            *((f"refusal {e.mode}", e.in_force_from, e.in_force_to) for e in document.refusal),
        ]
    )
