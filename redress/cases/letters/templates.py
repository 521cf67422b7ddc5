"""Wordings that an office made its own: checked, previewed, versioned, taken back; the layout stays the rule set's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import get_language, gettext

from redress.agencies import queries
from redress.cases.letters import forms, markup, render
from redress.cases.letters.fonts import printable
from redress.cases.letters.forms import Fact, Form
from redress.cases.letters.models import LetterTemplate
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import NotAllowed, Problem, require_none
from redress.law import packs
from redress.law.packs import say

EDITORS = frozenset({Role.ADMIN, Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a letter. version -- the rule set's ("2026.1") or the office's ("v3")."""

    body: str
    version: str
    own: bool


def wording(form: Form, *, agency_id: int | None, language: str) -> Wording:
    """The wording in use: the office's own if it has an active one, else the rule set's."""
    row = _versions(form, agency_id, language).filter(active=True).first() if agency_id is not None else None
    if row is not None:
        return Wording(row.body, f"v{row.version}", own=True)
    return Wording(
        forms.shipped_body(form, language), packs.load(form.rule_set).tables["letters"]["version"], own=False
    )


def versions(form: Form, *, actor: Actor, language: str) -> list[LetterTemplate]:
    """Every version of the office's own wording, newest first."""
    return list(_versions(form, actor.agency_id or 0, language).order_by("-version"))


def _versions(form: Form, agency_id: int, language: str) -> models.QuerySet[LetterTemplate]:
    return LetterTemplate.objects.filter(
        agency_id=agency_id, rule_set=form.rule_set, letter=form.id, language=forms.short(language)
    )


def problems_with_body(form: Form, body: str, *, language: str) -> list[Problem]:
    """Every reason why these words cannot be a wording of this letter, each naming the placeholder it is about."""
    if len(body) > markup.LONGEST_BODY:
        message = gettext("The wording is too long: %(count)s characters at most.") % {"count": markup.LONGEST_BODY}
        return [Problem("letter.template.too_long", message, "/body")]
    known = forms.facts(form.rule_set)
    used = [
        name for line in markup.lines(body, language=forms.short(language)) for name in markup.placeholders(line.text)
    ]
    used_in_labels = [
        name for line in markup.lines(body, language=forms.short(language)) for name in markup.placeholders(line.label)
    ]
    checks = (
        ("letter.template.unknown_placeholder", _unknown(form, used + used_in_labels),
         gettext("“{%(name)s}” is not something this letter can be filled with. A brace itself is written twice.")),
        ("letter.template.in_a_label", used_in_labels,
         gettext("“{%(name)s}” stands in the left column; facts belong in the right one.")),
        ("letter.template.private", _private(form, used, known),
         gettext("“%(title)s” would go to the other side too, so this letter cannot show it.")),
        ("letter.template.needs_own_line",
         markup.misplaced(body, known, language=forms.short(language)),
         gettext("“%(title)s” is a list; put its placeholder on a line of its own.")),
        ("letter.template.required", sorted(form.to_be_said - set(used)),
         gettext("The letter has to say “%(title)s”; add {%(name)s}.")),
    )  # fmt: skip
    return [
        Problem(code, message % _named(name, known), "/body", tuple(cite.as_dict() for cite in form.own_law))
        for code, names, message in checks
        for name in dict.fromkeys(names)
    ] + _unprintable(body)


def _unknown(form: Form, used: list[str]) -> list[str]:
    return [name for name in used if not markup.NAME.match(name) or name not in form.allowed]


def _private(form: Form, used: list[str], known: Mapping[str, Fact]) -> list[str]:
    return [name for name in used if "respondent" in form.audience and name in known and known[name].private]


def _named(name: str, known: Mapping[str, Fact]) -> dict[str, str]:
    title = say(known[name].title, get_language() or "zh") if name in known else name
    return {"name": name, "title": title}


