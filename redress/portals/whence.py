"""Why a case is where it is: what was said when it came, in the words of law and routing table, and every move since."""

from typing import Any

from django.utils.translation import gettext

from redress.agencies import queries
from redress.cases import reading, reports
from redress.cases.models import Case
from redress.kernel.moments import day_of
from redress.law.packs import say
from redress.portals import present
from redress.records import entries
from redress.records.entries import Recorded

MOVED = (*reports.PASSED, "case.succeeded")


def why_here(case: Case, *, staff: bool) -> dict[str, Any]:
    """Words for a page. Kept with the case when it was routed, so that a later table changes nothing of them.

    staff -- also which rows were passed over; others read what decided
    """
    told = reading.json_of(case.why_routed)
    if not told:
        return {}
    return {
        "text": say(told, present.lang()),
        "cites": present.cite_words(told.get("cites", ())),
        "lines": [*_table(told), *_team(told), *(_passed(told) if staff else [])],
        "moves": [_move(case, one) for one in entries.of(case.pk, MOVED)],
        "first": _first(case),
    }


def _table(told: dict[str, Any]) -> list[str]:
    if "table" not in told:
        return []
    if "row" not in told:
        words = gettext("Version %(table)s of the routing table has no row for it; the body that the law names has it.")
        return [words % told]
    lines = [gettext("Decided by row %(row)s of version %(table)s of the routing table.") % told]
    if told.get("mandate") == "delegated":
        lines.append(gettext("The body is delegated: %(basis)s") % told)
    elif told.get("mandate"):
        lines.append(gettext("The body is entrusted: %(basis)s") % told)
    return lines


def _team(told: dict[str, Any]) -> list[str]:
    if "team" not in told:
        return []
    name = told.get("team_en" if present.lang() == "en" else "team_zh")
    if not name:
        return [gettext("The row names team %(team)s, which was not there; the body has it.") % told]
    return [gettext("Team: %(name)s (%(team)s)") % {**told, "name": name}]


def _passed(told: dict[str, Any]) -> list[str]:
    if not told.get("passed"):
        return []
    words = gettext("Rows that fitted too, whose body may not have it: %(rows)s")
    return [words % {"rows": ", ".join(told["passed"])}]


def _move(case: Case, entry: Recorded) -> str:
    found = case.pack.steps_of(str(entry.data.get("verb", "")))
    words = {
        "day": day_of(entry.at),
        "step": say(found[0].title, present.lang()) if found else present.happened(entry.event),
        "before": _name(str(entry.data.get("step_from", ""))),
        "after": _name(str(entry.data.get("step_to", ""))),
    }
    return gettext("%(day)s: %(step)s, from %(before)s to %(after)s") % words


def _first(case: Case) -> str:
    """The body it came to first, where it is no longer there."""
    received = entries.of(case.pk, ["case.received"])
    code = str(received[0].data.get("agency", "")) if received else ""
    here = queries.body(case.agency_id)
    return _name(code) if code and here.code != code else ""


def _name(code: str) -> str:
    body = queries.named(code)
    return body.name(present.lang()) if body else code
