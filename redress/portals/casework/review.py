"""The preliminary review sheet: one line a ground of refusal, with the facts found. It suggests nothing it cannot show."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from redress.agencies import queries
from redress.cases import reading, reports, steps
from redress.cases.models import Case
from redress.kernel.moments import day_of
from redress.law.packs import say
from redress.portals import present, whence
from redress.portals.casework import telling
from redress.portals.casework.access import DeskRequest, case_or_404, case_staff_required, frame
from redress.portals.casework.rows import head, missing_words, similar
from redress.portals.insight import classes
from redress.portals.look import wording
from redress.privacy import vault
from redress.records import entries

BARRED = timedelta(days=3 * 365)
DECISIONS = (
    "accept",
    "refuse",
    "request_materials",
    "distribute",
    "return",
    "transfer",
    "raise_dispute",
    "settle_dispute",
    "ask_designation",
    "designate",
    "split",
    "verify",
    "supplement",
    "merge_report",
    "not_again",
    "ask_approval",
    "file_case",
    "not_file",
)


@case_staff_required
def review(request: DeskRequest, number: str) -> HttpResponse:
    case = case_or_404(request, number)
    now = timezone.now()
    sealed = reading.sealed(case)
    intake = sealed.get("intake", {})
    same = earlier_of_person(case, intake, request)
    context = frame(
        request,
        "casework:queue",
        case=case,
        head=head(case, request.actor),
        lines=grounds(case, intake, same, refuse=refusing(case, request, now)),
        missing=missing_words(case),
        present_words=given_words(case, intake),
        why=whence.why_here(case, staff=True),
        returned=returned(case, sealed),
        similar=similar(case, request.actor),
        earlier=same,
        patterns=patterns(case, intake, same, now),
        story=intake.get("story", ""),
        suggested=classes.suggested(case, intake),
        repeats=repeats(case, request, now),
        decisions=decisions(case, request, now),
        dues=[due for due in present.dues(case, now=now) if due["code"] in {"T_ACCEPT", "T_VERIFY_CLUE"}],
    )
    return render(request, "casework/review.html", context)


def decisions(case: Case, request: DeskRequest, now: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": say(offer.step.title, present.lang()),
            "href": reverse("casework:step", args=[case.number, offer.step.verb]),
            "does": say(offer.step.does, present.lang()),
            "key": offer.step.key.lower(),
            "problems": offer.problems,
            "first": offer.step.verb in {"accept", "verify"},
        }
        for offer in steps.offers(case, actor=request.actor, now=now)
        if offer.step.verb in DECISIONS and request.actor.role.value in offer.step.roles
    ]


def repeats(case: Case, request: DeskRequest, now: Any) -> list[dict[str, Any]]:
    """Earlier reports by the same person about the same operator, with the two ways the law gives (S Art. 35(2))."""
    ways = {verb: telling.address(case, request.actor, now, verb) for verb in ("merge_report", "not_again")}
    return [
        {
            "number": other.number,
            "matter": other.matter,
            "state": say(other.pack.states[other.state].title, present.lang()),
            "received": day_of(other.received_at),
            "compare": reverse("casework:compare", args=[case.number, other.number]),
            **{verb: f"{href}?into={other.number}" for verb, href in ways.items() if href},
        }
        for other in reports.earlier(case, actor=request.actor)
    ]


def why(case: Case) -> dict[str, str]:
    """Why the case is with this office, in the words of the rule."""
    value = reading.json_of(case.why_routed)
    return {"text": say(value, present.lang()) if value else "", "cites": present.cite_words(value.get("cites", ()))}


def returned(case: Case, slots: dict[str, Any]) -> dict[str, Any]:
    """Why the body it was distributed to gave it back, where that is what brought it here; empty otherwise."""
    last = next(iter(entries.of(case.pk, reports.PASSED)[-1:]), None)
    if last is None or last.event != "case.returned":
        return {}
    sender = queries.body_by_code(str(last.data.get("step_from", "")))
    ground = case.pack.ground("return", str(last.data.get("reason_code", "")))
    return {
        "by": sender.name(present.lang()) if sender else "",
        "on": day_of(last.at),
        "ground": say(ground.title, present.lang()) if ground else "",
        "cites": present.cite_words(ground.cites) if ground else "",
        "text": slots.get(last.data.get("slot", ""), {}).get("text", ""),
    }


def given_words(case: Case, intake: dict[str, Any]) -> list[str]:
    """Titles of the legally required contents that were given."""
    missing = {row["pointer"] for row in case.missing_value}
    rows = case.pack.tables.get("contents", {}).get(case.kind, ())
    return [
        say(row["title"], present.lang())
        for row in rows
        if row["pointer"] not in missing and row.get("required") == "always"
    ]


def earlier_of_person(case: Case, intake: dict[str, Any], request: DeskRequest) -> list[Case]:
    """Other cases with the same telephone number that this person may see."""
    phone = intake.get("complainant", {}).get("phone")
    ids = [pk for pk in vault.find("phone", phone)[:200] if pk != case.pk] if phone else []
    return list(Case.objects.visible_to(request.actor).filter(pk__in=ids).order_by("-pk")[:50])


def patterns(case: Case, intake: dict[str, Any], same: list[Case], now: Any) -> list[dict[str, str]]:
    """Facts that Art. 17 lets a person weigh: counts only, never a verdict."""
    recent = [other for other in same if now - other.received_at < timedelta(days=90)]
    by_trader = Counter(other.trader_name for other in recent if other.trader_name)
    rows = [
        (gettext("Cases with the same telephone number"), str(len(same))),
        (gettext("of these in the last 90 days"), str(len(recent))),
        (gettext("of these against this trader"), str(by_trader.get(case.trader_name, 0))),
        (gettext("Different traders in the last 90 days"), str(len(by_trader))),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def refusing(case: Case, request: DeskRequest, now: Any) -> str:
    """Address of the refusal, if this person may refuse this case now."""
    row = steps.find(case, "refuse")
    if row is None or steps.problems_with(case, row, actor=request.actor, now=now):
        return ""
    return reverse("casework:step", args=[case.number, "refuse"])


def grounds(case: Case, intake: dict[str, Any], same: list[Case], *, refuse: str) -> list[dict[str, Any]]:
    """One line for each ground of refusal: the question, the facts found, where it stands in the law."""
    lang = present.lang()
    found = []
    for ground in case.pack.grounds.get("refusal", {}).values():
        facts, state = FINDERS.get(ground.code, _nothing)(case, intake, same)
        found.append({
            "code": ground.code,
            "title": say(ground.title, lang),
            "question": say(ground.extra.get("question"), lang),
            "facts": facts,
            "state": state,
            "cites": present.cite_words(ground.cites),
            "href": refuse + f"?reason_code={ground.code}" if refuse else "",
        })  # fmt: skip
    return found


Finding = tuple[list[str], str]  # facts in words; "clear", "look" or "unknown"


def _nothing(case: Case, intake: dict[str, Any], same: list[Case]) -> Finding:
    return [gettext("Nothing in the file speaks to this.")], "unknown"


def _scope(case: Case, intake: dict[str, Any], same: list[Case]) -> Finding:
    words = why(case)
    facts = [f"{gettext('Why it is here')}: {words['text']}"]
    division = case.facts_value.get("respondent", {}).get("division")
    if not division:
        facts.append(gettext("The trader's area is not known yet."))
    return facts, "clear" if division else "look"


def _handled(case: Case, intake: dict[str, Any], same: list[Case]) -> Finding:
    twins = [other for other in same if other.trader_name == case.trader_name and other.kind == case.kind]
    if not twins:
        return [gettext("No other case of this person against this trader in what you may see.")], "clear"
    return [
        gettext("%(number)s, %(state)s")
        % {"number": other.number, "state": say(other.pack.states[other.state].title, present.lang())}
        for other in twins[:5]
    ], "look"


def _consumer(case: Case, intake: dict[str, Any], same: list[Case]) -> Finding:
    purpose = case.facts_value.get("purchase", {}).get("purpose")
    words = {
        "daily_life": gettext("Says: bought for daily life."),
        "farm_input": gettext("Says: bought as farm input (treated like daily life, Consumer Law Art. 62)."),
        "other": gettext("Says: bought for another purpose."),
    }
    facts = [words.get(purpose or "", gettext("The purpose of the purchase was not given."))]
    facts.append(gettext("Proof in the file: %(count)s") % {"count": reading.count_exhibits(case)})
    return facts, "clear" if purpose in {"daily_life", "farm_input"} else "look"


def _barred(case: Case, intake: dict[str, Any], same: list[Case]) -> Finding:
    day = case.facts_value.get("discovered_on")
    if not day:
        return [gettext("The day on which the harm was known was not given.")], "unknown"
    known = date.fromisoformat(day)
    over = day_of(case.received_at) - known > BARRED
    return [
        gettext("Known on %(day)s, received on %(received)s.")
        % {"day": wording.day(known), "received": wording.day(case.received_at)}
    ], "look" if over else "clear"


def _materials(case: Case, intake: dict[str, Any], same: list[Case]) -> Finding:
    missing = missing_words(case)
    if not missing:
        return [gettext("Everything the law asks for was given.")], "clear"
    return [gettext("Missing: %(title)s") % {"title": row["title"]} for row in missing], "look"


def _identity(case: Case, intake: dict[str, Any], same: list[Case]) -> Finding:
    person = intake.get("complainant", {})
    if person.get("id_number"):
        return [gettext("An identity number was given and fits its check digit.")], "clear"
    return [gettext("No identity proof was asked for yet.")], "unknown"


FINDERS = {
    "OUT_OF_SCOPE": _scope,
    "ALREADY_HANDLED": _handled,
    "NOT_CONSUMER_DISPUTE": _consumer,
    "TIME_BARRED_3Y": _barred,
    "MATERIALS_MISSING_OR_FALSE": _materials,
    "IMPERSONATION_OR_REFUSED_ID": _identity,
}


@case_staff_required
def compare(request: DeskRequest, number: str, other: str) -> HttpResponse:
    """Two cases side by side."""
    left, right = case_or_404(request, number), case_or_404(request, other)
    context = frame(request, "casework:queue", left=left, right=right, lines=_compared(left, right))
    return render(request, "casework/compare.html", context)


def _compared(left: Case, right: Case) -> list[dict[str, Any]]:
    sides = [(case, reading.sealed(case).get("intake", {})) for case in (left, right)]
    rows = [
        (gettext("Number"), [case.number for case, _ in sides]),
        (gettext("State"), [say(case.pack.states[case.state].title, present.lang()) for case, _ in sides]),
        (gettext("Received"), [day_of(case.received_at).isoformat() for case, _ in sides]),
        (gettext("Trader"), [case.trader_name for case, _ in sides]),
        (gettext("Amount"), [str(case.amount or "") for case, _ in sides]),
        (gettext("Bought"), [intake.get("what") or "" for _, intake in sides]),
        (gettext("In their own words"), [intake.get("story", "") for _, intake in sides]),
    ]
    return [{"label": label, "left": pair[0], "right": pair[1], "differs": pair[0] != pair[1]} for label, pair in rows]
