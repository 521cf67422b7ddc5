"""What people agreed to, purpose by purpose."""

from django.db import models
from django.db.models import Q


class Consent(models.Model):
    """One answer to one question about one purpose, bound to the notice that was shown (PIPL Art. 14, 15, 29)."""

    case_id = models.BigIntegerField()
    purpose = models.CharField(max_length=24)
    given = models.BooleanField()
    at = models.DateTimeField()
    notice_version = models.CharField(max_length=16)
    via = models.CharField(max_length=12, help_text="Channel: web, phone, counter …")
    by = models.CharField(max_length=12, default="self", help_text="self, guardian or agent.")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consent_withdrawn_was_given",
                condition=Q(withdrawn_at__isnull=True) | Q(given=True),
                violation_error_message="Only a consent that was given can be withdrawn.",
            ),
        ]
        indexes = [models.Index(fields=["case_id", "purpose", "id"], name="consent_of_case")]

    def __str__(self) -> str:
        return f"{self.purpose} in case {self.case_id}: {'yes' if self.given else 'no'}"

    @property
    def stands(self) -> bool:
        return self.given and self.withdrawn_at is None
