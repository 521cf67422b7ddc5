"""One case on the desk: what is known, what happened, what can be done; and the page of every step."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from redress.cases import actions, evidence, reading, steps
from redress.cases.letters import queries as letters
from redress.cases.models import Case
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed
from redress.law.packs import say
from redress.portals import present
from redress.portals.casework import forms
from redress.portals.casework.access import DeskRequest, case_or_404, case_staff_required, frame
from redress.portals.casework.queue import NAMES, wanted
from redress.privacy import reveals
from redress.privacy.mask import mask

REVEALED = ("name", "phone", "address", "email", "id_number")


@case_staff_required
def case(request: DeskRequest, number: str) -> HttpResponse:
    return page(request, case_or_404(request, number))


def page(request: DeskRequest, case: Case, *, status: int = 200, **more: Any) -> HttpResponse:
    now = timezone.now()
    slots = reading.sealed(case)
    dues = present.dues(case, now=now)
    context = frame(
        request,
        "casework:queue",
        case=case,
        head=head(case),
        dues=[row for row in dues if row["state"] in {"running", "paused"}][:3] or dues[:1],
        old_dues=[row for row in dues if row["state"] not in {"running", "paused"}],
        person=person_rows(case, slots.get("intake", {})),
        facts=fact_rows(case, slots.get("intake", {})),
        story=slots.get("intake", {}).get("story"),
        missing=missing_words(case),
        exhibits=exhibits(case, request.actor, slots),
        letters=letter_rows(case),
        tasks=task_rows(case, request.actor, slots, now),
        events=events(case, request.actor, slots),
        verbs=verbs(case, request.actor, now),
        recipients=[{"value": "both", "label": gettext("Complainant"), "checked": True}],
        reasons=[{"value": code, "label": str(text)} for code, text in reveals.REASONS.items()],
        previous=neighbour(request, case, -1),
        next=neighbour(request, case, 1),
        **more,
    )
    return render(request, "casework/case.html", context, status=status)


def head(case: Case) -> dict[str, Any]:
    lang = present.lang()
    state = case.pack.states[case.state]
    flags = case.flags.split()
    if case.shelved_until:
        flags.append(gettext("Shelved until %(day)s") % {"day": case.shelved_until})
    return {
        "number": case.number,
        "title": case.matter or case.number,
        "state": f"{say(state.title, lang)} · {say(state.sentence, lang)}",
        "owner": case.assignee.display_name if case.assignee else gettext("nobody yet"),
        "mode": gettext("Complaint") if case.kind == "complaint" else gettext("Report"),
        "flags": flags,
        "linked": [
            {"label": gettext("linked: %(number)s") % {"number": case.linked.number}, "href": reverse("casework:case", args=[case.linked.number])}
        ]
        if case.linked
        else [],
    }  # fmt: skip


def person_rows(case: Case, intake: dict[str, Any]) -> list[dict[str, Any]]:
    labels = {
        "name": gettext("Name"),
        "phone": gettext("Phone"),
        "address": gettext("Address"),
        "email": gettext("E-mail"),
        "id_number": gettext("Identity number"),
    }
    person = intake.get("complainant", {})
    return [{"name": name, "key": labels[name], "value": mask(name, person[name])} for name in REVEALED if person.get(name)]


def fact_rows(case: Case, intake: dict[str, Any]) -> list[dict[str, Any]]:
    facts, lang = case.facts_value, present.lang()
    respondent, purchase = facts.get("respondent", {}), facts.get("purchase", {})
    table = case.pack.tables
    category = table.get("category", {}).get("category", {}).get(case.category, {})
    nature = table.get("nature", {}).get("nature", {}).get(case.nature, {})
    requests = table.get("requests", {}).get("request", {})
    asked = [
        say(requests.get(row["kind"], {}).get("title"), lang) + (f" {row['amount']}" if row.get("amount") else "")
        for row in facts.get("requests", [])
    ]
    consents = {True: gettext("yes"), False: gettext("no"), None: gettext("not asked")}
    rows = [
        (gettext("Trader"), case.trader_name),
        (gettext("Credit code"), respondent.get("uscc")),
        (gettext("Trader's address"), respondent.get("address")),
        (gettext("Platform"), respondent.get("platform")),
        (gettext("Bought"), intake.get("what") or purchase.get("what")),
        (gettext("Category"), say(category.get("title"), lang) or case.category),
        (gettext("Nature"), say(nature.get("title"), lang) or case.nature),
        (gettext("Bought on"), purchase.get("bought_on")),
        (gettext("Amount"), f"{case.amount} {case.currency}" if case.amount is not None else None),
        (gettext("Asks for"), "；".join(asked)),
        (gettext("Agrees to publication"), consents[facts.get("consents", {}).get("publication")]),
        (gettext("Agrees to entrusted mediation"), consents[facts.get("consents", {}).get("entrusted_mediation")]),
        (gettext("Received"), day_of(case.received_at).isoformat()),
        (gettext("Channel"), channel_words(case.channel)),
        (gettext("Office"), present.agency_name(case.agency_id)),
        (gettext("Rule set"), f"{say(case.pack.title, lang)}"),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def channel_words(channel: str) -> str:
    return {
        "web": gettext("Web page"),
        "phone": gettext("Phone"),
        "counter": gettext("Counter"),
        "post": gettext("Post"),
        "email": gettext("E-mail"),
        "api": gettext("Another system"),
        "import": gettext("Import"),
    }[channel]


def missing_words(case: Case) -> list[dict[str, Any]]:
    rows = {row["pointer"]: row for row in case.pack.tables.get("contents", {}).get(case.kind, ())}
    found = []
    for wanted_row in case.missing_value:
        row = rows.get(wanted_row["pointer"], {})
        found.append({
            "title": say(row.get("title"), present.lang()) or wanted_row["pointer"],
            "cites": present.cite_words(wanted_row["cites"]),
        })  # fmt: skip
    return found


def exhibits(case: Case, actor: Actor, slots: dict[str, Any]) -> list[dict[str, Any]]:
    names = dict(evidence.names(slots))
    rows = reading.exhibits(case, actor=actor).select_related("case")
    return present.exhibit_rows(rows, names, address="casework:exhibit", previews="casework:exhibit_preview")


def letter_rows(case: Case) -> list[dict[str, Any]]:
    rows = letters.documents(case, staff=True, language=present.lang())
    return [row | {"href": reverse("casework:letter", args=[case.number, row["id"]])} for row in rows]


def task_rows(case: Case, actor: Actor, slots: dict[str, Any], now: Any) -> list[dict[str, Any]]:
    today = day_of(now)
    return [
        {
            "id": task.pk,
            "kind": forms.task_words(task.kind),
            "text": slots.get(f"task:{task.pk}", {}).get("text", ""),
            "owner": task.owner.display_name if task.owner else gettext("nobody yet"),
            "due_on": task.due_on,
            "done": task.finished_at is not None,
            "late": task.finished_at is None and task.due_on < today,
        }
        for task in reading.tasks(case, actor=actor)
    ]


KINDS = {"in": "in", "out": "out", "staff": "event", "system": "event"}


def events(case: Case, actor: Actor, slots: dict[str, Any]) -> list[dict[str, Any]]:
    """Steps and messages in one line of time, newest first."""
    moments = reading.timeline(case, actor=actor, slots=slots)
    names = present.staff_names(moment.actor for moment in moments)
    found = []
    for moment in moments:
        if moment.event.startswith(("message.", "note.")):
            continue
        kind = "decision" if moment.receipted and moment.event != "case.received" else KINDS[moment.side]
        if moment.data.get("verb") in reading.INTERNAL:
            kind = "internal"
        found.append({
            "at": moment.at,
            "kind": kind,
            "title": present.event_words(case, moment),
            "who": present.who_words(moment.actor, names),
            "body": moment.words.get("text", ""),
        })  # fmt: skip
    for message in reading.messages(case, actor=actor, slots=slots):
        kind = {"in": "in", "out": "out", "note": "internal"}[message["direction"]]
        found.append({"at": message["at"], "kind": kind, "title": gettext("Message"), "who": "", "body": message["text"]})
    return sorted(found, key=lambda event: event["at"], reverse=True)


def verbs(case: Case, actor: Actor, now: Any) -> list[dict[str, Any]]:
    """Open steps first; a step of another role is not shown, a closed one says why."""
    found = []
    for offer in steps.offers(case, actor=actor, now=now):
        if actor.role.value not in offer.step.roles:
            continue
        letter = forms.letter_words(case, offer.step)
        does = [say(offer.step.does, present.lang()), *forms.clock_words(offer.step, case, now=now)]
        if letter:
            does.append(gettext("letter: %(title)s") % {"title": letter})
        found.append({
            "label": say(offer.step.title, present.lang()),
            "href": reverse("casework:step", args=[case.number, offer.step.verb]),
            "does": " · ".join(does),
            "key": offer.step.key.lower(),
            "problems": offer.problems,
            "first": offer.step.verb in {"accept", "begin_mediation", "settle", "issue_result", "close", "verify", "file_case"},
        })  # fmt: skip
    return found


def neighbour(request: DeskRequest, case: Case, direction: int) -> str:
    """Address of the case before or after this one inside the filter it was opened from."""
    given = {name: request.GET[name] for name in NAMES if request.GET.get(name)}
    if not given or given.get("q"):
        return ""
    filters, _ = wanted(request, today=day_of(timezone.now()))
    found = reading.beside(filters, case, actor=request.actor, forward=direction > 0)
    return reverse("casework:case", args=[found]) + "?" + urlencode(given) if found else ""


@case_staff_required
@require_http_methods(["GET", "POST"])
def step(request: DeskRequest, number: str, verb: str) -> HttpResponse:
    """The page of one step: what it does, what it needs; POST takes it."""
    case = case_or_404(request, number)
    row = steps.find(case, verb)
    if row is None:
        raise Http404(verb)
    now = timezone.now()
    problems = steps.problems_with(case, row, actor=request.actor, now=now)
    given: dict[str, Any] = {"reason_code": request.GET["reason_code"]} if request.GET.get("reason_code") else {}
    if request.method == "POST":
        given = forms.body_from(request.POST, row)
        try:
            case = actions.act(case.number, verb, given, actor=request.actor, now=now)
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            messages.success(request, gettext("Done: %(step)s.") % {"step": say(row.title, present.lang())})
            if not Case.objects.visible_to(request.actor).filter(pk=case.pk).exists():
                return redirect("casework:queue")
            return redirect("casework:case", case.number)
    context = frame(
        request,
        "casework:queue",
        case=case,
        step=row,
        title=say(row.title, present.lang()),
        does=say(row.does, present.lang()),
        cites=present.cite_words(row.cites),
        letter=forms.letter_words(case, row),
        clocks=forms.clock_words(row, case, now=now),
        fields=forms.fields(case, row, actor=request.actor, given=given, problems=problems),
        problems=problems,
        closed=bool(problems) and request.method == "GET",
        wrong=bool(problems) and request.method == "POST",
        grounds=list(case.pack.grounds.get(row.reasons, {}).values()) if row.reasons else [],
        lang_code=present.lang(),
    )
    return render(request, "casework/step.html", context, status=_status(problems, request.method or "GET"))


def _status(problems: list[Any], method: str) -> int:
    if not problems or method == "GET":
        return 200
    return 422 if any(problem.pointer for problem in problems) else 409


@case_staff_required
@require_POST
def message(request: DeskRequest, number: str) -> HttpResponse:
    """Write to the complainant, or note something for the office alone."""
    case = case_or_404(request, number)
    audience = "both" if "both" in request.POST.getlist("to") else "staff"
    try:
        actions.write(case.number, {"text": request.POST.get("text", ""), "audience": audience}, actor=request.actor, now=timezone.now())
    except NotAllowed as refusal:
        return page(request, case, status=422, compose_error=refusal.problems[0].message, composed=request.POST.get("text", ""))
    messages.success(request, gettext("Noted.") if audience == "staff" else gettext("Sent."))
    return redirect("casework:case", case.number)


@case_staff_required
@require_POST
def reveal(request: DeskRequest, number: str) -> HttpResponse:
    """Show one hidden value, for a reason that is kept."""
    case = case_or_404(request, number)
    name = request.POST.get("field", "")
    if name not in REVEALED:
        raise Http404(name)
    try:
        value = reveals.reveal(
            case.pk,
            f"intake/complainant/{name}",
            reason_code=request.POST.get("reason_code", ""),
            text=request.POST.get("text", "").strip(),
            actor=request.actor,
            now=timezone.now(),
            minor="minor" in case.flags.split(),
        )
    except NotAllowed as refusal:
        return page(request, case, status=422, reveal_problems=refusal.problems)
    return page(request, case, revealed={"name": name, "value": value})

