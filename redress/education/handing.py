"""What a writer hands in, and what stands against giving it to a second person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from redress.education import markup
from redress.education.models import Edition
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, Problem
from redress.law import divisions


@dataclass(frozen=True, slots=True)
class Text:
    """What a writer hands in. English may follow later."""

    title_zh: str
    text_zh: str
    title_en: str = ""
    text_en: str = ""
    category: str = ""
    division: str = ""
    expires_on: date | None = None


def read(raw: Mapping[str, str]) -> Text:
    """Read a form. Raises Invalid."""
    day: date | None = None
    if raw.get("expires_on", "").strip():
        try:
            day = date.fromisoformat(raw["expires_on"].strip())
        except ValueError:
            message = gettext("Give the day as year-month-day, such as 2026-12-31.")
            raise Invalid([Problem("education.day.unreadable", message, "/expires_on")]) from None
    words = {
        name: raw.get(name, "").replace("\r\n", "\n").strip() for name in ("title_zh", "text_zh", "title_en", "text_en")
    }
    places = {name: raw.get(name, "").strip() for name in ("category", "division")}
    if places["division"] and divisions.division(places["division"]) is None:
        message = gettext("There is no area with this code.")
        raise Invalid([Problem("education.division.unknown", message, "/division")])
    return Text(**words, **places, expires_on=day)


def submit_problems(row: Edition, *, now: datetime) -> list[Problem]:
    """Say what stands against giving a text to a second person: each sentence without its source, by its words."""
    problems = [
        Problem(
            "education.sentence.no_source",
            gettext("This sentence has a number or an accusation and names no known source: %(sentence)s")
            % {"sentence": sentence},
            pointer,
        )
        for pointer, text in (("/text_zh", row.text_zh), ("/text_en", row.text_en))
        for sentence in markup.unsourced(text)
    ]
    if row.kind == "warning" and (row.expires_on is None or row.expires_on < day_of(now)):
        message = gettext("A warning has a last day, and it lies ahead.")
        problems.append(Problem("education.warning.no_end", message, "/expires_on"))
    return problems
