"""Answers of the law put into what templates show: findings, articles with their wording, parties, days, routes."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from redress.law import statutes
from redress.law.in_force import rule_data
from redress.law.vocabulary import VOCABULARY
from redress.portals.law import asking
from redress.portals.look import wording
from redress.portals.present import article_words
from redress.remedies import texts

Ask = Callable[[str], str]  # name of a fact -> address of the page that asks for it, or ""
PREFIX = "中华人民共和国"


def cites(given: Iterable[Mapping[str, str]], *, on: date) -> list[dict[str, Any]]:
    """Return provisions with title, our one line, and the wording where the operator has loaded it."""
    found = []
    for cite in given:
        law, article = cite["law"], cite["article"]
        summary, title = "", law
        try:
            text = statutes.statute(law)
            title = text.title[asking.tongue()].removeprefix(PREFIX)
            summary = statutes.provision(law, article, on=on).summary[asking.tongue()]
        except LookupError:
            pass
        loaded = texts.wording(law, article)
        found.append({
            "title": f"《{title}》{article_words(article)}" if asking.tongue() == "zh" else f"{title}, {article_words(article)}",
            "summary": summary,
            "text": loaded.text if loaded else "",
        })  # fmt: skip
    return found


def sums(finding: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the sums of a finding, each with its name; the total last and marked."""
    names = [
        ("refund", gettext("Money back")), ("refund_at_least", gettext("Money back, at least")),
        ("amount", gettext("Sum under this rule")), ("at_least", gettext("At least")), ("at_most", gettext("At most; the court decides")),
    ]  # fmt: skip
    rows = [
        {"key": label, "value": wording.money(finding[name])} for name, label in names if finding.get(name) is not None
    ]
    total = finding.get("total")
    if len(rows) == 2 and finding.get("amount") == finding.get("refund") == total:
        return rows[:1]
    if total is not None and len(rows) > 1:
        rows.append({"key": gettext("Together"), "value": wording.money(total), "total": "1"})
    return rows


def facts(names: Iterable[str], ask: Ask) -> list[dict[str, str]]:
    """Return facts by name as links to the page that asks for each."""
    return [
        {"name": name, "label": VOCABULARY[name].label[asking.tongue()], "href": ask(name), "question": VOCABULARY[name].question[asking.tongue()]}
        for name in names
        if name in VOCABULARY
    ]  # fmt: skip


def finding(one: Mapping[str, Any], *, on: date, ask: Ask) -> dict[str, Any]:
    """Return one remedy as its card shows it."""
    return {
        "id": one["id"],
        "title": one["title"],
        "status": one["status"],
        "sums": sums(one),
        "formula": in_words(one["formula"]) if one["status"] == "available" and sums(one) else "",
        "because": one["because"],
        "cites": cites(one["cites"], on=on),
        "missing": facts(one["missing"], ask),
        "unless": facts(one["unless"], ask),
        "not_with": [title_of(code) for code in one.get("not_with", ())],
        "lasts": _days_of(one),
        "act_by": date.fromisoformat(one["act_by"]) if one.get("act_by") else None,
        "burden": one.get("burden", ""),
    }


def in_words(formula: str | None) -> str:
    """Write the largest and the smallest of several sums as people say it."""
    largest, smallest = gettext("the largest of"), gettext("the smallest of")
    return (formula or "").replace("max(", f"{largest} (").replace("min(", f"{smallest} (")


