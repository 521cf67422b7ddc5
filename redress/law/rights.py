"""The nine consumer rights, and how a breach of them is recognised: yes-or-no tests, each with its article.

Source: cpl-2013 Arts. 7-15 and the duties that mirror them; fraud by infringement-penalty-2020 Art. 16 and cpl-reg-2024
Art. 49. What comes out is an internal opinion: an authority that mediates does not adjudge rights.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from redress.law.bilingual import Bilingual
from redress.law.cite import Cite
from redress.law.facts import Facts, parse
from redress.law.in_force import cited
from redress.law.statutes import statute

NONE, PRESUMED, LISTED = "none", "presumed", "listed"
FRAUD_RULE = {PRESUMED: Cite("infringement-penalty-2020", "16(1)"), LISTED: Cite("infringement-penalty-2020", "16(2)")}
HARMLESS_LABEL = Cite("cpl-reg-2024", "49(1)")
STAGED = Cite("cpl-reg-2024", "49(2)")


@dataclass(frozen=True, slots=True)
class Right:
    """One of the nine rights, the duties that mirror it, the remedies that serve it."""

    code: str
    title: Bilingual
    says: Bilingual
    cites: tuple[Cite, ...]
    duties: tuple[Cite, ...]
    remedies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One yes-or-no test.

    fraud -- none, presumed (the trader may disprove it), listed
    price_fraud -- whether it is price fraud, whose effect on damages is a court question
    answered_by -- facts that answer it; a leading "!" turns the fact
    """

    code: str
    right: str
    question: Bilingual
    cites: tuple[Cite, ...]
    fraud: str = NONE
    price_fraud: bool = False
    operator_proves: tuple[Cite, ...] = ()
    goes_to: Bilingual | None = None
    answered_by: tuple[str, ...] = ()

    def as_dict(self, lang: str = "zh") -> dict[str, Any]:
        return {
            "code": self.code,
            "right": self.right,
            "question": self.question[lang],
            "cites": [cite.as_dict() for cite in self.cites],
            "goes_to": self.goes_to[lang] if self.goes_to else None,
        }


