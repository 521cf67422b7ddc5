"""Clocks of cases, as recorded facts. What they show is computed by law.clock from the archive's events, never edited."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

RUNNING, PAUSED, MET, MISSED = "running", "paused", "met", "missed"


class Clock(models.Model):
    """One limit on one case, as last computed. An earlier result is kept beside the one that replaced it."""

    subject = models.BigIntegerField(help_text="Id of the case.")
    agency_id = models.BigIntegerField(help_text="Body that must keep the limit.")
    limit_code = models.CharField(max_length=32)
    family = models.CharField(max_length=8)
    rule_set = models.CharField(max_length=32)
    rule_version = models.CharField(max_length=16)
    calendar_version = models.CharField(max_length=32)
    started_on = models.DateField()
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=8)
    provisional = models.BooleanField(default=False)
    met_on = models.DateField(null=True)
    missed_at = models.DateTimeField(null=True, help_text="When the sweep recorded that the day passed.")
    superseded_at = models.DateTimeField(null=True, help_text="When a new result took this one's place.")
    superseded_why = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="clock_state_known", condition=Q(state__in=(RUNNING, PAUSED, MET, MISSED))),
            models.CheckConstraint(name="clock_family_known", condition=Q(family__in=("statute", "service"))),
            models.UniqueConstraint(
                name="clock_one_current", fields=("subject", "limit_code"), condition=Q(superseded_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(
                name="clock_running_due",
                fields=("due_on", "id"),
                condition=Q(state=RUNNING, superseded_at__isnull=True, missed_at__isnull=True),
            ),
            models.Index(
                name="clock_agency_due",
                fields=("agency_id", "due_on"),
                condition=Q(state=RUNNING, superseded_at__isnull=True),
            ),
            models.Index(
                name="clock_agency_missed",
                fields=("agency_id", "due_on"),
                condition=Q(state=MISSED, superseded_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.limit_code} of {self.subject}: {self.state}, due {self.due_on}"


class Sweep(models.Model):
    """One run of the sweep over all clocks."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    missed = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"sweep of {self.started_at:%Y-%m-%d %H:%M}: {self.missed} missed"
