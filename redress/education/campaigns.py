"""Campaigns: one text, several channels, each with a link of its own; and whether it did anything, with how sure that is."""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext, gettext_lazy

from redress.cases.models import Case
from redress.education.models import READERS, WRITERS, Campaign, CampaignDay, Edition
from redress.kernel.actors import Actor
from redress.kernel.moments import SHANGHAI, day_of
from redress.kernel.problems import Invalid, NotThere, Problem, require_none
from redress.records.entries import Draft, append

CHANNELS = {
    "poster": gettext_lazy("Poster"),
    "sms": gettext_lazy("Text message"),
    "social": gettext_lazy("Social media"),
    "press": gettext_lazy("Press"),
    "school": gettext_lazy("School"),
    "counter": gettext_lazy("Counter"),
}
LONGEST = 28  # days compared at most, before and after
SHORTEST = 7
LEAST = 20  # complaints of the kind, before and after together; fewer tell nothing
Z95 = 1.96


@dataclass(frozen=True, slots=True)
class Effect:
    """Complaints of the kind before and after the first day, beside all others; ratio of the two changes.

    says -- fewer, more, or cannot_tell
    why -- early, few, wide; empty where it can be told
    """

    days: int
    before: int
    after: int
    others_before: int
    others_after: int
    ratio: float | None
    lower: float | None
    upper: float | None
    says: str
    why: str


@transaction.atomic
def make(
    slug: str, title: str, edition_id: int, channels: list[str], starts_on: date, ends_on: date, *, actor: Actor, now: datetime
) -> Campaign:  # fmt: skip
    """Begin a campaign for a published text. Raises NotAllowed, Invalid."""
    if actor.role not in WRITERS:
        require_none([Problem("education.campaign.wrong_role", gettext("Campaigns are begun by those who teach."))])
    problems = []
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 40 or not title.strip() or len(title) > 120:
        message = gettext("Give a title, and a name in the address of small letters, digits and hyphens.")
        problems.append(Problem("education.campaign.name", message, "/slug"))
    elif Campaign.objects.filter(slug=slug).exists():
        problems.append(Problem("education.campaign.taken", gettext("This name is taken."), "/slug"))
    if not channels or not set(channels) <= CHANNELS.keys():
        problems.append(Problem("education.campaign.channels", gettext("Choose at least one channel."), "/channels"))
    if ends_on < starts_on or (ends_on - starts_on).days > 366:
        message = gettext("The last day is not before the first, and within a year of it.")
        problems.append(Problem("education.campaign.days", message, "/ends_on"))
    edition = Edition.objects.filter(pk=edition_id, state="published").exclude(kind="term").first()
    if edition is None:
        message = gettext("A campaign leads to a published guide, lesson or warning.")
        problems.append(Problem("education.campaign.text", message, "/edition"))
    if problems or edition is None:
        raise Invalid(problems)
    row = Campaign.objects.create(
        slug=slug, title=title.strip(), edition=edition, channels=" ".join(channels), starts_on=starts_on, ends_on=ends_on,
        made_by=actor.key, made_at=now,
    )  # fmt: skip
    append([Draft(0, "campaign.begun", now, actor.key, {"campaign": row.pk, "edition": edition.pk})])
    return row


def seen_by(actor: Actor) -> list[Campaign]:
    """Campaigns, newest first, for those who write and review."""
    rows = Campaign.objects.select_related("edition").order_by("-starts_on", "-pk")
    return list(rows[:200]) if actor.role in READERS else []


def one(campaign_id: int, *, actor: Actor) -> Campaign:
    """Raises NotThere."""
    row = Campaign.objects.select_related("edition").filter(pk=campaign_id).first()
    if row is None or actor.role not in READERS:
        raise NotThere("campaign")
    return row


@transaction.atomic
def open_link(slug: str, channel: str, *, now: datetime) -> Edition:
    """Count one opening of a channel's link while the campaign runs; return where it leads. Raises NotThere."""
    row = Campaign.objects.select_related("edition").filter(slug=slug).first()
    if row is None or channel not in row.channels.split():
        raise NotThere("campaign")
    day = day_of(now)
    if row.starts_on <= day <= row.ends_on:
        CampaignDay.objects.get_or_create(campaign=row, channel=channel, day=day)
        CampaignDay.objects.filter(campaign=row, channel=channel, day=day).update(opened=F("opened") + 1)
    return row.edition


def opened(row: Campaign) -> dict[str, int]:
    """Openings by channel, those without any included."""
    counted = dict(row.days.values_list("channel").annotate(n=Sum("opened")))
    return {channel: counted.get(channel, 0) for channel in row.channels.split()}


def effect(row: Campaign, *, now: datetime) -> Effect:
    """Compare equally many days before and after the first one, whole weeks, against all other complaints."""
    days = min(LONGEST, (day_of(now) - row.starts_on).days, (row.ends_on - row.starts_on).days + 1 + SHORTEST) // 7 * 7
    if days < SHORTEST:
        return Effect(0, 0, 0, 0, 0, None, None, None, "cannot_tell", "early")
    start, span = datetime.combine(row.starts_on, time.min, SHANGHAI), timedelta(days=days)
    kind = Q(category=row.edition.category) | Q(category__startswith=f"{row.edition.category}.")
    complaints = Case.objects.filter(kind="complaint")
    before = complaints.filter(received_at__gte=start - span, received_at__lt=start)
    after = complaints.filter(received_at__gte=start, received_at__lt=start + span)
    if not row.edition.category:
        return Effect(days, 0, 0, before.count(), after.count(), None, None, None, "cannot_tell", "few")
    return judge(days, *((one.filter(kind).count(), one.exclude(kind).count()) for one in (before, after)))


def judge(days: int, before: tuple[int, int], after: tuple[int, int]) -> Effect:
    """Say whether the kind changed otherwise than the others did: ratio of ratios with its 95 % interval.

    >>> judge(28, (40, 400), (10, 400)).says, judge(28, (40, 400), (38, 400)).says, judge(28, (5, 90), (2, 90)).why
    ('fewer', 'cannot_tell', 'few')
    """
    cells = [n + 0.5 for n in (*before, *after)]
    kind_before, others_before, kind_after, others_after = cells
    ratio = kind_after / kind_before / (others_after / others_before)
    spread = math.exp(Z95 * math.sqrt(sum(1 / n for n in cells)))
    lower, upper = ratio / spread, ratio * spread
    if before[0] + after[0] < LEAST:
        says, why = "cannot_tell", "few"
    elif lower <= 1 <= upper:
        says, why = "cannot_tell", "wide"
    else:
        says, why = ("fewer" if upper < 1 else "more"), ""
    return Effect(days, before[0], after[0], before[1], after[1], ratio, lower, upper, says, why)
