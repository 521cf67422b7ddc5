"""Who looked at what was hidden, who let them, and what was blacked out."""

from django.db import models


class Reveal(models.Model):
    """One look at one hidden value. The words of the reason are sealed in the case, as `reveal:<id>`."""

    case_id = models.BigIntegerField()
    field = models.CharField(max_length=80, help_text='Slot and pointer: "intake/complainant/phone".')
    reason_code = models.CharField(max_length=24)
    actor = models.CharField(max_length=80, help_text="Actor.key")
    role = models.CharField(max_length=12)
    agency_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "id"], name="reveal_of_case"),
            models.Index(fields=["actor", "at"], name="reveal_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} saw {self.field} of case {self.case_id}"


class Approval(models.Model):
    """Leave for one member of staff to see the data of a minor (Regulations on Minors' Network Protection, Art. 36)."""

    case_id = models.BigIntegerField(db_index=True)
    actor = models.CharField(max_length=80, help_text="Who may look.")
    approved_by = models.CharField(max_length=80)
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approval_by_another",
                condition=~models.Q(actor=models.F("approved_by")),
                violation_error_message="Nobody approves their own access.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.actor} may see case {self.case_id} until {self.until:%Y-%m-%d}"


class Redaction(models.Model):
    """Places of a sealed text that are blacked out for those outside the case room. The original stays as it was."""

    case_id = models.BigIntegerField()
    field = models.CharField(max_length=80, help_text='Slot and place of the text: "intake/story", "message:3/text".')
    spans = models.JSONField(help_text="[[start, end], …] in characters of the sealed text; no words of it.")
    digest = models.BinaryField(max_length=16, help_text="Keyed digest of the text the places were marked in.")
    reason_code = models.CharField(max_length=24)
    author = models.CharField(max_length=80)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=80, default="")

    class Meta:
        indexes = [models.Index(fields=["case_id", "field"], name="redaction_of_field")]

    def __str__(self) -> str:
        return f"{len(self.spans)} places in {self.field} of case {self.case_id}"
