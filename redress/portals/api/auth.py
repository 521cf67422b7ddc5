"""Who calls the API: a key, a pickup phrase, or nobody in particular."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest

from redress.agencies import queries
from redress.cases import numbers
from redress.cases.models import Case
from redress.kernel.actors import ANYONE, Actor, Role
from redress.kernel.problems import Problem
from redress.portals.limits import Limit

GUESSES = Limit("pickup", most=30, seconds=600)


class BadKey(Exception):
    """A key or scheme that is not valid. HTTP 401."""


class OutOfScope(Exception):
    """A valid key, but not for this. HTTP 403."""


class TooMany(Exception):
    """More requests than the quota allows. HTTP 429."""

    def __init__(self, seconds: int, challenge: dict[str, Any] | None = None, why: Problem | None = None) -> None:
        self.seconds, self.challenge, self.why = seconds, challenge, why
        super().__init__(str(seconds))


@dataclass(frozen=True, slots=True)
class Caller:
    actor: Actor
    unlimited: bool = False
    phrase: str = ""
    scope: str = "all"


def caller_of(request: HttpRequest, *, now: datetime) -> Caller:
    """Read the Authorization header. A pickup phrase becomes an actor only together with a case number."""
    header = request.headers.get("Authorization", "")
    if not header:
        return Caller(ANYONE)
    scheme, _, value = header.partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer" and value:
        holder = queries.holder_of(value, now=now)
        if holder is None:
            raise BadKey
        return Caller(holder.actor, holder.unlimited, scope=holder.scope)
    if scheme.lower() == "pickup" and value:
        return Caller(ANYONE, phrase=_text(value))
    raise BadKey


FILING = re.compile(r"/api/v1/complaints(/[0-9A-Za-z-]{4,40}/evidence)?")


def require_scope(caller: Caller, request: HttpRequest) -> None:
    """Hold a key to its scope: one that reads takes no step, one that files sees no case. Raises OutOfScope."""
    if caller.scope == "all" or not request.path_info.startswith(("/api/v1/complaints", "/api/v1/trader")):
        return
    if request.method == "OPTIONS":
        return
    reads = request.method in {"GET", "HEAD"}
    files = request.method == "POST" and FILING.fullmatch(request.path_info) is not None
    if not (reads if caller.scope == "read" else files):
        raise OutOfScope


def _text(value: str) -> str:
    """Headers carry bytes: percent-encoded or raw UTF-8 characters are both read."""
    try:
        return unquote(value.encode("latin-1").decode("utf-8"))
    except (UnicodeDecodeError, UnicodeEncodeError):
        return unquote(value)


def actor_for_case(caller: Caller, number: str, *, address: str, now: datetime) -> Actor:
    """Return who the caller is towards one case: the holder of its phrase is its complainant.

    The phrase of a complaint opens the report that was split from it too, and the other way round. Wrong phrases are
    counted by address and by case, so that four words cannot be guessed.
    """
    if not caller.phrase:
        return caller.actor
    for key in (f"a:{address}", f"n:{number}"):
        wait = GUESSES.wait(key, now=now)
        if wait:
            raise TooMany(wait)
    row = Case.objects.filter(number=number).values("pk", "number", "linked__number").first()
    known = [row["number"], row["linked__number"]] if row else []
    if row and any(numbers.opens(caller.phrase, candidate) for candidate in known if candidate):
        return complainant(int(row["pk"]))
    for key in (f"a:{address}", f"n:{number}"):
        GUESSES.count(key, now=now)
    return ANYONE


def complainant(case_id: int) -> Actor:
    return Actor(key="complainant", role=Role.COMPLAINANT, case_id=case_id)
