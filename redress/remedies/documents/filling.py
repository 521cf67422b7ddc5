"""What a paper is filled with: everything the case knows, in words of one language. What is not known stays out."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from redress.agencies import queries as agencies
from redress.cases import evidence, reading
from redress.cases.letters import wording
from redress.cases.letters.fonts import printable
from redress.cases.letters.markup import Filled
from redress.cases.models import Case
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.law import remedies, statutes
from redress.law.facts import FactErrors
from redress.law.packs import say
from redress.records import entries
from redress.remedies import known, queries
from redress.remedies.documents import forms

CONFIRM_WITHIN = timedelta(days=30)  # people-mediation-2010 Art. 33, civil-procedure-2023 Art. 205
AGREED = "agreement.reached"
PREFIX = "中华人民共和国"
Values = dict[str, str | list[str] | None]


def values(case: Case, *, actor: Actor, language: str) -> dict[str, Filled]:
    """Return facts of the papers in words. language -- zh or en; an identity number only for the person themselves"""
    slots = reading.sealed(case)
    raw: Values = {
        **_people(case, slots, actor),
        **_purchase(case, slots, language),
        **_handling(case, language),
        **_agreement(case, slots, language),
        **_law(case, language),
        "evidence": _evidence(case, slots, actor, language) or [forms.phrase("empty", language)],
    }
    joint = "；" if language == "zh" else "; "
    found = {}
    for name, value in raw.items():
        parts = tuple(printable(part) for part in (value if isinstance(value, list) else [value]) if part)
        if parts and name in forms.facts():
            found[name] = Filled(parts, joint.join(parts))
    return found


def _people(case: Case, slots: Mapping[str, Any], actor: Actor) -> Values:
    intake = slots.get("intake", {})
    person = intake.get("complainant", {})
    respondent = case.facts_value.get("respondent", {})
    agent = person.get("agent")
    agent = agent if isinstance(agent, Mapping) else {}
    return {
        "complainant_name": person.get("name"),
        "complainant_phone": person.get("phone"),
        "complainant_address": person.get("address"),
        "complainant_id": None if actor.is_staff else person.get("id_number"),
        "agent_name": agent.get("name"),
        "agent_phone": agent.get("phone"),
        "agent_id": None if actor.is_staff else agent.get("id_number"),
        "respondent_name": respondent.get("name") or case.trader_name,
        "respondent_uscc": respondent.get("uscc") or case.trader_uscc,
        "respondent_address": respondent.get("address"),
        "respondent_phone": intake.get("respondent_phone"),
    }


def _purchase(case: Case, slots: Mapping[str, Any], language: str) -> Values:
    intake, purchase = slots.get("intake", {}), case.facts_value.get("purchase", {})
    bought = purchase.get("bought_on")
    return {
        "what": intake.get("what") or purchase.get("what"),
        "bought_on": _day(date.fromisoformat(bought), language) if bought else None,
        "amount": wording.money_words(case.amount, language) if case.amount is not None else None,
        "order_number": intake.get("order_number"),
        "story": [line for line in str(intake.get("story") or "").splitlines() if line.strip()],
        "requests": _requests(case, language),
    }


def _requests(case: Case, language: str) -> list[str]:
    titles = case.pack.tables["requests"]["request"]
    found = []
    for request in case.facts_value.get("requests", []):
        title = say(titles.get(request["kind"], {}).get("title"), language)
        amount = _sum(Decimal(request["amount"]), language) if request.get("amount") else ""
        if title:
            found.append(
                f"{title}：{amount}" if amount and language == "zh" else f"{title}: {amount}" if amount else title
            )
    return found


def _sum(amount: Decimal, language: str) -> str:
    """A sum that is claimed: in Chinese papers repeated in capital numerals, which nobody can alter by a stroke."""
    words = wording.money_words(amount, language)
    return (
        f"{words}（人民币{wording.in_capitals(amount)}）" if language == "zh" and amount <= wording.LARGEST else words
    )


def _handling(case: Case, language: str) -> Values:
    state = case.pack.states[case.state]
    return {
        "case_number": case.grouped_number,
        "agency_name": agencies.body(case.agency_id).name(language),
        "received_on": _day(day_of(case.received_at), language),
        "state": say(state.title, language),
    }


def _agreement(case: Case, slots: Mapping[str, Any], language: str) -> Values:
    entry = next(iter(reversed(entries.of(case.pk, [AGREED]))), None)
    if entry is None:
        return {}
    body = agencies.body(case.entrusted_to_id or case.agency_id)
    agreed_on = day_of(entry.at)
    words = slots.get(entry.data.get("slot", ""), {})
    return {
        "agreement": [line for line in str(words.get("text") or "").splitlines() if line.strip()],
        "agreed_on": _day(agreed_on, language),
        "confirm_by": _day(agreed_on + CONFIRM_WITHIN, language),
        "mediator": body.name(language),
    }


def _law(case: Case, language: str) -> Values:
    """The remedies that the last assessment supports, else what the case alone supports, with their articles."""
    answer = _answer(case, language)
    supported = [one for one in answer.get("findings", ()) if one["status"] == "available" and not one.get("part_of")]
    if any(one["id"] != "REFUND" and one.get("refund") for one in supported):
        supported = [one for one in supported if one["id"] != "REFUND"]  # its sum is in the others already
    claims, cites = [], []
    for one in supported:
        total = one.get("total") or one.get("at_least")
        sum_words = _sum(Decimal(total), language) if total else ""
        claims.append(
            "，".join(filter(None, (one["title"], sum_words)))
            if language == "zh"
            else ", ".join(filter(None, (one["title"], sum_words)))
        )
        cites += [cite for cite in one["cites"] if cite not in cites]
    return {"claims": claims, "provisions": [provision(cite["law"], cite["article"], language) for cite in cites]}


def _answer(case: Case, language: str) -> dict[str, Any]:
    made = queries.latest(case)
    if made is not None:
        return made.answer(language)
    try:
        return remedies.assess(known.of_case(case), on=day_of(case.received_at)).as_dict(language)
    except FactErrors:
        return {}


def provision(law: str, article: str, language: str) -> str:
    """Return a provision as a paper cites it, with our one line on it."""
    try:
        text = statutes.statute(law)
    except LookupError:
        return f"{law} {article}"
    title = text.title[language].removeprefix(PREFIX)
    parts = article.replace(")", "").split("(")
    if language == "zh":
        numbers = "".join(
            f"第{wording.numeral(int(part))}{unit}" if part.isdecimal() else part
            for part, unit in zip(parts, ("条", "款", "项"), strict=False)
        )
        return f"《{title}》{numbers}"
    return f"{title}, Art. {article}"


def _evidence(case: Case, slots: Mapping[str, Any], actor: Actor, language: str) -> list[str]:
    names = dict(evidence.names(dict(slots)))
    unnamed = "文件" if language == "zh" else "File"
    found = []
    for exhibit in reading.exhibits(case, actor=actor):
        if exhibit.scan != "infected":
            added = _day(day_of(exhibit.added_at), language)
            line = forms.phrase("exhibit", language)
            found.append(line.format(name=names.get(exhibit.pk) or unnamed, day=added, print=exhibit.sha256[:16]))
    return found


def _day(day: date, language: str) -> str:
    return wording.day_words(day, language, weekday=False)
