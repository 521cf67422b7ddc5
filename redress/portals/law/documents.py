"""What a complainant takes to the next forum: papers filled from their own matter, behind the key of that matter."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redress.cases.models import Case
from redress.kernel.problems import NotAllowed, NotThere
from redress.law.bilingual import say
from redress.portals.downloads import attachment
from redress.portals.present import lang
from redress.portals.public.following import session
from redress.portals.public.following.page import of_mine
from redress.remedies.documents import making


@never_cache
@require_safe
@of_mine
def index(request: HttpRequest, case: Case, *, now: datetime) -> HttpResponse:
    rows = [
        {
            "title": say(form.title, lang()),
            "about": say(form.about, lang()),
            "problems": problems,
            "files": [
                {"label": kind.upper(), "href": reverse("law:document", args=[case.number, form.id, kind])}
                for kind in making.KINDS
            ],
        }
        for form, problems in making.offered(case, actor=session.actor(case))
    ]
    return render(request, "law/documents.html", {"case": case, "rows": rows})


@never_cache
@require_safe
@of_mine
def paper(request: HttpRequest, case: Case, form: str, kind: str, *, now: datetime) -> HttpResponse:
    try:
        made, name = making.make(case.number, form, kind, actor=session.actor(case), language=lang(), now=now)
    except NotThere:
        raise Http404(form) from None
    except NotAllowed:
        return redirect("law:documents", case.number)
    return attachment(made, name, media_type=making.KINDS[kind])
