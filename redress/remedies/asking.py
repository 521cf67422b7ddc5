"""Ask the law about a case or about facts as typed, without keeping anything."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language

from redress.cases.models import Case
from redress.kernel.moments import day_of
from redress.kernel.problems import Problem
from redress.law import remedies
from redress.law.facts import FactErrors
from redress.law.packs import say
from redress.law.remedies import Assessment as Answer
from redress.remedies import known


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
