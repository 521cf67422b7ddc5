"""Work instead of a closed door: who asks too often, or while everybody does, lets the computer count or waits a minute.

The challenge is that of ALTCHA, first version: find the number whose SHA-256 with a salt is given. It is signed and not
stored; it is for one purpose and one address, ends, and counts once. Nobody is asked who stays within the limits.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext

from redress.kernel.moments import day_of
from redress.kernel.problems import Problem
from redress.portals.public.models import Spent, WorkCount

MINUTES = 20
LONGEST = 2_000  # characters of a solution
WAIT_SECONDS = 60
TICKET_SECONDS = 3600
SALT = "redress.work"


@dataclass(frozen=True, slots=True)
class Challenge:
    """Find `number` between 0 and `maxnumber` so that sha256(salt + number) is `challenge`."""

    salt: str
    challenge: str
    signature: str
    maxnumber: int
    algorithm: str = "SHA-256"

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("algorithm", "challenge", "maxnumber", "salt", "signature")}


def _key(use: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"{SALT}\0{use}".encode(), hashlib.sha256)


def _whose(purpose: str, who: str) -> str:
    return hmac.digest(_key("who"), f"{purpose}\0{who}".encode(), hashlib.sha256)[:8].hex()


def challenge(purpose: str, who: str, *, now: datetime) -> Challenge:
    """Return a new challenge for one purpose and address; nothing is stored until it is solved."""
    until = int(now.timestamp()) + MINUTES * 60
    # The salt ends with a separator, so that no digit of the number can be taken for one of its own.
    salt = f"{secrets.token_hex(12)}?expires={until}&whose={_whose(purpose, who)}&"
    most = settings.REDRESS_WORK
    made = hashlib.sha256(f"{salt}{secrets.randbelow(most + 1)}".encode()).hexdigest()
    count("asked", now=now)
    return Challenge(salt, made, _signed(made), most)


def _signed(made: str) -> str:
    return hmac.new(_key("sign"), made.encode(), hashlib.sha256).hexdigest()


def problem_with(solution: str, purpose: str, who: str, *, now: datetime) -> Problem | None:
    """Return what is wrong with a solution; None spends it: the same one is no good again."""
    found = _wrong(solution, purpose, who, now=now)
    if found is None and not _spend(solution, now=now):
        found = Problem("work.used", gettext("This proof has been used already. Here is a new one."))
    count("refused" if found else "solved", now=now)
    return found


def _wrong(solution: str, purpose: str, who: str, *, now: datetime) -> Problem | None:
    try:
        if len(solution) > LONGEST:
            raise ValueError
        said = json.loads(base64.b64decode(solution, validate=True))
        number, salt, made, signature = (said[name] for name in ("number", "salt", "challenge", "signature"))
        whole = isinstance(number, int) and not isinstance(number, bool)
        good = whole and hashlib.sha256(f"{salt}{number}".encode()).hexdigest() == made
        good = good and hmac.compare_digest(_signed(made).encode(), str(signature).encode())
        terms = parse_qs(str(salt).partition("?")[2])
        good = good and terms["whose"] == [_whose(purpose, who)]
        late = good and int(terms["expires"][0]) < now.timestamp()
    except (binascii.Error, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        good, late = False, False
    if not good:
        return Problem("work.wrong", gettext("This proof is not the one that was asked for. Here is a new one."))
    return Problem("work.late", gettext("This proof came too late. Here is a new one.")) if late else None


def _spend(solution: str, *, now: datetime) -> bool:
    """Note a solution or ticket as used; False if it was."""
    said = json.loads(base64.b64decode(solution))["challenge"] if not solution.startswith("t:") else solution
    until = now + timedelta(seconds=2 * TICKET_SECONDS)
    try:
        with transaction.atomic():
            Spent.objects.create(digest=hashlib.sha256(str(said).encode()).digest(), until=until)
    except IntegrityError:
        return False
    return True


def ticket(purpose: str, who: str, *, now: datetime) -> str:
    """Return a ticket for who waits instead: good after a minute, for an hour, once."""
    return signing.dumps([_whose(purpose, who), int(now.timestamp()), secrets.token_hex(8)], salt=SALT)


def seconds_left(given: str, purpose: str, who: str, *, now: datetime) -> int | None:
    """Return how long somebody with a ticket still has to wait; None if it is no good."""
    try:
        whose, since, _ = signing.loads(given if len(given) <= LONGEST else "", salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    age = int(now.timestamp()) - int(since)
    if whose != _whose(purpose, who) or not 0 <= age <= TICKET_SECONDS:
        return None
    return max(0, WAIT_SECONDS - age)


def take_ticket(given: str, *, now: datetime) -> bool:
    """Use a ticket up; False if it was used before."""
    taken = _spend(f"t:{given}", now=now)
    count("waited" if taken else "refused", now=now)
    return taken


def count(what: str, *, now: datetime) -> None:
    """Count for the doctor and the metrics how often work was asked for, solved, waited for or refused."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public_workcount (day, what, n) VALUES (%s, %s, 1) "
            "ON CONFLICT (day, what) DO UPDATE SET n = public_workcount.n + 1",
            [day_of(now), what],
        )


def counts(day: date) -> dict[str, int]:
    """Return the counts of a day."""
    return dict(WorkCount.objects.filter(day=day).values_list("what", "n"))


def forget(*, now: datetime) -> int:
    """Delete what is used up and over, and counts of more than a year; return how many."""
    gone = Spent.objects.filter(until__lt=now).delete()[0]
    return gone + WorkCount.objects.filter(day__lt=day_of(now) - timedelta(days=400)).delete()[0]
