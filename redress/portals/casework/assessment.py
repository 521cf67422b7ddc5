"""The law on one case: rights touched, competence, remedies with their trace, limitation, routes; an assessment is kept."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from redress.cases.models import Case
from redress.kernel.actors import Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.law import refusal, rights
from redress.law.faults import InputError
from redress.law.interview import next_questions
from redress.law.jurisdiction import competent
from redress.law.packs import say
from redress.law.vocabulary import GROUPS, VOCABULARY
from redress.portals import present
from redress.portals.casework.access import DeskRequest, case_or_404, case_staff_required, frame, staff_required
from redress.portals.casework.rows import head
from redress.portals.downloads import attachment
from redress.portals.law import asking, telling
from redress.portals.law.competence import authority
from redress.portals.law.library import address
from redress.remedies import actions, known, library, queries, replay
from redress.remedies.asking import asked as law_asked
from redress.remedies.asking import touched
from redress.remedies.documents import making
from redress.remedies.models import Assessment

PLACES = ("division", "seller_kind", "published_division", "platform_division")
SOON = 6  # questions shown beside the answer


@case_staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def law(request: DeskRequest, number: str) -> HttpResponse:
    """Look at the law on a case, try facts, and keep an assessment."""
    case = case_or_404(request, number)
    if request.method != "POST":
        kept = chosen(case, request)
        inputs = kept.inputs if kept else {"facts": {}, "tests": []}
        return _shown(request, case, inputs["facts"], inputs["tests"], kept=kept)
    facts, problems = read_facts(request)
    tests = [code for code in request.POST.getlist("tests") if code in rights.checks()]
    if not problems and "keep" in request.POST:
        try:
            actions.assess(case.number, facts, tests=tests, actor=request.actor, now=timezone.now())
        except NotAllowed as refused:
            problems = refused.problems
        else:
            messages.success(request, gettext("The assessment is kept with the case."))
            return redirect("casework:law", case.number)
    return _shown(request, case, facts, tests, problems=problems)


def chosen(case: Case, request: DeskRequest) -> Assessment | None:
    """Return the assessment that is asked for, else the latest; None if there is none."""
    wanted = request.GET.get("assessment", "")
    rows = queries.of_case(case)
    if wanted:
        found = next((row for row in rows if str(row.pk) == wanted), None)
        if found is None:
            raise Http404(wanted)
        return found
    return rows[0] if rows else None


def read_facts(request: DeskRequest) -> tuple[dict[str, Any], list[Problem]]:
    """Return what was filled in; null takes away what the case says."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, fact in VOCABULARY.items():
        value, problem = asking.read(fact, request.POST)
        problems += [problem] if problem else []
        found[name] = None if value in (None, asking.UNKNOWN) else value
    return found, problems


def _shown(
    request: DeskRequest, case: Case, facts: dict[str, Any], tests: list[str], *,
    kept: Assessment | None = None, problems: list[Problem] | None = None,
) -> HttpResponse:  # fmt: skip
    on = kept.law_on if kept else day_of(case.received_at)
    answer, found = law_asked(case, facts, on=on)
    found = [*(problems or ()), *found]
    told = kept.answer(present.lang()) if kept else touched(answer, present.lang()) if answer else None
    values = answer.facts.as_json() if answer else {**known.of_case(case), **facts}

    def ask(name: str) -> str:
        return f"#id_{name}"

    context = frame(
        request, "casework:queue", case=case, head=head(case, request.actor), on=on, kept=kept,
        told=telling.whole(told, on=on, ask=ask, goals=known.goals_of(case)) if told else None,
        groups=groups(values, request, found, soon(values, on, known.goals_of(case))),
        rights=touched_rights(case, values if answer else {}, tests, on), tests=test_rows(tests),
        competence=competence(case, on), advice=advice(case),
        assessments=rows(case), documents=document_rows(case, request),
        lines=[{"text": problem.message, "href": f"#id_{problem.pointer.rpartition('/')[2]}"} for problem in found],
        may_keep=request.actor.role in actions.ROLES,
    )  # fmt: skip
    return render(request, "casework/assessment.html", context, status=422 if found else 200)


