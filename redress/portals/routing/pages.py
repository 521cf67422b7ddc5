"""The routing table on the desk: its versions, one version with its rows, what is wrong with it, what it would change."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from redress.cases.trying import simulate
from redress.kernel.problems import Invalid, NotAllowed, Problem
from redress.kernel.whole import whole_number
from redress.portals.casework.access import DeskRequest, frame, open_to
from redress.portals.casework.fields import field, filled, moment_of
from redress.routing import actions, checking, queries, rows
from redress.routing.models import EDITORS, READERS, RoutingTable


def states() -> dict[str, str]:
    return {
        "draft": gettext("Draft"),
        "validated": gettext("Checked"),
        "simulated": gettext("Tried on past cases"),
        "waiting": gettext("Waiting for its moment"),
        "live": gettext("In force"),
        "superseded": gettext("No longer in force"),
    }


@open_to(READERS)
def versions(request: DeskRequest) -> HttpResponse:
    """All versions, and a new one: empty, or with the rows of another."""
    now, problems = timezone.now(), list[Problem]()
    if request.method == "POST":
        copy = request.POST.get("copy_of", "")
        try:
            made = actions.draft(
                request.POST.get("note", ""),
                copy_of=whole_number(copy),
                actor=request.actor,
                now=now,
            )
        except NotAllowed as refused:
            problems = refused.problems
        else:
            return redirect("routing_desk:version", made.number)
    tables = RoutingTable.objects.visible_to(request.actor).order_by("-number")[:200]
    words = states()
    context = frame(
        request,
        "routing_desk:versions",
        problems=problems,
        edits=request.actor.role in EDITORS,
        tables=[{"table": one, "state": words[one.state(now)], "count": len(one.rows)} for one in tables],
        fields=filled([field("note", gettext("What this version is to change"))], request.POST, problems),
    )
    return render(request, "routing_desk/versions.html", context, status=422 if problems else 200)


def form_fields() -> list[dict[str, Any]]:
    labels = {
        "row": gettext("Name of the row"), "priority": gettext("Priority, the lowest number decides"),
        "division": gettext("Place of the competent authority"), "kind": gettext("Kind of matter"),
        "category": gettext("Category"), "nature": gettext("What is wrong"), "seller_kind": gettext("Kind of seller"),
        "amount_from": gettext("Sum from, in yuan"), "amount_to": gettext("Sum below, in yuan"),
        "channel": gettext("Channel"), "level": gettext("Level of the competent authority"),
        "body": gettext("Goes to the body"), "team": gettext("Team"),
        "mandate": gettext("Delegated or entrusted"), "basis": gettext("By what"),
        "why_zh": gettext("Why, in Chinese"), "why_en": gettext("Why, in English"),
    }  # fmt: skip
    words = values()
    return [
        field(
            name,
            labels[name],
            "select" if name in rows.CHOICES else "text",
            optional=name not in (*rows.NEEDED, "priority"),
            options=[{"value": one, "label": words[one]} for one in rows.CHOICES.get(name, ())],
        )
        for name in rows.COLUMNS
    ]


def values() -> dict[str, str]:
    return {
        "complaint": gettext("Complaint"), "report": gettext("Report"), "shop": gettext("Shop"),
        "platform_operator": gettext("Platform operator"), "own_site": gettext("Own website"),
        "on_platform": gettext("Seller on a platform"), "web": gettext("Website"), "phone": gettext("Telephone"),
        "counter": gettext("Counter"), "post": gettext("Post"), "email": gettext("E-mail"), "api": gettext("Interface"),
        "import": gettext("Imported"), "nation": gettext("Nation"), "province": gettext("Province"),
        "city": gettext("City"), "county": gettext("County"), "delegated": gettext("Delegated"),
        "entrusted": gettext("Entrusted"),
    }  # fmt: skip


@open_to(READERS)
def version(request: DeskRequest, table: int) -> HttpResponse:
    """One version: rows, findings, trial, and the step that is next."""
    found = queries.held(table, actor=request.actor)
    problems, lines, text = list[Problem](), list[rows.Line](), ""
    if request.method == "POST" and request.POST.get("do") == "preview":
        given = request.FILES.get("file")
        content = given.read(2_000_000) if given else b""
        lines = rows.from_csv(content)
        text = rows.as_csv([line.row for line in lines if line.row])
    elif request.method == "POST":
        try:
            _do(request, found)
        except NotAllowed as refused:
            problems = refused.problems
        else:
            messages.success(request, pgettext("routing", "Done."))
            return redirect("routing_desk:version", table)
    context = _shown(request, found) | {"problems": problems, "lines": lines, "text": text}
    context["lines_wrong"] = any(line.problems for line in lines)
    context["fields"] = filled(form_fields(), request.POST, problems)
    return render(request, "routing_desk/version.html", context, status=422 if problems else 200)


def _shown(request: DeskRequest, found: RoutingTable) -> dict[str, Any]:
    state, words = found.state(timezone.now()), values()
    kept = queries.rows_of(found)
    edits = request.actor.role in EDITORS
    shown = [{"row": row, "asks": [words.get(str(value), value) for value in _asked(row)]} for row in kept]
    open_ = found.stage != "released"
    return frame(
        request,
        "routing_desk:versions",
        table=found,
        state=states()[state],
        edits=edits and open_,
        stops=edits and state in ("live", "waiting"),
        rows=shown,
        findings=checking.findings(kept) if open_ and kept else [],
    )


def _asked(row: rows.Row) -> list[Any]:
    names = ("division", "kind", "category", "nature", "seller_kind", "channel", "level")
    asked: list[Any] = [getattr(row, name) for name in names if getattr(row, name)]
    asked += [f"≥ ¥{row.amount_from}"] * (row.amount_from is not None)
    return asked + [f"< ¥{row.amount_to}"] * (row.amount_to is not None)


def _do(request: DeskRequest, found: RoutingTable) -> None:
    what, number, actor, now = request.POST.get("do", ""), found.number, request.actor, timezone.now()
    seen = request.POST.get("revision", "")
    revision = whole_number(seen) or 0
    if what == "row":
        name = request.POST.get("row", "").strip()
        actions.put_row(number, request.POST.dict(), replaces=name, revision=revision, actor=actor, now=now)
    elif what == "drop":
        actions.drop_row(number, request.POST.get("row", ""), revision=revision, actor=actor, now=now)
    elif what == "file":
        actions.put_file(number, request.POST.get("text", "").encode(), revision=revision, actor=actor, now=now)
    elif what == "check":
        actions.validate(number, actor=actor, now=now)
    elif what == "try":
        simulate(number, actor=actor, now=now)
    elif what == "stop":
        actions.stop(number, actor=actor, now=now)
    else:
        _release(request, number)


def _release(request: DeskRequest, number: int) -> None:
    text, now = request.POST.get("live_from", ""), timezone.now()
    moment = moment_of(text) if text else now
    if moment is None:
        message = gettext("Give day and time, such as 2026-09-22T10:15.")
        raise Invalid([Problem("routing.release.unreadable", message, "/live_from")])
    actions.release(number, live_from=moment, actor=request.actor, now=now)


@open_to(READERS)
def export(request: DeskRequest, table: int) -> HttpResponse:
    """The rows as a file; it comes back in through the version's page."""
    text = rows.as_csv(queries.rows_of(queries.held(table, actor=request.actor)))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="routing-{table}.csv"'
    return answer
