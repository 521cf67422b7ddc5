"""Samples read a second time, calls to complainants, clocks counted again; what was found wrong, and what became of it."""

from django.db import models
from django.db.models import Q


class Sample(models.Model):
    """A random sample of decisions, to be decided a second time by somebody who does not know the first decision.

    seed -- with the same seed the same cases are drawn again from the same population
    """

    agency_id = models.BigIntegerField()
    question = models.CharField(max_length=12)
    start = models.DateField()
    end = models.DateField()
    seed = models.CharField(max_length=16)
    population = models.PositiveIntegerField()
    drawn_by = models.CharField(max_length=40, help_text="Actor key.")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="sample_question", condition=Q(question__in=("acceptance", "nature")))
        ]
        indexes = [models.Index(name="sample_of_body", fields=("agency_id", "-id"))]

    def __str__(self) -> str:
        return f"sample {self.pk}"


class SecondReading(models.Model):
    """One case of a sample: what was decided, and what the second reader would decide."""

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="+")
    case_id = models.BigIntegerField()
    first = models.CharField(max_length=32)
    second = models.CharField(max_length=32, default="")
    reader = models.CharField(max_length=40, default="", help_text="Actor key.")
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="second_reading_once", fields=("sample", "case_id"))]

    def __str__(self) -> str:
        return f"second reading of case {self.case_id}"


class CallBack(models.Model):
    """A call to a complainant after the end. What was said is sealed in the case."""

    case_id = models.BigIntegerField(db_index=True)
    agency_id = models.BigIntegerField()
    by = models.CharField(max_length=40, help_text="Actor key.")
    at = models.DateTimeField()
    reached = models.BooleanField()
    verdict = models.CharField(max_length=12, default="")

    class Meta:
        indexes = [models.Index(name="callback_at", fields=("agency_id", "at"))]

    def __str__(self) -> str:
        return f"call about case {self.case_id}"


class ClockAudit(models.Model):
    """Clocks of random cases, counted again from the archive and compared with what is kept."""

    agency_id = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    seed = models.CharField(max_length=16)
    checked = models.PositiveIntegerField()
    wrong = models.JSONField(default=list, help_text="[[case id, limit, kept day, counted day], …]")

    def __str__(self) -> str:
        return f"{self.checked} clocks counted again"


class Improvement(models.Model):
    """A finding and what became of it: cause, change, owner, day, measured before and after, kept or taken back.

    What people write is de-identified before it is stored. about -- the trader or ground a trigger is about
    before, after -- {"start", "end", "n", "d", "value"} of the figure
    """

    agency_id = models.BigIntegerField()
    trigger = models.CharField(max_length=32, default="", help_text="Empty: found by a person.")
    about = models.CharField(max_length=120, default="")
    indicator = models.CharField(max_length=40, default="")
    state = models.CharField(max_length=10, default="found")
    finding = models.TextField()
    cause = models.TextField(default="")
    change = models.TextField(default="")
    owner_id = models.BigIntegerField(null=True, help_text="Member of staff.")
    due_on = models.DateField(null=True)
    days = models.PositiveSmallIntegerField(default=30, help_text="Length of the periods before and after.")
    found_by = models.CharField(max_length=40)
    found_at = models.DateTimeField()
    done_on = models.DateField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    decided_by = models.CharField(max_length=40, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="improvement_state",
                condition=Q(state__in=("found", "planned", "done", "measured", "kept", "reverted", "dropped")),
            ),
            models.UniqueConstraint(
                name="improvement_trigger_once",
                fields=("agency_id", "trigger", "about"),
                condition=~Q(trigger="") & Q(state__in=("found", "planned", "done", "measured")),
            ),
        ]
        indexes = [models.Index(name="improvement_of_body", fields=("agency_id", "state", "-id"))]

    def __str__(self) -> str:
        return f"improvement {self.pk}: {self.state}"