def groups(
    values: dict[str, Any], request: DeskRequest, problems: list[Problem], first: list[str]
) -> list[dict[str, Any]]:
    """Return every fact of the vocabulary as a field, by group; what would settle most stands first, and open."""
    typed = request.POST if problems and request.method == "POST" else None
    wrong = {problem.pointer.rpartition("/")[2]: problem.message for problem in problems}
    found = []
    parts = [(gettext("Would settle most, cheapest first"), [VOCABULARY[name] for name in first])]
    for code, title in GROUPS.items():
        facts = [fact for fact in VOCABULARY.values() if fact.group == code and fact.name not in first]
        parts.append((title[asking.tongue()], facts))
    for place, (words, facts) in enumerate(parts):
        found.append({
            "title": words,
            "known": sum(fact.name in values for fact in facts),
            "open": place == 0 or any(fact.name in wrong for fact in facts),
            "fields": [compact(asking.field(fact, values.get(fact.name), error=wrong.get(fact.name, ""), typed=typed)) for fact in facts],
        })  # fmt: skip
    return [group for group in found if group["fields"]]


def compact(field: dict[str, Any]) -> dict[str, Any]:
    """On the desk a choice is a list: “not known” stands first, because it is what nothing chosen means."""
    if field["kind"] != "choices":
        return field
    options = [option for option in field["options"] if option["value"] != asking.UNKNOWN]
    return field | {"options": options}


def soon(values: dict[str, Any], on: date, goals: tuple[str, ...]) -> list[str]:
    """Return the facts that would settle most of what such a case is about, cheapest first."""
    try:
        questions = next_questions(values, on, goals=goals)
    except ValueError:
        return []
    return [one.fact.name for one in questions[:SOON]]


def touched_rights(case: Case, values: dict[str, Any], tests: list[str], on: date) -> dict[str, Any]:
    """Return the rights that the tests and facts touch, and those that this nature of complaint usually does."""
    lang = asking.tongue()
    found = rights.recognise(dict.fromkeys(tests, True), facts=values, on=on)
    codes = [one.right.code for one in found.touched]
    usual = [code for code in library.touched_by(case.nature) if code not in codes]
    words = {
        rights.PRESUMED: gettext("Counts as fraud unless the trader proves otherwise."),
        rights.LISTED: gettext("Counts as fraud."),
    }
    return {
        "touched": [
            {
                "title": one.right.title[lang],
                "href": address(one.right.code),
                "tests": [check.question[lang] for check in one.checks],
                "cites": telling.cites([cite.as_dict() for cite in one.cites], on=on),
            }
            for one in found.touched
        ],
        "usual": [{"title": rights.rights()[code].title[lang], "href": address(code)} for code in usual],
        "fraud": words.get(found.fraud, ""),
        "fraud_cites": telling.cites([cite.as_dict() for cite in found.fraud_cites], on=on),
        "operator": found.burden == "operator",
    }


def test_rows(tests: list[str]) -> list[dict[str, Any]]:
    """Return the recognition tests by right, the answered ones ticked."""
    lang = asking.tongue()
    return [
        {
            "title": right.title[lang],
            "name": code,
            "options": [
                {"value": check.code, "label": check.question[lang], "checked": check.code in tests}
                for check in rights.checks().values()
                if check.right == code
            ],
        }
        for code, right in rights.rights().items()
    ]


def competence(case: Case, on: date) -> dict[str, Any]:
    respondent = case.facts_value.get("respondent", {})
    facts = {name: respondent.get(name) for name in PLACES if respondent.get(name)}
    try:
        answer = competent(facts, kind=case.kind, on=on)
    except InputError:
        return {"authorities": [], "missing": []}
    return {
        "authorities": [authority(row, on=on) for row in answer["authorities"]],
        "missing": answer["missing"],
    }


