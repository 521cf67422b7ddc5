"""What happened to each case as far as figures count it, and the sums of that, so that no figure scans cases."""

from django.db import models


class Mark(models.Model):
    """One thing that counts: of this case, on this day. Derived from the archive; a changed case is marked anew."""

    case_id = models.BigIntegerField()
    agency_id = models.BigIntegerField(help_text="The body the case is with.")
    code = models.CharField(max_length=64)
    day = models.DateField()
    value = models.DecimalField(max_digits=16, decimal_places=2, default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="mark_once", fields=("case_id", "code", "day"))]
        indexes = [models.Index(name="mark_behind", fields=("agency_id", "code", "day", "case_id"))]

    def __str__(self) -> str:
        return f"{self.code} of case {self.case_id} on {self.day}"


class Rollup(models.Model):
    """How many marks of a code a body has on a day or in a month (day: its first), and what their values come to."""

    agency_id = models.BigIntegerField()
    grain = models.CharField(max_length=1, help_text="d day, m month")
    day = models.DateField()
    code = models.CharField(max_length=64)
    n = models.BigIntegerField()
    total = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(name="rollup_once", fields=("agency_id", "grain", "code", "day"))]
        indexes = [models.Index(name="rollup_of_days", fields=("agency_id", "grain", "day"))]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.grain} {self.day} {self.code}: {self.n}"


class Reading(models.Model):
    """How far the archive has been read.

    gaps -- numbers below `entry_id` that were not there yet: on PostgreSQL they may still be committed
    """

    name = models.CharField(max_length=24, primary_key=True)
    entry_id = models.BigIntegerField(default=0)
    gaps = models.JSONField(default=list, help_text="[[entry number, moment it was missed], …]")
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} up to {self.entry_id}"
