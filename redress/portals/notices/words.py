"""The words of notices: every wording, its preview with an example's values, and the office's own versions."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from redress.kernel.problems import Invalid, Problem
from redress.kernel.whole import whole_number
from redress.notices import ledger, own_words, wording
from redress.notices.wording import BadWording, Wording
from redress.portals.casework.access import DeskRequest, open_to
from redress.portals.notices.shown import AUDIENCES, CHANNELS, EDITORS, page_frame, words_of

EXAMPLE = {"number": "26QJ R8EG S9C7", "day": "2026-10-09", "code": "482913", "hours": "24"}


@open_to(EDITORS)
@require_GET
def words(request: DeskRequest) -> HttpResponse:
    """Every wording in one language, and which version is in use."""
    tongue = "en" if request.GET.get("in") == "en" else "zh"
    rows = []
    for place, shipped in sorted(wording.shipped().items()):
        if place[3] == tongue:
            used = own_words.in_use(*place, agency_id=request.actor.agency_id or 0) or shipped
            rows.append({
                "template": shipped.template,
                "audience": words_of(AUDIENCES, shipped.audience),
                "channel": words_of(CHANNELS, shipped.channel),
                "first": (used.subject or used.text)[:60],
                "version": used.version,
                "href": reverse("notices_desk:word", args=place),
            })  # fmt: skip
    return render(request, "notices_desk/words.html", page_frame(request, "words", rows=rows, tongue=tongue))


@open_to(EDITORS)
@require_http_methods(["GET", "POST"])
def word(request: DeskRequest, template: str, audience: str, way: str, tongue: str) -> HttpResponse:
    """One wording: look at it filled in, save it as a new version, take an earlier one up again."""
    shipped = wording.find(template, audience, way, tongue)
    if shipped is None:
        raise Http404
    used = own_words.in_use(template, audience, way, tongue, agency_id=request.actor.agency_id or 0) or shipped
    subject, text = used.subject, used.text
    problems: list[Problem] = []
    if request.method == "POST":
        subject, text = request.POST.get("subject", ""), request.POST.get("text", "").replace("\r\n", "\n")
        problems = _done(request, shipped, subject, text)
        if not problems and request.POST.get("go") != "preview":
            return redirect("notices_desk:word", template, audience, way, tongue)
    context: dict[str, Any] = {
        "shipped": shipped,
        "used": used,
        "subject": subject,
        "text": text,
        "audience": words_of(AUDIENCES, audience),
        "channel": words_of(CHANNELS, way),
        "places": sorted(wording.CONTENT_FREE | shipped.places),
        "preview": {} if problems else _preview(request, shipped, subject, text),
        "versions": own_words.versions(shipped, agency_id=request.actor.agency_id or 0),
        "problems": problems,
    }
    status = 422 if problems else 200
    return render(request, "notices_desk/word.html", page_frame(request, "words", **context), status=status)


def _done(request: DeskRequest, shipped: Wording, subject: str, text: str) -> list[Problem]:
    """Do what was asked; what stands against it."""
    go, version = request.POST.get("go"), whole_number(request.POST.get("version", ""))
    if go == "preview":
        return own_words.problems_with(shipped, subject, text)
    try:
        if go == "use" and version is not None:
            own_words.take_up(shipped, version, actor=request.actor, now=timezone.now())
        else:
            own_words.save(shipped, subject=subject, text=text, actor=request.actor, now=timezone.now())
    except Invalid as refusal:
        return refusal.problems
    messages.success(request, gettext("These words are in use from now on."))
    return []


def _preview(request: DeskRequest, shipped: Wording, subject: str, text: str) -> dict[str, Any]:
    """The words as they would arrive, and how long a text message is."""
    values = {**ledger.standing(request.actor.agency_id or 0, None, shipped.language), **EXAMPLE}
    trial = Wording(shipped.template, shipped.audience, shipped.channel, shipped.language, subject, text)
    try:
        shown = trial.filled({name: gettext("example") for name in trial.places} | values)
    except BadWording:
        return {}
    sign = settings.REDRESS_SMS_SIGN if shipped.channel == "sms" else ""
    length = len(sign + shown[1])
    return {"subject": shown[0], "text": sign + shown[1], "length": length if shipped.channel == "sms" else 0,
            "parts": -(-length // own_words.PART)}  # fmt: skip
