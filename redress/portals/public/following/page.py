"""My matter: what is the state, whose turn is it, by when and who set that, what can I do, and what if nobody acts."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redress.agencies import queries
from redress.cases import calls, evidence, numbers, reading, steps
from redress.cases.models import Case
from redress.joint import queries as joint
from redress.kernel.actors import Actor, Role
from redress.law import rights
from redress.law.packs import say
from redress.mediation import reading as mediation
from redress.portals import referring, whence
from redress.portals.look import wording
from redress.portals.public import dates
from redress.portals.public.filing.received import missing_titles, wording_language
from redress.portals.public.following import lookup, session, story
from redress.portals.trader import words
from redress.privacy.mask import mask
from redress.remedies import library
from redress.traders import answering, consenting

View = Callable[..., HttpResponse]
MESSAGING = "message"


def of_mine(view: View) -> View:
    """Give a view the case of its number if this browser holds it; anybody else is asked to look it up."""

    @wraps(view)
    def guarded(request: HttpRequest, number: str, *args: Any, **named: Any) -> HttpResponse:
        now = timezone.now()
        found = session.reachable(request, numbers.canonical(number))
        if found is None:
            return lookup.not_here(request, number, now=now)
        case, mine = found
        response = view(request, case, *args, now=now, **named)
        return session.keep(response, mine)

    return guarded


@never_cache
@require_safe
@of_mine
def case_page(request: HttpRequest, case: Case, *, now: datetime) -> HttpResponse:
    actor = session.actor(case)
    slots = reading.sealed(case)
    ics = reverse("public:case_dates", args=[case.number])
    next_due, others = dates.hero(dates.of_case(case, now=now, ics=ics))
    found = doors(case, actor=actor, now=now)
    context = {
        "case": case,
        "state": state(case, next_due),
        "next": next_due,
        "others": others,
        "body": queries.body(case.agency_id),
        "body_name": queries.body(case.agency_id).name(wording_language()),
        "hours": queries.body(case.agency_id).hours_in(wording_language()),
        "why": whence.why_here(case, staff=False),
        "events": story.line(case, actor=actor, slots=slots),
        "trader_answers": words.shown(answering.shown(case, actor=actor, slots=slots)),
        "letters": story.loose_letters(case, actor=actor),
        "missing": missing_titles(case),
        "doors": [door for door in found if not door["problems"]],
        "closed_doors": [door for door in found if door["problems"]],
        "files": files(case, actor=actor, slots=slots),
        "mine": mine(case, slots),
        "room_why": room_why(case, actor=actor),
        "call_code": calls.code(case.number, now=now),
        "results": results(case),
        "referral": referring.shown(case, slots, now=now),
        "linked": case.linked,
        "joint": joint.of_case(case),
        "rights": [
            {
                "href": reverse("law:right", args=[library.slug(code)]),
                "title": rights.rights()[code].title[dates.tongue()],
            }
            for code in library.touched_by(case.nature)
        ],
        "reopen_until": steps.reopen_until(case),
        "degraded": [],
        "erased": not slots,
        "phone": queries.body(case.agency_id).phone or settings.REDRESS_PHONE,
        "above": above(case),
    }
    return render(request, "public/case.html", context)


def state(case: Case, next_due: dict[str, Any] | None) -> dict[str, Any]:
    """Return the five answers about where it stands."""
    found = case.pack.states[case.state]
    body = queries.body(case.agency_id).name(wording_language())
    entrusted = queries.body(case.entrusted_to_id).name(wording_language()) if case.entrusted_to_id else ""
    turns = {
        "authority": body,
        "complainant": gettext("You"),
        "both": gettext("Both sides: you and the trader"),
        "respondent": gettext("The trader"),
        "mediation_body": entrusted or gettext("The mediation body"),
        "testing_body": gettext("The testing body"),
        "other_body": gettext("The body it was transferred to"),
    }
    by = ""
    if case.state == "settled" and case.perform_by:
        by = gettext("%(day)s, as agreed by both sides") % {"day": wording.day(case.perform_by)}
    elif next_due and next_due["state"] == "running":
        source = gettext("set by law") if next_due["family"] == "statute" else gettext("our own pledge")
        by = gettext("%(day)s, %(source)s") % {"day": wording.day(next_due["due_on"]), "source": source}
    return {
        "now": say(found.sentence, dates.tongue()),
        "turn": turns.get(found.turn, ""),
        "mine": found.turn in ("complainant", "both"),
        "by": by,
        "otherwise": say(found.if_nothing, dates.tongue()),
    }


def doors(case: Case, *, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Return what the person can do, open things first; what is closed says why."""
    mine = [
        offer
        for offer in steps.offers(case, actor=actor, now=now)
        if any(Role.COMPLAINANT in row.roles for row in case.pack.steps_of(offer.step.verb))
    ]
    found: list[dict[str, Any]] = [
        {
            "label": say(offer.step.title, dates.tongue()),
            "does": say(offer.step.does, dates.tongue()),
            "href": reverse("public:do", args=[case.number, offer.step.verb]),
            "problems": offer.problems,
            "first": offer.step.verb == "supply_materials" and offer.allowed,
        }
        for offer in mine
    ]
    if mediation.of_case(case, actor=actor) is not None:
        does = gettext("Talk, offers and the agreement, with a mediator.")
        found.append(_always(case, "room", gettext("Mediation room"), does) | {"first": case.state == "mediating"})
    if case.phase != "closed":
        found += [_always(case, name, label, does) for name, label, does in always_open()]
    return sorted(found, key=lambda door: (bool(door["problems"]), not door.get("first"), "first" in door))


