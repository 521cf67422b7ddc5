"""Apply the law to a case and keep the answer. Nothing is decided here: sums are estimates with their legal basis."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language, gettext

from redress.cases import actions as cases
from redress.cases.models import Case
from redress.kernel import rows
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, Problem
from redress.law import remedies, rights
from redress.law.facts import FactErrors
from redress.law.packs import say
from redress.law.remedies import Assessment as Answer
from redress.records.entries import Draft, append
from redress.remedies import known, rules
from redress.remedies.models import Assessment

ROLES = frozenset({Role.CLERK, Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR})
EVENT = "assessment.made"


@transaction.atomic
def assess(
    number: str,
    facts: Mapping[str, object],
    *,
    tests: Iterable[str] = (),
    on: date | None = None,
    actor: Actor,
    now: datetime,
) -> Assessment:
    """Assess a case and keep the answer with version and inputs.

    facts -- beside those that the case itself gives; null says that one of those is not known after all
    tests -- recognition tests answered yes
    on -- the day for which the law is asked; the day of receipt if absent
    Raises NotThere, NotAllowed (role), Invalid (facts that cannot be taken as given, all at once); nothing is kept then.
    """
    case = cases.get(number, actor=actor, lock=True)
    if actor.role not in ROLES:
        raise NotAllowed([Problem("assessment.make.wrong_role", gettext("Assessing is not a step for your role."))])
    answered = tuple(dict.fromkeys(tests))
    answer, problems = asked(case, facts, on=on)
    problems += [
        Problem("assessment.make.unknown_test", gettext("There is no test %(code)s.") % {"code": code}, "/tests")
        for code in answered
        if code not in rights.checks()
    ]
    if problems or answer is None:
        raise Invalid(problems)
    made = Assessment.objects.create(
        case=case,
        at=now,
        made_by=actor.key,
        law_on=answer.on,
        rules=rules.version(),
        rule_set=f"{case.rule_set}@{case.rule_version}",
        facts=_json({"facts": answer.facts.as_json(), "tests": list(answered)}),
        result=_json({"zh": touched(answer, "zh-hans"), "en": touched(answer, "en")}),
    )
    _record(case, made, answer, actor=actor, now=now)
    return made


def _record(case: Case, made: Assessment, answer: Answer, *, actor: Actor, now: datetime) -> None:
    data = {
        "assessment": made.pk,
        "rules": made.rules,
        "on": made.law_on.isoformat(),
        "facts": sorted(answer.facts),
        "available": [finding.id for finding in answer.findings if finding.available],
    }
    append([Draft(subject=case.pk, event=EVENT, at=now, actor=actor.key, data=data)])
    rows.change("cases_case", case.pk, {"last_event_at": now})


def asked(case: Case, facts: Mapping[str, object], *, on: date | None = None) -> tuple[Answer | None, list[Problem]]:
    """Ask the law about a case without keeping anything: the answer, or everything that is wrong with the facts."""
    given = {name: value for name, value in {**known.of_case(case), **facts}.items() if value is not None}
    try:
        return remedies.assess(given, on=on or day_of(case.received_at)), []
    except FactErrors as errors:
        return None, problems_of(errors)


def problems_of(errors: FactErrors) -> list[Problem]:
    """Return what is wrong with facts, in the language of the page."""
    return [
        Problem(problem.code, say(problem.message, get_language() or "zh-hans"), problem.pointer)
        for problem in errors.problems
    ]


def touched(answer: Answer, language: str) -> dict[str, Any]:
    """Return the answer with only those findings that some known fact bears on."""
    whole = answer.as_dict(language)
    near = {finding.id for finding in answer.findings if finding.outcome.version.reads & answer.facts.known}
    return whole | {"findings": [finding for finding in whole["findings"] if finding["id"] in near]}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
