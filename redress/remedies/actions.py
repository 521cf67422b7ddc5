"""Apply the law to a case and keep the answer. Nothing is decided here: sums are estimates with their legal basis."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from redress.cases import actions as cases
from redress.cases.models import Case
from redress.kernel import rows
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import Invalid, NotAllowed, Problem
from redress.law import rights
from redress.law.remedies import Assessment as Answer
from redress.records.entries import Draft, append
from redress.remedies import asking, rules
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
    answer, problems = asking.asked(case, facts, on=on)
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
        result=_json({"zh": asking.touched(answer, "zh-hans"), "en": asking.touched(answer, "en")}),
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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
