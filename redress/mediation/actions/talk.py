"""Saying something in a room, in the joint channel or in one's caucus; and the list of issues."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from redress.kernel import rows
from redress.kernel.actors import Actor
from redress.kernel.problems import NotThere
from redress.mediation import door, sides, words
from redress.mediation.door import record, refuse
from redress.mediation.models import Issue, Message, Reading, Room
from redress.mediation.models.talk import COLUMNS
from redress.mediation.reading_in import Form

QUOTED = 12  # signs in a row that make a quotation
LOOKED_BACK = 200  # messages of a caucus that are compared


@transaction.atomic
def write(number: str, data: Mapping[str, Any], *, actor: Actor, now: datetime) -> Message:
    """Say something. data -- {"channel", "text", "by_phone": a side the mediator types for, "sure": "1"}

    What is typed for somebody on the telephone stays with the mediator until it was read back to them.
    Raises NotThere (a channel that is not yours looks like none), NotAllowed, Invalid.
    """
    room, side = door.enter(number, actor=actor)
    channel = str(data.get("channel", sides.JOINT))
    if channel not in sides.CHANNELS or (side != sides.MEDIATOR and channel not in (sides.JOINT, side)):
        raise NotThere(channel)
    form = Form(data, now=now)
    text = form.text("text")
    speaker = str(data.get("by_phone") or "")
    if speaker and (side != sides.MEDIATOR or speaker not in sides.PARTIES or channel not in (sides.JOINT, speaker)):
        form.wrong("by_phone", "room.choice.unknown", gettext("Choose one of the answers."))
    form.done()
    if side == sides.MEDIATOR and not speaker and data.get("sure") != "1":
        _not_from_another_caucus(room, channel, text, actor)
    columns = ("room_id", "channel", "side", "author", "at", "by_phone", "read_back_at", "hidden_at")
    row = (room.pk, channel, speaker or side, actor.key, now, bool(speaker), None, None)
    pk = rows.add("mediation_message", columns, row)
    words.put(room, "message", pk, {"text": text})
    record(room, "room.message_written", actor=actor, now=now, apart=True, message=pk)
    return Message(pk=pk, **dict(zip(columns, row, strict=True)))


def _not_from_another_caucus(room: Room, channel: str, text: str, actor: Actor) -> None:
    """Ask before the mediator carries words of one caucus to where the other side reads."""
    said = "".join(text.split())
    pieces = {said[start : start + QUOTED] for start in range(len(said) - QUOTED + 1)}
    others = [name for name in sides.PARTIES if name != channel]
    if not pieces:
        return
    recent = Message.objects.read_in(room, actor).filter(channel__in=others, side__in=sides.PARTIES)
    ids = recent.order_by("-pk").values_list("pk", flat=True)[:LOOKED_BACK]
    for found in words.of(room, "message", ids).values():
        kept = "".join(str(found.get("text", "")).split())
        if any(piece in kept for piece in pieces):
            message = gettext(
                "These words stand in a conversation in confidence. Change them, or tick that you may pass them on."
            )
            raise refuse("room.write.quotes_caucus", message, "/sure")


@transaction.atomic
def read_back(number: str, message_id: int, *, actor: Actor, now: datetime) -> None:
    """What was typed for a side on the telephone was read back to them and is right: now it counts as said."""
    room, _ = door.enter(number, actor=actor, only=(sides.MEDIATOR,))
    waiting = Message.objects.filter(pk=message_id, room=room, by_phone=True, read_back_at=None)
    if not waiting.update(read_back_at=now):
        raise NotThere("message")
    record(room, "room.message_read_back", actor=actor, now=now, apart=True, message=message_id)


@transaction.atomic
def hide(number: str, message_id: int, *, actor: Actor, now: datetime) -> None:
    """Hide a message that breaks the ground rules. It stays on file."""
    room, _ = door.enter(number, actor=actor, only=(sides.MEDIATOR,))
    if not Message.objects.filter(pk=message_id, room=room, hidden_at=None).update(hidden_at=now):
        raise NotThere("message")
    record(room, "room.message_hidden", actor=actor, now=now, apart=True, message=message_id)


def mark_read(room: Room, side: str, channel: str, up_to: int, *, actor: Actor, now: datetime) -> None:
    """Note how far a side has read. A note, no step: nothing goes into the archive."""
    if side not in sides.SIDES or door.side_in(room, actor) != side:
        return
    row, new = Reading.objects.get_or_create(room=room, side=side, channel=channel, defaults={"up_to": up_to})
    if not new and row.up_to < up_to:
        Reading.objects.filter(pk=row.pk, up_to__lt=up_to).update(up_to=up_to)


@transaction.atomic
def add_issue(number: str, data: Mapping[str, Any], *, actor: Actor, now: datetime) -> Issue:
    """The mediator puts a point on the list: agreed, disputed, or still to be shown."""
    room, _ = door.enter(number, actor=actor, only=(sides.MEDIATOR,))
    form = Form(data, now=now)
    text, column = form.text("text", longest=500), form.choice("column", COLUMNS)
    form.done()
    issue = Issue.objects.create(room=room, column=column, added_at=now, changed_at=now)
    words.put(room, "issue", issue.pk, {"text": text})
    record(room, "room.issue_added", actor=actor, now=now, apart=True, issue=issue.pk)
    return issue


@transaction.atomic
def move_issue(number: str, issue_id: int, column: str, *, actor: Actor, now: datetime) -> None:
    """The mediator moves a point to another column, or takes it off the list ("")."""
    room, _ = door.enter(number, actor=actor, only=(sides.MEDIATOR,))
    if column:
        form = Form({"column": column}, now=now)
        changes: dict[str, Any] = {"column": form.choice("column", COLUMNS), "changed_at": now}
        form.done()
    else:
        changes = {"removed_at": now}
    if not Issue.objects.filter(pk=issue_id, room=room, removed_at=None).update(**changes):
        raise NotThere("issue")
    record(room, "room.issue_moved", actor=actor, now=now, apart=True, issue=issue_id, column=column)


@transaction.atomic
def say_on_issue(number: str, issue_id: int, text: str, *, actor: Actor, now: datetime) -> None:
    """A side writes its own view beside a point; the other side's stays as it is."""
    room, side = door.enter(number, actor=actor, only=sides.PARTIES)
    form = Form({"text": text}, now=now)
    said = form.text("text", longest=500)
    form.done()
    if not Issue.objects.filter(pk=issue_id, room=room, removed_at=None).update(changed_at=now):
        raise NotThere("issue")
    kept = words.of(room, "issue", [issue_id]).get(issue_id, {})
    words.put(room, "issue", issue_id, {**kept, side: said})
    record(room, "room.issue_answered", actor=actor, now=now, apart=True, issue=issue_id, side=side)
