"""The tree of bodies as its administrators change it: one body by itself, or many from a table, all or none.

Closing a body moves cases and is in the room of the cases (`redress.cases.succession`).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from redress.agencies import actions, opening, queries
from redress.agencies.models import Agency, AgencyKind, Closure, Level
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotThere, Problem
from redress.law import divisions
from redress.records.entries import Draft, append

EDITORS = frozenset({Role.ADMIN})
COLUMNS = ("code", "name_zh", "name_en", "kind", "level", "division", "parent", "address", "phone", "opening", "hours")
NEEDED = ("code", "name_zh", "name_en", "kind", "level", "division")
LONGEST = {"name_zh": 120, "name_en": 120, "address": 200, "phone": 40, "hours": 120}
CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
MOST_ROWS = 5000

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """What became, or would become, of one row of a table. result -- added, changed, same, refused"""

    number: int
    code: str
    name: str
    result: str
    problems: list[Problem] = field(default_factory=list)
    changes: tuple[str, ...] = ()


def visible_to(actor: Actor) -> QuerySet[Agency]:
    """The bodies an administrator answers for: one's own, those below, and closed ones whose work these took over."""
    if actor.role not in EDITORS:
        return Agency.objects.none()
    return Agency.objects.select_related("parent", "successor").filter(pk__in=actor.agency_ids).order_by("path")


def values_of(row: Agency) -> dict[str, str]:
    """A body as a row of the table."""
    found = {name: str(getattr(row, name)) for name in COLUMNS if name != "parent"}
    return found | {"parent": row.parent.code if row.parent else ""}


@transaction.atomic
def add_body(given: Values, *, actor: Actor, now: datetime) -> Agency:
    """Add a body under one of the actor's own. Raises NotThere for others than administrators, Invalid."""
    values, theirs = _clean(given), _theirs(actor)
    problems = _wrong(values, parents={row.code for row in theirs.values() if row.active})
    if not problems and Agency.objects.filter(code=values["code"]).exists():
        problems = [_taken()]
    if problems:
        raise Invalid(problems)
    return _add(values, actor=actor, now=now)


@transaction.atomic
def change_body(code: str, given: Values, *, actor: Actor, now: datetime) -> list[int]:
    """Change a body; its code stays. Return the bodies whose place in the tree is another now. Raises NotThere, Invalid."""
    theirs = _theirs(actor)
    row = theirs.get(code)
    if row is None or not row.active:
        raise NotThere("body")
    values = {**_clean(given), "code": code}
    problems = _wrong(values, parents=_parents_for(row, theirs))
    if problems:
        raise Invalid(problems)
    return _change(row, values, actor=actor, now=now)


@transaction.atomic
def take_in(
    rows: Iterable[tuple[int, Mapping[str, object] | None]], *, store: bool, actor: Actor, now: datetime
) -> tuple[list[Line], list[int]]:
    """Read a table of bodies; say of each row what becomes of it. One wrong row and nothing is stored.

    store -- False: only look. Returns the lines, and the bodies whose place in the tree is another now.
    Raises NotThere, Invalid for a table that holds no rows or too many.
    """  # fmt: skip
    theirs = _theirs(actor)
    read = [
        (number, None if row is None else _clean({k: str(v or "") for k, v in row.items()})) for number, row in rows
    ]
    if not 0 < len(read) <= MOST_ROWS:
        words = gettext("The table must hold from one to %(most)s rows under the names of the columns.")
        raise Invalid([Problem("body.table.rows", words % {"most": MOST_ROWS}, "/file")])
    lines = _lines(read, theirs)
    if not store or any(line.result == "refused" for line in lines):
        return lines, []
    moved: list[int] = []
    for values in _parents_first([values for _, values in read if values]):
        row = Agency.objects.select_related("parent").filter(code=values["code"]).first()
        if row is None:
            _add(values, actor=actor, now=now)
        else:
            moved += _change(row, values, actor=actor, now=now)
    return lines, list(dict.fromkeys(moved))


