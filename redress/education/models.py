"""Texts that teach: every version of every item, who wrote it and who read it before everybody could."""

from django.db import models
from django.db.models import F, Q

from redress.kernel.actors import Actor, Role

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
    expires_on = models.DateField(null=True, help_text="Last day on which it is shown.")
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
        return self.title_en if tongue == "en" and self.translated else self.title_zh

    def text(self, tongue: str) -> str:
        return self.text_en if tongue == "en" and self.translated else self.text_zh