def advice(case: Case) -> list[dict[str, Any]]:
    """Return what the facts say for and against each ground of refusal; a person decides."""
    if case.kind != "complaint":
        return []
    facts = case.facts_value
    discovered = facts.get("discovered_on")
    names = {material.extra.get("pointer"): material.title for material in case.pack.grounds["materials"].values()}
    seen = refusal.Seen(
        purpose=facts.get("purchase", {}).get("purpose"),
        knew_on=date.fromisoformat(discovered) if discovered else None,
        missing_materials=tuple(names[row["pointer"]] for row in case.missing_value if row["pointer"] in names),
    )
    words = {
        refusal.FOR: gettext("speaks for it"),
        refusal.AGAINST: gettext("speaks against it"),
        refusal.OPEN: gettext("not known"),
    }
    review = refusal.advice(seen, pack=case.pack, received_on=day_of(case.received_at))
    lang = asking.tongue()
    return [
        {
            "title": one.title[lang],
            "leaning": one.leaning,
            "words": words[one.leaning],
            "reasons": [reason[lang] for reason in one.reasons],
            "cites": present.cite_words(one.cites),
        }
        for one in review.grounds
    ]


def rows(case: Case) -> list[dict[str, Any]]:
    made = queries.of_case(case)
    names = present.staff_names(row.made_by for row in made)
    return [
        {
            "href": reverse("casework:law", args=[case.number]) + f"?assessment={row.pk}",
            "at": row.at,
            "who": present.who_words(row.made_by, names),
            "rules": row.rules,
            "on": row.law_on,
            "id": row.pk,
        }
        for row in made
    ]


def document_rows(case: Case, request: DeskRequest) -> list[dict[str, Any]]:
    """Papers in the language of the person, and in Chinese too, in which courts and commissions are addressed."""
    lang = asking.tongue()
    tongues = [("", "")] if case.language.startswith("zh") else [("", ""), ("中文 ", "?in=zh")]
    return [
        {
            "title": say(form.title, lang),
            "problems": problems,
            "files": [
                {"label": tongue + kind.upper(), "href": reverse("casework:document", args=[case.number, form.id, kind]) + query}
                for tongue, query in tongues
                for kind in making.KINDS
            ],
        }
        for form, problems in making.offered(case, actor=request.actor)
    ]  # fmt: skip


@case_staff_required
def document(request: DeskRequest, number: str, form: str, kind: str) -> HttpResponse:
    """A paper for the next forum, for the person at the counter; making it is recorded."""
    case = case_or_404(request, number)
    language = "zh-hans" if request.GET.get("in") == "zh" else case.language
    try:
        made, name = making.make(case.number, form, kind, actor=request.actor, language=language, now=timezone.now())
    except NotThere:
        raise Http404(form) from None
    except NotAllowed as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
        return redirect("casework:law", case.number)
    return attachment(made, name, media_type=making.KINDS[kind])


@staff_required
def impact(request: DeskRequest) -> HttpResponse:
    """Which open cases would change if a rule set went live from a day on: looked at, nothing is changed."""
    if request.actor.role not in {Role.SUPERVISOR, Role.ADMIN}:
        raise Http404("impact")
    now: datetime = timezone.now()
    target, since = request.GET.get("rule_set", ""), request.GET.get("since", "")
    options = [
        {"value": pack.id, "label": say(pack.title, present.lang()), "checked": pack.id == target}
        for pack in replay.targets()
    ]
    context = frame(request, "casework:impact", options=options, since=since, target=target, problems=[])
    if target:
        try:
            first = date.fromisoformat(since) if since else None
            found = replay.replay(
                target,
                received_from=first,
                after=request.GET.get("after", ""),
                most=replay.PART,
                actor=request.actor,
                now=now,
            )
            context |= {"found": found, "shown": [impact_row(one) for one in found.changed]}
            if found.last:
                context["further"] = "?" + urlencode({"rule_set": target, "since": since, "after": found.last})
        except (ValueError, LookupError):
            context["problems"] = [
                Problem(
                    "replay.unreadable",
                    gettext("Choose a rule set; write the day as 2026-04-15, or leave it empty."),
                    "/since",
                )
            ]
    return render(request, "casework/impact.html", context, status=422 if context["problems"] else 200)


def impact_row(one: Any) -> dict[str, Any]:
    lang = present.lang()
    return {
        "number": one.number,
        "href": reverse("casework:case", args=[one.number]),
        "rule_set": one.rule_set,
        "differences": [difference.words(lang) for difference in one.differences],
    }
