"""Incidents: what happened to which data, what the law asks for now, and when each of it was done (PIPL Art. 57)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.kernel.whole import whole_number
from redress.law.packs import say
from redress.portals import present
from redress.portals.casework.access import DeskRequest, open_to
from redress.portals.casework.fields import field, filled, moment_of, options, who
from redress.portals.downloads import attachment
from redress.portals.privacy.doorway import HANDLERS, page_frame
from redress.privacy import breaches, duties, vault
from redress.privacy.models import Breach

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
DATA_KINDS = ("name", "contact", "address", "identity", "story", "evidence", "health", "minor", "account")
THREE = ("certain", "minors", "crime", "harm_averted", "told_to_notify")
TWO_VALUED = frozenset({"certain", "told_to_notify"})


@open_to(HANDLERS)
@get_or_post
def incidents(request: DeskRequest) -> HttpResponse:
    """All incidents, open ones first, and the form that opens one; its clocks run from the moment it was found."""
    now = timezone.now()
    problems: list[Problem] = []
    given = request.POST.dict() if request.method == "POST" else {}
    if request.method == "POST":
        try:
            row = _reported(request, given, now=now)
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            messages.success(request, gettext("The incident is open; the list shows what is owed and by when."))
            return redirect("privacy_desk:incident", row.pk)
    rows = [
        {
            "nature": breaches.NATURES[row.nature],
            "found_at": row.found_at,
            "closed_at": row.closed_at,
            "late": sum(task.state == "late" for task in breaches.tasks(row, now=now)) if row.closed_at is None else 0,
            "href": reverse("privacy_desk:incident", args=[row.pk]),
        }
        for row in sorted(Breach.objects.all(), key=lambda row: (row.closed_at is not None, -row.pk))
    ]
    fields = [
        field("nature", gettext("What happened to the data?"), "choices", options=options(breaches.NATURES)),
        field("found_at", gettext("When it was found"), value=now.astimezone().strftime("%Y-%m-%dT%H:%M"), width=20, hint=gettext("Year-month-day T hour:minute, office time")),
        field("text", gettext("What is known so far"), "area"),
    ]  # fmt: skip
    context = page_frame(
        request,
        "incidents",
        rows=rows,
        fields=filled(fields, given, problems),
        kinds=_kinds(request.POST.getlist("data_kinds")),
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "privacy_desk/incidents.html", context, status=422 if problems else 200)


def _kinds(chosen: list[str]) -> list[dict[str, Any]]:
    return [{"value": code, "label": kind_words()[code], "checked": code in chosen} for code in DATA_KINDS]


def kind_words() -> dict[str, str]:
    """Kinds of data an incident can touch."""
    return {
        "name": gettext("Names"),
        "contact": gettext("Telephone numbers, e-mail addresses"),
        "address": gettext("Addresses"),
        "identity": gettext("Identity numbers"),
        "story": gettext("What people wrote"),
        "evidence": gettext("Evidence files"),
        "health": gettext("Health data"),
        "minor": gettext("Data of minors"),
        "account": gettext("Accounts and keys of staff"),
    }


def _reported(request: DeskRequest, given: dict[str, str], *, now: datetime) -> Breach:
    found_at = moment_of(given.get("found_at", ""))
    text = given.get("text", "").strip()
    problems = []
    if found_at is None:
        message = gettext("Write the moment as 2026-09-22T10:15.")
        problems.append(Problem("breach.report.no_moment", message, "/found_at"))
    if not text:
        problems.append(Problem("breach.report.no_text", gettext("Say what is known so far."), "/text"))
    if problems:
        raise Invalid(problems)
    kinds = [code for code in request.POST.getlist("data_kinds") if code in DATA_KINDS]
    return breaches.report(
        given.get("nature", ""), found_at=found_at or now, data_kinds=kinds, text=text, actor=request.actor, now=now
    )


@open_to(HANDLERS)
@get_or_post
def incident(request: DeskRequest, incident_id: int) -> HttpResponse:
    """One incident: its facts, the words of both notices, every duty with its moment."""
    row = Breach.objects.filter(pk=incident_id).first()
    if row is None:
        raise NotThere("breach")
    now = timezone.now()
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            messages.success(request, _do(request, row, now=now))
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            return redirect("privacy_desk:incident", row.pk)
        row.refresh_from_db()
    words = vault.open(breaches.compartment(row), "incident")
    posted = request.POST.dict() if request.method == "POST" else {}
    parts = [
        field(name, str(label), "area", value=words.get(name, ""), optional=True)
        for name, label in breaches.PARTS.items()
    ]
    context = page_frame(
        request,
        "incidents",
        row=row,
        nature=breaches.NATURES[row.nature],
        text=words["text"],
        kinds=[kind_words().get(code, code) for code in row.data_kinds.split()],
        opened_by=who(row.opened_by),
        tasks=[_task(task) for task in breaches.tasks(row, now=now)],
        facts=filled(_fact_fields(row), posted, problems),
        parts=filled(parts, posted, problems),
        channels=[{"value": code, "label": channel_words()[code]} for code in breaches.CHANNELS],
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "privacy_desk/incident.html", context, status=409 if problems else 200)


def channel_words() -> dict[str, str]:
    return {
        "phone": gettext("Telephone"),
        "sms": gettext("SMS"),
        "message": gettext("Message"),
        "mail": gettext("E-mail"),
        "letter": gettext("Letter"),
        "notice": gettext("Public notice"),
        "online": gettext("Reporting platform"),
    }


def _task(task: breaches.Task) -> dict[str, Any]:
    duty = task.duty
    return {
        "code": duty.code,
        "to_whom": say(duty.to_whom, present.lang()),
        "words": say(duty.words, present.lang()),
        "due_at": duty.due_at,
        "statutory": duty.statutory,
        "cites": [cite.as_dict() for cite in duty.cites],
        "done_at": task.done_at,
        "state": task.state,
    }


def _fact_fields(row: Breach) -> list[dict[str, Any]]:
    labels = {
        "certain": gettext("Is it certain that it happened?"),
        "minors": gettext("Are minors among the people?"),
        "crime": gettext("Is a crime suspected?"),
        "harm_averted": gettext("Have measures effectively averted harm?"),
        "told_to_notify": gettext("Has an authority ordered that people be told?"),
    }
    levels = {
        "general": gettext("General"),
        "larger": gettext("Larger"),
        "major": gettext("Major"),
        "grave": gettext("Grave"),
    }
    answers = [("yes", gettext("Yes")), ("no", gettext("No")), ("", gettext("Not known yet"))]
    three = [
        field(
            name,
            label,
            "select",
            options=[
                {"value": value, "label": words} for value, words in (answers[:2] if name in TWO_VALUED else answers)
            ],
            value={True: "yes", False: "no", None: ""}[getattr(row, name)],
        )
        for name, label in labels.items()
    ]
    return [
        field("people", gettext("How many people"), width=5, optional=True, value="" if row.people is None else row.people),
        *three,
        field("level", gettext("Level of the network-security incident"), "select", optional=True, value=row.level, options=[{"value": "", "label": gettext("Not known yet")}, *options({code: levels[code] for code in duties.LEVELS})]),
    ]  # fmt: skip


def _do(request: DeskRequest, row: Breach, *, now: datetime) -> str:
    """Take the step a button asks for and say what was done. Raises NotAllowed."""
    go, post = request.POST.get("go", ""), request.POST
    if go == "facts":
        given = post.get("people", "").strip()
        people = whole_number(given)
        if given and people is None:
            raise Invalid(
                [Problem("breach.assess.people", gettext("Write the number of people in digits."), "/people")]
            )
        known: dict[str, Any] = {"people": people, "level": post.get("level", "")}
        known |= {name: {"yes": True, "no": False}.get(post.get(name, "")) for name in THREE}
        known |= {name: bool(known[name]) for name in TWO_VALUED}
        breaches.assess(row.pk, actor=request.actor, now=now, **known)
        return gettext("Noted; the duties below follow from it.")
    if go == "parts":
        parts = {name: post.get(name, "").strip() for name in breaches.PARTS}
        breaches.assess(row.pk, actor=request.actor, now=now, parts=parts)
        return gettext("The words of the notices are kept.")
    if go == "done":
        breaches.done(row.pk, post.get("code", ""), channel=post.get("channel", ""), actor=request.actor, now=now)
        return gettext("Ticked off, with the time.")
    if go == "close":
        breaches.close(row.pk, actor=request.actor, now=now)
        return gettext("The incident is closed.")
    raise Http404(go)


@open_to(HANDLERS)
@require_GET
def notice(request: DeskRequest, incident_id: int) -> HttpResponse:
    """The notice to the authority and to people, once every part that the law asks for is written."""
    row = Breach.objects.filter(pk=incident_id).first()
    if row is None:
        raise NotThere("breach")
    try:
        parts = breaches.notice(row)
    except NotAllowed as refusal:
        context = page_frame(request, "incidents", problems=refusal.problems)
        return render(request, "casework/problems.html", context, status=409)
    head = [
        gettext("Notice of an incident with personal data"),
        "",
        gettext("Kinds of data: %(kinds)s") % {"kinds": gettext(", ").join(kind_words().get(code, code) for code in row.data_kinds.split())},
    ]  # fmt: skip
    body = [f"{breaches.PARTS[name]}\n{text}\n" for name, text in parts.items()]
    text = "\n".join([*head, "", *body])
    return attachment(text.encode(), "notice.txt", media_type="text/plain; charset=utf-8")
