"""The work queue, its timetable, and the workers that were seen. Nothing in here knows what the work is."""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """Work to be done later. One column says when it may be taken: for waiting work its time, for running work its lease.

    A finished job is deleted; a job that failed too often stays, with `dead_at`, until somebody looks at it.
    """

    kind = models.CharField(max_length=64)
    payload = models.TextField(default="{}", help_text="Ids only, as JSON; never a personal value.")
    unique_key = models.CharField(max_length=120, null=True, unique=True, help_text="Empty once the work has begun.")
    next_at = models.DateTimeField(help_text="May be taken from this moment on.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Also the fence: only the latest attempt counts.")
    worker = models.CharField(max_length=80, blank=True)
    error = models.CharField(max_length=200, blank=True, help_text="Kind and place of the last failure, no values.")
    created_at = models.DateTimeField()
    dead_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["next_at", "id"], name="job_waiting", condition=Q(dead_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Schedule(models.Model):
    """Work that comes round. Whoever moves `next_at` on is the one who puts the job on the queue."""

    name = models.CharField(max_length=64, primary_key=True)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class WorkerSeen(models.Model):
    """A worker process, and when it was last heard of."""

    name = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