@dataclass(frozen=True, slots=True)
class Touched:
    """A right that is touched, and by which tests."""

    right: Right
    checks: tuple[Check, ...]
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the answers to the tests amount to.

    fraud -- none, presumed or listed; `fraud_cites` says by which provision, or which takes it away
    burden -- operator, consumer
    open -- tests that are not answered yet
    """

    touched: tuple[Touched, ...]
    fraud: str
    fraud_cites: tuple[Cite, ...]
    price_fraud: bool
    burden: str
    burden_cites: tuple[Cite, ...]
    open: tuple[Check, ...]

    def as_dict(self, lang: str = "zh-hans") -> dict[str, Any]:
        tongue = "en" if lang.lower().startswith("en") else "zh"
        return {
            "rights": [
                {
                    "code": one.right.code,
                    "title": one.right.title[tongue],
                    "tests": [check.as_dict(tongue) for check in one.checks],
                    "cites": [cite.as_dict() for cite in one.cites],
                    "remedies": list(one.right.remedies),
                }
                for one in self.touched
            ],
            "fraud": self.fraud,
            "fraud_cites": [cite.as_dict() for cite in self.fraud_cites],
            "price_fraud": self.price_fraud,
            "burden": self.burden,
            "burden_cites": [cite.as_dict() for cite in self.burden_cites],
            "open": [check.code for check in self.open],
            "opinion": True,
        }


def recognise(
    tests: Mapping[str, bool | None] | None = None, *, facts: Mapping[str, object] | None = None, on: date
) -> Recognition:
    """Return which rights are touched, whether the acts count as fraud, and who bears the proof.

    tests -- answers by code; None or absent is unknown. An answer given here goes before what the facts say.
    Raises LookupError for a test that nobody knows, FactErrors for facts that cannot be taken as given.
    """
    known = facts if isinstance(facts, Facts) else parse(facts or {})
    answers = _answers(tests or {}, known)
    hits = [check for check in checks().values() if answers[check.code]]
    touched = tuple(
        _touched(right, hits, on) for right in rights().values() if any(h.right == right.code for h in hits)
    )
    fraud, fraud_cites = _fraud(hits, known, on)
    proofs = _in_force((cite for check in hits for cite in check.operator_proves), on)
    if fraud == PRESUMED:
        proofs += tuple(cite for cite in fraud_cites if cite not in proofs)
    return Recognition(
        touched=touched,
        fraud=fraud,
        fraud_cites=fraud_cites,
        price_fraud=any(check.price_fraud for check in hits),
        burden="operator" if proofs else "consumer",
        burden_cites=proofs,
        open=tuple(check for check in checks().values() if answers[check.code] is None),
    )


def _answers(tests: Mapping[str, bool | None], known: Facts) -> dict[str, bool | None]:
    for code in tests:
        if code not in checks():
            raise LookupError(f"There is no test {code}; see law/recognition.")
    answers: dict[str, bool | None] = {}
    for code, check in checks().items():
        given = tests.get(code)
        answers[code] = given if given is not None else _from_facts(check, known)
    return answers


def _from_facts(check: Check, known: Facts) -> bool | None:
    """True if one of its facts says so; a fact that says no leaves the test open, for there are other ways to fail it."""
    for name in check.answered_by:
        fact, wanted = name.removeprefix("!"), not name.startswith("!")
        if known.get(fact) is wanted:
            return True
    return None


def _touched(right: Right, hits: list[Check], on: date) -> Touched:
    found = tuple(check for check in hits if check.right == right.code)
    cites = _in_force((*right.cites, *(cite for check in found for cite in check.cites)), on)
    return Touched(right, found, cites)


def _fraud(hits: list[Check], known: Facts, on: date) -> tuple[str, tuple[Cite, ...]]:
    if known.get("staged_claim") is True:
        return NONE, _in_force((STAGED,), on)
    harmless = known.get("label_flaw_only") is True and known.get("misleading") is False
    if harmless and known.get("fraud_other_than_label") is not True:
        return NONE, _in_force((HARMLESS_LABEL,), on)
    for kind in (LISTED, PRESUMED):
        if any(check.fraud == kind for check in hits):
            return kind, _in_force((FRAUD_RULE[kind],), on)
    return NONE, ()


def _in_force(cites: Iterable[Cite], on: date) -> tuple[Cite, ...]:
    found: list[Cite] = []
    for cite in cites:
        if cite not in found and statute(cite.law).in_force(on):
            found.append(cite)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class VoidTerm:
    """A pattern of standard terms that is void, whatever was signed."""

    code: str
    pattern: Bilingual
    cites: tuple[Cite, ...]


@cache
def rights() -> Mapping[str, Right]:
    """Return the nine rights, in the order of the law."""
    return {
        code: Right(
            code, row["title"], row["says"], _cites(row["cites"]), _cites(row["duties"]), tuple(row["remedies"])
        )
        for code, row in _rows("right")
    }


@cache
def checks() -> Mapping[str, Check]:
    """Return every test, by code."""
    return {
        code: Check(
            code=code,
            right=row["right"],
            question=row["question"],
            cites=_cites((*row["cites"], *row.get("fraud_cites", ()))),
            fraud=row.get("fraud", NONE),
            price_fraud=row.get("price_fraud", False),
            operator_proves=_cites(row.get("burden_cites", ())),
            goes_to=row.get("goes_to"),
            answered_by=tuple(row.get("from", ())),
        )
        for code, row in _rows("test")
    }


@cache
def void_terms() -> Mapping[str, VoidTerm]:
    """Return the patterns of void standard terms, by code."""
    return {code: VoidTerm(code, row["pattern"], _cites(row["cites"])) for code, row in _rows("void_term")}


@cache
def _rows(kind: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    folder = files("redress.law").joinpath("recognition")
    tables = [
        tomllib.loads(file.read_text("utf-8"))
        for file in sorted(folder.iterdir(), key=lambda place: place.name)
        if file.name.endswith(".toml")
    ]
    return tuple((code, row) for table in tables for code, row in table.get(kind, {}).items())


def _cites(texts: Iterable[str]) -> tuple[Cite, ...]:
    return tuple(cited(text) for text in texts)
