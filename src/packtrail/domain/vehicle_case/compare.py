"""Compares codes with codes, and reads a certificate's QR; nothing is ever opened or repaired here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from packtrail.domain.battery_code.folding import fold
from packtrail.domain.look_alikes import ALIKE, MOST_CHANGES, Change
from packtrail.domain.vehicle_case.case import VehicleCase
from packtrail.domain.vehicle_case.words import CaseWarning, MatchOutcome, Proof

LONGEST_QR = 2000

_ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+)(?::(?:80|443))?/[!-~]*")
"""A host and a path in plain characters: no user before the host, nothing that browsers read in two ways."""


@dataclass(frozen=True, slots=True)
class NearCode:
    """Another code that differs only in characters that look alike; for a person to compare."""

    battery_code: str
    changes: tuple[Change, ...]


def plain_code(typed: str) -> str:
    """A code as it is compared: upper case, without blanks."""
    return fold(typed).text


def look_alike_changes(found: str, other: str) -> tuple[Change, ...]:
    """Where two codes differ, if every difference is one of look-alikes; empty otherwise, and for equals."""
    if len(found) != len(other):
        return ()
    pairs = list(zip(found, other, strict=True))
    changes = tuple(Change(at, one, two) for at, (one, two) in enumerate(pairs, start=1) if one != two)
    alike = all(change.proposed in ALIKE.get(change.found, "") for change in changes)
    return changes if alike and len(changes) <= MOST_CHANGES else ()


def near_codes(code: str, others: Iterable[str]) -> tuple[NearCode, ...]:
    """Those of ``others`` that eyes may have taken for ``code``, the fewest changes first."""
    near = [NearCode(other, changes) for other in others if (changes := look_alike_changes(code, other))]
    return tuple(sorted(near, key=lambda one: (len(one.changes), one.battery_code)))


def qr_host_known(text: str | None, hosts: frozenset[str]) -> bool | None:
    """Whether the QR of a certificate names a host that certificates name; None without a QR.

    The address is compared as text and never opened.
    """
    plain = (text or "").strip()
    if not plain:
        return None
    found = _ADDRESS.fullmatch(plain) if len(plain) <= LONGEST_QR else None
    return found is not None and found.group(1).lower() in hosts


@dataclass(frozen=True, slots=True)
class PrintedAgainstFound:
    """The codes on a certificate against those in the vehicle."""

    only_printed: tuple[str, ...]  # of no battery in the vehicle: another battery's
    only_found: tuple[str, ...]
    old_printed: tuple[str, ...]  # of a battery that was lawfully replaced
    near: tuple[NearCode, ...]  # found codes that look like one that is only printed

    @property
    def warnings(self) -> tuple[CaseWarning, ...]:
        """What has to be confirmed once nothing is printed that belongs to another battery."""
        if self.old_printed:
            return (CaseWarning.OLD_CODE_PRINTED,)
        return (CaseWarning.NOT_ALL_PRINTED,) if self.only_found else ()


def compare_printed(case: VehicleCase, printed: Iterable[str], *, may_be_absent: bool) -> PrintedAgainstFound:
    """``printed``, the certificate's codes, against what was found in the vehicle of ``case``.

    ``may_be_absent`` when a battery is missing with proof: its code may then be printed too.
    """
    on_paper = tuple(dict.fromkeys(plain_code(code) for code in printed))
    batteries = case.batteries
    here = [
        one.expected_code if one.outcome == MatchOutcome.LABEL_HIDDEN else one.battery_code
        for one in batteries
    ]
    found = tuple(dict.fromkeys(code for code in here if code))
    replaced = {
        one.expected_code: one.battery_code for one in batteries if one.proof == Proof.LAWFUL_REPLACEMENT
    }
    absent = set(case.open_codes) if may_be_absent else set()
    old = tuple(code for code in on_paper if code in replaced and code not in found)
    only_printed = tuple(code for code in on_paper if code not in {*found, *replaced, *absent})
    covered = {*on_paper, *(replaced[code] for code in old)}
    only_found = tuple(code for code in found if code not in covered)
    near = tuple(one for code in only_printed for one in near_codes(code, found))
    return PrintedAgainstFound(only_printed, only_found, old, near)
