"""What the queue is asked for: read from the address, shown as chips, offered as lists."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from redress.agencies import queries, teams
from redress.agencies.models import Staff, Team
from redress.cases import reading
from redress.cases.reading import Filter
from redress.kernel.actors import CASE_ROLES, Actor
from redress.law import packs
from redress.law.packs import say
from redress.portals import present

NAMES = ("state", "phase", "kind", "assignee", "team", "agency", "nature", "category", "trader", "q", "order", "bucket")


def wanted(request: HttpRequest, *, today: date) -> tuple[Filter, dict[str, str]]:
    """Read the filter from the address; unknown values filter nothing away silently: they are left out and shown so."""
    return read(request.GET.dict(), today=today)


def read(sent: Mapping[str, str], *, today: date) -> tuple[Filter, dict[str, str]]:
    """Read a filter from what was sent, by whichever method."""
    plain = {name: "".join(one for one in sent.get(name, "") if one.isprintable()).strip()[:200] for name in NAMES}
    given = {name: value for name, value in plain.items() if value}
    values: dict[str, Any] = {name: value for name, value in given.items() if name not in {"bucket", "order"}}
    found = Filter(**values, order=given.get("order", "due") if given.get("order") in reading.ORDERS else "due")
    bucket = given.get("bucket", "" if values else "open")
    if bucket == "overdue":
        found = replace(found, phase="open", due_before=today)
    elif bucket == "today":
        found = replace(found, phase="open", due_before=today + timedelta(days=1))
    elif bucket == "mine":
        found = replace(found, phase="open", assignee="me")
    elif bucket == "team":
        found = replace(found, phase="open", team="mine")
    elif bucket == "unassigned":
        found = replace(found, phase="open", assignee="none")
    elif bucket in {"open", "ended", "closed"}:
        found = replace(found, phase=bucket, order=found.order if bucket == "open" else "last")
    return found, given | ({"bucket": bucket} if bucket else {})


def address(values: dict[str, Any]) -> str:
    return reverse("casework:queue") + "?" + urlencode({name: value for name, value in values.items() if value})


def options(table: str, chosen: str) -> list[dict[str, Any]]:
    rows = packs.load("cn-samr-2026").tables.get(table, {}).get(table, {})
    return [
        {"value": code, "label": say(entry["title"], present.lang()), "checked": code == chosen}
        for code, entry in rows.items()
    ]


def state_options(chosen: str) -> list[dict[str, Any]]:
    return [
        {"value": state.code, "label": say(state.title, present.lang()), "checked": state.code == chosen}
        for state in packs.load("cn-samr-2026").states.values()
    ]


def staff_options(actor: Actor, chosen: str) -> list[dict[str, Any]]:
    """Oneself, nobody, then everybody whose work is cases in one's own office and below."""
    roles = [role.value for role in CASE_ROLES]
    people = Staff.objects.filter(agency_id__in=actor.agency_ids, role__in=roles, is_active=True).order_by("username")
    rows = [("me", gettext("Myself")), ("none", gettext("Nobody yet"))]
    rows += [(str(person.pk), person.display_name) for person in people[:200]]
    return [{"value": value, "label": label, "checked": value == chosen} for value, label in rows]


def team_options(actor: Actor, chosen: str) -> list[dict[str, Any]]:
    """One's own teams together, then each team one may see; empty where there are none."""
    rows = list(teams.visible_to(actor).order_by("agency__path", "code")[:200])
    if not rows:
        return []
    found = [("mine", gettext("My teams")), *((str(team.pk), team_words(team, actor)) for team in rows)]
    return [{"value": value, "label": label, "checked": value == chosen} for value, label in found]


def team_words(team: Team, actor: Actor) -> str:
    """The name of a team; of another body's than one's own, with the body."""
    name = team.name(present.lang())
    return name if team.agency_id == actor.agency_id else f"{name} · {present.agency_name(team.agency_id)}"


def agency_options(actor: Actor, chosen: str) -> list[dict[str, Any]]:
    """The bodies a person sees cases of; empty where it is one alone, and there is nothing to choose."""
    mine = [body for body in queries.directory().by_id.values() if body.id in actor.agency_ids]
    rows = sorted(mine, key=lambda body: body.path) if len(mine) > 1 else []
    return [{"value": body.code, "label": body.name(present.lang()), "checked": body.code == chosen} for body in rows]


def order_options(chosen: str) -> list[dict[str, Any]]:
    names = (
        ("due", gettext("The next legal date first")),
        ("received", gettext("Last received first")),
        ("last", gettext("Last event first")),
    )
    return [{"value": value, "label": label, "checked": value == chosen} for value, label in names]


def kind_options(chosen: str) -> list[dict[str, Any]]:
    names = (("complaint", gettext("Complaint")), ("report", gettext("Report")))
    return [{"value": value, "label": label, "checked": value == chosen} for value, label in names]


def lists(given: Mapping[str, str], *, actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """Every list of the filter, by name."""
    return {
        "state": state_options(given.get("state", "")),
        "nature": options("nature", given.get("nature", "")),
        "kind": kind_options(given.get("kind", "")),
        "assignee": staff_options(actor, given.get("assignee", "")),
        "team": team_options(actor, given.get("team", "")),
        "agency": agency_options(actor, given.get("agency", "")),
    }


def chips(given: Mapping[str, str], lists: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, str]]:
    """Every active part of a filter in words, with the address that leaves it out."""
    names = {
        "q": gettext("Words"), "state": gettext("State"), "nature": gettext("Nature"), "trader": gettext("Trader"), "kind": gettext("Kind"),
        "assignee": gettext("Handled by"), "team": gettext("Team"), "agency": gettext("Office"), "category": gettext("Category"), "phase": gettext("Phase"),
    }  # fmt: skip
    found = []
    for name, value in given.items():
        if name in names:
            said = next((str(row["label"]) for row in lists.get(name, ()) if row["checked"]), value)
            rest = {key: kept for key, kept in given.items() if key not in {name, "cursor", "show"}}
            found.append({"label": f"{names[name]}: {said} ✕", "href": address(rest or {"bucket": "open"})})
    return found
