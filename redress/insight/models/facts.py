"""What is kept of every case for counting, and the counts themselves."""

from __future__ import annotations

from django.db import models

from redress.kernel.actors import Actor, Role

READERS = frozenset({Role.ANALYST, Role.SUPERVISOR, Role.AUDITOR})


class FactQuerySet(models.QuerySet["Fact"]):
    def visible_to(self, actor: Actor) -> FactQuerySet:
        """Facts of the bodies this person works for, if counting is their work."""
        if actor.role == Role.SYSTEM:
            return self.all()
        if actor.role in READERS and actor.agency_ids:
            return self.filter(agency_id__in=actor.agency_ids)
        return self.none()


class Fact(models.Model):
    """One case as it is counted: classes and days, no value of a person. Its old row says what to take out of a count."""

    case_id = models.BigIntegerField(primary_key=True)
    agency_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    day = models.DateField(help_text="Received, in Asia/Shanghai.")
    nature = models.CharField(max_length=32)
    category = models.CharField(max_length=64)
    division = models.CharField(max_length=12)
    channel = models.CharField(max_length=8)
    trader = models.CharField(max_length=120, help_text="Credit code, or the name where no code is known.")
    trader_name = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    person = models.CharField(max_length=16, help_text="Pseudonym by keyed digest; empty if unknown or erased.")
    story_print = models.BigIntegerField(null=True)
    source = models.CharField(max_length=64, help_text="Name of the import it came with.")
    phase = models.CharField(max_length=8)
    outcome = models.CharField(max_length=40)
    accepted = models.BooleanField(help_text="An officer has read and accepted it: its classes count as confirmed.")

    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="fact_body_day", fields=("agency_id", "-day", "-case_id")),
            models.Index(name="fact_day", fields=("day",)),
            models.Index(name="fact_trader", fields=("trader", "day")),
        ]

    def __str__(self) -> str:
        return f"fact of case {self.case_id}"


class Daily(models.Model):
    """Cases received on a day by everything they are counted by. One row a cell that has any."""

    agency_id = models.BigIntegerField()
    day = models.DateField()
    kind = models.CharField(max_length=10)
    nature = models.CharField(max_length=32)
    category = models.CharField(max_length=64)
    division = models.CharField(max_length=12)
    channel = models.CharField(max_length=8)
    trader = models.CharField(max_length=120)
    n = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="daily_once",
                fields=("agency_id", "day", "kind", "nature", "category", "division", "channel", "trader"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day}: {self.n}"


class Margin(models.Model):
    """The same counts summed over all but one dimension, by day (d) and by month (m): what pages read."""

    agency_id = models.BigIntegerField()
    span = models.CharField(max_length=1)
    dim = models.CharField(max_length=12)
    day = models.DateField(help_text="The day, or the first of the month.")
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=120)
    n = models.IntegerField()
    ended = models.IntegerField()
    settled = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="margin_once", fields=("agency_id", "span", "dim", "day", "kind", "value"))
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.span} {self.dim}={self.value} {self.day}: {self.n}"


class Cursor(models.Model):
    """How far a reader of the archive has come."""

    name = models.CharField(max_length=32, primary_key=True)
    entry_id = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.entry_id}"
