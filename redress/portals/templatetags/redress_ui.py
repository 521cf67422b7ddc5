"""Components and filters for every template; each needs no `load`. Catalogue: templates/_parts/README.md."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from redress.portals import present
from redress.portals.look import charts, dues, fields, icons, wording

register = template.Library()

register.filter("cited", present.cite_words)
register.filter("day", wording.day)
register.filter("short_day", wording.short_day)
register.filter("weekday", wording.weekday)
register.filter("leaf_month", wording.leaf_month)
register.filter("moment", wording.moment)
register.filter("money", wording.money)
register.filter("grouped", wording.grouped)
register.filter("phone", wording.phone)
register.filter("file_size", wording.file_size)
register.filter("field_id", fields.field_id)
register.filter("tone", dues.tone)
register.simple_tag(icons.icon, name="icon")


@register.filter
def iso(value: object) -> str:
    """2026-10-09, for `datetime` attributes"""
    found = wording.as_day(value)
    return found.isoformat() if found else ""


@register.filter
def day_of_month(value: object) -> str:
    found = wording.as_day(value)
    return str(found.day) if found else ""


@register.filter
def due_mark(due: object) -> str:
    """Return the shape that stands for a due day's tone."""
    return dues.MARKS[dues.tone(due)]


@register.filter
def due_left(due: object) -> str:
    """Say how long there is; empty where `left` is not given."""
    left = dues.part(due, "left")
    return wording.days_left(left, working=dues.part(due, "unit") == "working") if isinstance(left, int) else ""


@register.filter
def opened(verbs: Iterable[object]) -> list[object]:
    """Keep the steps that can be taken now."""
    return [verb for verb in verbs if not dues.part(verb, "problems")]


@register.filter
def closed(verbs: Iterable[object]) -> list[object]:
    """Keep the steps that cannot be taken now; each says why."""
    return [verb for verb in verbs if dues.part(verb, "problems")]


@register.simple_tag
def field(bound: BoundField, **said: object) -> SafeString:
    """Draw a form's field with its label, hint, audience and error: {% field form.phone optional=True %}"""
    shown = fields.of_bound(bound, **said)
    return render_to_string(f"_parts/field_{shown['kind']}.html", shown)


@register.inclusion_tag("_parts/error_summary.html")
def error_summary(source: object) -> dict[str, object]:
    """Draw the box above the heading: {% error_summary form %}, or a list of Problems; nothing if all is well."""
    return {"lines": fields.links(source)}


@register.inclusion_tag("_parts/counted_days.html")
def counted_days(steps: Iterable[object], start: date | None = None, due: date | None = None) -> dict[str, object]:
    """Draw how a limit was counted, day by day: {% counted_days due.steps start=received_on due=due.due_on %}"""
    found = dues.cells(steps, start=start, due=due)
    return {"cells": found, "gaps": dues.gaps(found), "start": start}


@register.inclusion_tag("_parts/bar_chart.html")
def bar_chart(
    rows: Iterable[tuple[object, object]], title: str, unit: str = "", note: str = "", quiet: Iterable[object] = ()
) -> dict[str, object]:
    """Draw horizontal bars with their table: {% bar_chart rows title=… unit="%" %}; rows are (label, value)."""
    return {"bars": charts.bars(rows, unit=unit, quiet=quiet), "title": title, "note": note}


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """Draw a QR code; its text must stand beside it in words as well."""
    import segno  # noqa: PLC0415 -- 4 MB that an idle process does without

    code = segno.make(text, error="m", micro=False)
    drawing = code.svg_inline(svgclass="qr", lineclass=None, omitsize=True, border=2)
    return format_html('<span role="img" aria-label="{}">{}</span>', label or text, mark_safe(drawing))  # noqa: S308


@register.inclusion_tag("_parts/site_foot.html", takes_context=True)
def site_foot(context: dict[str, Any]) -> dict[str, object]:
    """Draw the foot of the page: help in the same place everywhere, then what the installation must state."""
    return {
        "hotline": context.get("hotline", ""),
        "window": context.get("window", ""),
        "statements": {name: text for name, text in getattr(settings, "REDRESS_FOOTER", {}).items() if text},
        "request": context.get("request"),
    }
