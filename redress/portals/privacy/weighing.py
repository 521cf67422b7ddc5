"""Impact assessments at the desk: the register, the form with the parts of PIPL Art. 56, the paper."""

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from redress.agencies import queries
from redress.kernel.actors import Role
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, Problem
from redress.portals import present
from redress.portals.casework.access import DeskRequest, open_to
from redress.portals.casework.fields import field, filled, options, who
from redress.portals.downloads import attachment
from redress.portals.look.wording import day
from redress.portals.privacy.doorway import page_frame
from redress.privacy import assessments
from redress.privacy.models import Assessment
from redress.privacy.models.assessments import READERS, WRITERS
from redress.records.typesetting import typeset

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
LAYOUT = Path(__file__).with_name("assessment.typ")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def states() -> dict[str, str]:
    return {
        "draft": pgettext("assessment", "Draft"),
        "approved": pgettext("assessment", "In force"),
        "declined": pgettext("assessment", "Declined"),
        "ended": pgettext("assessment", "Ended"),
    }


@open_to(READERS)
@get_or_post
def register(request: DeskRequest) -> HttpResponse:
    """All assessments by occasion, occasions that have none, and the form that begins one."""
    now, problems = timezone.now(), list[Problem]()
    given = request.POST.dict() if request.method == "POST" else {}
    if request.method == "POST":
        try:
            row = assessments.begin(
                given.get("title", ""), request.POST.getlist("occasions"), actor=request.actor, now=now
            )
            return redirect("privacy_desk:assessment", row.pk)
        except NotAllowed as refusal:
            problems = refusal.problems
    rows = Assessment.objects.visible_to(request.actor).order_by("-pk")[:200]
    covered = {code for code in assessments.OCCASIONS if _covered(request, code, now)}
    context = page_frame(
        request,
        "assessments",
        rows=[_line(row, now) for row in rows],
        bare=[label for code, (label, _) in assessments.OCCASIONS.items() if code not in covered and code != "other"],
        fields=filled([field("title", gettext("What is to be done"), width=30)], given, problems),
        occasions=[
            {"value": code, "label": label, "checked": code in request.POST.getlist("occasions")}
            for code, (label, _) in assessments.OCCASIONS.items()
        ],
        writes=request.actor.role in WRITERS,
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "privacy_desk/assessments.html", context, status=422 if problems else 200)


def _covered(request: DeskRequest, code: str, now: datetime) -> bool:
    return assessments.standing(code, queries.above(request.actor.agency_id), on=day_of(now)) is not None


def _line(row: Assessment, now: datetime) -> dict[str, Any]:
    return {
        "row": row,
        "state": states()[row.state],
        "occasions": [assessments.OCCASIONS[code][0] for code in row.occasions.split()],
        "over": row.state == "approved" and row.review_on is not None and row.review_on < day_of(now),
        "href": reverse("privacy_desk:assessment", args=[row.pk]),
    }


@open_to(READERS)
@get_or_post
def assessment(request: DeskRequest, assessment_id: int) -> HttpResponse:
    """One version: its parts to write or to read, what is missing, its other versions."""
    now, problems, status = timezone.now(), list[Problem](), 200
    row = assessments.get(assessment_id, actor=request.actor)
    given = request.POST.dict() if request.method == "POST" else {}
    if request.method == "POST":
        try:
            return redirect("privacy_desk:assessment", _done(request, row, given, now=now).pk)
        except NotAllowed as refusal:
            problems, status = refusal.problems, refusal.status
        row = assessments.get(assessment_id, actor=request.actor)
    drafting = row.state == "draft" and request.actor.role in WRITERS
    context = page_frame(
        request,
        "assessments",
        **_line(row, now),
        parts=_parts(row),
        conclusion=assessments.CONCLUSIONS.get(row.conclusion, ""),
        fields=filled(_fields(row), given, problems) if drafting else [],
        lacking=assessments.lacking(row) if row.state == "draft" else [],
        made_by=who(row.made_by),
        decided_by=who(row.decided_by) if row.decided_by else "",
        versions=[_line(one, now) for one in assessments.versions(row) if one.pk != row.pk],
        decides=row.state == "draft" and request.actor.role == Role.SUPERVISOR and request.actor.key != row.made_by,
        writes=request.actor.role in WRITERS,
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "privacy_desk/assessment.html", context, status=status)


