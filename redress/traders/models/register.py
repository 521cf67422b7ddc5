"""What is stored about traders. Contacts and words are personal: those are in the vault of the case they belong to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redress.agencies.models import Agency
from redress.cases.models import Case
from redress.kernel.actors import CASE_ROLES, Actor, Role

NAME_KINDS = ("legal", "alias", "brand", "former", "seen")
CHANNELS = ("sms", "email", "letter")
ANSWERS = ("agree", "offer", "contest", "time", "not_us", "mediate_yes", "mediate_no")


class TraderQuerySet(models.QuerySet["Trader"]):
    def visible_to(self, actor: Actor) -> TraderQuerySet:
        """Whom `actor` may find in the register: who has a credit code, as the public register does, and one's own.

        A name without a code may be a person's name; it stays with the office that wrote it down.
        """
        if actor.role == Role.SYSTEM:
            return self.all()
        if actor.role in CASE_ROLES and actor.agency_ids:
            return self.filter(~Q(uscc="") | Q(agency_id__in=actor.agency_ids))
        return self.none()


class Trader(models.Model):
    """One business. Merged ones keep their row and point to the one that stands for them; nothing is thrown away."""

    name = models.CharField(max_length=120)
    uscc = models.CharField(max_length=18, default="", help_text="Unified social credit code; empty if not known.")
    division = models.CharField(max_length=12, default="")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", help_text="Who wrote it down.")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)

    objects = TraderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="trader_uscc_once", fields=("uscc",), condition=~Q(uscc="")),
            models.CheckConstraint(
                name="trader_not_into_itself", condition=Q(merged_into=None) | ~Q(merged_into=models.F("id"))
            ),
        ]
        indexes = [models.Index(name="trader_by_name", fields=("name",))]

    def __str__(self) -> str:
        return f"trader {self.pk}"


class TraderName(models.Model):
    """A name a trader goes by: its legal one, an alias, a brand, a former one, or one that was seen in cases."""

    trader = models.ForeignKey(Trader, models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="trader_name_once", fields=("trader", "name")),
            models.CheckConstraint(name="trader_name_kind_known", condition=Q(kind__in=NAME_KINDS)),
        ]
        indexes = [models.Index(name="trader_name_lookup", fields=("name",))]

    def __str__(self) -> str:
        return f"name {self.pk} of trader {self.trader_id}"


class Merger(models.Model):
    """That two entries were found to be one trader, and whether that was taken back. Rows are never deleted."""

    kept = models.ForeignKey(Trader, models.PROTECT, related_name="+")
    merged = models.ForeignKey(Trader, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=24)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=40, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="merger_stands_once", fields=("merged",), condition=Q(undone_at__isnull=True),
                violation_error_message="This entry has been merged already.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"merger {self.pk}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, actor: Actor) -> InvitationQuerySet:
        """Of which invitations `actor` may know: a business of its own that stand, staff of those of their cases.

        A business sees what it was asked and nothing else of a case; a report is never among it.
        """
        if actor.role == Role.SYSTEM:
            return self.all()
        if actor.role in CASE_ROLES and actor.agency_ids:
            return self.filter(case__agency_id__in=actor.agency_ids)
        if actor.role == Role.RESPONDENT and actor.trader_ids:
            return self.filter(trader_id__in=actor.trader_ids, revoked_at=None, case__kind="complaint")
        return self.none()


class Invitation(models.Model):
    """One trader asked to answer one complaint. Contacts are sealed (slot "invitation:<id>"); the code is kept as digest."""

    ref = models.CharField(max_length=16, unique=True, help_text="In the link; says nothing about the case.")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    trader = models.ForeignKey(Trader, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, help_text="By which it was sent last.")
    code_digest = models.BinaryField(max_length=32)
    code_at = models.DateTimeField(help_text="When the present code was made.")
    code_used_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong codes since `tries_since`.")
    tries_since = models.DateTimeField(null=True)
    shows_contact = models.BooleanField(
        default=False, help_text="The complainant agreed that name and phone are shown."
    )
    answer_by = models.DateField(help_text="Date of the service standard, not of the law.")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=40, default="")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="invitation_channel_known", condition=Q(channel__in=CHANNELS)),
            models.UniqueConstraint(
                name="invitation_one_open", fields=("case", "trader"), condition=Q(revoked_at__isnull=True)
            ),
        ]
        indexes = [models.Index(name="invitation_of_trader", fields=("trader", "made_at"))]

    def __str__(self) -> str:
        return f"invitation {self.pk} to trader {self.trader_id}"


class Answer(models.Model):
    """What a trader said to a complaint. Its words are sealed (slot "answer:<id>")."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    trader = models.ForeignKey(Trader, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    remedy = models.CharField(max_length=20, default="")
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    day = models.DateField(null=True, help_text="Performed by, or more time until.")
    at = models.DateTimeField()
    by = models.CharField(max_length=40, help_text="Actor key; staff where it was told by phone or at the counter.")
    entry_id = models.BigIntegerField(help_text="Entry of the archive, which its receipt proves.")

    class Meta:
        constraints = [
            models.CheckConstraint(name="answer_kind_known", condition=Q(kind__in=ANSWERS)),
            models.CheckConstraint(name="answer_amount_positive", condition=Q(amount=None) | Q(amount__gt=0)),
        ]
        indexes = [models.Index(name="answer_of_case", fields=("case", "id"))]

    def __str__(self) -> str:
        return f"answer {self.pk} of trader {self.trader_id}"


class Watch(models.Model):
    """Waiting for one trader's answer. While it waits there is always a next day: the database sees to that."""

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="+", primary_key=True)
    started_on = models.DateField(help_text="Working days are counted from here.")
    rung = models.PositiveSmallIntegerField(default=0, help_text="Rungs of the ladder that were climbed.")
    next_on = models.DateField(null=True)
    more_time = models.PositiveSmallIntegerField(default=0, help_text="How often the trader was given more time.")
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=12, default="", help_text="answered, withdrawn, case_ended.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="watch_has_a_next_day",
                condition=Q(ended_at__isnull=True, next_on__isnull=False)
                | Q(ended_at__isnull=False, next_on__isnull=True),
                violation_error_message="While an answer is waited for there is a next day.",
            )
        ]
        indexes = [models.Index(name="watch_due", fields=("next_on",), condition=Q(ended_at__isnull=True))]

    def __str__(self) -> str:
        return f"watch over invitation {self.invitation_id}"


class Reached(models.Model):
    """How far the register has read the cases."""

    name = models.CharField(max_length=12, primary_key=True)
    upto = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} up to {self.upto}"
