"""Statements put together from our own pieces; what anybody typed is always a parameter, never a piece."""

from functools import lru_cache


@lru_cache(4096)  # an act asks for dozens of them, and they are the same from act to act
def filled(statement: str, **pieces: str) -> str:
    """``statement`` with each ``{name}`` replaced by our piece of that name."""
    for name, piece in pieces.items():
        statement = statement.replace("{" + name + "}", piece)
    return statement


def marks(count: int) -> str:
    """As many parameter marks, for IN and VALUES."""
    return ", ".join("?" * count)
