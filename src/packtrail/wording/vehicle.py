"""Puts what stands against a vehicle's certificate into words; plain lists are ``values.word``'s."""

from packtrail.domain.vehicle_case import Block, BlockKind, NearCode
from packtrail.wording.catalog import Wording


def block_text(w: Wording, block: Block) -> str:
    """One line: what stands against the certificate."""
    beside = block.kind is BlockKind.MISMATCH_UNEXPLAINED and block.expected_code is None
    return w.say(
        f"vehicle.block.{block.kind.value}{'_beside' if beside else ''}",
        battery_code=block.battery_code or "",
        expected_code=block.expected_code or "",
        found=block.found or 0,
        wanted=block.wanted or 0,
    )


def near_text(w: Wording, near: NearCode) -> str:
    """Which expected code looks like the one that was read, and at which positions."""
    changes = w.say("codes.sentence_joint").join(
        w.say("codes.proposal.change", position=each.position, found=each.found, proposed=each.proposed)
        for each in near.changes
    )
    return w.say("vehicle.near.sentence", code=near.battery_code, changes=changes)