def room_why(case: Case, *, actor: Actor) -> str:
    """Why there is no way into the mediation room yet; empty where there is one, or none is to come."""
    if case.kind != "complaint" or case.state not in ("accepted", "mediating", "entrusted"):
        return ""
    if mediation.of_case(case, actor=actor) is not None:
        return ""
    if case.state != "accepted":
        return gettext("Mediation has begun; the way into the room stands here as soon as the mediator opens it.")
    trader = consenting.by_any(case)
    if trader is True:
        return gettext(
            "The trader agrees to mediation. Write to the office whether you agree too; the room opens then."
        )
    if trader is False:
        return gettext("The trader refused mediation; without both sides there is no mediation room.")
    return gettext("A mediation room opens once both sides have agreed. The trader has not said yes or no yet.")


def always_open() -> list[tuple[str, str, str]]:
    """What a person may do while the case is not archived: (address, label, what it does)."""
    return [
        ("write", gettext("Write to the office"), gettext("A question or something new; both sides can be shown it.")),
        ("files", gettext("Add files"), gettext("Pictures, papers, recordings.")),
    ]


def _always(case: Case, name: str, label: str, does: str) -> dict[str, Any]:
    return {"label": label, "does": does, "href": reverse(f"public:{name}", args=[case.number]), "problems": ()}


def files(case: Case, *, actor: Actor, slots: dict[str, Any]) -> list[dict[str, Any]]:
    named = dict(evidence.names(slots))
    scans = {"clean": "clean", "infected": "risky", "unscanned": "off", "waiting": "waiting"}
    return [
        {
            "name": named.get(row.pk, gettext("File")),
            "href": reverse("public:file", args=[case.number, row.pk]) if row.scan != "infected" else "",
            "thumb": reverse("public:preview", args=[case.number, row.pk]) if row.preview_path else "",
            "size": row.size,
            "audience": row.audience,
            "scan": scans.get(row.scan, "waiting"),
            "by": gettext("you") if row.added_role in (Role.COMPLAINANT, Role.ANYONE) else gettext("the office"),
            "note": "",
        }
        for row in reading.exhibits(case, actor=actor)
    ]


def mine(case: Case, slots: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the person sent in; contact values masked, because a page may be read over the shoulder."""
    intake = slots.get("intake", {})
    facts, person = case.facts_value, intake.get("complainant", {})
    rows = case.pack.tables.get("requests", {}).get("request", {})
    wishes = [
        " ".join(filter(None, (say(rows.get(one["kind"], {}).get("title"), dates.tongue()), wording.money(one.get("amount")))))
        for one in facts.get("requests", ())
    ]  # fmt: skip
    bought = facts.get("purchase", {}).get("bought_on")
    lines = [
        (gettext("Your account"), intake.get("story", "")),
        (gettext("What was bought"), intake.get("what") or ""),
        (gettext("Paid"), wording.money(case.amount) if case.amount is not None else ""),
        (gettext("Bought on"), wording.day(bought) if bought else ""),
        (gettext("The trader"), case.trader_name),
        (gettext("Requests"), "\n".join(wishes)),
        (gettext("Name"), mask("name", person.get("name"))),
        (gettext("Telephone"), mask("phone", person.get("phone"))),
        (gettext("Address"), mask("address", person.get("address"))),
        (gettext("E-mail"), mask("email", person.get("email"))),
    ]
    return [{"key": key, "value": value} for key, value in lines if value]


def results(case: Case) -> list[dict[str, str]]:
    """Return the office's outcome and the person's own verdict, side by side: closed is not solved."""
    found = []
    outcome = case.pack.ground("outcome", case.outcome) if case.outcome else None
    if outcome is not None:
        found.append({"label": gettext("What the office recorded"), "value": say(outcome.title, dates.tongue())})
    verdict = case.pack.ground("verdict", case.verdict) if case.verdict else None
    if verdict is not None:
        found.append({"label": gettext("What you say"), "value": say(verdict.title, dates.tongue())})
    return found


def above(case: Case) -> dict[str, str]:
    """Return the body above the one that handles it: where to turn about the handling itself."""
    body = queries.body(case.agency_id)
    parent = queries.directory().by_id.get(body.parent_id or 0)
    if parent is None:
        return {}
    return {"name": parent.name(wording_language()), "phone": parent.phone}
