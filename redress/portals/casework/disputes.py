"""Cases that another body has and disputes with ours: read here, and nothing can be done to them from here."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from redress.cases import disputes as cases
from redress.cases.disputes import Disputed
from redress.cases.models.dispute import SIDES
from redress.law import divisions, packs
from redress.law.packs import say
from redress.portals import present
from redress.portals.casework.access import DeskRequest, frame, open_to
from redress.portals.casework.register import seller_options
from redress.portals.look import wording


@open_to(SIDES)
@require_safe
def disputes(request: DeskRequest) -> HttpResponse:
    rows = [
        {
            "number": one.number,
            "href": reverse("casework:disputed", args=[one.number]),
            "matter": one.matter,
            "kind": kind_words(one.kind),
            "holder": one.holder.name(present.lang()),
            "raised_on": one.raised_on,
            "due_on": one.talks_due_on,
        }
        for one in cases.listed(actor=request.actor)
    ]
    return render(request, "casework/disputes.html", frame(request, "casework:disputes", rows=rows))


@open_to(SIDES)
@require_safe
def disputed(request: DeskRequest, number: str) -> HttpResponse:
    found = cases.get(number, actor=request.actor)
    context = {
        "found": found,
        "kind": kind_words(found.kind),
        "state": say(packs.load(found.pack_id).states[found.state].title, present.lang()),
        "holder": found.holder.name(present.lang()),
        "routed": say(found.routed, present.lang()) if found.routed else "",
        "routed_cites": present.cite_words(found.routed.get("cites", ())),
        "facts": facts(found),
    }
    return render(request, "casework/disputed.html", frame(request, "casework:disputes", **context))


def kind_words(kind: str) -> str:
    return gettext("Report") if kind == "report" else gettext("Complaint")


def facts(found: Disputed) -> list[dict[str, str]]:
    """What competence hangs on, as rows."""
    said, tables = found.about_trader, packs.load(found.pack_id).tables
    sellers = {row["value"]: str(row["label"]) for row in seller_options({})}
    rows = [
        (gettext("Received"), wording.day(found.received_on)),
        (gettext("Trader"), found.trader),
        (gettext("Trader's address"), said.get("address", "")),
        (gettext("Area of the trader"), place(said.get("division"))),
        (gettext("How it sells"), sellers[said["seller_kind"]] if said.get("seller_kind") in sellers else ""),
        (gettext("Platform"), said.get("platform", "")),
        (gettext("Area published on the platform"), place(said.get("published_division"))),
        (gettext("Area of the platform"), place(said.get("platform_division"))),
        (gettext("Category"), titled(tables, "category", found.category)),
        (gettext("Nature"), titled(tables, "nature", found.nature)),
        (gettext("Amount"), wording.money(found.amount) if found.amount is not None else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def titled(tables: Mapping[str, Any], table: str, code: str) -> str:
    row = tables.get(table, {}).get(table, {}).get(code, {})
    return say(row.get("title"), present.lang()) or code


def place(code: str | None) -> str:
    return divisions.path_name(code) if code else ""
