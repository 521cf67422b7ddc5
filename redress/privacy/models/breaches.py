"""Personal data that leaked, was changed or was lost, and what had to be done about it."""

from django.db import models
from django.db.models import Q


class Breach(models.Model):
    """One incident (PIPL Art. 57). Its words are sealed under a compartment of their own, `incident`."""

    found_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    nature = models.CharField(max_length=10, help_text="leaked, altered or lost; certain or possible.")
    certain = models.BooleanField(default=False)
    data_kinds = models.CharField(max_length=200, help_text="Codes of the notice's kinds of data, space-separated.")
    people = models.PositiveIntegerField(null=True, help_text="How many people; None while unknown.")
    minors = models.BooleanField(null=True)
    level = models.CharField(max_length=10, default="", help_text="Network-security level; empty while unknown.")
    crime = models.BooleanField(null=True, help_text="Suspected crime: the police are told.")
    harm_averted = models.BooleanField(null=True, help_text="Measures effectively avoid harm: people need not be told.")
    told_to_notify = models.BooleanField(default=False, help_text="The authority ordered that people be told.")
    case_ids = models.JSONField(default=list)
    opened_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, default="")

    def __str__(self) -> str:
        return f"Incident {self.pk} of {self.found_at:%Y-%m-%d}"


class BreachDuty(models.Model):
    """One thing the law asks for after an incident, done."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="duties_done")
    code = models.CharField(max_length=24)
    done_at = models.DateTimeField()
    done_by = models.CharField(max_length=80)
    channel = models.CharField(max_length=12, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["breach", "code"], name="breach_duty_once"),
            models.CheckConstraint(name="breach_duty_has_code", condition=~Q(code="")),
        ]

    def __str__(self) -> str:
        return f"{self.code} for incident {self.breach_id}"
