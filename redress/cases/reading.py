"""The read side of cases: what a person may see of one case, and lists that never count or scan."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from redress.agencies import queries, teams
from redress.cases import cursors, search, similar, tallies
from redress.cases.models import Case, Exhibit, Message, Task
from redress.cases.models.case import CaseQuerySet
from redress.kernel.actors import CASE_ROLES, Actor, Role
from redress.kernel.problems import Invalid, Problem
from redress.kernel.whole import whole_number
from redress.privacy import vault
from redress.privacy.deid.text import scrub
from redress.records import entries
from redress.records.entries import Recorded

# What the timeline of a complainant shows of an entry's words; steps not listed show only that they happened.
TELL_COMPLAINANT = frozenset({
    "request_materials", "refuse", "terminate", "transfer", "issue_result", "settle", "supply_materials", "withdraw",
    "reopen", "rate", "challenge_mediator", "record_performance", "tell_reporter", "not_again", "record_answer",
})  # fmt: skip
# Steps that are the office's own affair.
OWN_AFFAIR = frozenset({
    "task.added", "task.finished", "task.handed_over", "trader.code_renewed", "trader.invitation_revoked", "trader.silence_escalated",
})  # fmt: skip
INTERNAL = frozenset({
    "assign", "record_finding", "add_task", "finish_task", "record_delivery", "unshelve", "split", "classify",
    "ask_approval", "name_law", "record_execution", "hand_up",
})  # fmt: skip
OFFICE_EVENTS = (
    "vault.", "case.read", "team.", "personal_data.", "deadline.", "notice.", "order.", "escalation.", "staff.", "quality.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a case's timeline."""

    at: datetime
    event: str
    actor: str
    side: str  # in (from the complainant), out (to them), trader, staff, system
    data: dict[str, Any]
    words: dict[str, Any]
    entry_id: int
    receipted: bool


def sealed(case: Case) -> dict[str, Any]:
    """Everything sealed for a case, by slot; empty after its key was destroyed."""
    try:
        return vault.open_case(case.pk)
    except (vault.Erased, vault.NothingSealed):
        return {}


def searchable(case: Case) -> str:
    """The de-identified words of a case, as they are indexed."""
    intake = sealed(case).get("intake", {})
    person = intake.get("complainant", {})
    known = [value for value in person.values() if isinstance(value, str)]
    story, what = intake.get("story", ""), intake.get("what") or ""
    return f"{scrub(what, known=known).text} {scrub(story, known=known).text} {case.trader_name} {case.number}"


def reindex(case: Case) -> None:
    """Index the case's de-identified words anew under the body it is with now."""
    search.replace(case.pk, search.document(searchable(case), queries.scope_path(case.agency_id)))


def timeline(case: Case, *, actor: Actor, slots: dict[str, Any] | None = None) -> list[Moment]:
    """What happened to a case, oldest first, as far as this person may know it.

    A complainant sees every step but the office's own affairs, and the words that were meant for them.
    """
    words = sealed(case) if slots is None else slots
    found = []
    for entry in entries.of(case.pk):
        verb = str(entry.data.get("verb", ""))
        if actor.is_staff or actor.role == Role.SYSTEM:
            found.append(_moment(entry, words.get(entry.data.get("slot", ""), {})))
        elif verb not in INTERNAL and entry.event not in OWN_AFFAIR and not entry.event.startswith(OFFICE_EVENTS):
            told = words.get(entry.data.get("slot", ""), {}) if verb in TELL_COMPLAINANT else {}
            found.append(_moment(_for(entry, actor), {name: told[name] for name in ("text",) if name in told}))
    return found


def _for(entry: Recorded, actor: Actor) -> Recorded:
    """An entry as a side may read it: the operator never learns that a report came with the complaint (S Art. 37)."""
    if actor.role == Role.COMPLAINANT or "linked" not in entry.data:
        return entry
    return replace(entry, data={name: value for name, value in entry.data.items() if name != "linked"})


