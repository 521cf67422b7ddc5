"""Versions of the routing table: a draft that is tried, and what was live from when to when. A live one never changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from redress.kernel.actors import Actor, Role

EDITORS = frozenset({Role.ADMIN})
READERS = EDITORS | {Role.SUPERVISOR, Role.AUDITOR}


class Stage(models.TextChoices):
    DRAFT = "draft", gettext_lazy("Draft")
    VALIDATED = "validated", gettext_lazy("Checked")
    SIMULATED = "simulated", gettext_lazy("Tried on past cases")
    RELEASED = "released", gettext_lazy("Released")


class TableQuerySet(models.QuerySet["RoutingTable"]):
    def visible_to(self, actor: Actor) -> TableQuerySet:
        """Whoever runs, leads or audits the work may read how cases are given out; others read it on their case."""
        return self.all() if actor.role in READERS or actor.role == Role.SYSTEM else self.none()


class RoutingTable(models.Model):
    """One version. revision -- counts changes, so that two people do not overwrite each other."""

    number = models.PositiveIntegerField(unique=True)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.DRAFT)
    note = models.CharField(max_length=200)
    rows: models.JSONField[Any, Any] = models.JSONField(default=list)
    trial: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=40, blank=True)
    live_from = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = TableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="routing_live_is_released",
                condition=Q(live_from__isnull=True) | Q(stage="released"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.stage})"

    def state(self, now: datetime) -> str:
        """The word for where it stands: draft, validated, simulated, waiting, live or superseded."""
        if self.stage != Stage.RELEASED or self.live_from is None:
            return self.stage
        if self.ends_at is not None and self.ends_at <= now:
            return "superseded"
        return "live" if self.live_from <= now else "waiting"
