"""Texts that teach: every version of every item, who wrote it and who read it before everybody could."""

from django.db import models
from django.db.models import F, Q

from redress.agencies.models import Agency
from redress.kernel.actors import Actor, Role
from redress.law import divisions
from redress.law.bilingual import say

KINDS = ("guide", "lesson", "warning", "term")
STATES = ("draft", "review", "published", "replaced", "withdrawn")
WRITERS = frozenset({Role.EDUCATOR})
READERS = frozenset({Role.EDUCATOR, Role.SUPERVISOR})


class EditionRows(models.QuerySet["Edition"]):
    """Editions, as somebody may see them."""

    def visible_to(self, actor: Actor) -> "EditionRows":
        """Staff who write or review see every edition; everybody else what is published."""
        return self if actor.role in READERS else self.filter(state="published")


class Edition(models.Model):
    """One version of one item, in both languages; an empty English text waits for its translation."""

    kind = models.CharField(max_length=8)
    slug = models.SlugField(max_length=60)
    number = models.PositiveSmallIntegerField(help_text="Version of the item, from 1.")
    state = models.CharField(max_length=10, default="draft")
    title_zh = models.CharField(max_length=120)
    text_zh = models.TextField(help_text="Markdown.")
    title_en = models.CharField(max_length=160, blank=True, default="")
    text_en = models.TextField(blank=True, default="", help_text="Markdown.")
    category = models.CharField(max_length=80, blank=True, default="", help_text="Category of goods or services.")
    division = models.CharField(max_length=6, blank=True, default="", help_text="Area; empty: everywhere.")
    expires_on = models.DateField(null=True, help_text="Last day on which it is shown.")
    source = models.CharField(max_length=40, blank=True, default="", help_text="What it was begun from: surge:<id>.")
    written_by = models.CharField(max_length=40, help_text="Actor key.")
    written_at = models.DateTimeField()
    reviewed_by = models.CharField(max_length=40, blank=True, default="", help_text="Actor key.")
    published_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, help_text="When it was replaced or withdrawn.")

    objects = EditionRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="edition_once", fields=("kind", "slug", "number")),
            models.UniqueConstraint(name="edition_shown", fields=("kind", "slug"), condition=Q(state="published")),
            models.CheckConstraint(name="edition_kind", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="edition_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="edition_two_people", condition=Q(reviewed_by="") | ~Q(reviewed_by=F("written_by"))
            ),
            models.CheckConstraint(
                name="edition_warning_ends",
                condition=~Q(kind="warning") | Q(state="draft") | Q(expires_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug} {self.number}"

    @property
    def translated(self) -> bool:
        return bool(self.title_en.strip() and self.text_en.strip())

    def title(self, tongue: str) -> str:
        return self._in(tongue, self.title_zh, self.title_en)

    def text(self, tongue: str) -> str:
        return self._in(tongue, self.text_zh, self.text_en)

    def _in(self, tongue: str, zh: str, en: str) -> str:
        """English where all of it is translated; a further language where its table has this very text."""
        return say({"zh": zh, "en": en}, tongue) if self.translated else zh


class Subscription(models.Model):
    """Somebody wants warnings by e-mail. The address is sealed, slot "subscription:<id>" of the agency's compartment."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", help_text="In whose name it is sent.")
    digest = models.CharField(max_length=64, help_text="Keyed digest of the address: it is asked once.")
    category = models.CharField(max_length=80, blank=True, default="", help_text="Empty: every category.")
    division = models.CharField(max_length=6, blank=True, default="", help_text="Area; empty: everywhere.")
    language = models.CharField(max_length=2, default="zh")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, help_text="Nothing is sent before.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="subscription_once", fields=("digest", "category", "division")),
            models.CheckConstraint(name="subscription_language", condition=Q(language__in=("zh", "en"))),
        ]

    def __str__(self) -> str:
        return f"subscription {self.pk}"

    @property
    def slot(self) -> str:
        return f"subscription:{self.pk}"

    def wants(self, edition: Edition) -> bool:
        """Whether a warning is about the goods and the area that were asked for, or about ones that hold them."""
        mine, its = self.category, edition.category
        goods = not mine or not its or f"{its}.".startswith(f"{mine}.") or f"{mine}.".startswith(f"{its}.")
        here, there = self.division, edition.division
        return goods and (not here or not there or divisions.within(here, there) or divisions.within(there, here))


class Campaign(models.Model):
    """A published text, carried to people by several channels for some days; each channel has a link of its own."""

    slug = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", help_text="Where the links lead.")
    channels = models.CharField(max_length=200, help_text="Codes, space-separated.")
    starts_on = models.DateField()
    ends_on = models.DateField()
    made_by = models.CharField(max_length=40, help_text="Actor key.")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="campaign_days", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.slug


class CampaignDay(models.Model):
    """How often the link of one channel was opened on a day. Nothing about who opened it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="days")
    channel = models.CharField(max_length=16)
    day = models.DateField()
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="campaign_day_once", fields=("campaign", "channel", "day"))]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.channel} {self.day}: {self.opened}"