def _days_of(one: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return days that a rule names beside its sums, such as the last day to send goods back."""
    labels = {"last_day": gettext("Last day"), "until": gettext("Until"), "ends_on": gettext("Until")}
    return [{"key": label, "value": wording.day(one[name])} for name, label in labels.items() if one.get(name)]


def title_of(code: str) -> str:
    return str(rule_data()[code]["title"][asking.tongue()]) if code in rule_data() else code


def parties(rows: Iterable[Mapping[str, Any]], *, on: date, ask: Ask) -> list[dict[str, Any]]:
    return [
        {
            "title": title_of(f"liable.{row['party']}"),
            "joint": row["joint"],
            "cites": cites(row["cites"], on=on),
            "missing": facts(row["missing"], ask),
            "unless": facts(row["unless"], ask),
        }
        for row in rows
    ]


def routes(rows: Iterable[Mapping[str, Any]], *, on: date, ask: Ask) -> list[dict[str, Any]]:
    found = []
    for row in rows:
        ceilings = [
            ("small_claims_up_to", gettext("Small claims up to")),
            ("by_agreement_up_to", gettext("If both agree, up to")),
        ]
        found.append({
            "title": row["title"],
            "status": row["status"],
            "needs": row["needs"],
            "leads_to": row["leads_to"],
            "because": row["because"],
            "blocks": [title_of(f"route.{code}") for code in row["blocks"]],
            "ceilings": [{"key": label, "value": wording.money(row[name])} for name, label in ceilings if row.get(name)],
            "cites": cites(row["cites"], on=on),
            "missing": facts(row["missing"], ask),
        })  # fmt: skip
    return found


def limitation(row: Mapping[str, Any], *, on: date, ask: Ask) -> dict[str, Any]:
    words = {
        "open": gettext("The time to sue is still running."),
        "barred": gettext("The time to sue seems to be over; the other side may refuse. Ask before you give up."),
        "unknown": gettext("It cannot be told yet whether you are in time."),
    }
    return {
        "status": row["status"],
        "words": words[row["status"]],
        "ends_on": row["ends_on"],
        "because": [line for line in row["because"] if "…" not in line],
        "cites": cites(row["cites"], on=on),
        "missing": facts(row["missing"], ask),
        "unless": facts(row["unless"], ask),
    }


def proof(rows: Iterable[Mapping[str, Any]], *, on: date) -> list[dict[str, Any]]:
    """Return what the trader's side has to prove, and why."""
    return [{"title": row["title"], "because": row["because"], "cites": cites(row["cites"], on=on)} for row in rows]


def whole(answer: Mapping[str, Any], *, on: date, ask: Ask, goals: Iterable[str] = ()) -> dict[str, Any]:
    """Return a whole answer in the order in which it is read: what was asked for first, then what else the facts give."""
    wanted = tuple(goals)
    told = {one["id"]: finding(one, on=on, ask=ask) for one in answer["findings"]}
    main = [told[code] for code in wanted if code in told]
    more = [one for code, one in told.items() if code not in wanted and one["status"] == "available"]
    return {
        "main": main,
        "more": more,
        "ruled_out": [one for code, one in told.items() if code not in wanted and one["status"] == "unavailable"],
        "open": [one for code, one in told.items() if code not in wanted and one["status"] == "unknown"],
        "liable": parties(answer["liable"], on=on, ask=ask),
        "possibly_liable": parties(answer["possibly_liable"], on=on, ask=ask),
        "routes": routes(answer["routes"], on=on, ask=ask),
        "limitation": limitation(answer["limitation"], on=on, ask=ask),
        "proof": proof(answer["proof"], on=on),
        "unclear": [row | {"about": [title_of(code) for code in row["about"]]} for row in answer["unclear"]],
        "parameters": parameters(answer["parameters"], [*main, *more], on=on),
        "on": on,
    }


def parameters(
    rows: Iterable[Mapping[str, Any]], shown: Iterable[Mapping[str, Any]], *, on: date
) -> list[dict[str, Any]]:
    """Return the dated numbers behind the findings that are shown, by the article that sets them."""
    used = {cite["title"] for one in shown for cite in one["cites"]}
    found = []
    for row in rows:
        source = cites([row["source"]], on=on)
        if row["unit"] != "yes-no" and any(cite["title"] in used for cite in source):
            value = f"{Decimal(str(row['value'])).normalize():f}"
            found.append({"value": f"{value} {unit(row['unit'])}".strip(), "since": row["since"], "cites": source})
    return found


def unit(name: str) -> str:
    """Return the unit of a parameter in words; units that stand in one rule alone are left to its article."""
    words = {
        "times the price": gettext("times the price"), "times the loss": gettext("times the loss"), "CNY": gettext("yuan"),
        "days": gettext("days"), "years": gettext("years"), "km": gettext("kilometres"), "repairs": gettext("repairs"),
        "days from receipt": gettext("days from receipt"), "days from sale": gettext("days from sale"), "changes": gettext("changes"),
        "days from payment": gettext("days from payment"),
    }  # fmt: skip
    return words.get(name, name if asking.tongue() == "en" else "")
