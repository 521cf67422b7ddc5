"""An assessment: what the law said of one case on one day, under rules of a known version, and on which facts."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from redress.cases.models import Case


class Assessment(models.Model):
    """Made once, never changed: a later change of law or facts makes another one. It holds no personal value."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    made_by = models.CharField(max_length=40, help_text="Actor key.")
    law_on = models.DateField(help_text="The day for which the law was asked.")
    rules = models.CharField(max_length=24, help_text="Version of the rules, by digest of their data and code.")
    rule_set = models.CharField(max_length=32, help_text="The procedure of the case, with its version.")
    facts = models.TextField(help_text="JSON: facts by name and recognition tests; amounts, days, words of a list.")
    result = models.TextField(help_text="JSON: the answer in both languages, findings that the facts touch.")

    class Meta:
        indexes = [models.Index(name="assessment_case", fields=("case", "-id"))]

    def __str__(self) -> str:
        return f"assessment {self.pk} of case {self.case_id}"

    @property
    def inputs(self) -> dict[str, Any]:
        """`facts` by name, and `tests` that were answered yes."""
        value: dict[str, Any] = json.loads(self.facts)
        return value

    def answer(self, language: str) -> dict[str, Any]:
        """The answer as it was given, in one of the two languages."""
        value: dict[str, Any] = json.loads(self.result)["en" if language.lower().startswith("en") else "zh"]
        return value
