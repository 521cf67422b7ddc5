"""An answer of the law in plain text, for the terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext

from redress.law.remedies import Assessment
from redress.law.vocabulary import VOCABULARY
from redress.remedies.asking import touched
from redress.remedies.documents.filling import provision


def lines(answer: Assessment, language: str) -> Iterator[str]:
    """Yield the lines: every finding that the facts touch, limitation, parties, routes."""
    tongue = "en" if language.lower().startswith("en") else "zh"
    told = touched(answer, tongue)
    yield gettext("Law as on %(day)s. An estimate under the law, not a decision.") % {"day": told["on"]}
    order = {"available": 0, "unknown": 1, "unavailable": 2}
    for finding in sorted(told["findings"], key=lambda one: order[one["status"]]):
        yield ""
        yield from _finding(finding, tongue)
    yield ""
    limit = told["limitation"]
    yield f"{gettext('Limitation')}: {_status(limit['status'])} {limit['ends_on'] or ''}".rstrip()
    yield from _names(gettext("depends on"), limit["missing"], tongue)
    parties = ", ".join(row["party"] for row in told["liable"])
    yield f"{gettext('From whom')}: {parties}"
    for route in told["routes"]:
        yield f"- {route['title']}: {_status(route['status'])}"


def _finding(finding: Mapping[str, Any], tongue: str) -> Iterator[str]:
    yield f"{finding['id']}  {finding['title']}  [{_status(finding['status'])}]"
    for name in ("refund", "amount", "at_least", "at_most", "total"):
        if finding.get(name) is not None:
            yield f"    {name} {finding[name]}"
    if finding["formula"] and finding["status"] == "available":
        yield f"    {finding['formula']}"
    for reason in finding["because"]:
        yield f"    · {reason}"
    yield from _names(gettext("depends on"), finding["missing"], tongue)
    yield from _names(gettext("unless"), finding["unless"], tongue)
    yield "    " + "; ".join(provision(cite["law"], cite["article"], tongue) for cite in finding["cites"])


def _names(label: str, names: list[str], tongue: str) -> Iterator[str]:
    if names:
        yield f"    {label}: " + "; ".join(f"{VOCABULARY[name].label[tongue]} ({name})" for name in names)


def _status(status: str) -> str:
    return {
        "available": gettext("the law supports it"),
        "unavailable": gettext("not supported"),
        "unknown": gettext("cannot be told yet"),
        "open": gettext("still running"),
        "barred": gettext("over"),
    }[status]
