"""Bodies that handle complaints, and the people and keys that act for them."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from redress.kernel.actors import ACCOUNT_ROLES, Actor, Role


class AgencyKind(models.TextChoices):
    MARKET_SUPERVISION = "market_supervision", gettext_lazy("Market supervision authority")
    BRANCH_OFFICE = "branch_office", gettext_lazy("Branch office")
    CONSUMER_ASSOCIATION = "consumer_association", gettext_lazy("Consumer association")
    MEDIATION_BODY = "mediation_body", gettext_lazy("Mediation body")
    SECTOR_REGULATOR = "sector_regulator", gettext_lazy("Sector regulator")
    COMPANY_DESK = "company_desk", gettext_lazy("Company complaint desk")


class Level(models.TextChoices):
    NATION = "nation", gettext_lazy("Nation")
    PROVINCE = "province", gettext_lazy("Province")
    CITY = "city", gettext_lazy("City")
    COUNTY = "county", gettext_lazy("County")
    TOWN = "town", gettext_lazy("Town")


class Agency(models.Model):
    """One body. `path` holds the ids from the root down to itself, so that a subtree is one prefix."""

    code = models.CharField(max_length=32, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=24, choices=AgencyKind.choices)
    level = models.CharField(max_length=12, choices=Level.choices)
    division = models.CharField(max_length=12, db_index=True, help_text="GB/T 2260 code of its area.")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    path = models.CharField(max_length=200, db_index=True, default="/")
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    opening = models.CharField(max_length=300, blank=True, help_text="Hours of the week, as opening.py keeps them.")
    hours = models.CharField(max_length=120, blank=True, help_text="A remark on the hours, in words.")
    active = models.BooleanField(default=True)
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agency_successor_of_a_closed_one", condition=Q(successor__isnull=True) | Q(active=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_zh} ({self.code})"

    def name(self, language: str = "zh-hans") -> str:
        return self.name_zh if language.startswith("zh") else self.name_en


class Closure(models.Model):
    """Days on which the counter of one body alone is closed, whatever its week and the country's calendar say."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField(db_index=True)
    why_zh = models.CharField(max_length=60)
    why_en = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(name="closure_days_in_order", condition=Q(last_on__gte=models.F("first_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} closed {self.first_on}/{self.last_on}"


class Staff(AbstractUser):
    """A person with an account: who works for a body, in one role, or acts for a business and then has no body.

    Rights come from the role alone; that of a business opens no page of the desk.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in ACCOUNT_ROLES])

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                name="staff_role_known", condition=Q(role__in=[role.value for role in ACCOUNT_ROLES])
            ),
        ]

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username


class Identity(models.Model):
    """A person's account at the provider that signs the house's people in: who they are there, and nothing more.

    `by_rule` -- the account here was made by a rule on groups, and follows it: role, body, open or closed
    """

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255, help_text="The provider's own name for the person; never reused there.")
    by_rule = models.BooleanField(default=False)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_one_account"),
            models.UniqueConstraint(fields=["issuer", "staff"], name="identity_one_per_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.staff.username} at {self.issuer}"


class Absence(models.Model):
    """Days on which somebody is not at work, who stands in, and what that person has to know."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField(db_index=True)
    substitute = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True, max_length=500)

    class Meta:
        constraints = [
            models.CheckConstraint(name="absence_days_in_order", condition=Q(last_on__gte=models.F("first_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.staff.username} {self.first_on}/{self.last_on}"


class Team(models.Model):
    """People of one body who share work. A case may be owned by a team before, and while, one of it works on it."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="team_code_once_in_body")]

    def __str__(self) -> str:
        return f"{self.code} of {self.agency_id}"

    def name(self, language: str = "zh-hans") -> str:
        return self.name_zh if language.startswith("zh") else self.name_en


class Membership(models.Model):
    """Who belongs to a team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "staff"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.staff_id} in {self.team_id}"


class Duty(models.Model):
    """Who takes what comes to a team on a day: one person a day, so that it can be said who."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    day = models.DateField()
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "day"], name="duty_one_a_day")]

    def __str__(self) -> str:
        return f"{self.staff_id} for {self.team_id} on {self.day}"


class KeyScope(models.TextChoices):
    """What a key may do, within what the person it acts for may do."""

    ALL = "all", gettext_lazy("Everything I may do")
    READ = "read", gettext_lazy("Only read")
    FILE = "file", gettext_lazy("Only file complaints and their evidence")


class ApiKey(models.Model):
    """A key for programs: only its digest is kept; it acts for a person, within their role and body, and its scope."""

    digest = models.BinaryField(max_length=32, unique=True)
    prefix = models.CharField(max_length=12, help_text="First characters, to recognise a key without knowing it.")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    scope = models.CharField(max_length=4, choices=KeyScope.choices, default=KeyScope.ALL)
    label = models.CharField(max_length=60, blank=True, help_text="Which program uses it.")
    last_used_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    unlimited = models.BooleanField(default=False, help_text="No quota; only keys of the example world.")

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.staff.username})"


def actor_for(staff: Staff, *, below: frozenset[int]) -> Actor:
    """Return the actor a staff member is.

    below -- ids of the member's agency and of every agency under it
    """
    return Actor(
        key=f"{'member' if staff.role == Role.RESPONDENT else 'staff'}:{staff.pk}",
        role=Role(staff.role),
        agency_id=staff.agency_id,
        agency_ids=below,
        staff_id=staff.pk,
        name=staff.display_name,
    )
