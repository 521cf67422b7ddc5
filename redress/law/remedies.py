"""What somebody is entitled to, from whom, by when, by which route, and why: the rule set asked about one matter.

Sums are estimates with their legal basis, not decisions. Nothing here knows a clock: the day comes in as `on`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from redress.law.bilingual import Bilingual
from redress.law.cite import Cite
from redress.law.engine import Engine, Outcome, Span, cn
from redress.law.engine_case import Case
from redress.law.engine_explain import Reason, formula, reasons_for
from redress.law.facts import Facts, parse
from redress.law.in_force import Row, unclear_points
from redress.law.vocabulary import names

STATUS = {True: "available", False: "unavailable", None: "unknown"}
SHOWN = ("amount", "at_most", "at_least", "refund")  # whose formula is shown
REST_DAY, SATURDAY = "rest_day_end", 5


def assess(facts: Mapping[str, object], *, on: date, engine: Engine | None = None) -> "Assessment":
    """Apply the law to what is known of one matter.

    facts -- as from JSON, or read already; absent and null are unknown
    on -- the day for which the law is asked; the purchase is under the law of its own day where that is given
    Raises FactErrors, naming every problem, if the facts cannot be taken as given.
    """
    read = facts if isinstance(facts, Facts) else parse(facts)
    engine = engine or cn()
    return Assessment(engine, read, on, engine.ask(read, on))


@dataclass(frozen=True)
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
            "currency": "CNY",
            "formula": formula(main, self.case, lang) if main is not None else None,
            "options": list(answer.options) if answer and self.available else [],
            "not_with": list(self.outcome.version.rule.data.get("not_with", ())),
            "part_of": self.outcome.version.rule.data.get("part_of"),
            "cites": [cite.as_dict() for cite in self.cites],
            "because": [reason.text[lang] for reason in self.reasons],
            "because_codes": [reason.code for reason in self.reasons],
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


@dataclass(frozen=True)
class Assessment:
    """The whole answer on one matter. Outcomes are computed; words are put together when asked for."""

    engine: Engine
    facts: Facts
    on: date
    told: list[tuple[Any, ...]]

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcome of every rule that the facts touch."""
        return tuple(Outcome._make(one) for one in self.told)

    @cached_property
    def case(self) -> Case:
        return Case(self.facts.values_by_index, self.on)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every remedy, touched or not, in the order of the rule set."""
        return tuple(self._found("remedy"))

    def finding(self, code: str) -> Finding:
        """Return one remedy by id. Raises LookupError if the rule set has none of this name."""
        for finding in self.findings:
            if finding.id == code:
                return finding
        raise LookupError(f"There is no remedy {code}.")

    @cached_property
    def all_outcomes(self) -> tuple[Outcome, ...]:
        order = {rule.id: place for place, rule in enumerate(self.engine.rules)}
        every = (*self.outcomes, *self.engine.untouched(self.facts, self.on))
        return tuple(sorted(every, key=lambda outcome: order[outcome.version.rule.id]))

    def _found(self, family: str) -> Iterator[Finding]:
        for outcome in self.all_outcomes:
            if outcome.version.rule.family == family:
                yield self._finding(outcome)

    def _finding(self, outcome: Outcome) -> Finding:
        rule = outcome.version.rule
        reasons = reasons_for(outcome, self.case)
        program = self._program
        cites = list(rule.cites(program[0], program[1]))
        for reason in reasons:
            cites += [cite for cite in reason.cites if cite not in cites]
        missing = outcome.missing
        return Finding(
            id=rule.id,
            family=rule.family,
            status=STATUS[outcome.holds],
            outcome=outcome,
            case=self.case,
            cites=tuple(cites),
            reasons=reasons,
            missing=names(missing),
            unless=names(outcome.unless & ~missing),
        )

    @cached_property
    def _program(self) -> tuple[date, date]:
        program = self.engine.program_of(self.facts, self.on)
        return program.purchase, program.today

    @cached_property
    def liable(self) -> tuple[Finding, ...]:
        """Every party that may be claimed from, the certain ones as `available`."""
        return tuple(self._found("liable"))

    @cached_property
    def limitation(self) -> Finding:
        return next(self._found("limitation"))

    @cached_property
    def routes(self) -> tuple[Finding, ...]:
        return tuple(self._found("route"))

    def as_dict(self, lang: str = "zh-hans") -> dict[str, Any]:
        """Return the answer of POST /api/v1/remedies.

        lang -- "zh-hans" or "en"
        """
        tongue = "en" if lang.lower().startswith("en") else "zh"
        findings = [finding.as_dict(tongue) for finding in self.findings]
        return {
            "on": self.on.isoformat(),
            "findings": findings,
            "routes": [_route(finding, tongue) for finding in self.routes],
            "liable": [_party(finding) for finding in self.liable if finding.available],
            "possibly_liable": [_party(finding) for finding in self.liable if not finding.available and _open(finding)],
            "limitation": _limitation(self.limitation, tongue),
            "facts_used": self._facts_used(),
            "parameters": self._parameters(),
            "unclear": self._unclear(tongue),
            "estimate": True,
        }

    def _facts_used(self) -> list[str]:
        used = 0
        for outcome in self.outcomes:
            used |= outcome.version.reads & self.facts.known
        return list(names(used))

    def _parameters(self) -> list[dict[str, object]]:
        rows: dict[tuple[str, date], Row] = {}
        for outcome in self.outcomes:
            for row in outcome.version.rows:
                rows[row.name, row.since] = row
        return [row.as_dict() for row in rows.values()]

    def _unclear(self, lang: str) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for outcome in self.outcomes:
            if outcome.version.answer is None:
                continue
            for code, matters in outcome.answer.unclear.items():
                if matters.weigh(self.case).presumed is True:
                    found.setdefault(code, _point(code, lang))["about"].append(outcome.version.rule.id)
            if self._ends_on_a_rest_day(outcome):
                found.setdefault(REST_DAY, _point(REST_DAY, lang))["about"].append(outcome.version.rule.id)
        return [found[code] for code in sorted(found)]

    def _ends_on_a_rest_day(self, outcome: Outcome) -> bool:
        """Whether a period that counts here ends on a weekend; festivals are for the calendar of the case."""
        ends = (reason.ends_on for reason in reasons_for(outcome, self.case))
        return any(day.weekday() >= SATURDAY for day in ends if day is not None)


def _point(code: str, lang: str) -> dict[str, Any]:
    row = unclear_points()[code]
    return {
        "code": code,
        "title": row["title"][lang],
        "readings": row["readings"][lang],
        "chosen": row["chosen"][lang],
        "decision": row["decision"],
        "about": [],
    }


def _open(finding: Finding) -> bool:
    return finding.status == "unknown" or bool(finding.unless)


def _party(finding: Finding) -> dict[str, Any]:
    told = finding.outcome.truths
    return {
        "party": finding.id.removeprefix("liable."),
        "joint": bool(told and told[0]),
        "cites": [cite.as_dict() for cite in finding.cites],
        "missing": list(finding.missing),
        "unless": list(finding.unless),
    }


def _limitation(finding: Finding, lang: str) -> dict[str, Any]:
    outcome = finding.outcome
    status, ends_on, latest = "unknown", None, None
    if outcome.version.answer is not None:
        ends_on, latest = outcome.sum("ends_on"), outcome.sum("ends_on_latest")
        barred = outcome.truth("barred")
        status = "open" if outcome.holds else "barred" if barred else "unknown"
        if status == "barred":
            ends_on = latest
    return {
        "status": status,
        "ends_on": ends_on.isoformat() if isinstance(ends_on, date) else None,
        "ends_on_latest": latest.isoformat() if isinstance(latest, date) else None,
        "cites": [cite.as_dict() for cite in finding.cites],
        "because": [reason.text[lang] for reason in finding.reasons],
        "because_codes": [reason.code for reason in finding.reasons],
        "missing": list(finding.missing),
        "unless": list(finding.unless),
    }


def _route(finding: Finding, lang: str) -> dict[str, Any]:
    data = finding.outcome.version.rule.data
    told = finding.as_dict(lang)
    return {
        "id": finding.id.removeprefix("route."),
        "title": finding.title[lang],
        "status": finding.status,
        "needs": data["needs"][lang],
        "leads_to": data["leads_to"][lang],
        "blocks": list(data.get("blocks", ())),
        **{
            name: told[name]
            for name in ("small_claims_up_to", "by_agreement_up_to", "small_claim", "by_agreement")
            if name in told
        },
        **{name: told[name] for name in ("cites", "because", "because_codes", "missing", "unless")},
    }


def _written(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