def _fields(row: Assessment) -> list[dict[str, Any]]:
    parts = [
        field(name, str(label), "area", value=row.words.get(name, ""), optional=True, hint=_cite(article))
        for name, (label, article) in assessments.PARTS.items()
    ]
    return [
        *parts,
        field("conclusion", gettext("Conclusion"), "choices", options=options(assessments.CONCLUSIONS), value=row.conclusion, optional=True),
        field("review_on", gettext("Looked at anew by"), width=10, value=row.review_on.isoformat() if row.review_on else "", hint=gettext("Year-month-day, within a year"), optional=True),
    ]  # fmt: skip


def _cite(article: str) -> str:
    return gettext("PIPL Art. %(article)s") % {"article": article}


def _parts(row: Assessment) -> list[dict[str, Any]]:
    return [
        {"title": label, "text": row.words.get(name, ""), "cite": _cite(article)}
        for name, (label, article) in assessments.PARTS.items()
    ]


def _done(request: DeskRequest, row: Assessment, given: dict[str, str], *, now: datetime) -> Assessment:
    """Take the step a button asks for. Raises NotAllowed."""
    go, actor = given.get("go", ""), request.actor
    if go == "write":
        made = assessments.write(
            row.pk,
            {name: given.get(name, "") for name in assessments.PARTS},
            conclusion=given.get("conclusion", ""),
            review_on=_day(given.get("review_on", "")),
            actor=actor,
            now=now,
        )
        messages.success(request, gettext("Kept."))
        return made
    if go in ("approve", "decline"):
        made = assessments.decide(row.pk, approve=go == "approve", actor=actor, now=now)
        messages.success(request, gettext("It is in force.") if go == "approve" else gettext("Declined."))
        return made
    if go == "renew":
        return assessments.renew(row.pk, actor=actor, now=now)
    if go == "end":
        return assessments.end(row.pk, actor=actor, now=now)
    raise Http404(go)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        message = gettext("Write days as 2026-04-15.")
        raise Invalid([Problem("assessment.write.no_day", message, "/review_on")]) from None


@open_to(READERS)
@require_safe
def paper(request: DeskRequest, assessment_id: int, kind: str) -> HttpResponse:
    """The assessment as a paper for the file: PDF or an editable document."""
    row = assessments.get(assessment_id, actor=request.actor)
    if kind not in ("pdf", "docx"):
        raise Http404(kind)
    said = _said(row)
    content = typeset(LAYOUT, said) if kind == "pdf" else _word(said)
    return attachment(content, f"{row.number}.{kind}", media_type="application/pdf" if kind == "pdf" else DOCX)


def _said(row: Assessment) -> dict[str, Any]:
    body = queries.directory().known.get(row.agency_id)
    facts = [
        (gettext("Body"), body.name(present.lang()) if body else ""),
        (gettext("Number"), f"{row.number} · {states()[row.state]}"),
        (
            gettext("Occasions"),
            gettext(", ").join(str(assessments.OCCASIONS[code][0]) for code in row.occasions.split()),
        ),
        (gettext("Written by"), f"{who(row.made_by)}, {day(row.made_at)}"),
        (gettext("Decided by"), f"{who(row.decided_by)}, {day(row.decided_at)}" if row.decided_at else "–"),
        (gettext("Looked at anew by"), day(row.review_on) if row.review_on else "–"),
    ]
    return {
        "lang": "zh" if present.lang().startswith("zh") else "en",
        "title": gettext("Impact assessment on personal information"),
        "subject": row.title,
        "facts": [{"name": name, "text": text} for name, text in facts],
        "parts": [{name: str(value) for name, value in part.items()} for part in _parts(row)],
        "conclusion_title": gettext("Conclusion"),
        "conclusion": str(assessments.CONCLUSIONS.get(row.conclusion, "–")),
        "foot": gettext("Kept for at least three years (PIPL Art. 56)."),
    }


def _word(said: dict[str, Any]) -> bytes:
    from docx import Document  # noqa: PLC0415 -- only where one is asked for

    made = Document()
    made.core_properties.author = ""
    made.core_properties.title = said["title"]
    made.add_heading(said["title"], 1)
    made.add_paragraph(said["subject"])
    table = made.add_table(rows=0, cols=2)
    for fact in said["facts"]:
        for cell, text in zip(table.add_row().cells, (fact["name"], fact["text"]), strict=True):
            cell.text = text
    for part in [*said["parts"], {"title": said["conclusion_title"], "text": said["conclusion"], "cite": ""}]:
        made.add_heading(part["title"], 2)
        for line in (part["text"] or "–").splitlines():
            made.add_paragraph(line)
        if part["cite"]:
            made.add_paragraph(part["cite"])
    made.add_paragraph(said["foot"])
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()