def _lines(read: list[tuple[int, dict[str, str] | None]], theirs: Mapping[str, Agency]) -> list[Line]:
    new = {values["code"] for _, values in read if values}
    parents = {values["code"]: values["parent"] for _, values in read if values}
    foreign = set(Agency.objects.filter(code__in=new).values_list("code", flat=True)) - theirs.keys()
    seen: set[str] = set()
    lines = []
    for number, values in read:
        if values is None:
            words = gettext("The row has more or fewer cells than the first line.")
            lines.append(Line(number, "", "", "refused", [Problem("body.row.broken", words)]))
            continue
        row = theirs.get(values["code"])
        within = _parents_for(row, theirs) if row else {one.code for one in theirs.values() if one.active}
        problems = _wrong(values, parents=within | new)
        if values["code"] in seen:
            problems.append(Problem("body.row.twice", gettext("An earlier row has this code."), "/code"))
        if values["code"] in foreign or (row and not row.active):
            problems.append(_taken())
        if _goes_round(values["code"], parents, theirs):
            problems.append(_round())
        seen.add(values["code"])
        changes = tuple(name for name in COLUMNS if row and values[name] != values_of(row)[name])
        result = "refused" if problems else "added" if row is None else "changed" if changes else "same"
        lines.append(Line(number, values["code"], values["name_zh"], result, problems, changes))
    return lines


def _goes_round(code: str, parents: Mapping[str, str], theirs: Mapping[str, Agency]) -> bool:
    """Whether the bodies above a body, as the table would have them, lead back to it."""
    above, steps = parents.get(code, ""), 0
    while above and steps <= len(parents) + len(theirs):
        if above == code:
            return True
        row = theirs.get(above)
        above = parents.get(above, row.parent.code if row and row.parent else "")
        steps += 1
    return steps > len(parents) + len(theirs)


