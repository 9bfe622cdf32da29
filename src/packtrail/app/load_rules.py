"""Reads the tolerance of load weighings and the days after which a missing answer is overdue."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import Field

from packtrail import resources
from packtrail.app.rule_shapes import Document, Sourced
from packtrail.domain.load import MILLION, LoadRules

_DATASET = "weighing"


class _Tolerance(Sourced):
    share_ppm: Annotated[int, Field(ge=0, le=MILLION)]


class _Acknowledgement(Sourced):
    overdue_after_days: Annotated[int, Field(ge=1, le=365)]


class _Document(Document):
    tolerance: _Tolerance
    acknowledgement: _Acknowledgement


@cache
def load_load_rules() -> LoadRules:
    """The rules that come with the program, read once per process."""
    return load_rules_from(resources.toml("rules", "weighing.toml"))


def load_rules_from(document: Mapping[str, Any]) -> LoadRules:
    """The rules that a parsed document holds; ValueError for a wrong shape or an unknown source."""
    checked = _Document.model_validate(dict(document))
    checked.refuse_other(_DATASET)
    return LoadRules(
        version=checked.version,
        tolerance_ppm=checked.tolerance.share_ppm,
        tolerance_from=checked.provenance(checked.tolerance),
        overdue_after_days=checked.acknowledgement.overdue_after_days,
        overdue_from=checked.provenance(checked.acknowledgement),
    )
