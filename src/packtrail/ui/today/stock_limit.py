"""The limit that the stock gauge is drawn against, from dated data and never without its origin."""

from dataclasses import dataclass

from packtrail import resources


@dataclass(frozen=True, slots=True)
class StockLimit:
    """So many grams, by what: ``origin`` and ``confidence`` are words of the Today screen."""

    limit_g: int
    origin: str
    confidence: str


def stock_limit(outlet_kind: str | None) -> StockLimit | None:
    """The limit for a kind of outlet; None where no rule that we know names one."""
    for entry in resources.toml("rules", "stock_limits.toml")["limit"]:
        if entry["outlet_kind"] == outlet_kind:
            return StockLimit(entry["limit_g"], entry["origin"], entry["confidence"])
    return None
