"""Tasks that other rooms give the office of a case: something has to be looked at, by a day."""

from datetime import date, datetime

from redress.cases.models import Case, Task
from redress.kernel.actors import Actor
from redress.privacy import vault
from redress.records.entries import Draft, append

REMINDERS: set[str] = set()  # kinds that only remind somebody to act; what they remind of may happen in other ways


def remind(*kinds: str) -> None:
    """Say of kinds of tasks that they do not keep a case from being closed; called by a room when it is made ready."""
    REMINDERS.update(kinds)


def add(
    case: Case, kind: str, *, due_on: date, actor: Actor, now: datetime, text: str = "", owner_id: int | None = None
) -> Task:
    """Add a task in the caller's transaction. owner_id -- the person it is for; the case's own officer if not said"""
    task = Task.objects.create(
        case=case, kind=kind, owner_id=owner_id or case.assignee_id, due_on=due_on, added_at=now, added_by=actor.key
    )
    if text:
        vault.put(case.pk, f"task:{task.pk}", {"text": text})
    data = {"task_id": task.pk, "task": kind, "due_on": str(due_on)}
    append([Draft(case.pk, "task.added", now, actor.key, data)])
    return task


def done(case: Case, kinds: tuple[str, ...], *, actor: Actor, now: datetime) -> int:
    """Finish the open tasks of these kinds, because what they were about has happened; return how many."""
    rows = list(Task.objects.filter(case=case, kind__in=kinds, finished_at=None).values_list("pk", "kind"))
    for pk, kind in rows:
        Task.objects.filter(pk=pk).update(finished_at=now, finished_by=actor.key)
        append([Draft(case.pk, "task.finished", now, actor.key, {"task_id": pk, "task": kind})])
    return len(rows)


def is_open(case: Case, kinds: tuple[str, ...]) -> bool:
    return Task.objects.filter(case=case, kind__in=kinds, finished_at=None).exists()


def clear(kinds: tuple[str, ...], *, actor: Actor, now: datetime) -> int:
    """Finish the open reminders of cases that have ended; return how many cases had any."""
    rows = Task.objects.filter(kind__in=kinds, finished_at=None).exclude(case__phase="open")
    found = {task.case_id: task.case for task in rows.select_related("case")}
    for case in found.values():
        done(case, kinds, actor=actor, now=now)
    return len(found)
