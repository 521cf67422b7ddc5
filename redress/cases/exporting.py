"""Taking the list of cases out: as CSV or JSON Lines, streamed, without personal values unless asked for with a reason."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext

from redress.agencies import queries
from redress.cases import reading, search
from redress.cases.reading import Filter
from redress.kernel.actors import Actor
from redress.kernel.moments import SHANGHAI
from redress.kernel.problems import Invalid, Problem
from redress.privacy import reveals, vault
from redress.records.entries import Draft, append

COLUMNS = (
    "number", "kind", "state", "phase", "agency", "channel", "received_at", "nature", "category", "amount", "currency",
    "matter", "trader_name", "trader_uscc", "division", "rule_set", "next_due_on", "next_due_code", "outcome", "verdict",
    "grade", "closed_at", "last_event_at",
)  # fmt: skip
PERSONAL = ("name", "phone", "address", "email", "story")
FORMATS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson; charset=utf-8"}
_READ = ("pk", *("agency_id" if name == "agency" else name for name in COLUMNS))
_CHUNK = 1_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a sheet would calculate what begins so

Row = list[Any]


def export(
    wanted: Filter, *, form: str, reason: str = "", personal: bool = False, actor: Actor, now: datetime
) -> Iterator[str]:
    """Return the cases a filter leaves, some lines at a time; memory does not grow with their number.

    form -- csv or jsonl
    personal -- with name, contact and story; staff only, with a reason code of privacy.reveals
    That it was done, by whom and why is in the archive before the first line leaves.
    Raises Invalid, before anything is read, for what cannot be done.
    """
    _check(form, personal=personal, reason=reason, actor=actor)
    data = {"form": form, "personal": personal, "reason_code": reason, "filter": _told(wanted)}
    append([Draft(subject=0, event="cases.exported", at=now, actor=actor.key, data=data)])
    names = COLUMNS + PERSONAL if personal else COLUMNS
    chunks = _chunks(wanted, personal=personal, actor=actor)
    return _csv(names, chunks) if form == "csv" else _lines(names, chunks)


def _check(form: str, *, personal: bool, reason: str, actor: Actor) -> None:
    problems = []
    if form not in FORMATS:
        message = gettext("Choose one of: %(expected)s.") % {"expected": ", ".join(FORMATS)}
        problems.append(Problem(code="code.unknown", message=message, pointer="/format"))
    if personal and (not actor.is_staff or actor.staff_id is None):
        message = gettext("Personal values leave only under the name of a member of staff.")
        problems.append(Problem(code="export.needs_staff", message=message, pointer="/as"))
    if personal and reason not in reveals.REASONS:
        message = gettext("Choose one of: %(expected)s.") % {"expected": ", ".join(reveals.REASONS)}
        problems.append(Problem(code="export.needs_reason", message=message, pointer="/reason"))
    if problems:
        raise Invalid(problems)


def _told(wanted: Filter) -> dict[str, str]:
    """The filter as the archive keeps it: words that were searched for stay out, they may name somebody."""
    values = {
        name: str(getattr(wanted, name) or "") for name in ("state", "phase", "kind", "agency", "nature", "category")
    }
    return {name: value for name, value in values.items() if value} | ({"words": "yes"} if wanted.q else {})


def _chunks(wanted: Filter, *, personal: bool, actor: Actor) -> Iterator[list[Row]]:
    bodies = {body.id: body.code for body in queries.directory().by_id.values()}
    rows = _searched(wanted, actor) if wanted.q else _read(wanted, actor)
    while chunk := list(islice(rows, _CHUNK)):
        told = vault.open_many([row[0] for row in chunk], "intake") if personal else {}
        yield [_row(row, bodies) + (_words(told.get(row[0], {})) if personal else []) for row in chunk]


def _read(wanted: Filter, actor: Actor) -> Iterator[tuple[Any, ...]]:
    found = reading.filtered(wanted, actor=actor).order_by("pk").values_list(*_READ)
    last = 0
    while rows := list(found.filter(pk__gt=last)[: _CHUNK * 4]):
        last = rows[-1][0]
        yield from rows


def _searched(wanted: Filter, actor: Actor) -> Iterator[tuple[Any, ...]]:
    below: int | None = None
    scopes = reading.scopes(actor)
    while ids := search.ids(wanted.q, scopes=scopes, below=below, limit=_CHUNK):
        below = ids[-1]
        yield from reading.filtered(wanted, actor=actor).filter(pk__in=ids).order_by("-pk").values_list(*_READ)


def _row(row: tuple[Any, ...], bodies: dict[int, str]) -> Row:
    return [_plain(name, value, bodies) for name, value in zip(COLUMNS, row[1:], strict=True)]


def _plain(name: str, value: Any, bodies: dict[int, str]) -> Any:
    if name == "agency":
        return bodies.get(value, "")
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(timespec="seconds")
    if value is None or isinstance(value, str | int):
        return value
    return str(value) if isinstance(value, Decimal) else value.isoformat()


def _words(intake: dict[str, Any]) -> Row:
    person = intake.get("complainant", {})
    return [*(person.get(name) for name in PERSONAL[:-1]), intake.get("story")]


def _csv(names: Iterable[str], chunks: Iterator[list[Row]]) -> Iterator[str]:
    yield "\ufeff" + ",".join(names) + "\r\n"
    for chunk in chunks:
        sheet = io.StringIO()
        csv.writer(sheet).writerows([[harmless(value) for value in row] for row in chunk])
        yield sheet.getvalue()


def harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _lines(names: tuple[str, ...], chunks: Iterator[list[Row]]) -> Iterator[str]:
    for chunk in chunks:
        yield "".join(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n" for row in chunk)
