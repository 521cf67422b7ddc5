"""What the sides put to each other, and what they owe each other once they agreed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redress.cases.models import Exhibit
from redress.kernel.actors import Actor
from redress.mediation import sides
from redress.mediation.models.room import Room

KINDS = ("REFUND", "EXCHANGE", "REPAIR", "REDO", "RETURN", "MAKE_UP_QUANTITY", "DAMAGES", "APOLOGY", "OTHER")
OFFER_STATES = ("open", "accepted", "refused", "countered", "taken_back", "lapsed")
PAYERS = ("complainant", "respondent", "shared", "authority")


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, actor: Actor) -> OfferQuerySet:
        """Offers to both; those told to the mediator in confidence only to their own side and the mediator of the room."""
        found = sides.shared_with(actor, by="channel")
        return self.none() if found is None else self.filter(found)


class Offer(models.Model):
    """One offer. A counter-offer names the one it answers; of an open offer exactly one answer counts."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12)
    side = models.CharField(max_length=12, help_text="Who makes it; the mediator's is a proposal to both.")
    kind = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    perform_on = models.DateField(null=True)
    valid_until = models.DateField()
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, default="open")
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="offer_state_known", condition=Q(state__in=OFFER_STATES)),
            models.CheckConstraint(name="offer_kind_known", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="offer_amount_positive", condition=Q(amount__isnull=True) | Q(amount__gt=0)),
            models.UniqueConstraint(name="offer_answered_once", fields=("answers",)),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk} in room {self.room_id}"

    @property
    def is_proposal(self) -> bool:
        return self.side == sides.MEDIATOR


class ReplyQuerySet(models.QuerySet["Reply"]):
    def visible_to(self, actor: Actor) -> ReplyQuerySet:
        """One's own answer; the other's never. That both said yes shows in the proposal's state."""
        side, rooms = sides.party_of(actor), sides.rooms_of(actor, "offer__room__")
        return self.filter(rooms, side=side) if side and rooms is not None else self.none()


class Reply(models.Model):
    """What a side answered to the mediator's proposal, known to that side alone: nobody loses face by a lone yes."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="+")
    side = models.CharField(max_length=12)
    yes = models.BooleanField()
    at = models.DateTimeField()

    objects = ReplyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="reply_once", fields=("offer", "side"))]

    def __str__(self) -> str:
        return f"reply to offer {self.offer_id}"


class TestingQuerySet(models.QuerySet["Testing"]):
    def visible_to(self, actor: Actor) -> TestingQuerySet:
        """Everybody who may know the room."""
        found = sides.rooms_of(actor, "room__")
        return self.none() if found is None else self.filter(found)


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, actor: Actor) -> AgreementQuerySet:
        """Everybody who may know the room; a draft only the person who mediates it."""
        found = sides.rooms_of(actor, "room__")
        if found is None:
            return self.none()
        mine = Q(room__mediator_id=actor.staff_id) if actor.staff_id is not None else Q(pk__in=())
        return self.filter(found & (~Q(state="draft") | mine))


class Testing(models.Model):
    """A test both may agree to: by whom, and who pays. Not agreed: the office may appoint (S Art. 22)."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    paid_by = models.CharField(max_length=12)
    proposed_by = models.CharField(max_length=12)
    proposed_at = models.DateTimeField()
    complainant_agreed_at = models.DateTimeField(null=True)
    respondent_agreed_at = models.DateTimeField(null=True)
    refused_by = models.CharField(max_length=12, default="")
    refused_for = models.CharField(max_length=4, default="", help_text="body or cost.")
    appointed_at = models.DateTimeField(null=True, help_text="Where the sides did not agree on the body.")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = TestingQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="testing_payer_known", condition=Q(paid_by__in=PAYERS))]

    def __str__(self) -> str:
        return f"testing {self.pk} in room {self.room_id}"


class Agreement(models.Model):
    """The terms as the mediator put them down. Once put to the sides nothing in them changes any more."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="draft", help_text="draft, put, declined or concluded.")
    made_at = models.DateTimeField()
    put_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreement_state_known", condition=Q(state__in=("draft", "put", "declined", "concluded"))
            ),
            models.UniqueConstraint(
                name="agreement_one_at_a_time", fields=("room",), condition=Q(state__in=("draft", "put"))
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk} in room {self.room_id}"


class Clause(models.Model):
    """One clause: who owes what, how much, by when. Its words are sealed."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="clauses")
    owed_by = models.CharField(max_length=12)
    kind = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="clause_kind_known", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="clause_owed_by_a_side", condition=Q(owed_by__in=sides.PARTIES)),
        ]

    def __str__(self) -> str:
        return f"clause {self.pk} of agreement {self.agreement_id}"


class Consent(models.Model):
    """A side's consent to an agreement: a code sent to them, then every clause confirmed, with their name typed."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="+")
    side = models.CharField(max_length=12)
    code = models.BinaryField(max_length=32, help_text="Digest of the one-time code, keyed.")
    code_until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="consent_once", fields=("agreement", "side"))]

    def __str__(self) -> str:
        return f"consent of the {self.side} to agreement {self.agreement_id}"


class Promise(models.Model):
    """What one side has to do under an agreement, and what came of it."""

    clause = models.OneToOneField(Clause, models.PROTECT, related_name="promise")
    done_at = models.DateTimeField(null=True, help_text="Said by the side that owes it.")
    proof = models.ForeignKey(Exhibit, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, help_text="Said by the side it is owed to, or by the mediator.")
    broken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"promise {self.pk}"
