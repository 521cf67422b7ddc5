"""What the page of a case shows of it: head, person, facts, limits, evidence, letters, tasks, timeline."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from redress.agencies import queries
from redress.cases import evidence, reading, steps
from redress.cases.letters import queries as letters
from redress.cases.models import Case, Task
from redress.joint import queries as joint
from redress.joint.actions import HANDLERS
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.law.packs import say
from redress.notices.calls import CALL, waiting_call
from redress.portals import present
from redress.portals.casework import forms, labels
from redress.portals.look import wording
from redress.privacy.mask import mask

REVEALED = ("name", "phone", "address", "email", "id_number")
LATER = timedelta(minutes=30)  # received this long before it was entered: both are shown


def head(case: Case, actor: Actor) -> dict[str, Any]:
    """The head of the page; the linked case only for whoever may know of it."""
    lang = present.lang()
    state = case.pack.states[case.state]
    flags = case.flags.split()
    if case.shelved_until:
        flags.append(
            gettext("Shelved until %(day)s; the statutory limits keep running")
            % {"day": wording.short_day(case.shelved_until)}
        )
    return {
        "number": case.number,
        "title": case.matter or case.number,
        "state": f"{say(state.title, lang)} · {say(state.sentence, lang)}",
        "owner": case.assignee.display_name if case.assignee else gettext("nobody yet"),
        "mode": gettext("Complaint") if case.kind == "complaint" else gettext("Report"),
        "flags": flags,
        "linked": linked(case, actor),
    }


def linked(case: Case, actor: Actor) -> list[dict[str, str]]:
    """The other half of one submission, and reports that were joined, with their addresses."""
    facts = case.facts_value
    numbers = [(gettext("linked: %(number)s"), case.linked.number)] if case.linked else []
    numbers += [(gettext("joins: %(number)s"), facts["into"])] if facts.get("into") else []
    numbers += [(gettext("joined by: %(number)s"), number) for number in facts.get("merged", ())]
    seen = set(
        Case.objects.visible_to(actor)
        .filter(number__in=[number for _, number in numbers])
        .values_list("number", flat=True)
    )
    found = [
        {"label": words % {"number": number}, "href": reverse("casework:case", args=[number])}
        for words, number in numbers
        if number in seen
    ]
    member = joint.of_case(case) if actor.role in HANDLERS and case.kind == "complaint" else None
    if member:
        found.append({"label": gettext("joint complaint"), "href": reverse("joint_desk:page", args=[member.joint_id])})
    return found


def person_words(case: Case) -> str:
    return gettext("Complainant") if case.kind == "complaint" else gettext("Reporter")


def person_rows(case: Case, intake: dict[str, Any]) -> list[dict[str, Any]]:
    labels = {
        "name": gettext("Name"),
        "phone": gettext("Phone"),
        "address": gettext("Address"),
        "email": gettext("E-mail"),
        "id_number": gettext("Identity number"),
    }
    person = intake.get("complainant", {})
    return [
        {"name": name, "key": labels[name], "value": mask(name, person[name])} for name in REVEALED if person.get(name)
    ]


def fact_rows(case: Case, intake: dict[str, Any]) -> list[dict[str, Any]]:
    facts, lang = case.facts_value, present.lang()
    respondent, purchase = facts.get("respondent", {}), facts.get("purchase", {})
    table = case.pack.tables
    category = table.get("category", {}).get("category", {}).get(case.category, {})
    nature = table.get("nature", {}).get("nature", {}).get(case.nature, {})
    requests = table.get("requests", {}).get("request", {})
    asked = [
        say(requests.get(row["kind"], {}).get("title"), lang)
        + (f" {wording.money(row['amount'])}" if row.get("amount") else "")
        for row in facts.get("requests", [])
    ]
    consents = {True: gettext("yes"), False: gettext("no"), None: gettext("not asked")}
    rows = [
        *end_rows(case),
        (gettext("Trader"), case.trader_name),
        (gettext("Credit code"), respondent.get("uscc")),
        (gettext("Trader's address"), respondent.get("address")),
        (gettext("Platform"), respondent.get("platform")),
        (gettext("Bought"), intake.get("what") or purchase.get("what")),
        (gettext("Category"), say(category.get("title"), lang) or case.category),
        (gettext("Nature"), say(nature.get("title"), lang) or case.nature),
        (gettext("Bought on"), wording.day(purchase.get("bought_on")) if purchase.get("bought_on") else None),
        (gettext("Amount"), wording.money(case.amount) if case.amount is not None else None),
        (gettext("Asks for"), "；".join(asked)),
        (gettext("Agrees to publication"), consents[facts.get("consents", {}).get("publication")]),
        (gettext("Agrees to entrusted mediation"), consents[facts.get("consents", {}).get("entrusted_mediation")]),
        (gettext("Received"), wording.moment(case.received_at)),
        (gettext("Entered"), wording.moment(case.entered_at) if case.entered_at - case.received_at > LATER else None),
        (gettext("Channel"), channel_words(case.channel)),
        (gettext("Office"), present.agency_name(case.agency_id)),
        (gettext("Team"), case.team.name(lang) if case.team else None),
        (gettext("Rule set"), f"{say(case.pack.title, lang)}"),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def end_rows(case: Case) -> list[tuple[str, str]]:
    """How it ended, the office's word and the complainant's own beside it; until when an agreement is to be kept."""
    lang = present.lang()
    found = []
    outcome, verdict = case.pack.ground("outcome", case.outcome), case.pack.ground("verdict", case.verdict)
    if outcome:
        found.append((gettext("Outcome, says the office"), say(outcome.title, lang)))
    if verdict:
        found.append((gettext("Solved, says the complainant"), say(verdict.title, lang)))
    elif outcome:
        found.append((gettext("Solved, says the complainant"), gettext("not said yet")))
    if case.grade:
        found.append((gettext("Service, out of 5"), str(case.grade)))
    if case.perform_by:
        found.append((gettext("To be performed by"), wording.day(case.perform_by)))
    return found


def channel_words(channel: str) -> str:
    return {
        "web": gettext("Web page"),
        "phone": pgettext("channel", "Phone"),
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
    return present.exhibit_rows(
        rows, names, address="casework:exhibit", previews="casework:exhibit_preview", texts="casework:picture_text"
    )


def letter_rows(case: Case, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Letters with what can be done with each: take it out, record that it was delivered."""
    sides = {
        "complainant": person_words(case),
        "respondent": gettext("The trader"),
        "file": gettext("File copy"),
        "agency": gettext("The other body"),
    }
    step = steps.find(case, "record_delivery")
    may = step is not None and not steps.problems_with(case, step, actor=actor, now=now)
    deliver = reverse("casework:step", args=[case.number, "record_delivery"]) if may else ""
    return [
        row
        | {
            "href": reverse("casework:letter", args=[case.number, row["id"]]),
            "to": sides.get(row["audience"], row["audience"]),
            "issued_on": day_of(datetime.fromisoformat(row["issued_at"])),
            "deliver": f"{deliver}?letter_id={row['id']}" if deliver else "",
            "delivered": delivered_words(row),
        }
        for row in letters.documents(case, staff=True, language=present.lang())
    ]


