"""Pages that ask nothing: the start, questions and where to turn, the privacy notice, the accessibility statement."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from redress.kernel.moments import day_of
from redress.portals.public.filing.person import show_notice
from redress.privacy.notices import versions


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "public/home.html", {})


@require_safe
def enquiry(request: HttpRequest) -> HttpResponse:
    """An enquiry is no complaint (S Art. 44): answers, calculators, the telephone, and the way on."""
    return render(request, "public/enquiry.html", {})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The notice in use today, or an earlier version that somebody was shown."""
    asked = request.GET.get("version", "")
    known = {notice.version: notice for notice in versions.all_versions()}
    notice = known.get(asked) or versions.current(day_of(timezone.now()))
    context = {
        "notice": show_notice(notice),
        "since": notice.since,
        "versions": list(known),
        "kind": settings.REDRESS_OPERATOR_KIND,
    }
    return render(request, "public/privacy.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "public/accessibility.html", {})
