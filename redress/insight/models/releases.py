"""What is published of many cases together: releases of single complaints, and traders that figures name."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from redress.kernel.actors import Actor, Role

PUBLISHERS = frozenset({Role.ANALYST, Role.SUPERVISOR})


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, actor: Actor) -> ReleaseQuerySet:
        """Published ones are everybody's; the others belong to those who prepare and approve them."""
        if actor.role == Role.SYSTEM:
            return self.all()
        published = models.Q(state="published")
        if actor.role in {*PUBLISHERS, Role.AUDITOR} and actor.agency_ids:
            return self.filter(published | models.Q(agency_id__in=actor.agency_ids))
        return self.filter(published)


class Release(models.Model):
    """Complaints of a period as they are given to everybody, with the risk that was measured before."""

    agency_id = models.BigIntegerField()
    since = models.DateField()
    until = models.DateField(help_text="Exclusive.")
    state = models.CharField(max_length=10, default="preparing")
    level = models.PositiveSmallIntegerField(default=0, help_text="How coarse: a step of the ladder.")
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0, help_text="Stories prepared so far.")
    total = models.PositiveIntegerField(default=0, help_text="Stories to prepare; 0 until the columns are measured.")
    revision = models.PositiveIntegerField(default=1)
    card = models.TextField(default="{}", help_text="JSON: the data card with every number.")
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    decided_by = models.CharField(max_length=40, default="")
    decided_at = models.DateTimeField(null=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="release_state_known",
                condition=models.Q(state__in=("preparing", "measured", "published", "declined")),
            )
        ]

    def __str__(self) -> str:
        return f"release {self.pk}"

    @property
    def numbers(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.card)
        return value


class ReleaseRow(models.Model):
    """One complaint in a release. `key` orders the pages and tells nothing; `case_id` never leaves this table."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=16)
    case_id = models.BigIntegerField(db_index=True)
    columns = models.TextField(help_text="JSON: the generalised values.")
    words = models.TextField(help_text="De-identified story; given out apart from the columns.")

    class Meta:
        constraints = [models.UniqueConstraint(name="release_row_key", fields=("release", "key"))]

    def __str__(self) -> str:
        return f"row {self.key} of release {self.release_id}"

    @property
    def values(self) -> dict[str, str]:
        value: dict[str, str] = json.loads(self.columns)
        return value


class Naming(models.Model):
    """A trader that public figures are to name: told first, heard, and only then shown."""

    agency_id = models.BigIntegerField()
    trader = models.CharField(max_length=120)
    trader_name = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField()
    n = models.PositiveIntegerField()
    ended = models.PositiveIntegerField()
    settled = models.PositiveIntegerField()
    announced_by = models.CharField(max_length=40)
    announced_at = models.DateTimeField()
    shown_from = models.DateField(help_text="Not before this day; until then the trader can contest unseen.")
    code_digest = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, default="announced")
    reason = models.CharField(max_length=24, default="")
    contested_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=40, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="naming_state_known",
                condition=models.Q(state__in=("announced", "contested", "upheld", "withheld")),
            ),
            models.UniqueConstraint(name="naming_once", fields=("agency_id", "trader", "since", "until")),
        ]

    def __str__(self) -> str:
        return f"naming {self.pk}"
