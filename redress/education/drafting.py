"""A warning begun from what the figures say now: counts of complaints, none of them a judgment on a trader."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

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
class Surge:
    """What a warning may say of a surge: people of one week, and what was expected. It names no trader."""

    id: int
    category: str
    nature: str
    division: str
    on: date
    people: int
    expected: str
    interval: str


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


@transaction.atomic
def from_surge(surge: Surge, *, actor: Actor, now: datetime) -> Edition:
    """Begin a warning with the figures of a surge, and those of the thirty days to now.

    The caller has established that this person decides about surges. Begun once: a second time is the same draft.
    Raises NotAllowed where there are too few people to speak of, or no class of goods.
    """
    source = f"surge:{surge.id}"
    known = Edition.objects.filter(source=source).exclude(state="withdrawn").order_by("-number").first()
    if known is not None:
        return known
    tables = packs.load(RULE_SET).tables
    goods, nature = tables["category"]["category"].get(surge.category), tables["nature"]["nature"].get(surge.nature)
    problems = []
    if goods is None:
        message = gettext("This surge has no class of goods or services; a warning needs one.")
        problems.append(Problem("education.surge.no_category", message))
    if surge.people < LEAST:
        message = gettext("Fewer than %(least)d people: too few to speak of in public.") % {"least": LEAST}
        problems.append(Problem("education.surge.too_few", message))
    require_none(problems)
    title, kind = goods["title"] if goods else {}, nature["title"] if nature else {"zh": "消费问题", "en": "Trouble"}
    area = divisions.division(surge.division) if surge.division else None
    where_zh, where_en = (divisions.path_name(surge.division),) * 2 if area else ("全国", "the whole country")
    figures = count(surge.category, surge.division, now=now)
    zh, en, day = title["zh"], title.get("en", title["zh"]), surge.on.isoformat()
    text = actions.Text(
        title_zh=f"关于{zh}的消费预警：{kind['zh']}",
        title_en=f"Warning: {en} ({kind.get('en', kind['zh'])})",
        text_zh=(
            f"截至{day}的一周里，{where_zh}有{surge.people}人投诉{zh}的{kind['zh']}问题，"
            f"往常一周是{surge.expected}人，一百周里有九十五周在{surge.interval}人之间[[figures]]。"
            f"截至{day_of(now).isoformat()}的三十天里收到关于{zh}的投诉{figures.now}件，"
            f"再之前的三十天为{figures.before}件[[figures]]。\n\n"
            "这里数的是收到的投诉，没有经过认定，也不是说哪一家商家有问题。\n\n"
            "遇到这样的问题，留好凭证，先找商家，再来投诉。\n"
        ),
        text_en=(
            f"In the week to {day}, {surge.people} people in {where_en} complained about {en} "
            f"({kind.get('en', kind['zh'])}); usual is {surge.expected}, {surge.interval} in 95 of 100 weeks [[figures]]. "
            f"In the thirty days to {day_of(now).isoformat()}, {figures.now} complaints about {en} came in; "
            f"in the thirty days before it was {figures.before} [[figures]].\n\n"
            "These are complaints as received; nothing has been found yet, about any trader.\n\n"
            "If it happens to you, keep the proof, tell the trader, then complain.\n"
        ),
        category=surge.category,
        division=surge.division,
        expires_on=day_of(now) + LASTS,
    )
    return actions.keep("warning", f"surge-{surge.id}", text, source=source, actor=actor, now=now)
