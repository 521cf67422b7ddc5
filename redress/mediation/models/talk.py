"""What is said in a room: messages by channel, and the list of what is agreed, disputed or still to be shown."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redress.kernel.actors import Actor
from redress.mediation import sides
from redress.mediation.models.room import Room

COLUMNS = ("agreed", "disputed", "evidence")


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, actor: Actor) -> MessageQuerySet:
        """The joint channel, and the caucus of one's own side; all of it for the mediator of the room alone.

        What a mediator typed for somebody on the telephone is theirs alone until it was read back.
        """
        found = sides.shared_with(actor, by="channel")
        if found is None:
            return self.none()
        told = Q(by_phone=False) | Q(read_back_at__isnull=False)
        if actor.staff_id is not None:
            told |= Q(room__mediator_id=actor.staff_id)
        return self.filter(found & told)

    def read_in(self, room: Room, actor: Actor) -> MessageQuerySet:
        """The same for one room that is at hand, on the key of its pages: no other table is asked."""
        side = sides.party_of(actor)
        if not room.seen_by(actor):
            return self.none()
        if actor.staff_id is not None and room.mediator_id == actor.staff_id:
            return self.filter(room=room)
        told = Q(by_phone=False) | Q(read_back_at__isnull=False)
        return self.filter(told, room=room, channel__in=(sides.JOINT, side) if side else (sides.JOINT,))


class Message(models.Model):
    """One message. Its words are sealed; here is who said it, in which channel and when."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=12)
    side = models.CharField(max_length=12, help_text="Whose words these are.")
    author = models.CharField(max_length=40, help_text="Actor key of whoever wrote them down.")
    at = models.DateTimeField()
    by_phone = models.BooleanField(default=False, help_text="Typed by the mediator for somebody on the telephone.")
    read_back_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(
        null=True, help_text="Hidden by the mediator for breach of the ground rules; kept."
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="roommessage_channel_known", condition=Q(channel__in=sides.CHANNELS)),
            models.CheckConstraint(name="roommessage_side_known", condition=Q(side__in=sides.SIDES)),
            models.CheckConstraint(
                name="roommessage_caucus_is_one_sides",
                condition=Q(channel=sides.JOINT) | Q(side=sides.MEDIATOR) | Q(channel=models.F("side")),
                violation_error_message="In a caucus only its own side and the mediator speak.",
            ),
        ]
        indexes = [models.Index(name="roommessage_page", fields=("room", "channel", "-id"))]

    def __str__(self) -> str:
        return f"message {self.pk} in room {self.room_id}"


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, actor: Actor) -> IssueQuerySet:
        """Everybody who may know the room sees its list."""
        found = sides.rooms_of(actor, "room__")
        return self.none() if found is None else self.filter(found)


class Issue(models.Model):
    """One point of the dispute: words of the mediator, and what each side says to it."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    column = models.CharField(max_length=10)
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="issue_column_known", condition=Q(column__in=COLUMNS))]

    def __str__(self) -> str:
        return f"issue {self.pk} in room {self.room_id}"
