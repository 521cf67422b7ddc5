"""Who has to be told what of a report, as its page shows it: each duty with its article, its day and whether it is done."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from redress.cases import reports, steps
from redress.cases.models import Case
from redress.cases.reports import Telling
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.law import telling
from redress.law.packs import say
from redress.portals import present
from redress.portals.look import wording


def shown(case: Case, actor: Actor, now: Any) -> dict[str, Any]:
    """Everything the section shows; empty for a complaint, where the steps themselves say who is told."""
    if case.kind != "report":
        return {}
    rows = reports.tellings(case)
    laws = telling.laws(case.pack)
    return {
        "about": [say(laws[code]["title"], present.lang()) for code in reports.about(case) if code in laws],
        "unknown": any(row.state == telling.UNKNOWN for row in rows),
        "rows": [_row(row) for row in rows if row.state != telling.UNKNOWN],
        "rewards": [
            {"title": say(row["title"], present.lang()), "cite": present.cite_words(row["cites"])}
            for row in telling.rewards(case.pack, about=reports.about(case))
        ],
        "reachable": reports.is_reachable(case),
        "named": reports.is_named(case),
        "name_law": address(case, actor, now, "name_law"),
        "tell": address(case, actor, now, "tell_reporter"),
    }


def address(case: Case, actor: Actor, now: Any, verb: str) -> str:
    """Where a step is taken; empty if this person may not take it now."""
    row = steps.find(case, verb)
    if row is None or steps.problems_with(case, row, actor=actor, now=now):
        return ""
    return reverse("casework:step", args=[case.number, verb])


def _row(row: Telling) -> dict[str, Any]:
    lang = present.lang()
    return {
        "state": row.state,
        "title": say(row.duty.title, lang),
        "plain": say(row.duty.plain, lang),
        "cite": present.cite_words(row.duty.cites),
        "judged": row.duty.judged,
        "words": _words(row),
    }


def _words(row: Telling) -> str:
    if row.state == "not_owed":
        return gettext("Not owed: the reporter gave no true name.")
    if row.state == "told" and row.told_at is not None:
        return gettext("Told on %(day)s") % {"day": wording.short_day(day_of(row.told_at))}
    if row.due_on is not None:
        return gettext("By %(day)s") % {"day": wording.short_day(row.due_on)}
    return gettext("In time; the text names no number of days")
