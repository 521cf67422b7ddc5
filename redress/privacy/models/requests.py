"""What people ask about their own data."""

from django.db import models
from django.db.models import Q


class PersonRequest(models.Model):
    """One request under PIPL Art. 44-49. What the person wrote and the answer's words are sealed, as `request:<id>…`."""

    kind = models.CharField(max_length=12)
    case_id = models.BigIntegerField(null=True, db_index=True, help_text="None where the person has no case here.")
    agency_id = models.BigIntegerField(
        null=True, db_index=True, help_text="Which body took it in; who answers where there is no case."
    )
    relation = models.CharField(max_length=12, default="self")
    state = models.CharField(max_length=12, default="received")
    received_at = models.DateTimeField()
    due_on = models.DateField(help_text="House standard: 15 working days.")
    latest_on = models.DateField(help_text="30 days; no extension beyond.")
    identified_at = models.DateTimeField(null=True)
    identified_how = models.CharField(max_length=12, default="")
    identified_by = models.CharField(max_length=80, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, default="")
    refusal_code = models.CharField(max_length=24, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="request_answered_iff_time",
                condition=Q(state__in=("received", "identified"), answered_at__isnull=True)
                | Q(state__in=("granted", "partly", "refused"), answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_refusal_has_ground",
                condition=~Q(state__in=("refused", "partly")) | ~Q(refusal_code=""),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="request_by_due")]

    def __str__(self) -> str:
        return f"{self.kind} request {self.pk}: {self.state}"


class Restriction(models.Model):
    """While it stands, the case's data is stored and kept safe, and nothing else (PIPL Art. 44, 47(2))."""

    case_id = models.BigIntegerField(db_index=True)
    basis = models.CharField(max_length=24)
    since = models.DateTimeField()
    placed_by = models.CharField(max_length=80)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id"], condition=Q(lifted_at__isnull=True), name="restriction_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"Case {self.case_id} restricted since {self.since:%Y-%m-%d}"
