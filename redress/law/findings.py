"""Findings: what one rule gives, ready to be told in either language.

The shapes are those of POST /api/v1/remedies; adding to them is fine, changing them is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from redress.law.bilingual import Bilingual
from redress.law.cite import Cite
from redress.law.engine import NOTHING, Outcome, Span
from redress.law.engine_case import Case
from redress.law.engine_explain import Reason, formula, reasons_for
from redress.law.in_force import Row, unclear_points
from redress.law.vocabulary import names

STATUS = {True: "available", False: "unavailable", None: "unknown"}
SHOWN = ("amount", "at_most", "at_least", "refund")  # whose formula is shown
ROUTE_SUMS = ("small_claims_up_to", "by_agreement_up_to", "small_claim", "by_agreement")


@dataclass(frozen=True, eq=False)
class Finding:
    """What one rule gives, ready to be told. Sums are in yuan, rounded; texts are bilingual.

    amount -- on top of the refund, or the whole sum of a pure refund
    missing, unless -- the only facts that may change this, cheapest to find out first
    """

    id: str
    family: str
    status: str
    outcome: Outcome
    case: Case
    cites: tuple[Cite, ...]
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    unless: tuple[str, ...]

    @property
    def available(self) -> bool:
        return self.status == "available"

    def settled(self, name: str) -> Decimal | None:
        """Return a sum if it is settled and the remedy available."""
        value = self.outcome.sum(name)
        return value if self.available and isinstance(value, Decimal) else None

    def at_least(self, name: str = "amount") -> Decimal | None:
        """Return what is certain of a sum that is not settled."""
        fixed = self.settled("at_least") if name == "amount" else None
        value = self.outcome.sum(name)
        if fixed is None and name == "amount" and isinstance(self.outcome.sum("at_least"), Span):
            value = self.outcome.sum("at_least")
        if fixed is not None or not isinstance(value, Span) or not self.available:
            return fixed
        return value.low if value.low is not None and value.low >= 0 else None

    @property
    def total(self) -> Decimal | None:
        """Everything due under this rule: the refund and what comes on top of it; a pure refund is counted once."""
        amount, refund = self.settled("amount"), self.settled("refund")
        sums = self.outcome.version.answer.sums if self.outcome.version.answer else {}
        if self.outcome.version.rule.data.get("pure_refund") or (refund is None and "refund" not in sums):
            return amount
        if refund is None or (amount is None and "amount" in sums):
            return None
        return refund + (amount or 0)

    @property
    def act_by(self) -> date | None:
        """Return the last day of a period that may still be kept: nobody has said yet that the step was taken."""
        open_ends = [
            reason.last
            for reason in self.reasons
            if reason.code.endswith(":open") and reason.last is not None and reason.last >= self.case.on
        ]
        return min(open_ends, default=None) if self.status == "unknown" else None

    @property
    def title(self) -> Bilingual:
        return self.outcome.version.rule.title  # type: ignore[no-any-return]

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.outcome.version.rows

    def as_dict(self, lang: str = "zh") -> dict[str, Any]:
        """Return the finding as in POST /api/v1/remedies."""
        answer = self.outcome.version.answer
        main = next((answer.sums[name] for name in SHOWN if name in answer.sums), None) if answer else None
        extra = {
            name: _written(self.settled(name))
            for name in (answer.sums if answer else ())
            if name not in {"amount", "refund", "at_most", "at_least"}
        }
        return {
            "id": self.id,
            "title": self.title[lang],
            "status": self.status,
            "amount": _written(self.settled("amount")),
            "refund": _written(self.settled("refund")),
            "at_least": _written(self.at_least()),
            "refund_at_least": _written(self.at_least("refund")),
            "at_most": _written(self.settled("at_most")),
            **extra,
            "total": _written(self.total),
            "currency": "CNY",
            "formula": formula(main, self.case, lang) if main is not None else None,
            "options": list(answer.options) if answer and self.available else [],
            "not_with": list(self.outcome.version.rule.data.get("not_with", ())),
            "part_of": self.outcome.version.rule.data.get("part_of"),
            "cites": [cite.as_dict() for cite in self.cites],
            "because": [reason.text[lang] for reason in self.reasons],
            "because_codes": [reason.code for reason in self.reasons],
            "act_by": self.act_by.isoformat() if self.act_by else None,
            "missing": list(self.missing),
            "unless": list(self.unless),
            **self._told(),
        }

    def _told(self) -> dict[str, Any]:
        answer = self.outcome.version.answer
        if answer is None or not self.available:
            return {}
        told = dict(zip(answer.truths, self.outcome.truths, strict=True))
        if "operator_proves" in told:
            word = {True: "operator", False: "consumer", None: "unknown"}
            return {"burden": word[told["operator_proves"]]}
        return told


def found(outcome: Outcome, case: Case, purchase: date, today: date) -> Finding:
    """Put one outcome into words; purchase and today are the first days of their epochs."""
    rule = outcome.version.rule
    reasons = reasons_for(outcome, case)
    cites = list(rule.cites(purchase, today))
    for reason in reasons:
        cites += [cite for cite in reason.cites if cite not in cites]
    return Finding(
        id=rule.id,
        family=rule.family,
        status=STATUS[outcome.holds],
        outcome=outcome,
        case=case,
        cites=tuple(cites),
        reasons=reasons,
        missing=names(outcome.missing),
        unless=names(outcome.unless & ~outcome.missing),
    )


@lru_cache(maxsize=4096)
def blank(outcome: Outcome, purchase: date, today: date, on: date) -> Finding:
    """The same for a rule of which nothing is known: remembered, because most rules are untouched in most matters."""
    return found(outcome, Case(NOTHING, on), purchase, today)


@lru_cache(maxsize=4096)
def _blank_told(finding: Finding, lang: str) -> Mapping[str, Any]:
    return finding.as_dict(lang)


def told(finding: Finding, lang: str) -> dict[str, Any]:
    """Return a finding as JSON would have it."""
    if finding.case.values is not NOTHING:
        return finding.as_dict(lang)
    return {
        name: list(value) if isinstance(value, list) else value for name, value in _blank_told(finding, lang).items()
    }


def point(code: str, lang: str) -> dict[str, Any]:
    row = unclear_points()[code]
    return {
        "code": code,
        "title": row["title"][lang],
        "readings": row["readings"][lang],
        "chosen": row["chosen"][lang],
        "decision": row["decision"],
        "about": [],
    }


def may_be_liable(finding: Finding) -> bool:
    return finding.status == "unknown" or bool(finding.unless)


def party(finding: Finding) -> dict[str, Any]:
    truths = finding.outcome.truths
    return {
        "party": finding.id.removeprefix("liable."),
        "joint": bool(truths and truths[0]),
        "cites": [cite.as_dict() for cite in finding.cites],
        "missing": list(finding.missing),
        "unless": list(finding.unless),
    }


def limitation(finding: Finding, lang: str) -> dict[str, Any]:
    outcome = finding.outcome
    status, ends_on, latest, conflict = "unknown", None, None, False
    if outcome.version.answer is not None:
        ends_on, latest = outcome.sum("ends_on"), outcome.sum("ends_on_latest")
        barred = outcome.truth("barred")
        status = "open" if outcome.holds else "barred" if barred else "unknown"
        conflict = isinstance(ends_on, date) and isinstance(latest, date) and ends_on != latest
        if status == "barred":
            ends_on = latest
    return {
        "status": status,
        "ends_on": ends_on.isoformat() if isinstance(ends_on, date) else None,
        "ends_on_latest": latest.isoformat() if isinstance(latest, date) else None,
        "conflict": conflict,
        "cites": [cite.as_dict() for cite in finding.cites],
        "because": [reason.text[lang] for reason in finding.reasons],
        "because_codes": [reason.code for reason in finding.reasons],
        "missing": list(finding.missing),
        "unless": list(finding.unless),
    }


def route(finding: Finding, lang: str) -> dict[str, Any]:
    data = finding.outcome.version.rule.data
    shown = told(finding, lang)
    return {
        "id": finding.id.removeprefix("route."),
        "title": finding.title[lang],
        "status": finding.status,
        "needs": data["needs"][lang],
        "leads_to": data["leads_to"][lang],
        "blocks": list(data.get("blocks", ())),
        **{name: shown[name] for name in ROUTE_SUMS if name in shown},
        **{name: shown[name] for name in ("cites", "because", "because_codes", "missing", "unless")},
    }


def _written(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
