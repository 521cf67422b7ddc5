"""Processors and their contracts (PIPL Art. 21; Network Data Regulations Art. 12): what must be agreed, watched, and returned."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotThere, Problem, require_none
from redress.privacy import assessments
from redress.privacy.models.assessments import WRITERS, Contract
from redress.records.entries import Draft, append

# What the contract has to agree (Art. 21(1)); the term stands beside them as two days.
TERMS: Mapping[str, object] = {
    "purpose": gettext_lazy("Purpose"),
    "manner": gettext_lazy("How the data is handled"),
    "kinds": gettext_lazy("Kinds of data"),
    "measures": gettext_lazy("Protective measures"),
    "duties": gettext_lazy("Rights and duties of both sides, sub-processors among them"),
}
WENT: Mapping[str, object] = {"returned": gettext_lazy("returned to us"), "deleted": gettext_lazy("deleted there")}
WATCHED_DAYS = 366  # the house looks at each at least once a year; the law says: watch it


@transaction.atomic
def add(
    processor: str,
    terms: Mapping[str, str],
    *,
    since: date | None,
    until: date | None,
    reference: str = "",
    bodies: Iterable[int],
    actor: Actor,
    now: datetime,
) -> Contract:
    """Register a contract with everything Art. 21 asks for, under an impact assessment for entrusting (Art. 55(3)).

    bodies -- the actor's body and those above it, whose assessments cover it
    """
    problems = _writer(actor)
    if not processor.strip():
        problems.append(Problem("contract.add.no_processor", gettext("Who handles data for you?"), "/processor"))
    if since is None or until is None or until < since:
        message = gettext("Write from which day to which day the contract runs.")
        problems.append(Problem("contract.add.term", message, "/since", (_pipl("21"),)))
    problems += [
        Problem(
            "contract.add.term_missing",
            gettext("Still missing: %(part)s") % {"part": label},
            f"/{name}",
            (_pipl("21"),),
        )
        for name, label in TERMS.items()
        if not terms.get(name, "").strip()
    ]
    assessed = assessments.standing("entrust", bodies, on=day_of(now))
    if assessed is None:
        message = gettext("First assess the impact of entrusting others with data, and have it approved.")
        problems.append(Problem("contract.add.no_assessment", message, "", (_pipl("55(3)"),)))
    if problems or since is None or until is None:
        raise Invalid(problems)
    row = Contract.objects.create(
        agency_id=actor.agency_id or 0,
        processor=processor.strip()[:120],
        reference=reference.strip()[:64],
        words={name: terms[name].strip() for name in TERMS},
        since=since,
        until=until,
        assessment=assessed,
        made_by=actor.key,
        made_at=now,
    )
    _record(row, "added", actor, now)
    return row


@transaction.atomic
def checked(contract_id: int, *, actor: Actor, now: datetime) -> Contract:
    """Note that somebody looked whether the processor keeps to the contract."""
    row, problems = _running(contract_id, actor)
    require_none(problems)
    row.checked_on = day_of(now)
    row.save(update_fields=["checked_on"])
    _record(row, "checked", actor, now)
    return row


@transaction.atomic
def end(contract_id: int, *, went: str, actor: Actor, now: datetime) -> Contract:
    """End a contract: the processor keeps nothing (Art. 21(2))."""
    row, problems = _running(contract_id, actor)
    if went not in WENT:
        message = gettext("Say whether the data was returned or deleted; nothing may stay there.")
        problems.append(Problem("contract.end.data", message, "/went", (_pipl("21"),)))
    require_none(problems)
    row.ended_on, row.data_went = day_of(now), went
    row.save(update_fields=["ended_on", "data_went"])
    _record(row, "ended", actor, now)
    return row


def get(contract_id: int, *, actor: Actor) -> Contract:
    row = Contract.objects.visible_to(actor).filter(pk=contract_id).select_related("assessment").first()
    if row is None:
        raise NotThere("contract")
    return row


def owed(row: Contract, *, on: date) -> list[str]:
    """Return what has to be done about a contract now, in words."""
    if row.ended_on is not None:
        return []
    found = []
    if row.until < on:
        found.append(gettext("The term is over: have the data returned or deleted."))
    if (row.checked_on or row.since) < on - timedelta(days=WATCHED_DAYS):
        found.append(gettext("Nobody has looked at it for a year."))
    if row.assessment is not None and row.assessment.state != "approved":
        found.append(gettext("Its impact assessment no longer stands."))
    return found


def _running(contract_id: int, actor: Actor) -> tuple[Contract, list[Problem]]:
    row = get(contract_id, actor=actor)
    problems = _writer(actor)
    if row.ended_on is not None:
        problems.append(Problem("contract.ended", gettext("This contract has ended.")))
    return row, problems


def _writer(actor: Actor) -> list[Problem]:
    if actor.role in WRITERS:
        return []
    return [Problem("contract.wrong_role", gettext("Officers, supervisors and administrators keep the contracts."))]


def _pipl(article: str) -> dict[str, str]:
    return {"law": "pipl-2021", "article": article}


def _record(row: Contract, verb: str, actor: Actor, now: datetime) -> None:
    append([Draft(0, f"contract.{verb}", now, actor.key, {"contract": row.pk})])
