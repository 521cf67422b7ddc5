"""What the law may support, while the caller is still there: from what stands in the form, with what is worth asking."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from redress.kernel.moments import day_of
from redress.law import remedies
from redress.law.facts import FactErrors
from redress.law.vocabulary import VOCABULARY
from redress.portals import present
from redress.portals.law import asking, telling
from redress.remedies import known

MOST_QUESTIONS = 2


def panel(filing: Mapping[str, Any], *, now: datetime) -> list[dict[str, Any]]:
    """Return the remedies that this kind of problem is about; none for reports, nor while nothing is said of the problem.

    filing -- as the API takes it; what cannot be read is left out, the form says so beside the field
    """
    nature, category = str(filing["problem"]["nature"] or ""), str(filing["purchase"]["category"] or "")
    if filing["kind"] == "report" or not nature:
        return []
    goals = known.goals(nature, category)
    try:
        answer = remedies.assess(known.of_filing(filing), on=day_of(now)).as_dict(asking.tongue())
    except FactErrors:
        return []
    found = {one["id"]: one for one in answer["findings"]}
    return [_row(found[code]) for code in goals]


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    asked = [VOCABULARY[name].question[asking.tongue()] for name in one["missing"] if name in VOCABULARY]
    return {
        "id": one["id"],
        "title": one["title"],
        "status": one["status"],
        "sums": telling.sums(one),
        "questions": asked[:MOST_QUESTIONS],
        "cites": present.cite_words(one["cites"][:2]),
    }
