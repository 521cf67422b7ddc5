"""What was weighed before personal data is handled in a way that may harm, and who handles it for us under which contract."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q

from redress.kernel.actors import Actor, Role

WRITERS = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.ADMIN})
READERS = WRITERS | {Role.AUDITOR, Role.ANALYST}


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, actor: Actor) -> AssessmentQuerySet:
        """Those of a person's body and of every body below it."""
        if actor.role == Role.SYSTEM:
            return self.all()
        return self.filter(agency_id__in=actor.agency_ids) if actor.role in READERS else self.none()

    def standing(self, occasion: str, bodies: Iterable[int], on: date) -> AssessmentQuerySet:
        """Approved ones of these bodies that allow an occasion on a day, the newest first."""
        found = self.filter(agency_id__in=list(bodies), state="approved", review_on__gte=on)
        return found.filter(occasions__contains=f" {occasion} ").exclude(conclusion="no").order_by("-pk")


class Assessment(models.Model):
    """One version of an impact assessment (PIPL Art. 55, 56). A later version replaces it once that is approved."""

    agency_id = models.BigIntegerField(db_index=True)
    series = models.BigIntegerField(null=True, db_index=True, help_text="Its first version; None for that one.")
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=120)
    occasions = models.CharField(max_length=120, help_text="Codes of Art. 55, a space before and after each.")
    words = models.JSONField(default=dict, help_text="The parts Art. 56 asks for, by name.")
    conclusion = models.CharField(max_length=12, default="")
    state = models.CharField(max_length=12, default="draft")
    review_on = models.DateField(null=True, help_text="Until when it counts; looked at anew before.")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, default="")
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="From then on it is kept for three years (Art. 56).")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assessment_state_known", condition=Q(state__in=("draft", "approved", "declined", "ended"))
            ),
            models.CheckConstraint(
                name="assessment_by_two",
                condition=~Q(made_by=F("decided_by")),
                violation_error_message="Somebody else than its author approves an impact assessment.",
            ),
            models.UniqueConstraint(fields=["series", "version"], name="assessment_version_once"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"PIA-{self.made_at.year}-{self.series or self.pk}.{self.version}"


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, actor: Actor) -> ContractQuerySet:
        if actor.role == Role.SYSTEM:
            return self.all()
        return self.filter(agency_id__in=actor.agency_ids) if actor.role in READERS else self.none()


class Contract(models.Model):
    """A processor: who handles personal data for us, for what, until when (PIPL Art. 21; Network Data Regulations 12)."""

    agency_id = models.BigIntegerField(db_index=True)
    processor = models.CharField(max_length=120)
    reference = models.CharField(max_length=64, default="")
    words = models.JSONField(default=dict, help_text="The terms Art. 21 asks for, by name.")
    since = models.DateField()
    until = models.DateField()
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="+")
    checked_on = models.DateField(null=True, help_text="When we last looked whether it keeps to the contract.")
    ended_on = models.DateField(null=True)
    data_went = models.CharField(max_length=8, default="", help_text="At the end: returned or deleted.")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="contract_days_in_order", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="contract_end_says_where_data_went",
                condition=Q(ended_on__isnull=True, data_went="")
                | Q(ended_on__isnull=False, data_went__in=("returned", "deleted")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.processor} {self.since}/{self.until}"


class MinorsAudit(models.Model):
    """The yearly audit of how minors' data was handled, as it was reported (Regulations on Minors' Network Protection, 37)."""

    agency_id = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    figures = models.JSONField(default=dict, help_text="Counts on the day of the report, by name.")
    findings = models.TextField(help_text="What was found and what is changed; no names.")
    reported_on = models.DateField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency_id", "year"], name="minors_audit_once_a_year")]

    def __str__(self) -> str:
        return f"minors' data {self.year}"
