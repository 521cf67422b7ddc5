"""What came in by e-mail: one row for each mail, and what became of it. The mail itself lies sealed beside."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redress.agencies.models import Agency
from redress.cases.models import Case
from redress.kernel.actors import CASE_ROLES, Actor, Role

STATES = ("filed", "added", "held", "ignored", "returned", "discarded")
WITH_CASE = ("filed", "added")


class IncomingQuerySet(models.QuerySet["Incoming"]):
    def visible_to(self, actor: Actor) -> IncomingQuerySet:
        """What `actor` may know of: staff whose work is cases, the mail of their bodies."""
        if actor.role == Role.SYSTEM:
            return self.all()
        if actor.role in CASE_ROLES and actor.agency_ids:
            return self.filter(agency_id__in=actor.agency_ids)
        return self.none()


class Incoming(models.Model):
    """One mail. `key` is a digest of its Message-ID and sender: the same mail, brought twice, is one row."""

    key = models.BinaryField(max_length=32, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, default="", help_text="Code: why it is held, ignored or discarded.")
    received_at = models.DateTimeField(help_text="When it came to us; starts the clocks.")
    size = models.PositiveIntegerField()
    files = models.PositiveSmallIntegerField(default=0)
    left_out = models.PositiveSmallIntegerField(default=0, help_text="Files that could not be taken in.")
    path = models.CharField(max_length=120, default="", help_text="The sealed original, under the folder of files.")
    decided_by = models.CharField(max_length=80, default="")
    decided_at = models.DateTimeField(null=True)

    objects = IncomingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="incoming_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="incoming_held_without_case", condition=Q(state__in=WITH_CASE) | Q(case__isnull=True)
            ),
        ]
        indexes = [
            models.Index(name="incoming_of_agency", fields=("agency", "state", "-id")),
            models.Index(name="incoming_old", fields=("state", "received_at")),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}: {self.state}"
