"""What is stored about notices. Address and words are personal: those are sealed in the vault, slot "notice:<id>"."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redress.agencies.models import Agency
from redress.cases.models import Case, Letter
from redress.kernel.actors import CASE_ROLES, Actor, Role

AUDIENCES = ("complainant", "trader", "staff", "subscriber", "body")
CHANNELS = ("email", "sms", "letter", "webhook", "call")
BY_WIRE = ("email", "sms", "webhook")  # a worker sends these; letters and calls are people's work
STATES = ("waiting", "sent", "delivered", "failed", "held")
OVER = ("delivered", "failed")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, actor: Actor) -> NoticeQuerySet:
        """What `actor` may know of the ledger: staff whose work is cases, and administrators, that of their bodies."""
        if actor.role == Role.SYSTEM:
            return self.all()
        if actor.agency_ids and (actor.role in CASE_ROLES or actor.role == Role.ADMIN):
            return self.filter(agency_id__in=actor.agency_ids)
        return self.none()


class Notice(models.Model):
    """One thing told to one addressee by one channel. Made once; what became of it is written beside it."""

    key = models.CharField(max_length=80, unique=True, help_text="The same key queues the same notice, once.")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    template = models.CharField(max_length=48)
    version = models.CharField(
        max_length=12, default="", help_text="Of the wording; empty: as shipped, “v3”: the office's."
    )
    audience = models.CharField(max_length=12)
    channel = models.CharField(max_length=8)
    language = models.CharField(max_length=2)
    entry_id = models.BigIntegerField(null=True, help_text="Entry of the archive that it tells of.")
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, related_name="+", help_text="What lies in the envelope."
    )
    endpoint = models.ForeignKey("Endpoint", models.PROTECT, null=True, related_name="+", db_index=False)
    sequence = models.PositiveBigIntegerField(null=True, help_text="Of what this endpoint is told; without a gap.")
    state = models.CharField(max_length=10, default="waiting")
    fault = models.CharField(max_length=40, default="", help_text="Code of what is in the way, or of why it failed.")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(
        null=True, help_text="Not tried before this moment; set ahead while a worker has it."
    )
    urgent = models.BooleanField(default=False, help_text="Asked for this moment or due by law: no quiet hours.")
    doubtful = models.BooleanField(
        default=False, help_text="It may have arrived twice: a sender died before it could record."
    )
    message_id = models.CharField(max_length=48, unique=True, help_text="Stable over all attempts; answers name it.")
    remote_id = models.CharField(max_length=80, default="", help_text="The gateway's own name for it.")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40, help_text="Actor key.")
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="When it was delivered, or failed for good.")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="notice_audience_known", condition=Q(audience__in=AUDIENCES)),
            models.CheckConstraint(name="notice_channel_known", condition=Q(channel__in=CHANNELS)),
            models.CheckConstraint(name="notice_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="notice_language_known", condition=Q(language__in=("zh", "en"))),
            models.UniqueConstraint(name="notice_sequence_once", fields=("endpoint", "sequence")),
            models.CheckConstraint(
                name="notice_sequence_iff_webhook",
                condition=Q(channel="webhook", endpoint__isnull=False, sequence__isnull=False)
                | (~Q(channel="webhook") & Q(endpoint__isnull=True, sequence__isnull=True)),
                violation_error_message="A webhook has its endpoint and number; other notices have neither.",
            ),
            models.CheckConstraint(
                name="notice_ended_iff_over",
                condition=Q(state__in=OVER, ended_at__isnull=False) | (~Q(state__in=OVER) & Q(ended_at__isnull=True)),
                violation_error_message="A notice that was delivered or failed has an end; another has none.",
            ),
        ]
        indexes = [
            models.Index(name="notice_due", fields=("channel", "next_at", "id"), condition=Q(state="waiting")),
            models.Index(name="notice_of_case", fields=("case", "id")),
            models.Index(name="notice_of_agency", fields=("agency", "state", "-id")),
            models.Index(name="notice_remote", fields=("remote_id",), condition=~Q(remote_id="")),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk} {self.template} by {self.channel}"

    @property
    def compartment(self) -> int:
        """Where in the vault its address and words are: in its case, else in a compartment of the agency below zero."""
        return self.case_id if self.case_id is not None else agency_compartment(self.agency_id)

    @property
    def slot(self) -> str:
        return f"notice:{self.pk}"


class Attempt(models.Model):
    """One try to send: written before it is made, closed after. One left open tells that a sender died in between."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(
        max_length=12, default="", help_text="sent, later, refused, unreachable, unknown; empty: open."
    )
    code = models.CharField(
        max_length=40, default="", help_text="What the other side said, as a code; never its words."
    )
    by = models.CharField(max_length=40, help_text="Actor key.")

    class Meta:
        constraints = [models.UniqueConstraint(name="attempt_number_once", fields=("notice", "number"))]

    def __str__(self) -> str:
        return f"attempt {self.number} of notice {self.notice_id}"


class Endpoint(models.Model):
    """Where a subscriber is told of steps by HTTP. Its secret is sealed, slot "endpoint:<id>" of the agency's compartment."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    owner = models.CharField(
        max_length=40, default="", help_text="Whose it is, such as “trader:12”; empty: the agency's."
    )
    url = models.CharField(max_length=300)
    events = models.CharField(max_length=400, default="", help_text="Space-separated; empty: every step.")
    state = models.CharField(max_length=8, default="open", help_text="open, paused (it failed for a day) or closed.")
    last = models.PositiveBigIntegerField(default=0, help_text="Number of what it was told last.")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40, help_text="Actor key.")

    class Meta:
        constraints = [
            models.CheckConstraint(name="endpoint_state_known", condition=Q(state__in=("open", "paused", "closed")))
        ]

    def __str__(self) -> str:
        return f"endpoint {self.pk} of agency {self.agency_id}"

    @property
    def slot(self) -> str:
        return f"endpoint:{self.pk}"


class OwnWording(models.Model):
    """A wording that an office made its own. Versions are never changed; a new one takes the place of the last."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    template = models.CharField(max_length=48)
    audience = models.CharField(max_length=12)
    channel = models.CharField(max_length=8)
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, default="")
    text = models.TextField(help_text="With places in braces; checked when it was saved.")
    active = models.BooleanField(default=True, help_text="At most one of its kind; none: the words as shipped.")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40, help_text="Actor key.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="wording_version_once", fields=("agency", "template", "audience", "channel", "language", "version")
            ),
            models.UniqueConstraint(
                name="wording_one_active",
                fields=("agency", "template", "audience", "channel", "language"),
                condition=Q(active=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template}.{self.audience}.{self.channel}.{self.language} v{self.version}"


class ReadTo(models.Model):
    """How far a reader of the archive has come."""

    reader = models.CharField(max_length=24, primary_key=True)
    entry_id = models.BigIntegerField()
    from_id = models.BigIntegerField(help_text="Where it began; it never looks back beyond.")

    def __str__(self) -> str:
        return f"{self.reader}: {self.entry_id}"


def agency_compartment(agency_id: int) -> int:
    """Return the vault's compartment for what an agency sends without a case; far below those of other rooms."""
    return -(2**40) - agency_id
