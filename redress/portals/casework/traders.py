"""The register of traders on the desk: finding, naming, merging and parting, with both roads in sight."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.kernel.whole import whole_number
from redress.law import divisions
from redress.law.packs import say
from redress.portals import present
from redress.portals.casework.access import DeskRequest, case_staff_required, frame
from redress.traders import accounts, register
from redress.traders.models import Trader

SHOWN = 50


def name_kinds() -> dict[str, str]:
    return {
        "legal": gettext("Registered name"),
        "alias": gettext("Also called"),
        "brand": gettext("Brand or shop sign"),
        "former": gettext("Former name"),
        "seen": gettext("Written so in complaints"),
    }


def merge_reasons() -> dict[str, str]:
    return {
        "same_code": gettext("Same licence"),
        "renamed": gettext("Renamed"),
        "branch": gettext("Branch or shop of it"),
        "brand": gettext("The name is its brand"),
        "typing_error": gettext("Typing error"),
    }


def _errors(problems: list[Problem]) -> dict[str, str]:
    return {problem.pointer.strip("/"): problem.message for problem in problems}


@case_staff_required
@require_http_methods(["GET", "POST"])
def traders(request: DeskRequest) -> HttpResponse:
    """Search the register; add a trader."""
    given = {name: request.POST.get(name, "").strip() for name in ("name", "uscc")}
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            row = register.add(**given, actor=request.actor, now=timezone.now())
        except NotAllowed as refusal:
            problems = refusal.problems
        else:
            return redirect("casework:trader", row.pk)
    words = request.GET.get("q", "").strip()
    found = register.search(words, actor=request.actor, most=SHOWN)
    context = frame(
        request,
        "casework:traders",
        words=words,
        rows=[{"trader": row, "place": _place(row)} for row in found],
        may_keep=request.actor.role in register.KEEPERS,
        v=given,
        e=_errors(problems),
        problems=problems,
        wrong=bool(problems),
    )
    return render(request, "casework/traders.html", context, status=422 if problems else 200)


def _place(row: Trader) -> str:
    found = divisions.division(row.division) if row.division else None
    return found.name if found else ""


@case_staff_required
@require_http_methods(["GET", "POST"])
def trader(request: DeskRequest, trader_id: int) -> HttpResponse:
    """One trader: names, code, what it was merged with, its cases."""
    try:
        row = register.find(trader_id, actor=request.actor)
        if request.method == "POST" and request.POST.get("go") in ("look", "offer"):
            return _looked(request, row)
        problems = _deed(request, row) if request.method == "POST" else []
    except NotThere:
        raise Http404 from None
    if request.method == "POST" and not problems:
        return redirect("casework:trader", trader_id)
    return _page(request, row, problems)


def _looked(request: DeskRequest, row: Trader) -> HttpResponse:
    """Forms whose answer is the page itself: a look at a merger, and the code of an account, shown this once."""
    if request.POST["go"] == "look":
        return _page(request, row, [])
    address = request.POST.get("address", "").strip()
    try:
        code = accounts.offer(row.pk, address=address, actor=request.actor, now=timezone.now())
    except NotAllowed as refusal:
        return _page(request, row, refusal.problems)
    if address:  # then the letter alone carries it
        messages.success(request, gettext("The letter with the code waits to be posted."))
        return redirect("casework:trader", row.pk)
    return _page(request, row, [], code=f"{code[:4]} {code[4:]}")


def _deed(request: DeskRequest, row: Trader) -> list[Problem]:
    """Do what the form asks; return what is wrong."""
    post, now = request.POST, timezone.now()
    try:
        match post.get("go"):
            case "name":
                register.add_name(row.pk, post.get("name", ""), kind=post.get("kind", ""), actor=request.actor, now=now)
            case "code":
                register.set_code(row.pk, post.get("uscc", ""), actor=request.actor, now=now)
            case "merge":
                register.merge(row.pk, _other(request), reason=post.get("reason", ""), actor=request.actor, now=now)
            case "close_account":
                accounts.close(row.pk, actor=request.actor, now=now)
            case _:
                raise Http404
    except NotAllowed as refusal:
        return refusal.problems
    messages.success(request, gettext("Noted."))
    return []


def _other(request: DeskRequest) -> int:
    other = request.POST.get("other", "")
    return whole_number(other) or 0


def _preview(request: DeskRequest, row: Trader) -> dict[str, Any]:
    """What a merger would bring together, before it is done."""
    other = register.find(_other(request), actor=request.actor)
    found = register.effect(row, other, actor=request.actor)
    return {
        "other": other, "names": found.names, "cases": found.cases, "asked": found.asked, "opens": found.opens,
        "reason": merge_reasons().get(request.POST.get("reason", ""), ""), "reason_code": request.POST.get("reason", ""),
    }  # fmt: skip


def _account(request: DeskRequest, row: Trader, code: str) -> dict[str, Any]:
    return {
        "open": accounts.open_account(row), "claim": accounts.open_claim(row), "code": code,
        "possible": bool(row.uscc) and row.merged_into_id is None,
    }  # fmt: skip


def _page(request: DeskRequest, row: Trader, problems: list[Problem], code: str = "") -> HttpResponse:
    ids = register.family(row)
    kinds, reasons = name_kinds(), merge_reasons()
    names = [
        {"name": name.name, "kind": kinds[name.kind], "own": member.pk == row.pk}
        for member in Trader.objects.filter(pk__in=ids).prefetch_related("names").order_by("pk")
        for name in sorted(member.names.all(), key=lambda one: one.pk)
    ]
    cases = list(register.cases_of(row, actor=request.actor).order_by("-pk")[: SHOWN + 1])
    words = request.GET.get("q", "").strip()
    others = register.search(words, actor=request.actor, most=20) if words else []
    context = frame(
        request,
        "casework:traders",
        trader=row,
        place=_place(row),
        standing=register.standing(row) if row.merged_into_id else None,
        names=names,
        mergers=[{"row": one, "reason": reasons[one.reason]} for one in register.mergers_of(row)],
        cases=[
            {"case": case, "state": say(case.pack.states[case.state].title, present.lang())} for case in cases[:SHOWN]
        ],
        more=len(cases) > SHOWN,
        words=words,
        others=[
            {"value": str(one.pk), "label": f"{one.name} {one.uscc}".strip()} for one in others if one.pk not in ids
        ],
        kinds=_options(kinds),
        reasons=_options(reasons),
        may_keep=request.actor.role in register.KEEPERS,
        preview=_preview(request, row) if request.POST.get("go") == "look" else None,
        account=_account(request, row, code),
        problems=problems,
        e=_errors(problems),
        wrong=bool(problems),
    )
    return render(request, "casework/trader.html", context, status=422 if problems else 200)


def _options(rows: dict[str, str]) -> list[dict[str, Any]]:
    return [{"value": code, "label": label} for code, label in rows.items()]


@case_staff_required
@require_POST
def unmerge(request: DeskRequest, merger_id: int) -> HttpResponse:
    """Take a merger back."""
    try:
        row = register.unmerge(merger_id, actor=request.actor, now=timezone.now())
    except NotThere:
        raise Http404 from None
    except NotAllowed as refusal:
        context = frame(request, "casework:traders", problems=refusal.problems)
        return render(request, "casework/problems.html", context, status=409)
    messages.success(request, gettext("The two entries stand for themselves again."))
    return redirect("casework:trader", row.merged_id)
