"""Which way is tried next when a notice did not arrive: data of the office, else as shipped."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings

from redress.agencies import queries

WAYS = ("email", "sms", "call", "letter")
TASK = "task"
MOST = 20


class BadChain(ValueError):
    """The file cannot be used; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Order of ways, what a failure leads to, and how calls are made."""

    order: tuple[str, ...]
    after: dict[str, str]
    call_tries: int
    call_due: int

    def candidates(self, channel: str, fault: str) -> tuple[str, ...]:
        """Ways to try after one has failed, the nearest first; none where the failure is for a person to look at."""
        wanted = self.after.get(fault, "")
        if wanted == TASK:
            return ()
        if wanted:
            return (wanted, *self.order[self.order.index(wanted) + 1 :])
        return self.order[self.order.index(channel) + 1 :] if channel in self.order else ()


def read(text: str) -> Chain:
    """Read a chain. Raises BadChain."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadChain(f"This is no valid TOML: {error}") from None
    if strange := sorted(table.keys() - {"order", "after", "call_tries", "call_due"}):
        raise BadChain(f"{', '.join(strange)} means nothing here.")
    order, after = table.get("order"), table.get("after", {})
    if not isinstance(order, list) or not order or len(set(map(str, order))) < len(order) or set(order) - set(WAYS):
        raise BadChain(f"order names some of {', '.join(WAYS)}, each once.")
    if not isinstance(after, dict) or any(way not in (*order, TASK) for way in after.values()):
        raise BadChain(f"after leads to a way that stands in order, or to “{TASK}”.")
    return Chain(tuple(order), dict(after), _number(table, "call_tries"), _number(table, "call_due"))


def _number(table: dict[str, Any], name: str) -> int:
    found = table.get(name)
    if isinstance(found, bool) or not isinstance(found, int) or not 1 <= found <= MOST:
        raise BadChain(f"{name} is a number from 1 to {MOST}.")
    return found


def of(agency_id: int) -> Chain:
    """Return the chain of a body: its own, else that of the nearest body above it, else the one that ships."""
    body = queries.directory().by_id.get(agency_id)
    while body is not None:
        own = Path(settings.REDRESS_DATA) / "chains" / f"{body.code}.toml"
        if own.exists():
            return _own(own, own.stat().st_mtime_ns)
        body = queries.directory().by_id.get(body.parent_id or 0)
    return shipped()


@lru_cache(maxsize=64)
def _own(path: Path, changed: int) -> Chain:
    return read(path.read_text("utf-8"))


@lru_cache(maxsize=1)
def shipped() -> Chain:
    return read(files("redress.notices").joinpath("chains/default.toml").read_text("utf-8"))
