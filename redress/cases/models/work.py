"""What is attached to a case: messages, evidence, tasks; and what staff and visitors keep while they work."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redress.agencies.models import Agency, Staff
from redress.cases.models.case import Case

AUDIENCES = ("staff", "both", "public")  # 仅办案人员 / 双方可见 / 会公开


class Message(models.Model):
    """A message in a case. The text is in the vault (slot "message:<id>"); here is who, when and for whom."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    author = models.CharField(max_length=40, help_text="Actor key.")
    author_role = models.CharField(max_length=12)
    audience = models.CharField(max_length=8)
    direction = models.CharField(max_length=8, help_text="in, out or note.")

    class Meta:
        constraints = [models.CheckConstraint(name="message_audience_known", condition=Q(audience__in=AUDIENCES))]

    def __str__(self) -> str:
        return f"message {self.pk} of case {self.case_id}"


class Exhibit(models.Model):
    """One piece of evidence. Name and bytes are sealed (slot "exhibit:<id>"); its digest is of the original bytes."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=80, help_text="Judged by content.")
    audience = models.CharField(max_length=8)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=40)
    added_role = models.CharField(max_length=12)
    captured_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=40, default="", help_text="Kind of evidence, a code; never free text.")
    scan = models.CharField(max_length=12, default="waiting", help_text="waiting, clean, infected, unscanned.")
    path = models.CharField(max_length=120, default="", help_text="Sealed bytes under the data folder.")
    preview_path = models.CharField(max_length=120, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="exhibit_audience_known", condition=Q(audience__in=AUDIENCES)),
            models.UniqueConstraint(name="exhibit_once_per_case", fields=("case", "sha256")),
        ]

    def __str__(self) -> str:
        return f"exhibit {self.pk} of case {self.case_id}"


class Task(models.Model):
    """A step of the investigation with an owner and a day. Its words are sealed (slot "task:<id>")."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    owner = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=40)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.CharField(max_length=40, default="")

    class Meta:
        indexes = [models.Index(name="task_open", fields=("owner", "due_on"), condition=Q(finished_at__isnull=True))]

    def __str__(self) -> str:
        return f"task {self.pk} of case {self.case_id}"


class Draft(models.Model):
    """An unfinished filing. The answers are sealed under a key that only the visitor's token opens."""

    token_digest = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField()
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)
    numbers = models.CharField(max_length=64, default="", help_text="Filled once it was sent.")

    def __str__(self) -> str:
        return f"draft {self.pk}"


class SavedSearch(models.Model):
    """Filter, order and name of a list that staff come back to."""

    owner = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    shared = models.BooleanField(default=False)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One import of a file: where it stands, so that it can go on after a stop."""

    source = models.CharField(max_length=64)
    file_sha256 = models.CharField(max_length=64)
    mapping_sha256 = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows_done = models.PositiveBigIntegerField(default=0)
    made = models.PositiveBigIntegerField(default=0)
    known = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    by = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(name="import_once", fields=("source", "file_sha256", "mapping_sha256"))]

    def __str__(self) -> str:
        return f"import {self.pk} from {self.source}"


class ImportRow(models.Model):
    """A row that was refused, with its reasons; rows that went in are the cases themselves."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="+")
    row = models.PositiveBigIntegerField()
    problems = models.TextField(help_text="JSON list of codes and pointers; no values.")

    def __str__(self) -> str:
        return f"row {self.row} of import {self.run_id}"
