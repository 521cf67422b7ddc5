"""The order of the pages, which of them are asked, and where each leads."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from redress.portals.public.drafts import Answers
from redress.portals.public.filing import matter, person, proof, story, trader
from redress.portals.public.filing.page import Page

PAGES: tuple[Page, ...] = (
    *story.PAGES,
    *trader.PAGES,
    *matter.PAGES,
    proof.PAGE,
    matter.WISHES,
    *person.PAGES,
)
BY_NAME = {page.name: page for page in PAGES}


def asked(answers: Answers, *, now: datetime) -> Sequence[Page]:
    """Return the pages that this filing has, in order."""
    return [page for page in PAGES if page.applies(answers, now=now)]


def address(name: str) -> str:
    return reverse("public:check") if name == "check" else reverse("public:step", args=[name])


def after(page: Page, answers: Answers, *, now: datetime) -> str:
    """Return the name of the page that follows; the check page after the last."""
    rest = PAGES[PAGES.index(page) + 1 :]
    return next((one.name for one in rest if one.applies(answers, now=now)), "check")


def before(page: Page, answers: Answers, *, now: datetime) -> str:
    """Return the name of the page before; empty at the first."""
    earlier = reversed(PAGES[: PAGES.index(page)])
    return next((one.name for one in earlier if one.applies(answers, now=now)), "")


def count(page: Page | None, answers: Answers, *, now: datetime) -> tuple[int, int]:
    """Return which step this is, of how many; the check page is the last. Exits on the way are no steps."""
    steps = [one for one in asked(answers, now=now) if not one.aside]
    total = len(steps) + 1
    return (steps.index(page) + 1 if page in steps else total, total)


def where_to_go_on(answers: Answers, *, now: datetime) -> str:
    """Return the first page that has not been passed yet; the check page if all have."""
    passed = answers.get("passed", ())
    return next((one.name for one in asked(answers, now=now) if one.name not in passed), "check")
