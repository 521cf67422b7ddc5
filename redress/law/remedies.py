"""What somebody is entitled to, from whom, by when, by which route, and why: the rule set asked about one matter.

Sums are estimates with their legal basis, not decisions. Nothing here knows a clock: the day comes in as `on`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from redress.law.engine import Engine, Outcome, cn
from redress.law.engine_case import Case
from redress.law.engine_explain import reasons_for
from redress.law.facts import Facts, parse
from redress.law.findings import Finding, blank, found, limitation, may_be_liable, party, point, route, told
from redress.law.in_force import Row
from redress.law.vocabulary import names

REST_DAY, SATURDAY, LONGEST_HOLIDAY = "rest_day_end", 5, 10


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
class Assessment:
    """The whole answer on one matter. Outcomes are computed; words are put together when asked for."""

    engine: Engine
    facts: Facts
    on: date
    raw: list[tuple[Any, ...]]

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcome of every rule that the facts touch."""
        return tuple(Outcome._make(one) for one in self.raw)

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
        """Return the finding of an outcome; those of which nothing is known are shared."""
        purchase, today = self._program
        if not outcome.version.reads & self.facts.known:
            return blank(outcome, purchase, today, self.on)
        return found(outcome, self.case, purchase, today)

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

    @cached_property
    def proof(self) -> tuple[Finding, ...]:
        """The rules under which the other side bears the proof."""
        return tuple(self._found("proof"))

    def as_dict(self, lang: str = "zh-hans") -> dict[str, Any]:
        """Return the answer of POST /api/v1/remedies.

        lang -- "zh-hans" or "en"
        """
        tongue = "en" if lang.lower().startswith("en") else "zh"
        findings = [told(finding, tongue) for finding in self.findings]
        return {
            "on": self.on.isoformat(),
            "findings": findings,
            "routes": [route(finding, tongue) for finding in self.routes],
            "liable": [party(finding) for finding in self.liable if finding.available],
            "possibly_liable": [
                party(finding) for finding in self.liable if not finding.available and may_be_liable(finding)
            ],
            "proof": [
                {"about": finding.id.removeprefix("proof."), "burden": "operator", **_short(told(finding, tongue))}
                for finding in self.proof
                if finding.available
            ],
            "limitation": limitation(self.limitation, tongue),
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
                    found.setdefault(code, point(code, lang))["about"].append(outcome.version.rule.id)
            if self._late_by_a_rest_day(outcome):
                found.setdefault(REST_DAY, point(REST_DAY, lang))["about"].append(outcome.version.rule.id)
        return [found[code] for code in sorted(found)]

    def _late_by_a_rest_day(self, outcome: Outcome) -> bool:
        """Whether a period ended on a weekend and was missed by no more than a holiday; festivals are left to people."""
        return any(
            reason.last is not None
            and reason.last.weekday() >= SATURDAY
            and reason.late_by is not None
            and reason.late_by <= LONGEST_HOLIDAY
            for reason in reasons_for(outcome, self.case)
        )


def _short(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in ("title", "cites", "because", "unless")}
