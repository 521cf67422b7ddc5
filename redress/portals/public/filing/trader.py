"""Who sold it and where: traders already known by their public name, places by name or initials, and which body that means."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from redress.cases import intake, routing
from redress.cases.models import Case
from redress.kernel.actors import ANYONE
from redress.kernel.moments import day_of
from redress.kernel.problems import Problem
from redress.law import divisions
from redress.law.division_search import search as search_divisions
from redress.portals.public.drafts import Answers
from redress.portals.public.filing import answers as said
from redress.portals.public.filing.page import Page

# Names under which firms trade in public. A person's own name is never offered to strangers.
FIRM = (
    "公司",
    "商行",
    "超市",
    "商场",
    "集团",
    "中心",
    "餐厅",
    "酒店",
    "经营部",
    "旗舰店",
    "专卖店",
    " Ltd",
    " Co.",
    " Inc",
)
ENDINGS = ("店", "厂", "馆", "行", "社", "部", "城", "坊")
OFFERED = 8
SHORTEST = 2


class Trader(Page):
    def take(self, post: Any, answers: Answers, *, now: datetime) -> list[Problem]:
        super().take(post, answers, now=now)
        uscc, _, rest = post.get("known", "").partition("|")
        division, _, name = rest.partition("|")
        if name and "find" not in post:
            answers["said"] |= {"/respondent/name": name, "/respondent/uscc": uscc}
            if division and not said.said(answers, "/respondent/division"):
                answers["said"]["/respondent/division"] = division
        return []

    def show(self, answers: Answers, *, now: datetime, post: Any | None = None) -> dict[str, Any]:
        if post is None or "find" not in post:
            return {}
        return {
            "searched": True,
            "known": known_traders(post.get("respondent_name", "") or post.get("respondent_uscc", "")),
        }


def known_traders(text: str) -> list[dict[str, Any]]:
    """Return traders that earlier cases name, by the beginning of their name or their code; firms only, and no counts."""
    wanted = intake.values.clean(text) if text.isprintable() else ""
    if len(wanted) < SHORTEST:
        return []
    rows = Case.objects.exclude(trader_name="")
    if wanted.isascii() and wanted.isalnum() and len(wanted) >= 8:
        rows = rows.filter(trader_uscc=wanted.upper())
    else:
        rows = rows.filter(trader_name__gte=wanted, trader_name__lt=wanted + "\U0010ffff")
    listed = rows.order_by("trader_name").values_list("trader_name", "trader_uscc", "division")[:200]
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for name, uscc, division in listed:
        if name.startswith(wanted) or uscc == wanted.upper():
            place = divisions.path_name(division or "")
            one = {"value": f"{uscc}|{division}|{name}", "name": name, "uscc": uscc, "place": place}
            found.setdefault((name, uscc), one)
    return [one for one in found.values() if _is_public(one["name"], one["uscc"])][:OFFERED]


def _is_public(name: str, uscc: str) -> bool:
    """A name is public if the register knows it (it came with a valid code) or it is plainly a firm's."""
    firm = any(word in name for word in FIRM) or (len(name) > 3 and name.endswith(ENDINGS))
    return bool(name) and (bool(uscc) or firm)


class Place(Page):
    """Where it was bought decides who is competent (S Art. 13, 29-31)."""

    def take(self, post: Any, answers: Answers, *, now: datetime) -> list[Problem]:
        super().take(post, answers, now=now)
        kind = post.get("respondent_seller_kind", "")
        answers["said"]["/respondent/seller_kind"] = kind if kind in said.SELLERS else ""
        _put_division(answers, post.get("division", ""), on_platform=kind == "on_platform")
        answers["place_typed"] = post.get("place", "").strip()[:60]
        return []

    def stays(self, post: Any) -> bool:
        """A place that was typed but not chosen is looked up first; nothing is chosen for anybody."""
        typed = post.get("place", "").strip()
        return "find" in post or bool(typed and not post.get("division") and typed != post.get("place_before", ""))

    def show(self, answers: Answers, *, now: datetime, post: Any | None = None) -> dict[str, Any]:
        typed = post.get("place", "").strip() if post is not None else answers.get("place_typed", "")
        kept = said.said(answers, "/respondent/published_division") or said.said(answers, "/respondent/division")
        chosen = post.get("division", "") if post is not None else kept
        places = search_divisions(typed, 8) if typed and (post is not None or not kept) else []
        return {
            "place": typed,
            "places": [
                {"value": place.code, "label": divisions.path_name(place.code), "checked": place.code == chosen}
                for place in places
            ],
            "searched": post is not None and bool(typed),
            "chosen": divisions.path_name(chosen) if chosen and not places else "",
            "chosen_code": chosen,
            "seller_kind": post.get("respondent_seller_kind", "") if post is not None else _likely_kind(answers),
            "goes_to": where_it_goes(answers, now=now),
        }


def _put_division(answers: Answers, code: str, *, on_platform: bool) -> None:
    """A place published on a platform and an actual place of business are different facts."""
    known = code if code and divisions.division(code) else ""
    answers["said"]["/respondent/published_division"] = known if on_platform else ""
    answers["said"]["/respondent/division"] = "" if on_platform else known


def _likely_kind(answers: Answers) -> str:
    kept = said.said(answers, "/respondent/seller_kind")
    return kept or ("on_platform" if said.said(answers, "/respondent/platform") else "")


def where_it_goes(answers: Answers, *, now: datetime) -> list[dict[str, Any]]:
    """Return the body that gets it, and why; one line a matter. Empty while nothing about the place is known."""
    filing = said.document(answers).get("respondent", {})
    if not filing.get("division") and not filing.get("published_division"):
        return []
    parts = {name: filing[name] for name in routing.FACTS if filing.get(name)}
    respondent = intake.Respondent.model_validate(parts)
    lines = []
    for kind in _kinds(answers):
        routed = routing.route(respondent, kind=kind, on=day_of(now), actor=ANYONE, now=now)
        lines.append({"kind": kind, "body": routed.body, "why": routed.why})
    return lines


def _kinds(answers: Answers) -> Iterable[str]:
    return ("complaint", "report") if said.kind(answers) == "both" else (said.kind(answers),)


PAGES: tuple[Page, ...] = (
    Trader(
        "trader",
        gettext_lazy("Who sold it to you?"),
        texts=("/respondent/name", "/respondent/uscc", "/respondent/phone"),
    ),
    Place("place", gettext_lazy("Where did you buy it?"), texts=("/respondent/platform", "/respondent/address")),
)
