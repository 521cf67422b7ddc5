"""The first pages: what is wanted, what happened, exits where help is more urgent than a form, and what the words say."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext, gettext_lazy

from redress.cases import suggestions
from redress.kernel.moments import day_of
from redress.kernel.problems import Problem
from redress.law.packs import say
from redress.portals.public.drafts import Answers
from redress.portals.public.filing import answers as said
from redress.portals.public.filing.page import Page, Post, found, mark_seen, pack, seen

KINDS = ("complaint", "report", "both", "enquiry")
NONE_OF_THEM = "none"


def language() -> str:
    """The language the pages are read in."""
    return get_language() or "zh-hans"


def written() -> str:
    """The language a case is written and answered in: one of the two of the house."""
    return "en" if language().startswith("en") else "zh-hans"


class Kind(Page):
    """Complaint, report, both or a question (S Art. 3, 9, 44)."""

    def take(self, post: Any, answers: Answers, *, now: datetime) -> list[Problem]:
        chosen = post.get("kind", "")
        if chosen not in KINDS:
            return [
                Problem("kind.none_chosen", gettext("Choose one of these, so that we know what you want."), "/kind")
            ]
        answers["kind"] = chosen
        return []

    def show(self, answers: Answers, *, now: datetime, post: Any | None = None) -> dict[str, Any]:
        chosen = (post or {}).get("kind") if post is not None else answers.get("kind")
        return {"kind": chosen or "", "options": kind_options(chosen)}


def kind_options(chosen: str | None) -> list[dict[str, Any]]:
    rows = (
        ("complaint", gettext("Settle my dispute with a trader (complaint)"), gettext("You want your money back, a repair, or another answer from the trader. The trader learns who you are.")),
        ("report", gettext("Tell you about a breach of the law (report)"), gettext("You ask nothing for yourself. Who reports is kept confidential, and you need not give a name.")),
        ("both", gettext("Both"), gettext("They become two matters, each handled on its own.")),
        ("enquiry", gettext("I only have a question (enquiry)"), gettext("Answers, calculators and the telephone.")),
    )  # fmt: skip
    return [{"value": code, "label": label, "hint": hint, "checked": code == chosen} for code, label, hint in rows]


class Story(Page):
    def take(self, post: Any, answers: Answers, *, now: datetime) -> list[Problem]:
        if self.given(post)[said.STORY] != said.said(answers, said.STORY):
            answers["seen"] = [name for name in answers.get("seen", ()) if name != "facts"]
        return super().take(post, answers, now=now)


class Danger(Page):
    """Somebody is hurt or may be: emergency numbers first. The form can go on."""

    def applies(self, answers: Answers, *, now: datetime) -> bool:
        return not seen(answers, "danger") and bool(found(answers, now=now).danger)

    def take(self, post: Any, answers: Answers, *, now: datetime) -> list[Problem]:
        mark_seen(answers, "danger")
        return []

    def show(self, answers: Answers, *, now: datetime, post: Any | None = None) -> dict[str, Any]:
        return {"words": found(answers, now=now).danger}


class Fraud(Page):
    """It may be a swindle in progress: the police first. The form can go on."""

    def applies(self, answers: Answers, *, now: datetime) -> bool:
        return not seen(answers, "fraud") and bool(found(answers, now=now).fraud)

    def take(self, post: Any, answers: Answers, *, now: datetime) -> list[Problem]:
        mark_seen(answers, "fraud")
        return []

    def show(self, answers: Answers, *, now: datetime, post: Any | None = None) -> dict[str, Any]:
        return {"words": found(answers, now=now).fraud}


class Facts(Page):
    """What the words seem to say, to be confirmed, changed or left out. Nothing is used before that."""

    def applies(self, answers: Answers, *, now: datetime) -> bool:
        return found(answers, now=now).anything

    def given(self, post: Post) -> dict[str, str]:
        """Return what stood on the page: a field that the story gave no reason to show keeps what it held before."""
        typed = super().given(post).items()
        return {
            pointer: text
            for pointer, text in typed
            if {said.name_of(pointer), f"{said.name_of(pointer)}_year"} & set(post)
        }

    def take(self, post: Any, answers: Answers, *, now: datetime) -> list[Problem]:
        super().take(post, answers, now=now)
        for pointer in ("/problem/nature", "/purchase/category"):
            name = said.name_of(pointer)
            if not {name, f"{name}_other"} & set(post):
                continue
            chosen = post.get(name, "")
            answers["said"][pointer] = post.get(f"{name}_other", "") if chosen in ("", NONE_OF_THEM) else chosen
        mark_seen(answers, "facts")
        return []

    def show(self, answers: Answers, *, now: datetime, post: Any | None = None) -> dict[str, Any]:
        read, on = found(answers, now=now), day_of(now)
        return {
            "found": read,
            "prefill": {} if seen(answers, "facts") or post is not None else prefill(read, answers),
            "natures": _choices("nature", "/problem/nature", read.natures, answers, now=now, on=on, post=post),
            "categories": _choices(
                "category", "/purchase/category", read.categories, answers, now=now, on=on, post=post
            ),
        }


def prefill(read: suggestions.Found, answers: Answers) -> dict[str, Any]:
    """Return what stands in a field before the person has said anything about it, by the field's name."""
    likely = {
        "/purchase/amount": str(read.sums[0].amount) if read.sums else "",
        "/purchase/bought_on": str(read.days[0].on) if read.days else "",
        "/respondent/platform": read.platforms[0] if read.platforms else "",
    }
    return {said.name_of(pointer): text for pointer, text in likely.items() if text and not said.said(answers, pointer)}


