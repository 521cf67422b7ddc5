"""A dispute about competence, as far as the body that does not have the case needs to know of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redress.agencies.models import Agency
from redress.cases.models.case import Case
from redress.kernel.actors import Actor, Role

SIDES = frozenset({Role.OFFICER, Role.SUPERVISOR})  # who talks about competence


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def visible_to(self, actor: Actor) -> DisputeQuerySet:
        """What `actor` may know: officers and heads of the body a case is disputed with, while the dispute is open.

        The body that has the case finds everything in the case itself; nobody else finds anything here.
        """
        standing = self.filter(ended_at=None, case__phase="open")
        if actor.role == Role.SYSTEM:
            return standing
        if actor.role in SIDES and actor.agency_ids:
            return standing.filter(other_id__in=actor.agency_ids)
        return self.none()


class Dispute(models.Model):
    """Two bodies disagree on who is competent for a case. Its words are sealed with the step that raised it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    other = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", help_text="The body that does not have the case."
    )
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="dispute_one_open", fields=("case",), condition=Q(ended_at=None))]
        indexes = [models.Index(name="dispute_with", fields=("other", "-raised_at"), condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"dispute {self.pk} about case {self.case_id}"
