"""A warning begun from what the figures say now: counts of complaints, none of them a judgment on a trader."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from redress.cases.models import Case
from redress.education import actions
from redress.education.models import WRITERS, Edition
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.kernel.problems import Problem, require_none
from redress.law import divisions, packs

WINDOW = timedelta(days=30)
LEAST = 5  # below this a figure may point at persons; oversight suppresses the same cells
LASTS = timedelta(days=60)
RULE_SET = "cn-samr-2026"


@dataclass(frozen=True, slots=True)
class Count:
    """Complaints received in the last thirty days, and in the thirty before."""

    now: int
    before: int


def count(category: str, division: str, *, now: datetime) -> Count:
    """Count complaints of a category and what it holds, in an area and what lies in it."""
    rows = Case.objects.filter(kind="complaint", category__startswith=category, division__startswith=_stem(division))
    return Count(
        rows.filter(received_at__gt=now - WINDOW, received_at__lte=now).count(),
        rows.filter(received_at__gt=now - 2 * WINDOW, received_at__lte=now - WINDOW).count(),
    )


def _stem(division: str) -> str:
    """Return what the codes of an area begin with: 310000 holds 310115.

    >>> _stem("310000"), _stem("310115")
    ('31', '310115')
    """
    return division[:2] if division.endswith("0000") else division[:4] if division.endswith("00") else division


@transaction.atomic
def draft_warning(category: str, division: str, *, actor: Actor, now: datetime) -> Edition:
    """Begin a warning with the figures of now. Raises NotAllowed: role, unknown category or area, too few cases."""
    names = packs.load(RULE_SET).tables["category"]["category"]
    problems = []
    if actor.role not in WRITERS:
        problems.append(Problem("education.warning.wrong_role", gettext("Warnings are begun by those who teach.")))
    area = divisions.division(division) if division else None
    if category not in names or (division and area is None):
        message = gettext("Choose a category and an area from the lists.")
        problems.append(Problem("education.warning.unknown", message, "/category"))
    require_none(problems)
    figures = count(category, division, now=now)
    if figures.now < LEAST:
        message = gettext("Fewer than %(least)d complaints in thirty days: too few to speak of in public.")
        require_none([Problem("education.warning.too_few", message % {"least": LEAST})])
    day = day_of(now)
    title = names[category]["title"]
    zh, en = title["zh"], title.get("en", title["zh"])
    where_zh, where_en = (divisions.path_name(division),) * 2 if area else ("全国", "the whole country")
    text = actions.Text(
        title_zh=f"关于{zh}的消费预警",
        title_en=f"Warning: {en}",
        text_zh=(
            f"截至{day.isoformat()}的三十天里，{where_zh}收到关于{zh}的投诉{figures.now}件，"
            f"再之前的三十天为{figures.before}件[[figures]]。\n\n"
            "件数是收到的投诉，没有经过认定。\n\n遇到这样的问题，留好凭证，先找商家，再来投诉。\n"
        ),
        text_en=(
            f"In the thirty days to {day.isoformat()}, {figures.now} complaints about {en} came in for {where_en}; "
            f"in the thirty days before it was {figures.before} [[figures]].\n\n"
            "These are complaints as received; nothing has been found yet.\n\n"
            "If it happens to you, keep the proof, tell the trader, then complain.\n"
        ),
        category=category,
        division=division,
        expires_on=day + LASTS,
    )
    slug = f"{category.replace('.', '-').replace('_', '-')}-{day:%Y%m%d}"[:60].strip("-")
    return actions.write("warning", slug, text, actor=actor, now=now)