def _choices(
    table: str, pointer: str, offered: Any, answers: Answers, *, now: datetime, on: Any, post: Post | None
) -> dict[str, Any]:
    """Suggested classes as radios, then “none of them” with the whole list."""
    name = said.name_of(pointer)
    if post is not None:
        chosen, other = post.get(name, ""), post.get(f"{name}_other", "")
    else:
        kept = said.said(answers, pointer)
        known = {one.code for one in offered}
        chosen, other = (kept, "") if kept in known else (NONE_OF_THEM if kept else "", kept)
    options = [
        {"value": one.code, "label": say(one.title, language()), "hint": "、".join(one.words[:3]) if language() != "en" else ", ".join(one.words[:3]), "checked": one.code == chosen}
        for one in offered
    ]  # fmt: skip
    options.append(
        {"value": NONE_OF_THEM, "label": gettext("None of these"), "hint": "", "checked": chosen == NONE_OF_THEM}
    )
    return {"options": options, "all": class_options(table, now=now, on=on, chosen=other), "offered": bool(offered)}


def class_options(table: str, *, now: datetime, on: Any, chosen: str) -> list[dict[str, Any]]:
    """Every class of a taxonomy that may be chosen, each under the name of the class above it."""
    rows = dict(suggestions.classes(table, pack_id=pack(now).id, on=on))
    listed = []
    for code, row in rows.items():
        above = rows.get(row.get("parent", ""))
        title = say(row["title"], language())
        label = f"{say(above['title'], language())} › {title}" if above else title
        listed.append({"value": code, "label": label, "checked": code == chosen})
    return listed


PAGES: tuple[Page, ...] = (
    Kind("kind", gettext_lazy("What would you like us to do?")),
    Story("story", gettext_lazy("Tell us in your own words what happened"), texts=(said.STORY,)),
    Danger("danger", gettext_lazy("Is everybody safe now?"), aside=True),
    Fraud("fraud", gettext_lazy("Could this be a swindle?"), aside=True),
    Facts(
        "facts",
        gettext_lazy("Did we read this right?"),
        texts=("/purchase/amount", "/respondent/platform", "/problem/nature", "/purchase/category"),
        days=("/purchase/bought_on",),
    ),
)
