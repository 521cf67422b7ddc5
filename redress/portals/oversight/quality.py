"""Quality: samples read a second time, calls after the end, decisions without reasons, clocks counted again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from redress.cases import numbers
from redress.kernel.problems import NotAllowed
from redress.kernel.whole import whole_number
from redress.law import packs
from redress.law.packs import say
from redress.oversight import quality as queries
from redress.oversight.models import Sample
from redress.portals import present
from redress.portals.casework.access import DeskRequest, open_to
from redress.portals.look import wording
from redress.portals.oversight.access import watch_frame
from redress.portals.oversight.figures import Choice

SIZES = (10, 20, 50, 100)


@open_to(queries.READERS)
def quality(request: DeskRequest) -> HttpResponse:
    """Samples and their results; for those who draw them also reasons and clocks."""
    draws = request.actor.role in queries.DRAWERS
    problems: list[Any] = []
    if request.method == "POST":
        try:
            return _done(request)
        except NotAllowed as refused:
            problems = refused.problems
    context = watch_frame(
        request,
        "quality",
        problems=problems,
        wrong=bool(problems),
        draws=draws,
        samples=[sample_row(row) for row in queries.samples(request.actor)],
        questions=[{"value": code, "label": question_words(code)} for code in queries.QUESTIONS],
        sizes=[{"value": size, "label": str(size)} for size in SIZES],
        **(_drawers(request) if draws else {}),
    )
    return render(request, "oversight/quality.html", context, status=422 if problems else 200)


def _drawers(request: DeskRequest) -> dict[str, Any]:
    chosen = Choice(request)
    looked, lacking = queries.reasons(request.actor, chosen.agency_ids, chosen.period)
    return {
        "choice": chosen,
        "looked": looked,
        "lacking": [
            {
                "href": reverse("casework:case", args=[one.case.number]),
                "matter": one.case.matter or one.case.number,
                "what": [lacking_words(code) for code in one.what],
            }
            for one in lacking
        ],
        "audits": [
            {"at": row.at, "checked": row.checked, "wrong": [audit_words(line) for line in row.wrong]}
            for row in queries.audits(request.actor)
        ],
    }


def _done(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    if request.POST.get("do") == "clocks":
        audit = queries.audit_clocks(100, actor=request.actor, now=now)
        told = {"checked": audit.checked, "wrong": len(audit.wrong)}
        messages.success(request, gettext("%(checked)d clocks were counted again; %(wrong)d differ.") % told)
        return redirect("oversight:quality")
    chosen = Choice(request) if request.actor.role in queries.DRAWERS else None
    size = request.POST.get("size", "")
    if chosen is None:
        return redirect("oversight:quality")
    sample = queries.draw(
        request.POST.get("question", ""),
        int(size) if size.isdecimal() and len(size) < 6 else 0,
        chosen.period,
        agency_ids=chosen.agency_ids,
        actor=request.actor,
        now=now,
    )
    return redirect("oversight:sample", sample.pk)


@open_to(queries.READERS)
def sample(request: DeskRequest, sample_id: int) -> HttpResponse:
    """Read the next case of a sample without knowing what was decided; once all is read, the agreement."""
    row = queries.sample_of(sample_id, actor=request.actor)
    problems: list[Any] = []
    if request.method == "POST":
        which = request.POST.get("id", "")
        number = whole_number(which) or 0
        try:
            queries.second(number, request.POST.get("answer", ""), actor=request.actor, now=timezone.now())
        except NotAllowed as refused:
            problems = refused.problems
        else:
            return redirect("oversight:sample", row.pk)
    found = queries.next_unread(row, actor=request.actor)
    context = watch_frame(
        request,
        "quality",
        problems=problems,
        wrong=bool(problems),
        sample=sample_row(row),
        unread=_unread(found) if found else None,
        answers=[{"value": code, "label": answer_words(row, code)} for code in queries.options(row)],
        question=question_words(row.question),
    )
    return render(request, "oversight/sample.html", context, status=422 if problems else 200)


def _unread(found: Any) -> dict[str, Any]:
    row, case = found
    seen = queries.blind(case)
    purchase = seen.facts.get("purchase", {})
    lines = [
        (gettext("Bought"), seen.what),
        (gettext("Trader"), seen.trader),
        (gettext("Bought on"), wording.day(purchase.get("bought_on")) if purchase.get("bought_on") else ""),
        (gettext("Amount"), wording.money(purchase.get("amount")) if purchase.get("amount") else ""),
    ]
    facts = [{"key": key, "value": value} for key, value in lines if value]
    return {"id": row.pk, "story": seen.story, "facts": facts}


def sample_row(row: Sample) -> dict[str, Any]:
    """A sample and how it came out; what the readings say stays hidden until all are in."""
    found = queries.result(row)
    agreement = found.agreement
    return {
        "href": reverse("oversight:sample", args=[row.pk]),
        "question": question_words(row.question),
        "start": row.start,
        "end": row.end,
        "population": row.population,
        "seed": row.seed,
        "drawn_at": row.drawn_at,
        "read": found.read,
        "size": found.size,
        "observed": f"{agreement.observed * 100:.0f} %" if agreement else "",
        "kappa": kappa_words(agreement),
        "apart": [
            {"first": answer_words(row, one.first), "second": answer_words(row, one.second)} for one in found.apart
        ],
    }


def kappa_words(agreement: Any) -> str:
    if agreement is None:
        return ""
    if agreement.kappa is None or agreement.interval is None:
        return gettext("not defined: both always gave the same answer")
    return gettext("%(kappa)s, 95%% interval %(low)s to %(high)s (n = %(n)d)") % {
        "kappa": f"{agreement.kappa:.2f}",
        "n": agreement.n,
        "low": f"{agreement.interval.low:.2f}",
        "high": f"{agreement.interval.high:.2f}",
    }


def question_words(code: str) -> str:
    return {
        "acceptance": gettext("Accept or refuse, and on which ground?"),
        "nature": gettext("Of which nature is it?"),
    }[code]


def answer_words(row: Sample, code: str) -> str:
    pack, lang = packs.load(queries.REFERENCE), present.lang()
    if row.question == "nature":
        return say(pack.tables["nature"]["nature"].get(code, {}).get("title"), lang) or code
    if code == "ACCEPT":
        return gettext("Accept")
    ground = pack.ground("refusal", code)
    return gettext("Refuse: %(ground)s") % {"ground": say(ground.title, lang) if ground else code}


def lacking_words(code: str) -> str:
    return {
        "short": gettext("hardly a word of reason"),
        "copied": gettext("the same words as in other decisions"),
        "no_letter": gettext("no letter was issued"),
    }[code]


def audit_words(line: list[Any]) -> str:
    words = {"case": line[0], "limit": line[1], "kept": line[2], "counted": line[3]}
    return gettext("case %(case)s, %(limit)s: kept %(kept)s, counted %(counted)s") % words


@open_to(queries.CALLERS)
def callbacks(request: DeskRequest) -> HttpResponse:
    """Whom to call after the end: low ratings first, then a random few; and what they said."""
    now = timezone.now()
    problems: list[Any] = []
    if request.method == "POST":
        data = {name: request.POST.get(name, "") for name in ("reached", "verdict", "text")}
        try:
            queries.call_back(numbers.canonical(request.POST.get("number", "")), data, actor=request.actor, now=now)
        except NotAllowed as refused:
            problems = refused.problems
        else:
            messages.success(request, gettext("The call is on record."))
            return redirect("oversight:callbacks")
    low, few = queries.to_call(request.actor, now=now)
    verdicts = packs.load(queries.REFERENCE).grounds["verdict"]
    context = watch_frame(
        request,
        "callbacks",
        problems=problems,
        wrong=bool(problems),
        lists=[
            {"title": gettext("Low ratings"), "rows": [_call(one) for one in low]},
            {"title": gettext("A random few of today"), "rows": [_call(one) for one in few]},
        ],
        verdicts=[{"value": code, "label": say(verdicts[code].title, present.lang())} for code in queries.VERDICTS],
    )
    return render(request, "oversight/callbacks.html", context, status=422 if problems else 200)


def _call(one: queries.ToCall) -> dict[str, Any]:
    return {
        "number": one.case.number,
        "href": reverse("casework:case", args=[one.case.number]),
        "matter": one.case.matter or one.case.number,
        "since": one.since,
        "due_on": one.due_on,
        "verdict_id": f"v{one.case.pk}{'r' if one.due_on is None else ''}",  # a case may stand in both lists
        "text_id": f"t{one.case.pk}{'r' if one.due_on is None else ''}",
    }
