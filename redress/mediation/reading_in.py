"""Values as people type them into the forms of a room, read with every problem at once."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from pydantic_core import PydanticCustomError

from redress.cases import values
from redress.cases.messages import message_for
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, Problem

LONGEST = 5_000
MOST_DAYS = 3660


class Form:
    """Collects the values of one form and what is wrong with them; `done` raises if anything is."""

    def __init__(self, data: Mapping[str, Any], *, now: datetime) -> None:
        self.data, self.today = data, day_of(now)
        self.problems: list[Problem] = []

    def wrong(self, name: str, code: str, message: str) -> None:
        self.problems.append(Problem(code, message, f"/{name}"))

    def text(self, name: str, *, needed: bool = True, longest: int = LONGEST) -> str:
        given = self.data.get(name)
        cleaned = values.clean(given) if isinstance(given, str) else ""
        if needed and not cleaned:
            self.wrong(name, "room.text.empty", gettext("Write a few words."))
        if len(cleaned) > longest:
            message = gettext("At most %(most)s characters; please shorten it or add a file to the case.")
            self.wrong(name, "room.text.too_long", message % {"most": longest})
        return cleaned

    def choice(self, name: str, known: tuple[str, ...]) -> str:
        given = self.data.get(name)
        if given not in known:
            self.wrong(name, "room.choice.unknown", gettext("Choose one of the answers."))
            return ""
        return str(given)

    def money(self, name: str, *, needed: bool = False) -> Decimal | None:
        given = self.data.get(name)
        if given in (None, ""):
            if needed:
                self.wrong(name, "room.amount.needed", gettext("Give the sum, such as 2399 or 2399.50."))
            return None
        try:
            amount = values.money(str(given))
        except PydanticCustomError as error:
            self.wrong(name, *message_for(error.type, f"/{name}", error.context or {}))
            return None
        if not amount.is_finite() or amount <= 0 or amount >= 10**12 or amount != amount.quantize(values.CENT):
            message = gettext("Give a sum above zero with at most two decimals, such as 2399.50.")
            self.wrong(name, "room.amount.unfit", message)
            return None
        return amount

    def day(self, name: str, *, needed: bool = True) -> date | None:
        """A day from today on."""
        given = self.data.get(name)
        if given in (None, ""):
            if needed:
                self.wrong(name, "room.day.needed", gettext("Give the day."))
            return None
        try:
            day = values.day(str(given))
        except PydanticCustomError as error:
            self.wrong(name, *message_for(error.type, f"/{name}", error.context or {}))
            return None
        if not self.today <= day <= self.today + timedelta(days=MOST_DAYS):
            self.wrong(name, "room.day.past", gettext("Give today or a later day."))
            return None
        return day

    def sure_day(self, name: str) -> date:
        """A day that must be given; today stands in for a wrong one until `done` refuses the whole form."""
        return self.day(name) or self.today

    def done(self) -> None:
        if self.problems:
            raise Invalid(self.problems)
