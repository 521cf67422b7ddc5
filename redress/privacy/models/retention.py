"""What must be kept, what is about to go, and what is gone."""

from django.db import models
from django.db.models import F, Q


class LegalHold(models.Model):
    """While one stands, nothing of the case is disposed of."""

    case_id = models.BigIntegerField(db_index=True)
    reason_code = models.CharField(max_length=24)
    reference = models.CharField(
        max_length=64, default="", help_text="File number of the court or authority; no names."
    )
    placed_by = models.CharField(max_length=80)
    placed_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=80, default="")
    lifted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Hold on case {self.case_id}: {self.reason_code}"


class Disposal(models.Model):
    """One person's proposal to erase a case, waiting for another person's agreement."""

    case_id = models.BigIntegerField()
    basis = models.CharField(max_length=40, help_text="Retention rule or ground of deletion.")
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, default="")
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="disposal_by_two",
                condition=~Q(proposed_by=F("decided_by")),
                violation_error_message="Two different people decide that a case is erased.",
            ),
            models.UniqueConstraint(
                fields=["case_id"], condition=Q(decided_at__isnull=True), name="disposal_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Disposal of case {self.case_id}"


class Erasure(models.Model):
    """The tombstone: that a case's personal data is gone, when, under what, and who decided."""

    case_id = models.BigIntegerField(primary_key=True)
    basis = models.CharField(max_length=40)
    first = models.CharField(max_length=80)
    second = models.CharField(max_length=80)
    at = models.DateTimeField()
    values = models.PositiveIntegerField(help_text="How many sealed values went.")

    class Meta:
        constraints = [models.CheckConstraint(name="erasure_by_two", condition=~Q(first=F("second")))]

    def __str__(self) -> str:
        return f"Case {self.case_id} erased on {self.at:%Y-%m-%d}"
