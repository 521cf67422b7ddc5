"""Looks for surges, and what they found."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from redress.insight.models.facts import READERS
from redress.kernel.actors import Actor, Role

STATES = ("new", "doubtful", "watched", "dismissed", "suggested")


class Scan(models.Model):
    """One look at all series on one day, and what the same detector does on histories without any surge."""

    on = models.DateField(unique=True)
    at = models.DateTimeField()
    detector = models.CharField(max_length=24)
    series = models.PositiveIntegerField(help_text="Series with any case in the last weeks: the number of tests.")
    found = models.PositiveIntegerField()
    silent = models.BooleanField(help_text="Nothing at all arrived in the week: no conclusion.")
    replayed = models.PositiveIntegerField(help_text="Weeks of shuffled history the detector was run on.")
    false_alarms = models.PositiveIntegerField(help_text="Alarms it gave there.")

    def __str__(self) -> str:
        return f"scan of {self.on}"


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, actor: Actor) -> AlertQuerySet:
        if actor.role == Role.SYSTEM:
            return self.all()
        if actor.role in READERS and actor.agency_ids:
            return self.filter(agency_id__in=actor.agency_ids)
        return self.none()


class Alert(models.Model):
    """More complaints in one series than its own past lets expect. A question to a person, never a verdict."""

    on = models.DateField(help_text="Last day of the week that was looked at.")
    agency_id = models.BigIntegerField()
    trader = models.CharField(max_length=120, help_text="Empty for a class of goods as a whole.")
    trader_name = models.CharField(max_length=120)
    nature = models.CharField(max_length=32)
    category = models.CharField(max_length=64)
    division = models.CharField(max_length=12)
    observed = models.PositiveIntegerField(help_text="People, each once; nearly equal stories once.")
    raw = models.PositiveIntegerField(help_text="Cases, uncapped.")
    expected = models.FloatField()
    upper = models.FloatField(help_text="Upper end of the 95 % interval of what was expected.")
    lower = models.FloatField()
    p_short = models.FloatField()
    p_long = models.FloatField(null=True, help_text="Empty where the past is too short for it.")
    q = models.FloatField(help_text="After correction for the number of series looked at.")
    first_day = models.DateField()
    one_source = models.FloatField(help_text="Share that came with one import on one day.")
    cases = models.TextField(help_text="JSON: ids of the cases behind it.")
    history = models.TextField(help_text="JSON: counts of the weeks before, oldest first.")
    state = models.CharField(max_length=10, default="new")
    reason = models.CharField(max_length=24, default="")
    decided_by = models.CharField(max_length=40, default="")
    decided_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="alert_state_known", condition=models.Q(state__in=STATES)),
            models.UniqueConstraint(
                name="alert_once", fields=("on", "agency_id", "trader", "nature", "category", "division")
            ),
        ]
        indexes = [models.Index(name="alert_body", fields=("agency_id", "-on", "-id"))]

    def __str__(self) -> str:
        return f"alert {self.pk}"

    @property
    def case_ids(self) -> list[int]:
        value: list[int] = json.loads(self.cases)
        return value

    @property
    def weeks(self) -> list[int]:
        value: list[Any] = json.loads(self.history)
        return [int(n) for n in value]
