"""Writes of the routing table: drafted, checked, tried, released from a moment, stopped. Nothing live is ever changed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from redress.kernel.actors import Actor
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.records.entries import Draft, append, stamp
from redress.routing import checking, queries, rows
from redress.routing.models import EDITORS, RoutingTable, Stage


def _editor(actor: Actor) -> None:
    if actor.role not in EDITORS:
        raise NotThere("routing table")


@transaction.atomic
def draft(note: str, *, copy_of: int | None = None, actor: Actor, now: datetime) -> RoutingTable:
    """Begin a version, empty or with the rows of another. Raises Invalid without a word on what it is for."""
    _editor(actor)
    if not note.strip():
        message = gettext("Say in a few words what this version is to change.")
        raise Invalid([Problem("routing.table.no_note", message, "/note")])
    kept = queries.held(copy_of, actor=actor).rows if copy_of else []
    last = RoutingTable.objects.select_for_update().order_by("-number").first()
    table = RoutingTable.objects.create(
        number=last.number + 1 if last else 1, note=note.strip()[:200], rows=kept, made_at=now, made_by=actor.key
    )
    _record("routing.table_drafted", table, actor=actor, now=now, copy_of=copy_of or 0)
    return table


@transaction.atomic
def put_row(
    number: int, given: Mapping[str, Any], *, replaces: str = "", revision: int, actor: Actor, now: datetime
) -> RoutingTable:
    """Add a row, or put it in the place of another. Raises NotThere, NotAllowed, Invalid with everything that is wrong."""
    table = _open(number, revision, actor)
    row, problems = rows.read(given)
    others = [one for one in queries.rows_of(table) if one.row != replaces]
    if row is not None and any(one.row == row.row for one in others):
        problems = [rows.twice()]
    if row is None or problems:
        raise Invalid(problems)
    return _kept(table, [*others, row], actor=actor, now=now)


@transaction.atomic
def drop_row(number: int, name: str, *, revision: int, actor: Actor, now: datetime) -> RoutingTable:
    """Take a row out of a draft. Raises NotThere, NotAllowed."""
    table = _open(number, revision, actor)
    before = queries.rows_of(table)
    left = [one for one in before if one.row != name]
    if len(left) == len(before):
        raise NotThere("row")
    return _kept(table, left, actor=actor, now=now)


@transaction.atomic
def put_file(number: int, content: bytes, *, revision: int, actor: Actor, now: datetime) -> RoutingTable:
    """Put the rows of a file in the place of all rows, or nothing if one line is wrong. Raises NotThere, NotAllowed, Invalid."""
    table = _open(number, revision, actor)
    lines = rows.from_csv(content)
    if len(lines) > rows.MOST_ROWS or not lines:
        message = gettext("The file must hold from one to %(most)s rows under the names of the columns.")
        raise Invalid([Problem("routing.file.rows", message % {"most": rows.MOST_ROWS}, "/file")])
    wrong = [problem for line in lines for problem in line.problems]
    if wrong:
        raise Invalid(wrong)
    return _kept(table, [line.row for line in lines if line.row], actor=actor, now=now)


@transaction.atomic
def validate(number: int, *, actor: Actor, now: datetime) -> list[checking.Finding]:
    """Check a draft and say what was found; it moves on if nothing blocks. Raises NotThere, NotAllowed."""
    table = _open(number, None, actor)
    found = checking.findings(queries.rows_of(table))
    faults = sum(one.blocks for one in found)
    table.stage = Stage.DRAFT if faults or not table.rows else Stage.VALIDATED
    table.save(update_fields=["stage"])
    _record("routing.table_checked", table, actor=actor, now=now, faults=faults)
    return found


@transaction.atomic
def record_trial(number: int, trial: Mapping[str, Any], *, actor: Actor, now: datetime) -> RoutingTable:
    """Keep what a checked version would have done with past cases. Raises NotThere, NotAllowed."""
    table = _open(number, None, actor)
    if table.stage == Stage.DRAFT:
        raise NotAllowed(
            [Problem("routing.table.not_checked", gettext("Check the table first and mend what it finds."))]
        )
    table.stage, table.trial = Stage.SIMULATED, dict(trial)
    table.save(update_fields=["stage", "trial"])
    _record("routing.table_tried", table, actor=actor, now=now, looked=trial["looked"], moved=trial["moved"])
    return table


@transaction.atomic
def release(number: int, *, live_from: datetime, actor: Actor, now: datetime) -> RoutingTable:
    """Let a tried version decide from a moment on; the one before ends then. Raises NotThere, NotAllowed."""
    table = _open(number, None, actor)
    problems = []
    if table.stage != Stage.SIMULATED:
        problems.append(Problem("routing.table.not_tried", gettext("Try the table on past cases first.")))
    if live_from < now:
        problems.append(Problem("routing.release.past", gettext("Give a moment that is still to come."), "/live_from"))
    if any(one.blocks for one in checking.findings(queries.rows_of(table))):
        message = gettext("Bodies have changed since the table was checked. Check it again.")
        problems.append(Problem("routing.table.faulty", message))
    if problems:
        raise NotAllowed(problems)
    _end_others(live_from)
    table.stage, table.live_from, table.released_at, table.released_by = Stage.RELEASED, live_from, now, actor.key
    table.save(update_fields=["stage", "live_from", "released_at", "released_by"])
    _record("routing.table_released", table, actor=actor, now=now, live_from=stamp(live_from))
    transaction.on_commit(queries.forget)
    return table


@transaction.atomic
def stop(number: int, *, actor: Actor, now: datetime) -> RoutingTable:
    """End a released version now: from then on the law alone decides. Raises NotThere, NotAllowed."""
    _editor(actor)
    table = queries.held(number, actor=actor)
    if table.state(now) not in ("live", "waiting"):
        raise NotAllowed([Problem("routing.table.not_live", gettext("This version is not in force and not waiting."))])
    table.ends_at = now
    table.save(update_fields=["ends_at"])
    _record("routing.table_stopped", table, actor=actor, now=now)
    transaction.on_commit(queries.forget)
    return table


def _end_others(moment: datetime) -> None:
    """What is in force at a moment, or would begin after it, ends at it."""
    released = RoutingTable.objects.filter(stage=Stage.RELEASED)
    released.filter(ends_at__isnull=True).update(ends_at=moment)
    released.filter(ends_at__gt=moment).update(ends_at=moment)


def _open(number: int, revision: int | None, actor: Actor) -> RoutingTable:
    """A version that may still be changed, locked."""
    _editor(actor)
    table = RoutingTable.objects.visible_to(actor).select_for_update().filter(number=number).first()
    if table is None:
        raise NotThere("routing table")
    if table.stage == Stage.RELEASED:
        message = gettext("A released version stays as it is. Begin a new version with its rows.")
        raise NotAllowed([Problem("routing.table.released", message)])
    if revision is not None and revision != table.revision:
        message = gettext("Somebody changed this version meanwhile. Look at it again and repeat your change.")
        raise NotAllowed([Problem("routing.table.changed_meanwhile", message)])
    return table


def _kept(table: RoutingTable, kept: Sequence[rows.Row], *, actor: Actor, now: datetime) -> RoutingTable:
    """Keep rows; what was checked and tried before was another table."""
    table.rows = [row.stored() for row in sorted(kept, key=lambda row: (row.priority, row.row))]
    table.stage, table.trial, table.revision = Stage.DRAFT, None, table.revision + 1
    table.save(update_fields=["rows", "stage", "trial", "revision"])
    _record("routing.table_changed", table, actor=actor, now=now, rows=len(table.rows))
    return table


def _record(event: str, table: RoutingTable, *, actor: Actor, now: datetime, **more: Any) -> None:
    """The archive keeps a digest of the rows with every step, so that nobody can say another table was in force."""
    text = json.dumps(table.rows, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    append([Draft(0, event, now, actor.key, {"table": table.number, "rows_digest": digest, **more})])
