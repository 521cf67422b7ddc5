"""The account of a business: who may act for it, how they came in, and what they keep for their work."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redress.agencies.models import Agency, Staff
from redress.traders.models.register import ANSWERS, Invitation, Trader

MEMBER_ROLES = ("owner", "agent", "reader")


class Account(models.Model):
    """One registered business that works its matters here. Opened by a code that went to its registered address."""

    trader = models.ForeignKey(Trader, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", help_text="The body that let it in.")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=40, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="account_one_open", fields=("trader",), condition=Q(closed_at__isnull=True),
                violation_error_message="This business has an account already.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"account {self.pk} of trader {self.trader_id}"


class Claim(models.Model):
    """That an account was asked for by way of an answer link, or offered by the body; the code is kept as digest."""

    trader = models.ForeignKey(Trader, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    code_digest = models.BinaryField(max_length=32, null=True, help_text="None while only asked for.")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)
    expires_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=10, default="", help_text="used, replaced.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="claim_one_open", fields=("trader",), condition=Q(ended_at__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"claim {self.pk} to trader {self.trader_id}"


class Member(models.Model):
    """One person who acts for a business. Who has left keeps the row: the archive names it."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="members")
    user = models.OneToOneField(Staff, models.PROTECT, related_name="+")
    role = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=40, default="")

    class Meta:
        constraints = [models.CheckConstraint(name="member_role_known", condition=Q(role__in=MEMBER_ROLES))]

    def __str__(self) -> str:
        return f"member {self.pk} of account {self.account_id}"


class Joining(models.Model):
    """A link by which one more person may join; it opens once."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    role = models.CharField(max_length=8)
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=8, default="", help_text="used, revoked.")

    class Meta:
        constraints = [models.CheckConstraint(name="joining_role_known", condition=Q(role__in=MEMBER_ROLES))]

    def __str__(self) -> str:
        return f"joining {self.pk} of account {self.account_id}"


class Assigned(models.Model):
    """Who of a business looks after a matter."""

    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="assigned", primary_key=True)
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"invitation {self.invitation_id} with member {self.member_id}"


class Phrase(models.Model):
    """A version of the words a business answers with. Versions are never changed; one is in use, or none."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    text = models.TextField(help_text="The business's own words, with places in braces; of nobody's matter.")
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="phrase_version_once", fields=("account", "name", "version")),
            models.UniqueConstraint(
                name="phrase_one_active", fields=("account", "name"), condition=Q(active=True),
            ),
            models.CheckConstraint(name="phrase_kind_known", condition=Q(kind__in=ANSWERS)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"phrase {self.name} v{self.version} of account {self.account_id}"