def _parents_first(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    waiting = {row["code"]: row for row in rows}
    ordered: list[dict[str, str]] = []
    while waiting:
        ready = [row for row in waiting.values() if row["parent"] not in waiting]
        ordered += ready
        for row in ready:
            del waiting[row["code"]]
    return ordered


def _clean(given: Values) -> dict[str, str]:
    values = {name: str(given.get(name, "")).replace("\x00", "").strip() for name in COLUMNS}
    week, unreadable = opening.read(values["opening"])
    return values if unreadable else values | {"opening": week.text()}


def _theirs(actor: Actor) -> dict[str, Agency]:
    """The bodies of an administrator by code, locked in one order so that two changes do not cross."""
    if actor.role not in EDITORS:
        raise NotThere("body")
    rows = Agency.objects.select_for_update(of=("self",)).select_related("parent").filter(pk__in=actor.agency_ids)
    return {row.code: row for row in rows.order_by("pk")}


def _parents_for(row: Agency, theirs: Mapping[str, Agency]) -> set[str]:
    """What may stand above a body: one of the actor's own outside its subtree, or what stands there already."""
    open_ = {one.code for one in theirs.values() if one.active and not one.path.startswith(row.path)}
    return open_ | {row.parent.code if row.parent else ""}


def _wrong(values: Values, *, parents: set[str]) -> list[Problem]:
    """Everything that is wrong with a body's values, each with its place."""
    problems = [
        Problem("body.missing", gettext("This is needed for every body."), f"/{name}")
        for name in NEEDED
        if not values[name]
    ]
    for name, most in LONGEST.items():
        if len(values[name]) > most:
            words = gettext("At most %(most)s characters.") % {"most": most}
            problems.append(Problem("body.too_long", words, f"/{name}"))
    if values["code"] and not CODE.fullmatch(values["code"]):
        words = gettext("A code has up to 32 letters without accents, digits, - and _.")
        problems.append(Problem("body.code", words, "/code"))
    for name, known in (("kind", AgencyKind.values), ("level", Level.values)):
        if values[name] and values[name] not in known:
            words = gettext("Choose one of: %(known)s.") % {"known": ", ".join(known)}
            problems.append(Problem(f"body.{name}", words, f"/{name}"))
    if values["division"] and not _is_place(values["division"]):
        words = gettext("Give the code of a division of today by GB/T 2260, such as 310115.")
        problems.append(Problem("body.division", words, "/division"))
    if values["parent"] not in parents:
        words = gettext("Name a body above that you administer and that does not stand below this one.")
        problems.append(Problem("body.parent", words, "/parent"))
    return problems + opening.read(values["opening"])[1]


def _is_place(code: str) -> bool:
    place = divisions.division(code)
    return code == "000000" or (place is not None and place.standing == "current")


def _taken() -> Problem:
    return Problem("body.taken", gettext("There is, or was, another body with this code."), "/code")


def _round() -> Problem:
    return Problem("body.round", gettext("The bodies above it lead back to itself."), "/parent")


def _add(values: Values, *, actor: Actor, now: datetime) -> Agency:
    named = {name: value for name, value in values.items() if name != "parent"}
    made = actions.add_agency(**named, parent_code=values["parent"] or None, actor=actor, now=now)
    append([Draft(0, "body.added", now, actor.key, {"body": made.code, "parent": values["parent"]})])
    return made


def _change(row: Agency, values: Values, *, actor: Actor, now: datetime) -> list[int]:
    """Write what is another now, and record which columns; the words themselves are public and stand in the table."""
    before = values_of(row)
    changes = [name for name in COLUMNS if values[name] != before[name]]
    if not changes:
        return []
    for name in changes:
        if name != "parent":
            setattr(row, name, values[name])
    moved: list[int] = []
    if "parent" in changes:
        parent = Agency.objects.get(code=values["parent"]) if values["parent"] else None
        moved = hang(row, parent)
    row.save()
    data: dict[str, str] = {"body": row.code, "changes": " ".join(changes)}
    if "parent" in changes:
        data |= {"parent_before": before["parent"], "parent": values["parent"]}
    append([Draft(0, "body.changed", now, actor.key, data)])
    queries.forget()
    return moved


def hang(row: Agency, parent: Agency | None) -> list[int]:
    """Put a body with everything below it under another; return whose path is another now."""
    old, row.parent = row.path, parent
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save(update_fields=["parent", "path"])
    below = list(Agency.objects.filter(path__startswith=old).exclude(pk=row.pk))
    for one in below:
        one.path = row.path + one.path.removeprefix(old)
    Agency.objects.bulk_update(below, ["path"])
    return [row.pk, *(one.pk for one in below)]


@transaction.atomic
def close_days(
    code: str, *, first_on: date | None, last_on: date | None, why_zh: str, why_en: str, actor: Actor, now: datetime
) -> Closure:
    """Say that a body's counter is closed on some days. Raises NotThere, Invalid."""
    row = _theirs(actor).get(code)
    if row is None or not row.active:
        raise NotThere("body")
    problems = []
    if first_on is None or last_on is None or not first_on <= last_on or last_on < day_of(now):
        words = gettext("Give a first day and a last day that is not past.")
        problems.append(Problem("closure.days", words, "/first_on"))
    for name, why in (("why_zh", why_zh), ("why_en", why_en)):
        if not 0 < len(why.strip()) <= 60:
            words = gettext("Say why in Chinese and in English, up to 60 characters each.")
            problems.append(Problem("closure.why", words, f"/{name}"))
    if problems or first_on is None or last_on is None:
        raise Invalid(problems)
    made = Closure.objects.create(
        agency=row, first_on=first_on, last_on=last_on, why_zh=why_zh.strip(), why_en=why_en.strip()
    )
    told = {"body": code, "first_on": str(first_on), "last_on": str(last_on)}
    append([Draft(0, "body.days_closed", now, actor.key, told)])
    queries.forget()
    return made


@transaction.atomic
def open_days(code: str, closure_id: int, *, actor: Actor, now: datetime) -> None:
    """Take closed days back. Raises NotThere."""
    row = _theirs(actor).get(code)
    found = Closure.objects.filter(pk=closure_id, agency=row).first() if row else None
    if found is None:
        raise NotThere("closure")
    told = {"body": code, "first_on": str(found.first_on), "last_on": str(found.last_on)}
    found.delete()
    append([Draft(0, "body.days_opened", now, actor.key, told)])
    queries.forget()


def closures_of(row: Agency, *, since: date) -> list[Closure]:
    return list(Closure.objects.filter(agency=row, last_on__gte=since).order_by("first_on"))
