"""Joint complaints: who belongs to one, who speaks for whom, and which terms each has agreed to (S Art. 12).

Every person keeps a case of their own, with its clock, letters and rights. Free words (terms) are sealed in the vault of
each case, under the slot "joint:<id of the terms>".
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from redress.agencies.models import Agency
from redress.cases.models import Case
from redress.kernel.actors import CASE_ROLES, Actor, Role

MOST_REPRESENTATIVES = 2  # S Art. 12(2): 两名代表人


class Standing(models.TextChoices):
    ASKED = "asked", gettext_lazy("Asked")
    AGREED = "agreed", gettext_lazy("Agrees to joint handling")
    DECLINED = "declined", gettext_lazy("Wants to be handled alone")
    LEFT = "left", gettext_lazy("Left it")


class How(models.TextChoices):
    WEB = "web", gettext_lazy("On the own page")
    PAPER = "paper", gettext_lazy("In writing, on paper")


IN_IT = (Standing.ASKED, Standing.AGREED)


class JointQuerySet(models.QuerySet["Joint"]):
    def visible_to(self, actor: Actor) -> JointQuerySet:
        """The staff of the body that handles it and of those above; a person one they were asked to join."""
        if actor.role in CASE_ROLES:
            return self.filter(agency_id__in=actor.agency_ids)
        if actor.role == Role.COMPLAINANT and actor.case_id is not None:
            return self.filter(members__case_id=actor.case_id)
        return self.none()


class Joint(models.Model):
    """One joint complaint against one trader, at one body."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    trader_name = models.CharField(max_length=200)
    trader_uscc = models.CharField(max_length=18, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=40)
    ended_at = models.DateTimeField(null=True)

    objects = JointQuerySet.as_manager()

    def __str__(self) -> str:
        return f"joint complaint {self.pk}"


class Member(models.Model):
    """One person in it. chosen -- who that person chose in writing to speak for them, two at most"""

    joint = models.ForeignKey(Joint, models.PROTECT, related_name="members")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    standing = models.CharField(max_length=8, choices=Standing.choices, default=Standing.ASKED)
    stands = models.BooleanField(default=False, help_text="Is willing to speak for others.")
    answered_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=5, choices=How.choices, blank=True)
    chosen: models.ManyToManyField[Member, Member] = models.ManyToManyField("self", symmetrical=False, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="joint_member_once", fields=("joint", "case")),
            models.UniqueConstraint(
                name="joint_one_at_a_time", fields=("case",), condition=Q(standing__in=("asked", "agreed"))
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk} of {self.joint_id}: {self.standing}"


class Terms(models.Model):
    """Terms of a settlement put to everybody; later terms take the place of earlier ones."""

    joint = models.ForeignKey(Joint, models.PROTECT, related_name="terms")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"terms {self.pk} of {self.joint_id}"


class Assent(models.Model):
    """What one person said to the terms; the last word counts, so there is one row a person."""

    terms = models.ForeignKey(Terms, models.PROTECT, related_name="assents")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    at = models.DateTimeField()
    how = models.CharField(max_length=5, choices=How.choices)

    class Meta:
        constraints = [models.UniqueConstraint(name="joint_one_word_each", fields=("terms", "member"))]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.terms_id}: {self.agrees}"
