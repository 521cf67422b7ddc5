"""What is asked about the handling of a case by those who watch over it, or by those it concerns."""

from django.db import models
from django.db.models import Q


class Concern(models.Model):
    """An order (督办), an escalation or a complaint about handling. Its words are sealed in the case.

    order -- of a supervisor to an officer; answered, then accepted or sent back
    escalation -- of somebody who handles the case to a supervisor, who answers
    grievance -- of the complainant about how the case is handled; decided by somebody who does not handle it
    """

    case_id = models.BigIntegerField(db_index=True)
    agency_id = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    ground = models.CharField(max_length=24)
    state = models.CharField(max_length=10, default="open")
    opened_by = models.CharField(max_length=40, help_text="Actor key.")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    to_staff_id = models.BigIntegerField(null=True, help_text="Who is to answer; empty: any supervisor of the body.")
    answered_by = models.CharField(max_length=40, default="")
    answered_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=40, default="")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, default="")
    rounds = models.PositiveSmallIntegerField(default=0, help_text="How often it was answered.")

    class Meta:
        constraints = [
            models.CheckConstraint(name="concern_kind", condition=Q(kind__in=("order", "escalation", "grievance"))),
            models.CheckConstraint(name="concern_state", condition=Q(state__in=("open", "answered", "done"))),
        ]
        indexes = [
            models.Index(name="concern_waiting", fields=("agency_id", "kind", "due_on"), condition=~Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} on case {self.case_id}"


class Recusal(models.Model):
    """Somebody of the staff keeps out of a case. While it stands, no step of the case is open to them."""

    case_id = models.BigIntegerField()
    staff_id = models.BigIntegerField()
    ground = models.CharField(max_length=24)
    by = models.CharField(max_length=40, help_text="Actor key: the person, or a supervisor.")
    at = models.DateTimeField()
    lifted_by = models.CharField(max_length=40, default="")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recusal_once", fields=("case_id", "staff_id"), condition=Q(lifted_at__isnull=True)
            ),
            models.CheckConstraint(
                name="recusal_lifted_whole", condition=Q(lifted_at=None, lifted_by="") | ~Q(lifted_by="")
            ),
        ]

    def __str__(self) -> str:
        return f"staff {self.staff_id} keeps out of case {self.case_id}"


class Look(models.Model):
    """Somebody of the staff saw or took out what is not shown to all: copied from the archive, to be searched.

    own -- the case was theirs at the time, or they had taken a step in it
    """

    entry_id = models.BigIntegerField(primary_key=True)
    case_id = models.BigIntegerField(help_text="0: a list of cases.")
    agency_id = models.BigIntegerField(help_text="The body of the case; of the person where there is none.")
    staff_id = models.BigIntegerField()
    event = models.CharField(max_length=40)
    reason = models.CharField(max_length=24, default="")
    field = models.CharField(max_length=80, default="")
    at = models.DateTimeField()
    own = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(name="look_by_staff", fields=("staff_id", "at")),
            models.Index(name="look_of_case", fields=("case_id", "entry_id")),
            models.Index(name="look_at", fields=("agency_id", "at")),
        ]

    def __str__(self) -> str:
        return f"{self.event} of case {self.case_id} by staff {self.staff_id}"
