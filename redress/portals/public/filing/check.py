"""The check page: every answer with a way back to it, what is still missing, and sending."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache

from redress.cases import intake, missing
from redress.cases.evidence import Checked, keep
from redress.cases.filetypes import judge
from redress.cases.models import Case
from redress.cases.submission import submit
from redress.kernel.actors import ANYONE, Actor, Role
from redress.kernel.problems import Invalid, NotAllowed, Problem
from redress.law import divisions
from redress.law.packs import say
from redress.portals.look import wording
from redress.portals.public import drafts, gate, knocks
from redress.portals.public.drafts import Answers, OpenDraft
from redress.portals.public.filing import answers as said
from redress.portals.public.filing import journey, matter, person, trader
from redress.portals.public.filing.law import DELIVERED
from redress.portals.public.filing.page import pack
from redress.portals.public.filing.story import kind_options, language, written
from redress.portals.public.filing.views import draft_of, get_or_post, lost, remember

# The page on which a missing content can be given.
PAGE_OF = (
    ("/complainant/agent", "contact"), ("/complainant", "contact"), ("/respondent/name", "trader"),
    ("/respondent", "place"), ("/requests", "wishes"), ("/problem", "story"), ("/purchase", "purchase"),
)  # fmt: skip


@never_cache
@get_or_post
def check(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    draft = draft_of(request, now=now)
    if draft is None:
        return lost(request)
    if draft.sent:
        return redirect("public:received")
    if not said.said(draft.answers, said.STORY):
        return redirect(journey.address("story"))
    found: list[Problem] = []
    if request.method == "POST":
        if held_up := gate.take(request, knocks.SEND, now=now):
            return held_up
        try:
            send(draft, language=written(), now=now)
        except Invalid as refusal:
            found = refusal.problems
        else:
            return remember(redirect("public:received"), draft)
    return _shown(request, draft, found, now=now)


def _shown(request: HttpRequest, draft: OpenDraft, found: list[Problem], *, now: datetime) -> HttpResponse:
    answers = draft.answers
    number, total = journey.count(None, answers, now=now)
    last = journey.asked(answers, now=now)[-1]
    context = {
        "draft": draft,
        "groups": groups(answers, now=now),
        "missing": wanted(answers, now=now),
        "warnings": matter.warnings(answers, now=now),
        "goes_to": trader.where_it_goes(answers, now=now),
        "lines": [{"text": problem.message, "href": page_address(problem.pointer)} for problem in found],
        "wrong": bool(found),
        "report": said.is_report(answers),
        "kind": said.kind(answers),
        "step": number,
        "steps": total,
        "back": journey.address(last.name),
        "kept_days": drafts.KEPT.days,
        **person.who_sees(answers, answers["said"]),
    }
    return render(request, "public/check.html", context, status=422 if found else 200)


def page_address(pointer: str) -> str:
    """Return the page on which a value is given, coming back here afterwards."""
    name = next((name for start, name in PAGE_OF if pointer.startswith(start)), "story")
    return f"{journey.address(name)}?return=check"


def wanted(answers: Answers, *, now: datetime) -> list[dict[str, Any]]:
    """Return what the law asks for and was not given: a soft warning with its article, never a gate."""
    filing = said.document(answers)
    kinds = ("complaint", "report") if said.kind(answers) == "both" else (said.kind(answers),)
    listed: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        for want in missing.missing(pack(now).id, kind, filing):
            if not (said.is_anonymous(answers) and want.pointer.startswith(said.PERSON)):
                line = {"title": say(want.title, language()), "href": page_address(want.pointer), "cites": want.cites}
                listed.setdefault(want.pointer, line)
    return list(listed.values())


def groups(answers: Answers, *, now: datetime) -> list[dict[str, Any]]:
    """Return the answers in groups, each line with the page that changes it."""
    found = [
        {"title": gettext("What you want"), "rows": [_row(gettext("Kind"), _kind_words(answers), "kind")]},
        {"title": pgettext("told by the person", "What happened"), "rows": _given(_matter_rows(answers, now=now))},
        {"title": gettext("The trader"), "rows": _given(_trader_rows(answers), keep=2)},
        {"title": gettext("Proof"), "rows": [_row(gettext("Files"), _files(answers), "proof")]},
    ]
    if not said.is_report(answers):
        found.append({"title": gettext("What would make it right"), "rows": _wish_rows(answers, now=now)})
    found.append({"title": gettext("You"), "rows": _person_rows(answers)})
    return found


def _row(key: str, value: str, page: str, audience: str = "") -> dict[str, str]:
    return {"key": key, "value": value, "href": f"{journey.address(page)}?return=check", "audience": audience}


def _given(rows: list[dict[str, str]], keep: int = 1) -> list[dict[str, str]]:
    """Leave out what was left empty, but for the first rows: the list of what is missing says what matters."""
    return [row for at, row in enumerate(rows) if row["value"] or at < keep]


def _kind_words(answers: Answers) -> str:
    return next(str(option["label"]) for option in kind_options(None) if option["value"] == said.kind(answers))


def _matter_rows(answers: Answers, *, now: datetime) -> list[dict[str, str]]:
    def value(pointer: str) -> str:
        return said.said(answers, pointer)

    audience = "staff" if said.is_report(answers) else "both"
    amount, bought, noticed = value("/purchase/amount"), value("/purchase/bought_on"), value("/problem/discovered_on")
    arrived = value(DELIVERED)
    rows = [_row(gettext("Your account"), value(said.STORY), "story", audience)]
    classes = [
        _class("nature", value("/problem/nature"), now=now),
        _class("category", value("/purchase/category"), now=now),
    ]
    if any(classes):
        rows.append(_row(gettext("What it is about"), "\n".join(filter(None, classes)), "facts"))
    rows += [
        _row(gettext("What was bought"), value("/purchase/what"), "purchase"),
        _row(gettext("Paid"), wording.money(intake.values.money(amount)) if amount else "", "purchase"),
        _row(gettext("Bought on"), wording.day(intake.values.day(bought)) if bought else "", "purchase"),
        _row(gettext("Arrived"), wording.day(intake.values.day(arrived)) if arrived else "", "purchase"),
        _row(gettext("Noticed on"), wording.day(intake.values.day(noticed)) if noticed else "", "purchase"),
        _row(gettext("Order number"), value("/purchase/order_number"), "purchase"),
    ]
    labels = {code: label for code, label, _ in matter.circumstances(answers)}
    chosen = "\n".join(labels[code] for code in said.situation(answers) if code in labels)
    return [*rows, _row(gettext("Circumstances"), chosen or gettext("None of those asked about"), "situation")]


def _class(table: str, code: str, *, now: datetime) -> str:
    row = pack(now).tables.get(table, {}).get(table, {}).get(code)
    return say(row["title"], language()) if row else ""


def _trader_rows(answers: Answers) -> list[dict[str, str]]:
    place = said.said(answers, "/respondent/published_division") or said.said(answers, "/respondent/division")
    return [
        _row(gettext("Name"), said.said(answers, "/respondent/name"), "trader"),
        _row(gettext("Bought where"), _seller_words(answers), "place"),
        _row(gettext("Credit code"), said.said(answers, "/respondent/uscc"), "trader"),
        _row(gettext("Telephone"), said.said(answers, "/respondent/phone"), "trader"),
        _row(gettext("Place"), divisions.path_name(place) if place else "", "place"),
        _row(gettext("Address"), said.said(answers, "/respondent/address"), "place"),
    ]


def _seller_words(answers: Answers) -> str:
    words = {
        "shop": gettext("In a shop or on site"),
        "on_platform": gettext("From a shop on a platform"),
        "platform_operator": gettext("From the platform itself"),
        "own_site": gettext("On the trader's own site or mini-program"),
    }
    platform = said.said(answers, "/respondent/platform")
    return "\n".join(filter(None, (words.get(said.said(answers, "/respondent/seller_kind"), ""), platform)))


def _files(answers: Answers) -> str:
    return "\n".join(row["name"] for row in answers.get("files", ())) or gettext("None")


def _wish_rows(answers: Answers, *, now: datetime) -> list[dict[str, str]]:
    rows = pack(now).tables.get("requests", {}).get("request", {})
    lines = []
    for request in said.requests(answers):
        amount = wording.money(intake.values.money(request["amount"])) if request.get("amount") else ""
        words = (say(rows[request["kind"]]["title"], language()), amount, request.get("note", ""))
        lines.append(" ".join(filter(None, words)))
    return [_row(gettext("Requests"), "\n".join(lines) or gettext("Not sure yet"), "wishes", "both")]


def _person_rows(answers: Answers) -> list[dict[str, str]]:
    if said.is_anonymous(answers):
        return [_row(gettext("Name"), gettext("Without my name"), "identity")]
    rows = [_row(gettext("Name"), gettext("With my name"), "identity")] if said.is_report(answers) else []
    shown = ["name", "phone", "address", *(["email"] if said.said(answers, "/complainant/email") else [])]
    labels = {
        "name": gettext("Name"),
        "phone": gettext("Telephone"),
        "address": gettext("Address"),
        "email": gettext("E-mail"),
    }
    rows += [_row(labels[part], said.said(answers, f"/complainant/{part}"), "contact", "staff") for part in shown]
    if "agent" in said.situation(answers):
        rows.append(_row(gettext("Your agent"), said.said(answers, "/complainant/agent/name"), "contact", "staff"))
    wishes = dict(person.reach_labels())
    reach = "\n".join(wishes[code] for code in answers.get("reach", ()) if code in wishes)
    if reach:
        rows.append(_row(gettext("When we call"), reach, "contact", "staff"))
    return [*rows, *_consent_rows(answers)]


def _consent_rows(answers: Answers) -> list[dict[str, str]]:
    if said.is_report(answers):
        return []
    words = {"yes": gettext("I agree"), "no": gettext("I do not agree")}
    titles = {"publication": gettext("Publication"), "entrusted_mediation": gettext("Mediation by another body")}
    given = answers.get("consents", {})
    unanswered = gettext("Not answered: this counts as no")
    return [_row(titles[name], words.get(given.get(name, ""), unanswered), "consents") for name in said.CONSENTS]


def send(draft: OpenDraft, *, language: str, now: datetime) -> None:
    """Make the case, or the two linked ones, once; then hand over the files. Safe to repeat at any point.

    Raises Invalid with everything that must be mended; nothing is made then.
    """
    if not draft.sent:
        new = intake.read(said.document(draft.answers), now=now)
        found = submit(
            new,
            key=draft.token,
            note=note(draft.answers),
            language=language,
            actor=ANYONE,
            now=now,
            then=lambda numbers: drafts.mark_sent(draft.token, numbers, now=now),
        )
        draft.numbers = tuple(found)
    hand_over(draft, now=now)


def hand_over(draft: OpenDraft, *, now: datetime) -> None:
    """Put the draft's files into its cases; once all have arrived, the draft forgets what it held."""
    if draft.answers.get("done"):
        return
    cases = list(Case.objects.filter(number__in=draft.numbers))
    for row in draft.answers.get("files", ()):
        try:
            content = drafts.open_file(draft.token, row["id"])
        except FileNotFoundError:
            continue  # another request of the same visitor has just handed it over
        file = Checked(row["name"], content, judge(content), row["scan"])
        for case in cases:
            _hand_over_one(case, file, row["audience"], now=now)
    drafts.empty(draft.token, now=now)


def _hand_over_one(case: Case, file: Checked, audience: str, *, now: datetime) -> None:
    actor = Actor(key="complainant", role=Role.COMPLAINANT, case_id=case.pk)
    try:
        keep(case, file, audience="staff" if case.kind == "report" else audience, actor=actor, now=now)
    except NotAllowed:
        return  # the case has all the files it takes; the draft's own limit is the same


def note(answers: Answers) -> str:
    """Return what the circumstances and wishes come to, for staff alone, in the language of the office."""
    with translation.override(settings.LANGUAGE_CODE):
        labels = {code: label for code, label, _ in matter.circumstances(answers)}
        lines = [labels[code] for code in said.situation(answers) if code in labels]
        reach = dict(person.reach_labels())
        lines += [reach[code] for code in answers.get("reach", ()) if code in reach and not said.is_anonymous(answers)]
        delivered = said.said(answers, DELIVERED)
        lines += [gettext("Arrived on %(day)s") % {"day": delivered}] if delivered else []
        if not lines:
            return ""
        return "\n".join([gettext("Ticked when sending:"), *(f"· {line}" for line in lines)])
