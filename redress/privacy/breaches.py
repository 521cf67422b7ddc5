"""Incidents: opened, assessed as facts come in, every duty ticked off with its time, closed when nothing is owed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language, gettext, gettext_lazy

from redress.kernel.actors import Actor, Role
from redress.kernel.problems import NotThere, Problem, require_none
from redress.privacy import duties, vault
from redress.privacy.models import Breach, BreachDuty
from redress.records.entries import Draft, append

NATURES = {
    "leaked": gettext_lazy("The data leaked"),
    "altered": gettext_lazy("The data was changed"),
    "lost": gettext_lazy("The data was lost"),
}
# What both notices must say (PIPL Art. 57): sealed under these names.
PARTS = {
    "cause": gettext_lazy("Cause"),
    "harm": gettext_lazy("Possible harm"),
    "measures": gettext_lazy("What was done about it"),
    "self_help": gettext_lazy("What people can do themselves"),
    "contact": gettext_lazy("Whom to ask"),
}
CHANNELS = ("phone", "sms", "message", "mail", "letter", "notice", "online")
ROLES = frozenset({Role.SUPERVISOR, Role.ADMIN, Role.OFFICER})
FACTS = frozenset(
    {
        "began_at",
        "certain",
        "people",
        "minors",
        "level",
        "crime",
        "harm_averted",
        "told_to_notify",
        "case_ids",
        "data_kinds",
    }
)
NOTICES = frozenset({"tell_authority", "tell_people"})


@dataclass(frozen=True, slots=True)
class Task:
    """One duty of an incident with its state: done, late, running, or open because a fact is unknown."""

    duty: duties.Duty
    done_at: datetime | None
    state: str


def compartment(breach: Breach) -> int:
    """Return where the words of an incident are sealed."""
    return -2 * breach.pk - 1


@transaction.atomic
def report(
    nature: str, *, found_at: datetime, data_kinds: Sequence[str], text: str, actor: Actor, now: datetime
) -> Breach:
    """Open an incident, certain or only possible: from `found_at` the clocks run.

    data_kinds -- codes of the notice's kinds of data
    text -- what happened; sealed
    """
    problems = _role(actor)
    if nature not in NATURES:
        problems.append(Problem("breach.report.unknown_nature", gettext("Say what happened to the data."), "/nature"))
    if found_at > now:
        problems.append(
            Problem("breach.report.future", gettext("It cannot have been found later than now."), "/found_at")
        )
    require_none(problems)
    row = Breach.objects.create(nature=nature, found_at=found_at, data_kinds=" ".join(data_kinds), opened_by=actor.key)
    vault.put(compartment(row), "incident", {"text": text})
    _record(row, "reported", actor, now, {"nature": nature})
    return row


@transaction.atomic
def assess(
    breach_id: int, *, actor: Actor, now: datetime, parts: Mapping[str, str] | None = None, **facts: Any
) -> Breach:
    """Add what has become known; duties follow from it at once.

    facts -- of FACTS
    parts -- of PARTS, the words both notices need; sealed
    """
    row, problems = _open(breach_id, actor)
    unknown = sorted((facts.keys() - FACTS) | ((parts or {}).keys() - PARTS.keys()))
    problems += [
        Problem("breach.assess.unknown_fact", gettext("This is no fact of an incident."), f"/{name}")
        for name in unknown
    ]
    if facts.get("level") and facts["level"] not in duties.LEVELS:
        problems.append(Problem("breach.assess.unknown_level", gettext("Choose the level from the list."), "/level"))
    require_none(problems)
    for name, value in facts.items():
        setattr(row, name, " ".join(value) if name == "data_kinds" else value)
    row.save()
    if parts:
        words = vault.open(compartment(row), "incident")
        vault.put(compartment(row), "incident", {**words, **parts})
    _record(row, "assessed", actor, now, {"facts": sorted(facts)})
    return row


@transaction.atomic
def done(breach_id: int, code: str, *, channel: str = "", actor: Actor, now: datetime) -> BreachDuty:
    """Tick a duty off. Notices can only be marked as given once every part of them has been written."""
    row, problems = _open(breach_id, actor)
    owed = {duty.code for duty in duties.duties(known(row))}
    if code not in owed:
        problems.append(Problem("breach.done.not_owed", gettext("This is not owed for this incident."), "/code"))
    if channel and channel not in CHANNELS:
        problems.append(Problem("breach.done.unknown_channel", gettext("Choose how it was told."), "/channel"))
    if code in NOTICES:
        problems += _missing_parts(row)
    require_none(problems)
    duty, _ = BreachDuty.objects.get_or_create(
        breach=row, code=code, defaults={"done_at": now, "done_by": actor.key, "channel": channel}
    )
    _record(row, "duty_done", actor, now, {"duty": code, "channel": channel})
    return duty


@transaction.atomic
def close(breach_id: int, *, actor: Actor, now: datetime) -> Breach:
    """Close an incident. Raises NotAllowed while a duty is open, or a fact is unknown on which one depends."""
    row, problems = _open(breach_id, actor)
    for task in tasks(row, now=now):
        if task.done_at is None:
            problems.append(
                Problem(
                    "breach.close.duty_open",
                    gettext("Still open: %(duty)s") % {"duty": task.duty.words[_tongue()]},
                    f"/{task.duty.code}",
                    tuple(cite.as_dict() for cite in task.duty.cites),
                )
            )
    require_none(problems)
    row.closed_at, row.closed_by = now, actor.key
    row.save(update_fields=["closed_at", "closed_by"])
    _record(row, "closed", actor, now, {})
    return row


def tasks(breach: Breach, *, now: datetime, network_role: str = "ordinary") -> list[Task]:
    """Return every duty of an incident with its state, nearest first."""
    finished = {row.code: row.done_at for row in BreachDuty.objects.filter(breach=breach)}
    found = []
    for duty in duties.duties(known(breach, network_role)):
        done_at = finished.get(duty.code)
        if done_at is not None:
            state = "done" if done_at <= duty.due_at or duty.code == "remedy" else "done_late"
        elif not duty.settled:
            state = "unknown"
        else:
            state = "late" if now > duty.due_at else "running"
        found.append(Task(duty, done_at, state))
    return found


def known(breach: Breach, network_role: str = "ordinary") -> duties.Known:
    return duties.Known(
        found_at=breach.found_at,
        certain=breach.certain,
        minors=breach.minors,
        level=breach.level or None,
        crime=breach.crime,
        harm_averted=breach.harm_averted,
        told_to_notify=breach.told_to_notify,
        network_role=network_role,
    )


def notice(breach: Breach) -> dict[str, str]:
    """Return the parts of the notice to the authority and to people. Raises NotAllowed while one is missing."""
    require_none(_missing_parts(breach))
    words = vault.open(compartment(breach), "incident")
    return {part: words[part] for part in PARTS}


def _missing_parts(row: Breach) -> list[Problem]:
    words = vault.open(compartment(row), "incident")
    return [
        Problem(
            "breach.notice.part_missing",
            gettext("The notice still lacks: %(part)s") % {"part": label},
            f"/{part}",
            ({"law": "pipl-2021", "article": "57"},),
        )
        for part, label in PARTS.items()
        if not words.get(part, "").strip()
    ]


def _tongue() -> str:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def _open(breach_id: int, actor: Actor) -> tuple[Breach, list[Problem]]:
    row = Breach.objects.select_for_update().filter(pk=breach_id).first()
    if row is None:
        raise NotThere("breach")
    problems = _role(actor)
    if row.closed_at is not None:
        problems.append(Problem("breach.closed", gettext("This incident is closed.")))
    return row, problems


def _role(actor: Actor) -> list[Problem]:
    if actor.role in ROLES:
        return []
    return [Problem("breach.wrong_role", gettext("Supervisors, administrators and officers handle incidents."))]


def _record(row: Breach, verb: str, actor: Actor, now: datetime, data: Mapping[str, Any]) -> None:
    append([Draft(0, f"breach.{verb}", now, actor.key, {"breach": row.pk, **data})])
