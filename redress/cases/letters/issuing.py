"""Issue a letter: number it, make it, seal it away and record it, in one transaction."""

import hashlib
from datetime import datetime

from django.db import transaction

from redress.cases.letters import files, forms, from_case, numbering, render, templates
from redress.cases.letters.forms import Form
from redress.cases.letters.models import Letter
from redress.cases.models import Case
from redress.kernel.actors import Actor
from redress.records import entries
from redress.records.entries import Draft, Recorded, append

# Where the rule set names one form for a step but the case calls for another.
IDENTITY = "IDENTITY_PROOF"


def produce(
    case: Case, letter: str, *, language: str, audience: str = "complainant", now: datetime, docx: bool = False
) -> bytes:
    """Make a letter that is not kept, such as a receipt or the registration form. Nothing is stored or numbered.

    Raises LookupError if the rule set has no such letter, NotAllowed with every missing fact.
    """
    form = forms.form(case.rule_set, letter)
    facts = from_case.facts(case, form, audience=audience) | {"issued_on": now}
    body = templates.wording(form, agency_id=case.agency_id, language=language).body
    make = render.render_docx if docx else render.render_pdf
    return make(form, facts, lang=language, body=body)


@transaction.atomic
def issue(
    case: Case, letter: str, *, entry: Recorded | None = None, language: str | None = None, actor: Actor, now: datetime
) -> list[Letter]:
    """Issue one letter and return its copies, one for each side that gets it; all carry one number.

    entry -- the step that it follows from: a second call for the same entry returns what was issued then
    language -- default: the language in which the case was filed
    Raises LookupError if the rule set has no such letter, NotAllowed with every missing fact; nothing is kept then.
    """
    form = form_of(case, letter, entry)
    if entry is not None:
        before = list(Letter.objects.filter(case=case, letter=form.id, entry_id=entry.id).order_by("pk"))
        if before:
            return before
    language = forms.short(language or case.language)
    number = _number(case, form, entry, now)
    copies = [_copy(case, form, entry, audience, number, language, actor, now) for audience in _copies(form)]
    append([
        Draft(
            subject=case.pk,
            event="letter.issued",
            at=now,
            actor=actor.key,
            data={"letter": copy.letter, "letter_id": copy.pk, "audience": copy.audience, "number": number, "sha256": copy.sha256},
        )
        for copy in copies
    ])  # fmt: skip
    return copies


def form_of(case: Case, letter: str, entry: Recorded | None) -> Form:
    """The form of a step. Only a request for proof of identity is the official form 4 (S Art. 10(3))."""
    asked = entry.data.get("reason_code") if entry else None
    if letter == "identity_notice" and (asked != IDENTITY or case.kind != "complaint"):
        letter = "materials_request"
    return forms.form(case.rule_set, letter)


def _copies(form: Form) -> tuple[str, ...]:
    """Who gets a copy. The file keeps the very same bytes, so it needs none of its own unless it is the only one."""
    return tuple(audience for audience in form.audience if audience != "file") or ("file",)


def _number(case: Case, form: Form, entry: Recorded | None, now: datetime) -> str:
    if not form.word:
        return ""
    body = from_case.signing_body(case, entry)
    year, number = numbering.reserve(agency_id=body.id, letter=form.id, now=now)
    return numbering.written(form, mark=numbering.mark_of(body.name_zh), year=year, number=number)


def _copy(
    case: Case,
    form: Form,
    entry: Recorded | None,
    audience: str,
    number: str,
    language: str,
    actor: Actor,
    now: datetime,
) -> Letter:
    body = from_case.signing_body(case, entry)
    wording = templates.wording(form, agency_id=body.id, language=language)
    facts = from_case.facts(case, form, entry=entry, audience=audience) | {"issued_on": now, "letter_number": number}
    document = render.render_pdf(form, facts, lang=language, body=wording.body)
    copy = Letter.objects.create(
        case=case,
        agency_id=body.id,
        letter=form.id,
        rule_set=form.rule_set,
        language=language,
        audience=audience,
        number=number,
        version=wording.version,
        entry_id=entry.id if entry else None,
        sha256=hashlib.sha256(document).hexdigest(),
        size=len(document),
        issued_at=now,
        by=actor.key,
        file_slot="",
    )
    copy.file_slot = files.slot_of(copy.pk)
    copy.save(update_fields=["file_slot"])
    files.keep(case.pk, copy.pk, document)
    return copy


def editable(copy: Letter) -> bytes:
    """Return an issued letter's words as an editable document, made of its step and of the case as it is now.

    The archive keeps the PDF alone; this is for whoever has to write a like letter. Raises NotAllowed.
    """
    form = forms.form(copy.rule_set, copy.letter)
    entry = entries.get(copy.entry_id) if copy.entry_id else None
    wording = templates.wording(form, agency_id=copy.agency_id, language=copy.language)
    facts = from_case.facts(copy.case, form, entry=entry, audience=copy.audience)
    facts |= {"issued_on": copy.issued_at, "letter_number": copy.number}
    return render.render_docx(form, facts, lang=copy.language, body=wording.body)


def issue_for_entry(case_id: int, letter: str, entry_id: int, *, actor: Actor, now: datetime) -> list[Letter]:
    """Issue the letter that a recorded step asks for; safe to repeat. The person who took the step signs."""
    case = Case.objects.get(pk=case_id)
    entry = entries.get(entry_id)
    return issue(case, letter, entry=entry, actor=Actor(key=entry.actor, role=actor.role), now=now)
