"""How often a stranger may ask: counted in this process, per address, in fixed windows."""

import weakref
from datetime import datetime

KEPT = 50_000  # keys remembered at most
_all: "weakref.WeakSet[Limit]" = weakref.WeakSet()


def forget() -> None:
    """Forget every count of this process; for tests, which all come from one address."""
    for limit in _all:
        limit.clear()


class Limit:
    """At most `most` a window of `seconds`."""

    def __init__(self, name: str, *, most: int, seconds: int) -> None:
        self.name, self.most, self.seconds = name, most, seconds
        self._counts: dict[str, tuple[int, int]] = {}
        _all.add(self)

    def clear(self) -> None:
        self._counts.clear()

    def _window(self, now: datetime) -> tuple[int, int]:
        stamp = int(now.timestamp())
        return stamp // self.seconds, self.seconds - stamp % self.seconds

    def wait(self, key: str, *, now: datetime) -> int:
        """Return how many seconds to wait; 0 if one more is fine."""
        window, left = self._window(now)
        known, count = self._counts.get(key, (window, 0))
        return left if known == window and count >= self.most else 0

    def count(self, key: str, *, now: datetime) -> None:
        window, _ = self._window(now)
        known, count = self._counts.get(key, (window, 0))
        if len(self._counts) > KEPT:
            self.clear()
        self._counts[key] = (window, count + 1 if known == window else 1)

    def take(self, key: str, *, now: datetime) -> int:
        """Count one; return how many seconds to wait if that was one too many."""
        wait = self.wait(key, now=now)
        if not wait:
            self.count(key, now=now)
        return wait


def address_of(meta: dict[str, str]) -> str:
    return str(meta.get("REMOTE_ADDR") or "unknown")
