"""What a visitor has answered: in a signed cookie of theirs that only the calculators see. Nothing is stored here."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from redress.law.interview import MATTERS
from redress.law.vocabulary import VOCABULARY

COOKIE = "facts"
PATH = "/calculators/"
SALT = "redress.calculator"
SECONDS = 4 * 3600
LONGEST = 3800  # a browser keeps about four kilobytes a cookie


@dataclass(slots=True)
class Carried:
    """Facts by name as JSON has them, and the names of those the visitor does not know."""

    matter: str
    facts: dict[str, Any] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def say(self, name: str, value: Any) -> None:
        """Keep an answer; None says that it is not known."""
        self.facts.pop(name, None)
        self.unknown = [one for one in self.unknown if one != name]
        if value is None:
            self.unknown.append(name)
        else:
            self.facts[name] = value


def fresh(matter: str) -> Carried:
    return Carried(matter, dict(MATTERS[matter].given))


def read(request: HttpRequest, matter: str) -> Carried:
    """Return what was answered on this matter; nothing if that was long ago, or on another matter."""
    held = opened(request.COOKIES.get(COOKIE, ""))
    return held if held is not None and held.matter == matter else fresh(matter)


def opened(text: str) -> Carried | None:
    """Return what was signed; None if it was not signed here, or long ago."""
    try:
        value = signing.loads(text, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    if value["m"] not in MATTERS:
        return None
    facts = {name: one for name, one in value["f"].items() if name in VOCABULARY}
    return Carried(value["m"], facts, [name for name in value["u"] if name in VOCABULARY])


def signed(carried: Carried) -> str:
    value = {"m": carried.matter, "f": carried.facts, "u": carried.unknown}
    return signing.dumps(value, salt=SALT, compress=True)


def write(response: HttpResponse, carried: Carried) -> HttpResponse:
    text = signed(carried)
    if len(text) <= LONGEST:
        response.set_cookie(
            COOKIE, text, max_age=SECONDS, path=PATH, httponly=True, samesite="Lax", secure=settings.SECURE
        )
    return response