def delivered_words(row: dict[str, Any]) -> str:
    if not row["delivered_at"]:
        return ""
    on = wording.short_day(day_of(datetime.fromisoformat(row["delivered_at"])))
    return gettext("Delivered %(day)s, %(how)s") % {"day": on, "how": forms.way_words(row["delivered_how"])}


def task_address(task: Task) -> str:
    """Where a task is done: a call on its own page, any other by the step that finishes it."""
    call = waiting_call(task.case_id) if task.kind == CALL else None
    if call is not None:
        return reverse("notices_desk:call", args=[call.pk])
    return reverse("casework:step", args=[task.case.number, "finish_task"]) + f"?task_id={task.pk}"


def task_rows(case: Case, actor: Actor, slots: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
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
            "finish": task_address(task),
        }
        for task in reading.tasks(case, actor=actor)
    ]


NO_DECISION = frozenset({"case.received", "trader.answered"})
KINDS = {"in": "in", "out": "out", "trader": "in", "staff": "event", "system": "event"}


TOLD = ("body", "present", "mediator", "place", "responsible")  # besides the text: who and where


def _facts(moment: reading.Moment) -> list[tuple[str, str]]:
    """What a step says beside its text, with the names its form has for it."""
    known = {name: moment.words.get(name) or moment.data.get(name) for name in TOLD}
    if body := queries.body_by_code(str(known["body"] or "")):
        known["body"] = body.name(present.lang())
    return [(str(labels.LABELS[name]()), str(value)) for name, value in known.items() if value]


def events(case: Case, actor: Actor, slots: dict[str, Any]) -> list[dict[str, Any]]:
    """Steps and messages in one line of time, newest first."""
    moments = reading.timeline(case, actor=actor, slots=slots)
    names = present.staff_names(moment.actor for moment in moments)
    found = []
    for moment in moments:
        if moment.event.startswith(("message.", "note.")):
            continue
        kind = "decision" if moment.receipted and moment.event not in NO_DECISION else KINDS[moment.side]
        if moment.event == "case.received":
            kind = "event"
        if moment.data.get("verb") in reading.INTERNAL:
            kind = "internal"
        found.append({
            "at": moment.at,
            "kind": kind,
            "title": present.event_words(case, moment),
            "who": present.who_words(moment.actor, names),
            "body": moment.words.get("text", ""),
            "facts": _facts(moment),
        })  # fmt: skip
    for message in reading.messages(case, actor=actor, slots=slots):
        kind = {"in": "in", "out": "out", "note": "internal"}[message["direction"]]
        found.append(
            {"at": message["at"], "kind": kind, "title": gettext("Message"), "who": "", "body": message["text"]}
        )
    return sorted(found, key=lambda event: event["at"], reverse=True)


ONLY = {"decisions": {"decision"}, "messages": {"in", "out", "internal"}}


def narrowed(found: list[dict[str, Any]], only: str) -> list[dict[str, Any]]:
    """The part of a timeline that is asked for; an unknown part is the whole."""
    return [event for event in found if only not in ONLY or event["kind"] in ONLY[only]]


def tabs(only: str) -> list[dict[str, Any]]:
    names = {"": gettext("Everything"), "decisions": gettext("Decisions"), "messages": gettext("Messages and notes")}
    return [
        {
            "label": label,
            "href": f"?only={name}#history" if name else "?#history",
            "current": name == (only if only in ONLY else ""),
        }
        for name, label in names.items()
    ]


def similar(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """Cases against the same trader in the last half year whose words are nearly the same."""
    found = reading.look_alikes(case, actor=actor)
    return [
        {
            "number": other.number,
            "matter": other.matter,
            "href": reverse("casework:compare", args=[case.number, other.number]),
            "state": say(other.pack.states[other.state].title, present.lang()),
        }
        for other in found
    ]