def _unprintable(body: str) -> list[Problem]:
    clean = printable(body)
    if not clean.strip():
        return [Problem("letter.template.empty", gettext("Write the words of the letter."), "/body")]
    if clean != body.replace("\r\n", "\n"):
        message = gettext("Some characters cannot be printed in a letter (emoji, or control characters); remove them.")
        return [Problem("letter.template.unprintable", message, "/body")]
    return []


@transaction.atomic
def save(rule_set: str, letter: str, body: str, *, language: str, actor: Actor, now: datetime) -> LetterTemplate:
    """Make a new version of the office's wording and use it from now on; letters already issued keep theirs.

    Raises NotAllowed with every problem of the words, or if wordings are not this person's to change; LookupError if
    there is no such letter.
    """
    form = forms.form(rule_set, letter)
    agency_id = _editor(actor)
    require_none(problems_with_body(form, body, language=language))
    rows = _versions(form, agency_id, language)
    last = rows.order_by("-version").values_list("version", flat=True).first() or 0
    rows.filter(active=True).update(active=False)
    return LetterTemplate.objects.create(
        agency_id=agency_id,
        rule_set=rule_set,
        letter=letter,
        language=forms.short(language),
        version=last + 1,
        body=body.replace("\r\n", "\n"),
        created_by=actor.key,
        created_at=now,
    )


@transaction.atomic
def use(rule_set: str, letter: str, version: int | None, *, language: str, actor: Actor, now: datetime) -> None:
    """Go back to an earlier version of the office's wording. version -- None: the rule set's own

    Raises NotAllowed if wordings are not this person's to change, LookupError if there is no such version.
    """
    form = forms.form(rule_set, letter)
    rows = _versions(form, _editor(actor), language)
    if version is not None and not rows.filter(version=version).exists():
        raise LookupError(f"There is no version {version} of this wording.")
    rows.filter(active=True).update(active=False)
    if version is not None:
        rows.filter(version=version).update(active=True)


def _editor(actor: Actor) -> int:
    """The office whose wordings this person may change. Raises NotAllowed."""
    if actor.role in EDITORS and actor.agency_id is not None:
        return actor.agency_id
    message = gettext("The wording of letters is changed by a supervisor or administrator of the office.")
    raise NotAllowed([Problem("letter.template.wrong_role", message)])


def preview(
    form: Form, body: str | None = None, *, language: str, actor: Actor, now: datetime, docx: bool = False
) -> bytes:
    """Show the letter with invented facts, marked on every page as not issued. Nothing is stored.

    body -- words being edited; absent: the wording in use
    Raises NotAllowed with every problem of the words.
    """
    if body is None:
        body = wording(form, agency_id=actor.agency_id, language=language).body
    require_none(problems_with_body(form, body, language=language))
    make = render.render_docx if docx else render.render_pdf
    return make(form, sample(form, agency_id=actor.agency_id, now=now), lang=language, body=body, preview=True)


def sample(form: Form, *, agency_id: int | None, now: datetime) -> dict[str, Any]:
    """Invented facts for every placeholder of a letter: each text says what will stand there."""
    known = forms.facts(form.rule_set)
    body = queries.body(agency_id) if agency_id is not None else None
    values = {name: _invented(known[name], form, now) for name in form.allowed - {"letter_number"} if name in known}
    if body is not None:
        values |= {
            "agency_name": {"zh": body.name_zh, "en": body.name_en},
            "agency_phone": body.phone,
            "agency_address": body.address,
            "agency_hours": "；".join(body.hours_in("zh-hans")),
        }
    return {**values, "issued_on": now}


def _invented(fact: Fact, form: Form, now: datetime) -> Any:
    shown = {language: f"〔{words}〕" for language, words in fact.title.items()}
    routes = packs.load(form.rule_set).tables.get("routes", {}).get("route", {})
    values: dict[str, Any] = {
        "date": date(now.year, 12, 31),
        "money": Decimal("1234.50"),
        "choice": True,
        "list": [shown, shown],
        "cites": list(form.own_law),
        "routes": list(routes.values()),
    }
    return values.get(fact.type, "https://example.org/case" if fact.name == "lookup_url" else shown)
