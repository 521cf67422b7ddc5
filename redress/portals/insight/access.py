"""Who reads counts, and the frame of these pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext

from redress.insight.models.facts import READERS
from redress.portals.casework.access import DeskRequest, frame, staff_required

View = Callable[..., HttpResponseBase]


def reader_required(view: View) -> View:
    """Let in those whose work is counting; to others these pages are not there."""

    @wraps(view)
    def guarded(request: DeskRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if request.actor.role not in READERS:
            raise Http404("insight")
        return view(request, *arguments, **named)

    return staff_required(guarded)


def framed(request: DeskRequest, current: str, **more: Any) -> dict[str, Any]:
    tabs = [
        {"label": label, "href": reverse(name), "current": name == current}
        for name, label in (
            ("insight:trends", gettext("Trends")),
            ("insight:surges", gettext("Surges")),
            ("insight:ask", gettext("Questions")),
            ("insight:classes", gettext("Classification")),
            ("insight:publishing", gettext("Publication")),
        )
    ]
    return frame(request, "insight:trends", tabs=tabs, **more)
