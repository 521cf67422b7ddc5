"""The retention policy: one file that lawyers read, a page shows and the eraser obeys.

The file is policy.toml in this folder (docs/privacy/retention.toml points to it). A body that wants its own puts
`retention.toml` into its data folder; the check holds that one to the same rules.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from redress.law.bilingual import Bilingual
from redress.law.periods import later
from redress.privacy.models import Sealed

ANCHORS = frozenset({"left", "closed", "received", "checked", "answered", "made", "last_use"})
ENDS = frozenset({"erase", "drop", "delete", "archive"})
UNITS = frozenset({"years", "months", "days"})
PERMANENT = "permanent"
TEXTUAL = (
    models.CharField,
    models.TextField,
    models.BinaryField,
    models.JSONField,
    models.GenericIPAddressField,
    models.FileField,
)


class PolicyError(Exception):
    """The policy file cannot be used; the message says which rule and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what, how long, from which day, and then what.

    length, unit -- 3, "years"; None, "permanent" if it never ends
    """

    id: str
    what: Bilingual
    length: int | None
    unit: str
    since: str
    then: str
    basis: tuple[Mapping[str, str], ...]
    why: Bilingual
    slots: tuple[str, ...]
    fields: tuple[str, ...]

    def expires_on(self, anchor: date | None) -> date | None:
        """Return the first day on which it is no longer kept; None while the anchor is unknown, or if it stays for good."""
        if anchor is None or self.length is None:
            return None
        if self.unit == "days":
            return anchor + timedelta(days=self.length + 1)
        months = self.length * (12 if self.unit == "years" else 1)
        return later(anchor, months=months) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Policy:
    version: str
    rules: tuple[Rule, ...]
    neutral: tuple[str, ...]

    def rule(self, name: str) -> Rule:
        """Raises LookupError."""
        for rule in self.rules:
            if rule.id == name:
                return rule
        raise LookupError(f"There is no retention rule {name}.")

    def rule_of_slot(self, slot: str) -> Rule | None:
        """Return the rule that covers a place in the vault."""
        return _first(self.rules, lambda rule: any(fnmatchcase(slot, pattern) for pattern in rule.slots))

    def rule_of_field(self, label: str) -> Rule | None:
        """Return the rule that covers a column, such as "cases.Case.matter"."""
        return _first(self.rules, lambda rule: any(fnmatchcase(label, pattern) for pattern in rule.fields))


def _first(rules: Iterable[Rule], covers: Any) -> Rule | None:
    return next((rule for rule in rules if covers(rule)), None)


def policy() -> Policy:
    """Return the policy in force here, read again when its file changed. Raises PolicyError."""
    own = Path(settings.REDRESS_DATA) / "retention.toml"
    if own.exists():
        return _own(own, own.stat().st_mtime_ns)
    return _shipped()


@lru_cache(maxsize=4)
def _own(path: Path, changed: int) -> Policy:
    return read(path.read_text("utf-8"))


@lru_cache(maxsize=1)
def _shipped() -> Policy:
    return read(files("redress.privacy").joinpath("policy.toml").read_text("utf-8"))


def read(text: str) -> Policy:
    """Read a policy file. Raises PolicyError for anything the eraser could misunderstand."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"The retention policy is no valid TOML: {error}") from None
    rules = tuple(_rule(row) for row in table.get("rule", ()))
    names = [rule.id for rule in rules]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise PolicyError(f"Two rules have the same id: {', '.join(twice)}.")
    return Policy(table["version"], rules, tuple(table.get("neutral", {}).get("fields", ())))


def _rule(row: Mapping[str, Any]) -> Rule:
    name = row.get("id", "?")
    missing = sorted({"id", "what", "keep", "from", "then", "basis", "why"} - row.keys())
    if missing:
        raise PolicyError(f"Rule {name} lacks {', '.join(missing)}.")
    length, unit = _period(name, row["keep"])
    if row["from"] not in ANCHORS or row["then"] not in ENDS:
        raise PolicyError(f"Rule {name}: “from” is one of {sorted(ANCHORS)}, “then” one of {sorted(ENDS)}.")
    if (length is None) != (row["then"] == "archive"):
        raise PolicyError(f"Rule {name}: what is kept for good is archived, and only that.")
    if not row["basis"]:
        raise PolicyError(f"Rule {name} names no provision.")
    return Rule(
        name,
        row["what"],
        length,
        unit,
        row["from"],
        row["then"],
        tuple(row["basis"]),
        row["why"],
        tuple(row.get("slots", ())),
        tuple(row.get("fields", ())),
    )


def _period(name: str, text: str) -> tuple[int | None, str]:
    if text == PERMANENT:
        return None, PERMANENT
    number, _, unit = text.partition(" ")
    if not number.isdigit() or unit not in UNITS:
        raise PolicyError(f"Rule {name}: “{text}” is no period; write “3 years”, “6 months”, “14 days” or “permanent”.")
    return int(number), unit


def due(rule_id: str, anchors: Mapping[int, date | None], *, on: date, held: Iterable[int] = ()) -> list[int]:
    """Return the cases whose time is up under a rule, oldest anchor first; held ones are left out.

    anchors -- case -> day the rule counts from (None while it has not come), from the room that knows it
    """
    rule = policy().rule(rule_id)
    keep = set(held)
    ends = {case_id: rule.expires_on(anchor) for case_id, anchor in anchors.items() if case_id not in keep}
    return sorted(
        (case for case, end in ends.items() if end is not None and end <= on), key=lambda case: (ends[case], case)
    )


def uncovered_fields(found: Policy | None = None) -> list[str]:
    """Return the columns that can hold text and are in no rule and not listed as neutral; empty is what must be."""
    rules = found or policy()
    return [
        label
        for label in _textual_columns()
        if rules.rule_of_field(label) is None and not any(fnmatchcase(label, pattern) for pattern in rules.neutral)
    ]


def dead_patterns(found: Policy | None = None) -> list[str]:
    """Return the column patterns of the policy that fit no column any more."""
    rules = found or policy()
    columns = _textual_columns()
    patterns = [*rules.neutral, *(pattern for rule in rules.rules for pattern in rule.fields)]
    return [pattern for pattern in patterns if not any(fnmatchcase(column, pattern) for column in columns)]


def uncovered_slots(slots: Sequence[str] | None = None, found: Policy | None = None) -> list[str]:
    """Return the places in the vault that no rule covers, numbers left out; by default of everything stored."""
    rules = found or policy()
    stored = Sealed.objects.values_list("slot", flat=True).distinct().iterator() if slots is None else slots
    return sorted({_family(slot) for slot in stored if rules.rule_of_slot(slot) is None})


def _family(slot: str) -> str:
    return ":".join("*" if part.isdigit() else part for part in slot.split(":"))


def _textual_columns() -> list[str]:
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, TEXTUAL)
    ]
