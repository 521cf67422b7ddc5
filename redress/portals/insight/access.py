"""Who reads counts, and the frame of these pages."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from redress.insight.models.facts import READERS
from redress.portals.casework.access import DeskRequest, frame, open_to

reader_required = open_to(READERS)


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
