"""What a person reads in a room: pages of a channel, the list of issues, the ladder of offers, the terms.

A channel is read from its newest line back, page by page on its key: ten thousand lines cost what ten do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from redress.cases.models import Case
from redress.kernel.actors import Actor
from redress.mediation import door, sides, words
from redress.mediation.models import Issue, Message, Offer, Reading, Reply, Room
from redress.mediation.models.talk import COLUMNS

PAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One message as a person may read it. text is empty where it was hidden from them."""

    id: int
    channel: str
    side: str
    at: datetime
    text: str
    by_phone: bool
    read_back: bool
    hidden: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of a channel, oldest first, and where the older ones go on."""

    lines: Sequence[Line]
    older: int | None


def of_case(case: Case, *, actor: Actor) -> Room | None:
    """The room of a case as far as this person may know it; None if there is none."""
    return Room.objects.visible_to(actor).filter(case=case).select_related("case").order_by("-pk").first()


def channels(room: Room, actor: Actor) -> tuple[str, ...]:
    """The channels a person may read, the joint one first."""
    side = door.side_in(room, actor)
    if side == sides.MEDIATOR:
        return sides.CHANNELS
    return (sides.JOINT, side) if side else (sides.JOINT,)


def lines(
    room: Room, channel: str, *, actor: Actor, before: int | None = None, after: int | None = None, limit: int = PAGE
) -> Lines:
    """A page of a channel: the newest lines, or those before or after one. A channel that is not theirs is empty."""
    rows = Message.objects.read_in(room, actor).filter(channel=channel)
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[:limit])
        return Lines(_told(room, found, actor), None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    shown = found[:limit]
    return Lines(_told(room, shown[::-1], actor), shown[-1].pk if len(found) > limit else None)


def _told(room: Room, rows: Sequence[Message], actor: Actor) -> list[Line]:
    side = door.side_in(room, actor)
    texts = words.of(room, "message", [row.pk for row in rows])
    return [
        Line(
            row.pk, row.channel, row.side, row.at,
            "" if row.hidden_at and side != sides.MEDIATOR else str(texts.get(row.pk, {}).get("text", "")),
            row.by_phone, row.read_back_at is not None, row.hidden_at is not None, row.side == side,
        )
        for row in rows
    ]  # fmt: skip


def newest(room: Room, *, actor: Actor) -> dict[str, int]:
    """The last line of each channel this person may read; 0 where there is none. What a live page asks for."""
    rows = Message.objects.read_in(room, actor)
    found = {}
    for channel in channels(room, actor):
        last = rows.filter(channel=channel).order_by("-pk").values_list("pk", flat=True).first()
        found[channel] = last or 0
    return found


def unread(room: Room, *, actor: Actor) -> frozenset[str]:
    """Channels with lines this side has not read yet."""
    side = door.side_in(room, actor)
    read = dict(Reading.objects.filter(room=room, side=side).values_list("channel", "up_to")) if side else {}
    return frozenset(
        channel for channel, last in newest(room, actor=actor).items() if side and last > read.get(channel, 0)
    )


def read_by(room: Room, channel: str, *, actor: Actor) -> dict[str, int]:
    """How far the others in a channel have read it, by side."""
    if channel not in channels(room, actor):
        return {}
    mine = door.side_in(room, actor)
    rows = Reading.objects.filter(room=room, channel=channel).exclude(side=mine)
    return dict(rows.values_list("side", "up_to"))


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the dispute with what each side says to it."""

    id: int
    column: str
    text: str
    complainant: str
    respondent: str


def issues(room: Room, *, actor: Actor) -> dict[str, list[Point]]:
    """The list of issues, by column."""
    rows = list(Issue.objects.visible_to(actor).filter(room=room, removed_at=None).order_by("pk"))
    texts = words.of(room, "issue", [row.pk for row in rows])
    found: dict[str, list[Point]] = {column: [] for column in COLUMNS}
    for row in rows:
        said = texts.get(row.pk, {})
        parts = (str(said.get(name, "")) for name in ("text", *sides.PARTIES))
        found[row.column].append(Point(row.pk, row.column, *parts))
    return found


@dataclass(frozen=True, slots=True)
class Rung:
    """One offer on the ladder, as this person may see it."""

    id: int
    side: str
    channel: str
    kind: str
    amount: Decimal | None
    perform_on: date | None
    valid_until: date
    condition: str
    state: str
    answers: int | None
    made_at: datetime
    mine: bool
    my_reply: bool | None


def ladder(room: Room, *, actor: Actor, today: date) -> list[Rung]:
    """The offers over time, oldest first. One whose last day has passed shows as lapsed."""
    side = door.side_in(room, actor)
    rows = list(Offer.objects.visible_to(actor).filter(room=room).order_by("pk"))
    texts = words.of(room, "offer", [row.pk for row in rows])
    replies = dict(Reply.objects.visible_to(actor).filter(offer__in=rows).values_list("offer_id", "yes"))
    return [
        Rung(
            row.pk, row.side, row.channel, row.kind, row.amount, row.perform_on, row.valid_until,
            str(texts.get(row.pk, {}).get("condition", "")),
            "lapsed" if row.state == "open" and row.valid_until < today else row.state,
            row.answers_id, row.made_at, row.side == side, replies.get(row.pk),
        )
        for row in rows
    ]  # fmt: skip


def gap(rungs: Sequence[Rung]) -> Decimal | None:
    """How far the last sums of the two sides, told to both, lie apart; None until both named one."""
    last: dict[str, Decimal] = {}
    for rung in rungs:
        if rung.amount is not None and rung.channel == sides.JOINT and rung.side in sides.PARTIES:
            last[rung.side] = rung.amount
    return abs(last[sides.COMPLAINANT] - last[sides.RESPONDENT]) if len(last) == len(sides.PARTIES) else None


def of_person(case: Case, *, actor: Actor) -> dict[str, Any]:
    """Everything of the room that a person may see of themselves and both: for whoever asks what is held about them."""
    room = of_case(case, actor=actor)
    if room is None:
        return {}
    said = Message.objects.read_in(room, actor).order_by("pk")
    return {
        "opened_at": room.opened_at,
        "messages": [
            {"at": line.at, "channel": line.channel, "side": line.side, "text": line.text}
            for line in _told(room, list(said), actor)
        ],
        "offers": [
            {"at": rung.made_at, "side": rung.side, "kind": rung.kind, "amount": rung.amount, "state": rung.state}
            for rung in ladder(room, actor=actor, today=date.max)
        ],
    }
