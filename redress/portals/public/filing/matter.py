"""The purchase, the circumstances that change what follows, and what would make it right."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_lazy
from pydantic_core import PydanticCustomError

from redress.cases import values
from redress.cases.messages import message_for
from redress.education import library
from redress.insight import figures
from redress.kernel.moments import day_of
from redress.kernel.problems import Problem
from redress.law.packs import say
from redress.portals.education.showing import address, kind_words
from redress.portals.law.asking import tongue
from redress.portals.public.drafts import Answers
from redress.portals.public.filing import answers as said
from redress.portals.public.filing.law import DELIVERED, panel
from redress.portals.public.filing.page import Page, pack
from redress.portals.public.filing.story import language

NOT_FOR_REPORTS = frozenset({"business", "farm", "joint"})
# A circumstance for which the rule set may refuse a complaint. Said as a possibility; people decide.
REFUSAL_OF = {"business": "NOT_CONSUMER_DISPUTE", "elsewhere": "ALREADY_HANDLED", "long_ago": "TIME_BARRED_3Y"}


class Purchase(Page):
    def take(self, post: Any, answers: Answers, *, now: datetime) -> list[Problem]:
        """The day it arrived is no part of a filing; the law asks about it, and staff read it beside the filing."""
        super().take(post, answers, now=now)
        typed = said.said(answers, DELIVERED)
        if not typed:
            return []
        kind = ""
        try:
            kind = "day.future" if values.day(typed) > day_of(now) else ""
        except PydanticCustomError as error:
            kind = error.type
        if not kind:
            return []
        code, message = message_for(kind, DELIVERED, {})
        return [Problem(code, message, DELIVERED)]


class Situation(Page):
    """Circumstances that change the papers needed, or the prospects. None of them stops anybody."""

    def take(self, post: Any, answers: Answers, *, now: datetime) -> list[Problem]:
        known = [code for code, _, _ in circumstances(answers)]
        answers["situation"] = [code for code in post.getlist("situation") if code in known]
        return []

    def show(self, answers: Answers, *, now: datetime, post: Any | None = None) -> dict[str, Any]:
        chosen = post.getlist("situation") if post is not None else said.situation(answers)
        return {
            "options": [
                {"value": code, "label": label, "hint": hint, "checked": code in chosen}
                for code, label, hint in circumstances(answers)
            ]
        }


def circumstances(answers: Answers) -> list[tuple[str, str, str]]:
    """Return (code, label, hint) of the circumstances that are asked about, the common ones first."""
    rows = [
        ("agent", gettext("I am writing for somebody else"), gettext("A parent, a child, a friend. A power of attorney is needed; it can follow later.")),
        ("elsewhere", gettext("Another body, a court or an arbitrator has it already"), ""),
        ("long_ago", gettext("I have known of it for more than three years"), ""),
        ("business", gettext("It was bought for a company or for resale"), ""),
        ("farm", gettext("It was bought for farming (seed, fertiliser, machines)"), gettext("The law protects farmers in this as consumers.")),
        ("joint", gettext("Several buyers complain together"), gettext("You choose one or two people to speak for all.")),
        ("abroad", gettext("The trader is outside mainland China"), ""),
        ("harassed", gettext("The trader harasses or threatens me"), gettext("In danger call 110 first. We tell the officer not to pass on anything about you without asking.")),
    ]  # fmt: skip
    if said.is_report(answers):
        employee = (
            "employee",
            gettext("I work, or worked, for this trader"),
            gettext("Only the people who handle the report learn this."),
        )
        rows = [employee, *(row for row in rows if row[0] not in NOT_FOR_REPORTS | {"agent", "long_ago"})]
    return rows


def warnings(answers: Answers, *, now: datetime) -> list[dict[str, Any]]:
    """Return the grounds on which a complaint like this is sometimes refused, in the rule set's own words."""
    if said.is_report(answers):
        return []
    grounds = pack(now).grounds.get("refusal", {})
    found = [grounds[REFUSAL_OF[code]] for code in said.situation(answers) if REFUSAL_OF.get(code) in grounds]
    return [{"text": say(ground.plain, language()), "cites": ground.cites} for ground in found]


class Wishes(Page):
    """The requests of the official form, each in plain words."""

    def applies(self, answers: Answers, *, now: datetime) -> bool:
        return not said.is_report(answers)

    def given(self, post: Any) -> dict[str, str]:
        """An amount or a note counts only with its request."""
        chosen = post.getlist("requests")
        return {
            pointer: text if pointer.split("/")[2] in chosen else "" for pointer, text in super().given(post).items()
        }

    def take(self, post: Any, answers: Answers, *, now: datetime) -> list[Problem]:
        super().take(post, answers, now=now)
        chosen = [code for code in post.getlist("requests") if code in (*said.REQUESTS, said.UNDECIDED)]
        answers["requests"] = chosen
        if not chosen:
            message = gettext("Choose what you want the trader to do; if you are not sure yet, choose “Not sure yet”.")
            return [Problem("requests.none_chosen", message, "/requests")]
        return []

    def show(self, answers: Answers, *, now: datetime, post: Any | None = None) -> dict[str, Any]:
        chosen = post.getlist("requests") if post is not None else answers.get("requests", [])
        rows = pack(now).tables.get("requests", {}).get("request", {})
        given = self.given(post) if post is not None else answers["said"]
        return {
            "options": [
                {
                    "value": code,
                    "label": say(rows[code]["title"], language()),
                    "gloss": say(rows[code]["gloss"], language()),
                    "money": rows[code].get("money", False),
                    "words": rows[code].get("needs_text", False),
                    "amount_name": f"requests_{code}_amount",
                    "amount": given.get(f"/requests/{code}/amount", ""),
                    "note": given.get(f"/requests/{code}/note", ""),
                    "checked": code in chosen,
                }
                for code in said.REQUESTS
                if code in rows
            ],
            "undecided": said.UNDECIDED in chosen,
            "law": panel(answers, now=now),
            "warnings": warned(answers, now=now),
            "alike": figures.alike(said.said(answers, "/purchase/category"), day_of(now)),
        }

    def tell(self, shown: dict[str, Any], errors: Mapping[str, str]) -> None:
        for option in shown["options"]:
            option["error"] = errors.get(option["amount_name"], "")


PAGES: tuple[Page, ...] = (
    Purchase(
        "purchase",
        gettext_lazy("The purchase"),
        texts=("/purchase/what", "/purchase/amount", "/purchase/order_number"),
        days=("/purchase/bought_on", DELIVERED, "/problem/discovered_on"),
    ),
    Situation("situation", gettext_lazy("Does any of this apply?")),
)
WISHES = Wishes(
    "wishes",
    gettext_lazy("What would make it right?"),
    texts=tuple(f"/requests/{code}/{part}" for code in said.REQUESTS for part in ("amount", "note")),
)


def warned(answers: Answers, *, now: datetime) -> list[dict[str, str]]:
    """Running warnings, then guides, about what is being complained of (source, 5.2)."""
    category, on = said.said(answers, "/purchase/category"), day_of(now)
    found = library.about(category, on=on)[:3] + library.about(category, on=on, kind="guide")[:2]
    return [
        {"title": edition.title(tongue()), "href": address(edition), "kind": kind_words(edition.kind)}
        for edition in found
    ]
