"""Reading what a list is asked for, as typed in an address: every filter checked, everything wrong named at once."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from pydantic_core import PydanticCustomError

from redress.cases import cursors, messages, values
from redress.kernel.problems import Invalid, Problem, escaped
from redress.kernel.whole import whole_number

EVERYWHERE = ("lang",)  # the language of the answer, for whoever cannot send a header
NAMED = 40  # codes that a sentence names at most
FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2199, 12, 31)


class Asked:
    """The parameters of one request. Reading a wrong one gives its default and adds to `problems`; require() raises.

    names -- every parameter of this address; others are refused, for a filter that is not applied gives a wrong list
    """

    def __init__(self, request: HttpRequest, *names: str) -> None:
        self.given = request.GET
        self.problems: list[Problem] = []
        for name in self.given:
            if name not in names and name not in EVERYWHERE:
                message = gettext("There is no parameter of this name here; there are: %(known)s.")
                known = ", ".join(names) or "–"
                self._wrong("parameter.unknown", f"/{escaped(name)}", message % {"known": known})
            elif len(self.given.getlist(name)) > 1:
                message = gettext("This parameter stands more than once here; please send it once.")
                self._wrong("parameter.twice", f"/{name}", message)

    def _wrong(self, code: str, pointer: str, message: str) -> None:
        self.problems.append(Problem(code=code, message=message, pointer=pointer))

    def text(self, name: str, default: str = "") -> str:
        """A word. No code or word has signs that cannot be printed, and PostgreSQL refuses to look for some of them."""
        text = self.given.get(name, default).strip()
        if not text.isprintable():
            self._found("text.not_unicode", name)
            return default
        return text

    def code(self, name: str, known: Collection[str], default: str = "") -> str:
        """One of the known codes; empty is the default."""
        text = self.text(name) or default
        if not text or text in known:
            return text
        self._found("literal_error", name, {"expected": listed(known)})
        return default

    def day(self, name: str) -> date | None:
        text = self.text(name)
        if not text:
            return None
        try:
            day = values.day(text)
        except PydanticCustomError as error:
            self._found(error.type, name)
            return None
        if not FIRST_DAY <= day <= LAST_DAY:
            self._found("day.unreadable", name)
            return None
        return day

    def limit(self, *, default: int, most: int) -> int:
        text = self.text("limit")
        limit = whole_number(text) if text else default
        if limit is None or not 1 <= limit <= most:
            message = gettext("limit is a whole number from 1 to %(most)s.") % {"most": most}
            self._wrong("limit.out_of_range", "/limit", message)
            return default
        return limit

    def cursor(self, name: str = "cursor", *, mark: str = "") -> str:
        """A cursor of ours; mark -- what may stand before it."""
        text = self.text(name)
        if text:
            self.also(lambda: cursors.read(text.removeprefix(mark)))
        return text

    def person(self, name: str, *, who: str) -> str:
        """me, none, or a number."""
        text = self.text(name)
        if not text or text in {"me", "none"} or whole_number(text) is not None:
            return text
        self._wrong("assignee.unknown", f"/{name}", who)
        return ""

    def also(self, check: Callable[[], Any]) -> Any:
        """Run something that refuses by itself, and keep its reasons with the others."""
        try:
            return check()
        except Invalid as error:
            self.problems += error.problems
            return None

    def _found(self, kind: str, name: str, context: dict[str, Any] | None = None) -> None:
        code, message = messages.message_for(kind, f"/{name}", context or {})
        self._wrong(code, f"/{name}", message)

    def require(self) -> None:
        """Raise Invalid with everything that was wrong."""
        if self.problems:
            raise Invalid(self.problems)


def listed(known: Collection[str]) -> str:
    """Codes as a sentence names them, in an order that stays."""
    shown = list(known) if isinstance(known, tuple | list) else sorted(known)
    return ", ".join(shown[:NAMED]) + (" …" if len(shown) > NAMED else "")
