"""What a page of the journey is: its fields, whether it is asked at all, what it takes and what it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise

from redress.cases import suggestions
from redress.kernel.moments import day_of
from redress.kernel.problems import Problem
from redress.law import packs
from redress.law.packs import Pack
from redress.portals.public.drafts import Answers
from redress.portals.public.filing import answers as said

Post = Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """One question. texts and days are pointers into the filing; a field's name is made from its pointer."""

    name: str
    title: str | Promise
    texts: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    aside: bool = False  # an exit on the way; not counted as a step

    @property
    def pointers(self) -> tuple[str, ...]:
        return (*self.texts, *self.days)

    def applies(self, answers: Answers, *, now: datetime) -> bool:
        return True

    def given(self, post: Post) -> dict[str, str]:
        """Return what was typed, by pointer."""
        found = {pointer: post.get(said.name_of(pointer), "").strip() for pointer in self.texts}
        for pointer in self.days:
            name = said.name_of(pointer)
            found[pointer] = said.typed_day(*(post.get(f"{name}_{part}", "") for part in ("year", "month", "day")))
        return found

    def take(self, post: Any, answers: Answers, *, now: datetime) -> list[Problem]:
        """Write what was typed into the answers; return problems that only this page knows."""
        answers["said"] |= self.given(post)
        return []

    def stays(self, post: Post) -> bool:
        """Say whether the button only looks something up, so that the page is shown again."""
        return "find" in post

    def show(self, answers: Answers, *, now: datetime, post: Any | None = None) -> dict[str, Any]:
        """Return what the template needs beyond the values of its fields."""
        return {}

    def tell(self, shown: dict[str, Any], errors: Mapping[str, str]) -> None:
        """Put the messages of fields that a page draws by itself where it finds them."""


def seen(answers: Answers, name: str) -> bool:
    return name in answers.get("seen", ())


def mark_seen(answers: Answers, name: str) -> None:
    if not seen(answers, name):
        answers.setdefault("seen", []).append(name)


def pack(now: datetime) -> Pack:
    """Return the rule set that a filing of this moment falls under."""
    return packs.in_force(settings.REDRESS_RULE_FAMILY, day_of(now))


def found(answers: Answers, *, now: datetime) -> suggestions.Found:
    """Return what the story seems to say."""
    return suggestions.read(said.said(answers, said.STORY), pack_id=pack(now).id, today=day_of(now))
