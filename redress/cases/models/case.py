"""The case itself: a complaint or a report. It holds no personal value; those are in the vault under its id."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q

from redress.agencies.models import Agency, Staff, Team
from redress.kernel.actors import CASE_ROLES, Actor, Role
from redress.kernel.rows import Reader
from redress.law import packs
from redress.law.packs import Pack

COMPLAINT, REPORT = "complaint", "report"
CHANNELS = ("web", "phone", "counter", "post", "email", "api", "import")


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, actor: Actor) -> CaseQuerySet:
        """What `actor` may know to exist. Every read and every write starts here; unknown roles see nothing.

        Staff whose work is cases see those of their body and of the bodies below it; a mediator also complaints
        entrusted to the body, but no report that is not assigned to them. A complainant sees the one case whose key
        they hold.
        """
        if actor.role == Role.SYSTEM:
            return self.all()
        if actor.role in CASE_ROLES and actor.agency_ids:
            mine = Q(agency_id__in=actor.agency_ids)
            if actor.role == Role.MEDIATOR:  # a report is confidential to those who handle it (S Art. 37)
                mine &= Q(kind=COMPLAINT) | Q(assignee_id=actor.staff_id)
                mine |= Q(entrusted_to_id__in=actor.agency_ids)
            return self.filter(mine)
        if actor.role in {Role.COMPLAINANT, Role.RESPONDENT} and actor.case_id is not None:
            return self.filter(pk=actor.case_id)
        return self.none()


class Case(models.Model):
    """One complaint or one report, handled by one body under one rule set."""

    number = models.CharField(max_length=16, unique=True, help_text="Unguessable; shown in groups of four.")
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=20)
    prior_state = models.CharField(max_length=20, default="", help_text="Where a pause returns to.")
    phase = models.CharField(max_length=8, default="open")
    rule_set = models.CharField(max_length=32)
    rule_version = models.CharField(max_length=16)
    service_rule_set = models.CharField(max_length=32, default="")
    channel = models.CharField(max_length=8)
    language = models.CharField(max_length=8, default="zh-hans")
    received_at = models.DateTimeField(help_text="When it arrived; starts the clocks.")
    entered_at = models.DateTimeField(help_text="When it was registered here.")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    assignee = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+", db_index=False)
    entrusted_to = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    linked = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    nature = models.CharField(max_length=32, default="")
    category = models.CharField(max_length=64, default="")
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default="CNY")
    matter = models.CharField(max_length=80, default="", help_text="The first words of the story, de-identified.")
    trader_name = models.CharField(max_length=120, default="")
    trader_uscc = models.CharField(max_length=18, default="")
    division = models.CharField(max_length=12, default="")
    facts = models.TextField(default="{}", help_text="JSON: respondent, purchase and requests without personal values.")
    missing = models.TextField(default="[]", help_text="JSON: pointers of what the law asks for and was not given.")
    why_routed = models.TextField(default="{}", help_text="JSON: why this body, with articles.")
    flags = models.CharField(max_length=120, default="", help_text="Words such as danger, minor; space-separated.")
    next_due_on = models.DateField(null=True, help_text="Nearest running statutory limit; derived from the clocks.")
    next_due_code = models.CharField(max_length=32, default="")
    accepted_at = models.DateTimeField(null=True)
    result_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    perform_by = models.DateField(null=True)
    outcome = models.CharField(max_length=40, default="")
    verdict = models.CharField(max_length=12, default="", help_text="The complainant's own: solved, partly, not.")
    grade = models.PositiveSmallIntegerField(null=True, help_text="Five-grade rating of the service, 5 best.")
    shelved_until = models.DateField(null=True)
    external_number = models.CharField(max_length=64, default="")
    source = models.CharField(max_length=64, default="")
    story_print = models.BigIntegerField(null=True, help_text="64-bit similarity print of the de-identified story.")
    version = models.PositiveIntegerField(default=1)
    last_event_at = models.DateTimeField()

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="case_kind_known", condition=Q(kind__in=(COMPLAINT, REPORT))),
            models.CheckConstraint(name="case_channel_known", condition=Q(channel__in=CHANNELS)),
            models.CheckConstraint(name="case_phase_known", condition=Q(phase__in=("open", "ended", "closed"))),
            models.CheckConstraint(
                name="case_closed_iff_closed_at",
                condition=Q(phase="closed", closed_at__isnull=False) | (~Q(phase="closed") & Q(closed_at__isnull=True)),
                violation_error_message="A closed case has a closing time; an open one has none.",
            ),
            models.CheckConstraint(
                name="case_amount_not_negative", condition=Q(amount__isnull=True) | Q(amount__gte=0)
            ),
            models.UniqueConstraint(
                name="case_external_once", fields=("source", "external_number"), condition=~Q(external_number="")
            ),
        ]
        indexes = [
            models.Index(name="case_due", fields=("agency", "phase", "next_due_on", "id")),
            models.Index(name="case_received", fields=("agency", "phase", "-received_at", "-id")),
            models.Index(name="case_all_received", fields=("agency", "-received_at", "-id")),
            models.Index(name="case_assignee", fields=("assignee", "phase", "next_due_on", "id")),
            models.Index(
                name="case_team", fields=("team", "phase", "next_due_on", "id"), condition=Q(team__isnull=False)
            ),
            models.Index(name="case_state", fields=("agency", "state", "next_due_on", "id")),
            models.Index(name="case_uscc", fields=("trader_uscc",), condition=~Q(trader_uscc="")),
            models.Index(name="case_trader", fields=("trader_name",)),
        ]

    def __str__(self) -> str:
        return self.number

    def seen_by(self, actor: Actor) -> bool:
        """Whether `actor` may know this case to exist: `visible_to`, for a case that is at hand."""
        if actor.role == Role.SYSTEM:
            return True
        if actor.role in CASE_ROLES:
            if actor.role != Role.MEDIATOR:
                return self.agency_id in actor.agency_ids
            theirs = self.kind == COMPLAINT or self.assignee_id == actor.staff_id
            return (theirs and self.agency_id in actor.agency_ids) or self.entrusted_to_id in actor.agency_ids
        if actor.role in {Role.COMPLAINANT, Role.RESPONDENT} and actor.case_id is not None:
            return self.pk == actor.case_id
        return False

    @property
    def pack(self) -> Pack:
        return packs.load(self.rule_set)

    @property
    def facts_value(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.facts)
        return value

    @property
    def missing_value(self) -> list[dict[str, Any]]:
        value: list[dict[str, Any]] = json.loads(self.missing)
        return value

    @property
    def is_open(self) -> bool:
        return self.phase == "open"

    @property
    def grouped_number(self) -> str:
        """The number in groups of four, as it is read aloud."""
        return " ".join(self.number[start : start + 4] for start in range(0, len(self.number), 4))


read_cases = Reader(Case)


class Idempotency(models.Model):
    """A request that was answered: the same key and body give the same answer, another body is refused."""

    key = models.BinaryField(max_length=32, primary_key=True, help_text="Digest of who asked and their key.")
    body = models.BinaryField(max_length=32, help_text="Digest of what was asked.")
    numbers = models.TextField(help_text="Space-separated numbers of the cases that were made.")
    answer = models.TextField(default="", help_text="Answer of a request that made no case; no personal values.")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.numbers


class Tally(models.Model):
    """Maintained counts, so that no page counts cases. On PostgreSQL rows are deltas that a job folds together."""

    agency_id = models.BigIntegerField()
    key = models.CharField(max_length=48)
    n = models.IntegerField()

    class Meta:
        indexes = [models.Index(name="tally_key", fields=("agency_id", "key"))]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.key}: {self.n}"
