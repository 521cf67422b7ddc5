"""The text of a picture in the evidence: asked for, waited for, and its values confirmed one by one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from redress.cases import evidence, picture_text
from redress.cases.models import Case
from redress.kernel.problems import NotAllowed, NotThere
from redress.portals.casework.access import DeskRequest, case_or_404, case_staff_required, frame
from redress.portals.look import wording

KINDS = {
    "amount": gettext_lazy("Amount"),
    "bought_on": gettext_lazy("Bought on"),
    "order_number": gettext_lazy("Order number"),
}


@case_staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: DeskRequest, number: str, exhibit_id: int) -> HttpResponse:
    """Show a picture beside what was read in it. POST asks for it to be read, or confirms one value."""
    case = case_or_404(request, number)
    try:
        if request.method == "POST":
            return _done(request, case, exhibit_id)
        found = evidence.find(case, exhibit_id, actor=request.actor)
    except NotThere:
        raise Http404 from None
    reading = picture_text.of(found)
    context = frame(
        request,
        "casework:queue",
        case=case,
        back=reverse("casework:case", args=[case.number]),
        picture=reverse("casework:exhibit_preview", args=[case.number, found.pk]) if found.preview_path else "",
        reading=reading,
        off=not picture_text.installed(),
        rows=[
            {
                "kind": one.kind,
                "label": KINDS[one.kind],
                "value": one.value,
                "shown": _shown(one),
                "line": one.line,
                "done": f"{one.kind}={one.value}" in reading.confirmed,
            }
            for one in reading.proposals
        ],
    )
    return render(request, "casework/picture_text.html", context)


def _shown(one: picture_text.Proposal) -> str:
    if one.kind == "amount":
        return f"¥ {one.value}"
    return str(wording.day(one.value)) if one.kind == "bought_on" else one.value


def _done(request: DeskRequest, case: Case, exhibit_id: int) -> HttpResponse:
    now = timezone.now()
    try:
        if "value" in request.POST:
            kind, _, value = request.POST["value"].partition("=")
            picture_text.confirm(case, exhibit_id, kind=kind, value=value, actor=request.actor, now=now)
            messages.success(request, gettext("Taken over into the case."))
        else:
            picture_text.ask(case, exhibit_id, actor=request.actor, now=now)
    except NotAllowed as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
    return redirect("casework:picture_text", case.number, exhibit_id)
