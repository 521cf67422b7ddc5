"""A call: the words to say and not to say, the digits of the day, the number for a reason, and what came of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from redress.cases import calls as digits
from redress.kernel.problems import NotAllowed, Problem
from redress.notices import calling, chain, ledger, own_words, telling
from redress.notices.models import Notice
from redress.notices.wording import BadWording
from redress.portals.casework.access import DeskRequest, open_to
from redress.portals.notices.shown import HANDS, page_frame, row
from redress.privacy import reveals
from redress.privacy.vault import Erased

NUMBERS = {"complainant": "intake/complainant/phone", "trader": "intake/respondent_phone"}


def outcomes() -> dict[str, str]:
    return {
        "reached": gettext("Told by telephone"),
        "no_answer": gettext("Nobody answered"),
        "wrong_number": gettext("Wrong number"),
        "refused": gettext("Does not want to talk"),
        "other_way": gettext("Asks to be told in another way"),
    }


@open_to(HANDS)
@require_http_methods(["GET", "POST"])
def call(request: DeskRequest, notice_id: int) -> HttpResponse:
    """Show the call; POST shows the number for a reason that is kept (go=number), or notes what came of it."""
    notice = _find(request, notice_id)
    problems: list[Problem] = []
    number, now = "", timezone.now()
    if request.method == "POST":
        try:
            if request.POST.get("go") == "number":
                number = _number(request, notice, now)
            else:
                outcome, way = request.POST.get("outcome", ""), request.POST.get("way", "")
                calling.called(notice.pk, outcome, way=way, actor=request.actor, now=now)
                messages.success(request, gettext("The call is noted."))
                return redirect("notices_desk:letters")
        except Erased:
            raise Http404 from None
        except NotAllowed as refusal:
            problems = refusal.problems
    context = page_frame(
        request, "letters", row=row(notice, told=True), notice=notice, number=number, problems=problems,
        e={one.pointer.strip("/"): one.message for one in problems}, wrong=bool(problems),
        scripts=scripts(notice), open=notice.state == "waiting", tries=chain.of(notice.agency_id).call_tries,
        code=digits.code(notice.case.number, now=now) if notice.case and notice.audience == "complainant" else "",
        outcomes=_options(request, "outcome", outcomes()),
        ways=_options(request, "way", {"sms": gettext("text message"), "email": gettext("e-mail"), "letter": gettext("letter")}),
    )  # fmt: skip
    return render(request, "notices_desk/call.html", context, status=422 if problems else 200)


def _find(request: DeskRequest, notice_id: int) -> Notice:
    found = Notice.objects.visible_to(request.actor).select_related("case").filter(pk=notice_id, channel="call").first()
    if found is None or found.case is None or not found.case.seen_by(request.actor):
        raise Http404
    return found


def _number(request: DeskRequest, notice: Notice, now: Any) -> str:
    assert notice.case is not None  # noqa: S101 -- only calls of a case are found
    why = gettext("To make call %(number)s") % {"number": notice.pk}
    return str(reveals.reveal(
        notice.case.pk, NUMBERS[notice.audience], reason_code="contact", text=why, actor=request.actor, now=now,
        minor="minor" in notice.case.flags.split(),
    ))  # fmt: skip


def _options(request: DeskRequest, name: str, words: dict[str, str]) -> list[dict[str, Any]]:
    chosen = request.POST.get(name, "")
    return [{"value": code, "label": label, "checked": code == chosen} for code, label in words.items()]


def scripts(notice: Notice) -> list[dict[str, str]]:
    """The words in both languages, that of the person first; none are left after erasure."""
    first = notice.language
    found = []
    for language in (first, "en" if first == "zh" else "zh"):
        worded = own_words.in_use(notice.template, notice.audience, "call", language, agency_id=notice.agency_id)
        values = {**ledger.standing(notice.agency_id, notice.case, language), **(telling.values_of(notice) or {})}
        try:
            text = worded.filled(values)[1] if worded else ""
        except BadWording:
            text = ""
        if text:
            found.append({"language": "zh-Hans" if language == "zh" else "en", "text": text})
    return found