def _moment(entry: Recorded, words: dict[str, Any]) -> Moment:
    side = "staff"
    if entry.actor.startswith(("complainant", "anyone")):
        side = "in"
    elif entry.actor.startswith("system"):
        side = "system"
    elif entry.actor.startswith("trader:") or entry.event == "trader.answered":
        side = "trader"
    elif entry.receipted or entry.event in {"message.sent", "materials.requested"}:
        side = "out"
    return Moment(entry.at, entry.event, entry.actor, side, entry.data, words, entry.id, entry.receipted)


def messages(case: Case, *, actor: Actor, slots: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Messages of a case this person may read, with their text."""
    rows: Iterable[Message] = Message.objects.filter(case=case).order_by("pk")
    if not actor.is_staff:
        rows = rows.exclude(audience="staff")  # type: ignore[attr-defined]
    words = sealed(case) if slots is None else slots
    return [
        {
            "id": row.pk,
            "at": row.at,
            "role": row.author_role,
            "audience": row.audience,
            "direction": row.direction,
            "text": words.get(f"message:{row.pk}", {}).get("text", ""),
        }
        for row in rows
    ]


def exhibits(case: Case, *, actor: Actor) -> QuerySet[Exhibit]:
    """Evidence of a case this person may see: staff all, either side its own and what both may see."""
    rows = Exhibit.objects.filter(case=case).order_by("pk")
    if actor.is_staff or actor.role == Role.SYSTEM:
        return rows
    if actor.role == Role.COMPLAINANT:
        return rows.filter(Q(added_role=Role.COMPLAINANT) | Q(added_role=Role.ANYONE) | ~Q(audience="staff"))
    return rows.filter(Q(audience__in=("both", "public")) | Q(added_by=actor.key))


def tasks(case: Case, *, actor: Actor) -> QuerySet[Task]:
    rows = Task.objects.filter(case=case).select_related("owner").order_by("finished_at", "due_on")
    return rows if actor.is_staff else rows.none()


# ---- lists ---------------------------------------------------------------------------------------------------------

ORDERS = {"due": ("next_due_on", "id"), "received": ("-received_at", "-id"), "last": ("-last_event_at", "-id")}
MOST = 200


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is asked for; every part narrows it."""

    state: str = ""
    phase: str = ""
    kind: str = ""
    assignee: str = ""  # me | none | a staff id
    team: str = ""  # mine | the id of a team
    agency: str = ""
    nature: str = ""
    category: str = ""
    trader: str = ""
    due_before: date | None = None
    q: str = ""
    order: str = "due"


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list and where it goes on."""

    rows: Sequence[Case]
    next: str | None
    total: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def filtered(wanted: Filter, *, actor: Actor) -> CaseQuerySet:
    """The cases a filter leaves of those the person may see."""
    found = Case.objects.visible_to(actor)
    simple = {"state": wanted.state, "phase": wanted.phase, "kind": wanted.kind, "nature": wanted.nature}
    found = found.filter(**{name: value for name, value in simple.items() if value})
    if wanted.category:
        found = found.filter(Q(category=wanted.category) | Q(category__startswith=wanted.category + "."))
    if wanted.trader:
        found = found.filter(Q(trader_uscc=wanted.trader) | Q(trader_name=wanted.trader))
    if wanted.agency:
        body = queries.body_by_code(wanted.agency)
        found = found.filter(agency_id__in=queries.below(body.id)) if body else found.none()
    if wanted.assignee:
        found = found.filter(assignee_id=_person(wanted.assignee, actor))
    if wanted.team:
        mine = teams.ids_of(actor) if wanted.team == "mine" else {whole_number(wanted.team) or 0}
        found = found.filter(team_id__in=mine)
    if wanted.due_before:
        found = found.filter(next_due_on__lt=wanted.due_before)
    return found


def _person(text: str, actor: Actor) -> int | None:
    if text == "none":
        return None
    if text == "me":
        return actor.staff_id
    if text.isdecimal() and len(text) < 18:
        return int(text)
    raise Invalid(
        [
            Problem(
                code="assignee.unknown",
                message=gettext("Write me, none, or the id of a member of staff."),
                pointer="/assignee",
            )
        ]
    )


def page(wanted: Filter, *, actor: Actor, limit: int = 25, cursor: str | None = None) -> Page:
    """One page of a list, by keyset: the cost is the same at any depth and any size."""
    limit = max(1, min(limit, MOST))
    if wanted.q:
        return _searched(wanted, actor=actor, limit=limit, cursor=cursor)
    order = ORDERS.get(wanted.order, ORDERS["due"])
    undated = (cursor or "").startswith("n")
    if cursor:
        cursors.read(cursor[1:] if undated else cursor, key_is=_key_of(wanted.order, undated=undated))
    dated = Q(next_due_on__isnull=False) if wanted.order == "due" and not undated else Q()
    parts = [_after(part.filter(dated), wanted.order, cursor)[: limit + 1] for part in _parts(wanted, actor)]
    shown = _merged(parts, wanted.order, undated=undated)[: limit + 1]
    if wanted.order == "due" and len(shown) <= limit and not undated:
        rest = [part.filter(next_due_on__isnull=True).order_by("-pk")[: limit + 1] for part in _parts(wanted, actor)]
        shown += _merged(rest, wanted.order, undated=True)[: limit + 1 - len(shown)]
    more = len(shown) > limit
    shown = shown[:limit]
    return Page(shown, _cursor(shown[-1], wanted.order) if more and shown else None, extra={"order": order})


def beside(wanted: Filter, case: Case, *, actor: Actor, forward: bool) -> str | None:
    """Number of the case after or before this one in a list ordered by due day; None at its end."""
    found = filtered(wanted, actor=actor).filter(next_due_on__isnull=False)
    if case.next_due_on is None:
        return None
    day, pk = case.next_due_on, case.pk
    if forward:
        rows = (
            found.filter(next_due_on__gte=day)
            .filter(Q(next_due_on__gt=day) | Q(pk__gt=pk))
            .order_by("next_due_on", "pk")
        )
    else:
        rows = (
            found.filter(next_due_on__lte=day)
            .filter(Q(next_due_on__lt=day) | Q(pk__lt=pk))
            .order_by("-next_due_on", "-pk")
        )
    return rows.values_list("number", flat=True).first()


APART = 64  # bodies up to which each is asked by itself


def _parts(wanted: Filter, actor: Actor) -> list[CaseQuerySet]:
    """The filter, body by body: within one body an index has the order asked for, across several everything is sorted."""
    found = filtered(wanted, actor=actor)
    bodies = actor.agency_ids
    if wanted.agency:
        named = queries.body_by_code(wanted.agency)
        bodies = bodies & queries.below(named.id) if named else frozenset()
    apart = actor.role in CASE_ROLES - {Role.MEDIATOR} and 1 <= len(bodies) <= APART
    return [found.filter(agency_id=body) for body in _busy(bodies, wanted)] if apart else [found]


def _busy(bodies: frozenset[int], wanted: Filter) -> list[int]:
    """The bodies among these that have cases of the phase asked for."""
    return sorted(tallies.with_any(bodies, f"p:{wanted.phase}" if wanted.phase else "all"))


def _merged(parts: Iterable[QuerySet[Case]], order: str, *, undated: bool) -> list[Case]:
    rows = [case for part in parts for case in part]
    if undated:
        return sorted(rows, key=lambda case: -case.pk)
    if order == "due":
        return sorted(rows, key=lambda case: (case.next_due_on or date.max, case.pk))
    column = "last_event_at" if order == "last" else "received_at"
    return sorted(rows, key=lambda case: (getattr(case, column), case.pk), reverse=True)


def _after(found: QuerySet[Case], order: str, cursor: str | None) -> QuerySet[Case]:
    if order == "due":
        if cursor and cursor.startswith("n"):
            _, pk = cursors.read(cursor[1:])
            return found.filter(next_due_on__isnull=True, pk__lt=pk).order_by("-pk")
        if cursor:
            day, pk = cursors.read(cursor)
            found = found.filter(Q(next_due_on__gt=day) | Q(next_due_on=day, pk__gt=pk)).filter(next_due_on__gte=day)
        return found.order_by("next_due_on", "pk")
    column = "last_event_at" if order == "last" else "received_at"
    if cursor:
        at, pk = cursors.read(cursor)
        found = found.filter(**{f"{column}__lte": at}).filter(Q(**{f"{column}__lt": at}) | Q(pk__lt=pk))
    return found.order_by(f"-{column}", "-pk")


def _cursor(case: Case, order: str) -> str:
    if order == "due":
        if case.next_due_on is None:
            return "n" + cursors.encoded("", case.pk)
        return cursors.encoded(case.next_due_on.isoformat(), case.pk)
    moment = case.last_event_at if order == "last" else case.received_at
    return cursors.encoded(moment.isoformat(), case.pk)


def _key_of(order: str, *, undated: bool = False) -> type[Any]:
    """What the cursor of a list carries besides the row."""
    return type(None) if undated else date if order == "due" else datetime


def _searched(wanted: Filter, *, actor: Actor, limit: int, cursor: str | None) -> Page:
    """Cases whose words match, newest first, within what the person may see."""
    below = cursors.read(cursor, key_is=type(None))[1] if cursor else None
    ids = search.ids(wanted.q, scopes=scopes(actor), below=below, limit=limit + 1)
    narrowed = wanted != Filter(q=wanted.q, order=wanted.order)
    kept: list[Case] = []
    while ids:
        rows = {case.pk: case for case in filtered(wanted, actor=actor).filter(pk__in=ids)}
        kept += [rows[pk] for pk in ids if pk in rows]
        if len(kept) > limit or len(ids) <= limit:
            break
        ids = search.ids(wanted.q, scopes=scopes(actor), below=ids[-1], limit=limit + 1)
    total = None if narrowed else search.count(wanted.q, scopes=scopes(actor))
    shown = kept[:limit]
    return Page(shown, cursors.encoded("", shown[-1].pk) if len(kept) > limit else None, total)


def scopes(actor: Actor) -> list[int]:
    """Bodies whose subtrees cover what a person may see."""
    if actor.role == Role.SYSTEM:
        return []
    return [actor.agency_id] if actor.agency_id is not None else [-1]


def json_of(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text)
    return value


def count_exhibits(case: Case) -> int:
    return Exhibit.objects.filter(case=case).count()


def look_alikes(case: Case, *, actor: Actor, days: int = 180, most: int = 20) -> list[Case]:
    """Cases against the same trader within half a year whose words are nearly the same."""
    if case.story_print is None or not case.trader_name:
        return []
    near = Case.objects.visible_to(actor).filter(
        trader_name=case.trader_name,
        kind=case.kind,
        received_at__gte=case.received_at - timedelta(days=days),
        received_at__lte=case.received_at + timedelta(days=days),
        story_print__isnull=False,
    )
    found = list(near.exclude(pk=case.pk).order_by("-pk")[:500])
    close = [other for other in found if similar.distance(case.story_print, other.story_print or 0) <= similar.CLOSE]
    return close[:most]


def grouped(*, actor: Actor, now: datetime, days: int = 30) -> list[list[Case]]:
    """Open cases of the last weeks that look alike: same trader, nearly the same words."""
    rows = Case.objects.visible_to(actor).filter(phase="open", received_at__gte=now - timedelta(days=days))
    by_trader: dict[str, list[Case]] = {}
    for case in rows.exclude(trader_name="").order_by("-pk")[:3000]:
        by_trader.setdefault(case.trader_name, []).append(case)
    found: list[list[Case]] = []
    for cases in by_trader.values():
        known = {case.pk: case for case in cases}
        found += [
            [known[pk] for pk in group] for group in similar.groups((case.pk, case.story_print) for case in cases)
        ]
    return sorted(found, key=len, reverse=True)[:100]
