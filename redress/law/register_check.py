"""Holding rules and register against each other, and the register against a folder of texts."""

from collections.abc import Iterator, Mapping

from redress.law.cite import Cite
from redress.law.engine_rules import EPOCHS, rule_set
from redress.law.in_force import cited, parameters, reasons, rows
from redress.law.rights import FRAUD_RULE, HARMLESS_LABEL, STAGED, checks, rights, void_terms
from redress.law.statutes import register


def cites_used() -> frozenset[Cite]:
    """Return every provision that a rule, a number, a reason or a test of rights relies on."""
    return frozenset(_used())


def _used() -> Iterator[Cite]:
    for rule in rule_set():
        yield from rule.provisions
    for name in parameters():
        yield from (row.source for row in rows(name))
    for row in reasons().values():
        yield from map(cited, row.get("cites", ()))
    for check in checks().values():
        yield from (*check.cites, *check.operator_proves)
    for right in rights().values():
        yield from (*right.cites, *right.duties)
    for term in void_terms().values():
        yield from term.cites
    yield from (HARMLESS_LABEL, STAGED, *FRAUD_RULE.values())


def unknown_cites(used: frozenset[Cite]) -> list[Cite]:
    """Return the provisions that the register does not know."""
    known = register()
    return sorted(
        (cite for cite in used if cite.law not in known or not known[cite.law].knows(cite.article)),
        key=lambda cite: (cite.law, cite.article),
    )


def cites_out_of_force() -> list[str]:
    """Return what is wrong in time: a rule without a provision in force, or with one that never is while it applies."""
    found = []
    for rule in rule_set():
        seen: set[Cite] = set()
        for day in EPOCHS.days:
            if day < rule.since:
                continue
            cites = rule.cites(day, max(day, rule.since))
            seen |= set(cites)
            if not cites:
                found.append(f"{rule.id} has no provision in force on {day}")
        found += [f"{rule.id} never applies {cite.law} {cite.article}" for cite in rule.provisions if cite not in seen]
    for name in parameters():
        for row in rows(name):
            if not register()[row.source.law].in_force(row.since):
                found.append(f"{name} of {row.since} rests on {row.source.law}, which was not in force")
    return found


def absent_from(texts: Mapping[tuple[str, int], str], used: frozenset[Cite]) -> list[Cite]:
    """Return the provisions whose article a folder of texts does not have, of laws that the folder has.

    texts -- wording by law and number of the article
    """
    laws = {law for law, _ in texts}
    return [cite for cite in used if cite.law in laws and (cite.law, article_number(cite)) not in texts]


def article_number(cite: Cite) -> int:
    return int(cite.article.partition("(")[0])
