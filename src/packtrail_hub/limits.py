"""How often one address and one station may ask, and how many bytes of bodies lie in memory at a time.

Each worker process counts for itself: with several of them a limit lets through up to that many times more,
and a keep-alive connection, which stays with one worker, sees that worker's count. Nothing of it is shared or
stored, since a limit protects a process, and no promise to a station hangs on it.
"""

import asyncio
import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

MOST_KEYS: Final = 20_000
"""Addresses or stations counted at a time; beyond, whoever asked longest ago begins anew."""

BODY_BYTES: Final = 256 * 2**20
"""Bodies that one worker holds at a time; whoever comes then waits, unread."""


@dataclass(frozen=True)
class Quota:
    """So many requests in a window of so many seconds."""

    name: str
    requests: int
    seconds: int = 60


ADDRESS_QUOTA: Final = Quota("address", 30_000)
"""A company's outlets may all come from one address; 500 a second is more than one worker answers."""

STATION_QUOTA: Final = Quota("station", 3_000)
"""A station that sends 90 days of records asks a few hundred times."""


@dataclass(frozen=True)
class Standing:
    """How somebody stands with a quota."""

    quota: Quota
    remaining: int
    reset_s: int  # seconds to the next window
    is_over: bool = False

    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers-11 says it."""
        told = {
            "RateLimit-Policy": f'"{self.quota.name}";q={self.quota.requests};w={self.quota.seconds}',
            "RateLimit": f'"{self.quota.name}";r={self.remaining};t={self.reset_s}',
        }
        return {**told, "Retry-After": str(self.reset_s)} if self.is_over else told


class Counter:
    """Counts requests by key in windows that begin with a key's first request; any thread may ask."""

    def __init__(self, quota: Quota, ticks: Callable[[], float] = time.monotonic) -> None:
        self._quota = quota
        self._ticks = ticks
        self._windows: OrderedDict[str, tuple[float, int]] = OrderedDict()  # by key: its end, requests in it
        self._counting = threading.Lock()

    def count(self, key: str) -> Standing:
        """One more request of ``key``."""
        now = self._ticks()
        with self._counting:
            end, asked = self._windows.pop(key, (0.0, 0))
            if end <= now:
                end, asked = now + self._quota.seconds, 0
            self._windows[key] = end, asked + 1
            if len(self._windows) > MOST_KEYS:
                self._windows.popitem(last=False)
        remaining = max(0, self._quota.requests - asked - 1)
        reset_s = max(1, math.ceil(end - now))
        return Standing(self._quota, remaining, reset_s, is_over=asked >= self._quota.requests)


class BodyRoom:
    """Room for bodies that are read or worked on; who finds none waits in line."""

    def __init__(self, total_bytes: int = BODY_BYTES) -> None:
        self._total = total_bytes
        self._used = 0
        self._freed = asyncio.Condition()

    @asynccontextmanager
    async def taken(self, size: int) -> AsyncIterator[None]:
        """Room for ``size`` bytes until the block ends; a body larger than all of it gets it alone."""
        size = min(size, self._total)
        async with self._freed:
            await self._freed.wait_for(lambda: self._used + size <= self._total)
            self._used += size
        try:
            yield
        finally:
            async with self._freed:
                self._used -= size
                self._freed.notify_all()


def address_key(host: str) -> str:
    """Whom an address is counted as: an IPv6 network of one customer is one."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
