"""The facts of a letter, as the case and the step that issues it know them.

What is not known stays out; the form then says which fact is missing. The office's own notes never get in here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings

from redress.agencies import queries
from redress.agencies.queries import Body
from redress.cases import missing, numbers, reading, reports
from redress.cases.letters import wording
from redress.cases.letters.forms import Form
from redress.cases.models import Case
from redress.deadlines import clocks
from redress.kernel.moments import day_of
from redress.law import telling
from redress.law.cite import Cite
from redress.law.packs import Ground, Text
from redress.records.entries import Recorded

Facts = dict[str, Any]
SAID = frozenset({"reason", "fact", "result", "record", "agreement"})  # what the words of a step are, letter by letter


@dataclass(frozen=True)
class Source:
    """A case and, for letters that a step issues, the archive's entry of that step."""

    case: Case
    form: Form
    entry: Recorded | None
    audience: str

    @cached_property
    def sealed(self) -> Mapping[str, Any]:
        return reading.sealed(self.case)

    @cached_property
    def intake(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.sealed.get("intake", {})
        return found

    @cached_property
    def data(self) -> Mapping[str, Any]:
        return self.entry.data if self.entry else {}

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """What was written in the step itself."""
        found: Mapping[str, Any] = self.sealed.get(self.data.get("slot", ""), {})
        return found

    @cached_property
    def told(self) -> Mapping[str, Any]:
        """What the person who filed said, without what only lists and clocks need."""
        return self.case.facts_value

    def table(self, name: str, code: str) -> Text | None:
        """Words for a code, from letter_facts.toml."""
        found: Text | None = self.case.pack.tables["letter_facts"].get(name, {}).get(code)
        return found


def facts(case: Case, form: Form, *, entry: Recorded | None = None, audience: str = "complainant") -> Facts:
    """Everything known that this letter may use. entry -- of the step that issues it; None for receipts and forms"""
    source = Source(case, form, entry, audience)
    known: Facts = {
        **_office(source), **_parties(source), **_purchase(source), **_days(source), **_step(source), **_ground(source),
        "audience": audience,
    }  # fmt: skip
    if not known.get("cites"):
        known["cites"] = list(form.own_law)
    allowed = form.allowed | {"audience"}
    return {name: value for name, value in known.items() if name in allowed and value not in (None, "", [])}


def signing_body(case: Case, entry: Recorded | None) -> Body:
    """The office that signs: who distributed or returned a case signs the notice, though it is elsewhere by then."""
    moved = entry is not None and entry.event in {"case.distributed", "case.returned"}
    sender = queries.body_by_code(str(entry.data.get("step_from", ""))) if moved and entry else None
    return sender or queries.body(case.agency_id)


def _office(source: Source) -> Facts:
    body = signing_body(source.case, source.entry)
    assignee = source.case.assignee
    return {
        "agency_name": {"zh": body.name_zh, "en": body.name_en},
        "agency_phone": body.phone or settings.REDRESS_PHONE,
        "agency_address": body.address,
        "agency_hours": "；".join(body.hours_in("zh-hans")),
        "case_number": source.case.grouped_number,
        "handler": assignee.display_name if assignee else None,
        "lookup_url": f"{settings.REDRESS_BASE_URL}/",
    }


def _parties(source: Source) -> Facts:
    person = {} if _confidential(source) else source.intake.get("complainant", {})
    trader = source.told.get("respondent", {})
    names = {"complainant": person.get("name"), "respondent": trader.get("name") or source.case.trader_name}
    known = {
        f"{side}_name": name or (source.table("party", side) if f"{side}_name" in source.form.required else None)
        for side, name in names.items()
    }
    agent = person.get("agent") or {}
    return {
        **known,
        "addressee": known.get(f"{source.audience}_name") or source.table("party", source.audience),
        "complainant_phone": person.get("phone"),
        "complainant_address": person.get("address"),
        "complainant_id_type": source.table("id_type", person.get("id_type") or "") or person.get("id_type"),
        "complainant_id_number": person.get("id_number"),
        "agent_name": agent.get("name"),
        "respondent_address": trader.get("address"),
        "respondent_phone": source.intake.get("respondent_phone"),
        "pickup": None if source.entry else _pickup(source.case),
    }


def _confidential(source: Source) -> bool:
    """Who made a report is in no letter that another body gets (S Art. 37); it asks where it needs to know."""
    return source.case.kind == "report" and "agency" in source.form.audience


def without_copy(case: Case, entry: Recorded | None) -> frozenset[str]:
    """Who gets no copy of the letter of a step, by its ground: nobody suspected reads what is put to the police."""
    if entry is None or "reason_code" not in entry.data:
        return frozenset()
    steps = case.pack.steps_of(str(entry.data.get("verb", "")))
    ground = case.pack.ground(steps[0].reasons, str(entry.data["reason_code"])) if steps else None
    return frozenset(ground.extra.get("not_to", ())) if ground else frozenset()


def _purchase(source: Source) -> Facts:
    purchase, consents = source.told.get("purchase", {}), source.told.get("consents", {})
    case = source.case
    bought_on = purchase.get("bought_on")
    return {
        "purchase_what": source.intake.get("what"),
        "purchase_on": date.fromisoformat(bought_on) if bought_on else None,
        "purchase_amount": case.amount,
        "story": source.intake.get("story"),
        "summary": case.matter,
        "requests": _requests(source),
        "consent_publication": consents.get("publication"),
        "consent_entrusted": consents.get("entrusted_mediation"),
        "channel": source.table("channel", case.channel) or case.channel,
        "kind_words": source.table("kind", case.kind),
        "missing": _missing(case),
        "why_routed": _why(case),
    }


def _pickup(case: Case) -> Text:
    return {"zh": numbers.pickup_chinese(case.number), "en": numbers.pickup(case.number)}


def _why(case: Case) -> Text | None:
    why = json.loads(case.why_routed or "{}")
    return {"zh": why["zh"], "en": why["en"]} if why.get("zh") and why.get("en") else None


def _requests(source: Source) -> list[Text]:
    titles = source.case.pack.tables["requests"]["request"]
    found: list[Text] = []
    for request in source.told.get("requests", []):
        title = titles.get(request["kind"], {}).get("title")
        if title and request.get("amount"):
            amount = Decimal(request["amount"])
            title = {"zh": f"{title['zh']}（{amount:,.2f}元）", "en": f"{title['en']} (CNY {amount:,.2f})"}
        if title:
            found.append(title)
    return found


def _missing(case: Case) -> list[Text]:
    wanted = {want.pointer: want for want in missing.wanted(case.rule_set, case.kind)}
    return [wanted[row["pointer"]].title for row in case.missing_value if row["pointer"] in wanted]


def _days(source: Source) -> Facts:
    case = source.case
    entry = source.entry
    standing = clocks.as_they_were(case.pk, entry.at) if entry else clocks.of(case.pk)
    dues = {clock.limit_code: clock.due_on for clock in standing}
    return {
        "received_on": day_of(case.received_at),
        "accepted_on": day_of(case.accepted_at) if case.accepted_at else None,
        "supplied_on": day_of(entry.at) if entry else None,
        "accept_due_on": dues.get("T_ACCEPT") if case.accepted_at is None else None,
        "verify_due_on": dues.get("T_VERIFY_CLUE"),
        "mediate_due_on": dues.get("T_MEDIATE"),
        "perform_by": case.perform_by,
    }


def _step(source: Source) -> Facts:
    data, words, case = source.data, source.words, source.case
    text = words.get("text")
    target = queries.body_by_code(str(data.get("step_to", "")))
    outside = data.get("body") if data.get("verb") == "transfer" else None
    answer_by = data.get("answer_by")
    on, due_on = data.get("on"), data.get("due_on")
    amount = Decimal(data["amount"]) if data.get("amount") else None
    mediators = words.get("mediator") or (case.assignee.display_name if case.assignee else None)
    return {
        **dict.fromkeys(SAID, text),
        "note": None if SAID & source.form.allowed else text,
        "materials": _materials(source, text),
        "due_on": date.fromisoformat(due_on) if due_on else None,
        "target_agency": {"zh": target.name_zh, "en": target.name_en} if target else outside,
        "answer_by": date.fromisoformat(answer_by) if answer_by else None,
        "mediation_at": _day(on) if on else None,
        "mediation_place": words.get("place"),
        "mediation_mode": source.table("mode", str(data.get("mode", "agreed"))),
        "mediators": mediators or _office(source)["agency_name"],
        "participants": words.get("present"),
        "agreement_amount": amount,
        "agreement_amount_words": None if amount is None else wording.in_capitals(amount),
    }


def _day(written: str) -> dict[str, str]:
    day = date.fromisoformat(written)
    return {language: wording.day_words(day, language) for language in ("zh", "en")}


def _materials(source: Source, text: str | None) -> list[Any]:
    """What is asked for: the law's own item if one was named, and the words of the person who asks."""
    ground = source.case.pack.ground("materials", str(source.data.get("reason_code", "")))
    return [item for item in (ground.plain if ground else None, text) if item]


def _ground(source: Source) -> Facts:
    """The ground of the step with its articles, and what the case has come to."""
    pack, data = source.case.pack, source.data
    steps = pack.steps_of(str(data.get("verb", "")))
    group = steps[0].reasons if steps else ""
    ground = pack.ground(group, str(data.get("reason_code", "")))
    if ground is None and data.get("verb") == "withdraw":
        ground = pack.ground("termination", "WITHDRAWN_OR_SETTLED")
    outcome = pack.ground("outcome", str(data.get("outcome") or source.case.outcome))
    relied_on = ground or (outcome if source.form.id == "report_result" else None)
    return {
        **_said(ground, "ground"),
        **_said(outcome, "outcome"),
        "cites": [*(relied_on.cites if relied_on else ()), *_owed_under(source)],
        "routes": list(pack.tables["routes"]["route"].values()),
    }


def _owed_under(source: Source) -> list[Cite]:
    """The provisions that want this reporter to be told, if any does."""
    if source.form.id != "report_result":
        return []
    case = source.case
    duties = telling.duties(case.pack, about=reports.about(case), named=reports.is_named(case))
    return [cite for duty in duties if duty.answer == telling.OWED and duty.when != "elsewhere" for cite in duty.cites]


def _said(ground: Ground | None, name: str) -> Facts:
    return {f"{name}_title": ground.title, f"{name}_plain": ground.plain} if ground else {}
