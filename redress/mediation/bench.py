"""How fast a room opens, with ten messages and with ten thousand: the same page of the channel, and the case's own page."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from statistics import median
from typing import Any

from django.db import transaction

from redress.agencies import actions as bodies
from redress.agencies import queries
from redress.agencies.models import Staff
from redress.cases import actions as cases
from redress.cases import filing, intake, reading
from redress.kernel.actors import ANYONE, SYSTEM, Actor, Role
from redress.mediation import reading as rooms_read
from redress.mediation.actions import rooms, talk
from redress.mediation.models import Message, Room

SIZES = (10, 10_000)
OPENINGS = 40
LOT = 500  # messages a transaction


def bench(sizes: tuple[int, ...] = SIZES) -> Iterator[dict[str, Any]]:
    """Yield the figures of rooms of each size, from an installation of its own in a scratch folder."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "REDRESS_DATA": folder, "REDRESS_DATABASE_URL": ""}
        command = [sys.executable, "-m", "redress.mediation.bench_apart", *map(str, sizes)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as running:  # noqa: S603 -- our own module
            for line in running.stdout or ():
                yield json.loads(line)
        if running.returncode:
            raise RuntimeError("The room could not be measured; what went wrong is said above.")


def measure(sizes: tuple[int, ...], *, now: datetime) -> Iterator[dict[str, Any]]:
    """Fill one room after the other and open each; an empty installation is wanted."""
    bodies.add_agency(
        code="310115", name_zh="示例局", name_en="Office", kind="market_supervision", level="county", division="310115",
        parent_code=None, actor=SYSTEM, now=now,
    )  # fmt: skip
    for role in (Role.MEDIATOR, Role.OFFICER):
        name = role.value
        bodies.add_staff(
            username=name, name=name, role=role, agency_code="310115", password=None, actor=SYSTEM, now=now
        )
    mediator, officer = (queries.actor_of(Staff.objects.get(username=name)) for name in ("mediator", "officer"))
    for size in sizes:
        room, consumer = _room(mediator, officer, now)
        start = time.perf_counter()
        _fill(room, consumer, size, now)
        yield {"bench": "room.write", "messages": size, "per_second": round(size / (time.perf_counter() - start), 1)}
        pages: dict[str, Callable[[], object]] = {
            "room.open": partial(_open, room, consumer, size),
            "room.older": partial(_older, room, mediator, size),
            "room.news": partial(rooms_read.newest, room, actor=mediator),
            "room.case_file": partial(_case_file, room),
        }
        yield from ({"bench": name, "messages": size, "ms": _milliseconds(page)} for name, page in pages.items())


def _room(mediator: Actor, officer: Actor, now: datetime) -> tuple[Room, Actor]:
    said = {"kind": "complaint", "problem": {"nature": "QUALITY", "story": "扫地机器人坏了，商家不退。"}}
    filed = filing.file(intake.read(said, now=now), actor=ANYONE, now=now)[0]
    cases.act(filed.number, "accept", {}, actor=officer, now=now)
    both = {"complainant_consents": True, "respondent_consents": True}
    cases.act(filed.number, "begin_mediation", both, actor=mediator, now=now)
    room = rooms.open_room(filed.number, actor=mediator, now=now)
    rooms.answer_conflict(filed.number, conflict=False, actor=mediator, now=now)
    consumer = Actor(key="complainant", role=Role.COMPLAINANT, case_id=filed.id)
    rooms.confirm_rules(filed.number, actor=consumer, now=now)
    return room, consumer


def _fill(room: Room, consumer: Actor, size: int, now: datetime) -> None:
    for start in range(0, size, LOT):
        with transaction.atomic():
            _write(room, consumer, range(start, min(start + LOT, size)), now)


def _write(room: Room, consumer: Actor, places: range, now: datetime) -> None:
    for place in places:
        words = {"channel": "joint", "text": f"第{place}句：我想退款，发票在。"}
        talk.write(room.case.number, words, actor=consumer, now=now + timedelta(seconds=place))


def _milliseconds(run: Callable[[], object]) -> float:
    run()
    took = []
    for _ in range(OPENINGS):
        start = time.perf_counter()
        run()
        took.append(time.perf_counter() - start)
    return round(median(took) * 1000, 2)


def _open(room: Room, actor: Actor, size: int) -> None:
    found = rooms_read.lines(room, "joint", actor=actor)
    wanted = min(size, rooms_read.PAGE)
    if len(found.lines) != wanted or not found.lines[-1].text.startswith(f"第{size - 1}句"):
        raise RuntimeError("The page of the room is not what was written last.")
    rooms_read.unread(room, actor=actor)


def _older(room: Room, actor: Actor, size: int) -> None:
    """A page from the middle of the room."""
    rows = Message.objects.filter(room=room)
    middle = rows.order_by("pk").values_list("pk", flat=True)[0] + size // 2
    found = rooms_read.lines(room, "joint", actor=actor, before=middle)
    if not found.lines or found.lines[-1].id != middle - 1:
        raise RuntimeError("The older page does not end where the newer one begins.")


def _case_file(room: Room) -> None:
    """What every page of the case opens: the room's words are not in it."""
    if any(slot.startswith("room:") for slot in reading.sealed(room.case)):
        raise RuntimeError("Words of the room came along with the case.")
