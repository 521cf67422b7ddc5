"""A room, the ways into it, and how far each side has read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redress.agencies.models import Staff
from redress.cases.models import Case
from redress.kernel.actors import Actor
from redress.mediation import sides

ENDINGS = ("settled", "terminated", "left")


class RoomQuerySet(models.QuerySet["Room"]):
    def visible_to(self, actor: Actor) -> RoomQuerySet:
        """Rooms a person may know to exist: their own case's, or those of the cases of their body."""
        found = sides.rooms_of(actor)
        return self.none() if found is None else self.filter(found)


class Room(models.Model):
    """One mediation of one complaint. A case that is taken up again gets a new room."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    mediator = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=40, help_text="Actor key.")
    unbiased_at = models.DateTimeField(null=True, help_text="When the mediator answered that there is no conflict.")
    complainant_ready_at = models.DateTimeField(null=True, help_text="Ground rules confirmed.")
    respondent_ready_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, default="")

    objects = RoomQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="room_one_open", fields=("case",), condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(
                name="room_ended_iff_ending",
                condition=Q(ended_at__isnull=True, ending="") | Q(ended_at__isnull=False, ending__in=ENDINGS),
            ),
        ]

    def __str__(self) -> str:
        return f"room {self.pk} of case {self.case_id}"

    def seen_by(self, actor: Actor) -> bool:
        """Whether `actor` may know the room: `visible_to`, for a room that is at hand."""
        return sides.rooms_of(actor) is not None and self.case.seen_by(actor)

    @property
    def book(self) -> int:
        """Under which number the archive keeps what is said here: apart from the case, whose page would drown in it."""
        return -self.pk


class RoomKey(models.Model):
    """A way into a room for a side without an account: a link and a code, told to them by the mediator."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    side = models.CharField(max_length=12)
    link = models.BinaryField(max_length=32, unique=True, help_text="Digest of the link.")
    code = models.BinaryField(max_length=32, help_text="Digest of the code, keyed.")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong codes in a row.")
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="roomkey_side_known", condition=Q(side__in=sides.PARTIES))]

    def __str__(self) -> str:
        return f"way in {self.pk} to room {self.room_id}"


class Reading(models.Model):
    """How far a side has read a channel: what they have read is shown, never when they were here."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    side = models.CharField(max_length=12)
    channel = models.CharField(max_length=12)
    up_to = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="reading_once", fields=("room", "side", "channel"))]

    def __str__(self) -> str:
        return f"{self.side} in room {self.room_id}"
