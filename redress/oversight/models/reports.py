"""Reports that were made by the timetable."""

from django.db import models


class Report(models.Model):
    """One report of one body and month, as a file. It holds figures with small numbers hidden, nothing about a person."""

    agency_id = models.BigIntegerField()
    start = models.DateField()
    end = models.DateField()
    form = models.CharField(max_length=4)
    made_at = models.DateTimeField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(name="report_once", fields=("agency_id", "start", "end", "form"))]

    def __str__(self) -> str:
        return f"report of {self.agency_id}, {self.start} to {self.end}, {self.form}"
