"""Bodies we exchange cases with, and every case that went out or came in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redress.cases.models import Case
from redress.kernel.actors import CASE_ROLES, Actor, Role

DIRECTIONS = ("out", "in")
# out: made, told (they have it), taken, refused · in: waiting (for a person), taken, refused
STATES = ("made", "told", "waiting", "taken", "refused")


class Partner(models.Model):
    """Another installation. What is signed with its key is believed to come from it; nothing else is."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, default="CN", help_text="ISO 3166; outside CN the rules on leaving apply.")
    vkey = models.CharField(max_length=200, help_text="Its public key, printed by `redress exchange key`.")
    contact = models.CharField(max_length=200, default="", help_text="Told to the person before anything leaves.")
    url = models.CharField(max_length=200, default="", help_text="https://…/exchange/; empty: files go by hand.")
    active = models.BooleanField(default=True)
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code

    @property
    def abroad(self) -> bool:
        return self.country != "CN"


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, actor: Actor) -> HandOverQuerySet:
        """Hand-overs of cases the person may see; those that wait for a body belong to everybody whose work is cases."""
        if actor.role == Role.SYSTEM:
            return self.all()
        if actor.role in CASE_ROLES:
            return self.filter(Q(case__isnull=True) | Q(case__in=Case.objects.visible_to(actor)))
        return self.none()


class HandOver(models.Model):
    """One case that went to, or came from, a partner. `digest` names the sealed file it went in."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    direction = models.CharField(max_length=3)
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of the sealed file.")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    their_number = models.CharField(max_length=64, default="")
    state = models.CharField(max_length=8)
    basis = models.CharField(max_length=24, default="")
    reason = models.CharField(max_length=40, default="", help_text="Code of a refusal.")
    their_state = models.CharField(max_length=40, default="", help_text="Where the case stands there.")
    heard_at = models.DateTimeField(null=True, help_text="When the partner said so, by its own signed word.")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "direction", "digest"], name="hand_over_once"),
            models.CheckConstraint(name="hand_over_direction_known", condition=Q(direction__in=DIRECTIONS)),
            models.CheckConstraint(name="hand_over_state_known", condition=Q(state__in=STATES)),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk} {self.direction} {self.partner_id}: {self.state}"
