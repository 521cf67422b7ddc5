"""What was learned about natures and categories, one row a training."""

from __future__ import annotations

import json
from typing import Any

from django.db import models


class Classifier(models.Model):
    """A trained model with what was measured on rows it has not seen. At most one of a taxonomy is live."""

    taxonomy = models.CharField(max_length=8)
    trained_at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    model = models.TextField(help_text="JSON: pairs of characters with counts, each from several cases; no story.")
    measured = models.TextField(help_text="JSON: evaluation on held-out rows.")
    replayed = models.TextField(default="", help_text="JSON: what would change on past cases; empty until replayed.")
    state = models.CharField(max_length=10, default="candidate")
    live_by = models.CharField(max_length=40, default="")
    live_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="classifier_state_known", condition=models.Q(state__in=("candidate", "live", "retired"))
            ),
            models.UniqueConstraint(name="classifier_one_live", fields=("taxonomy",), condition=models.Q(state="live")),
        ]

    def __str__(self) -> str:
        return f"classifier {self.pk} of {self.taxonomy}"

    @property
    def numbers(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.measured)
        return value

    @property
    def replay(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.replayed) if self.replayed else {}
        return value
