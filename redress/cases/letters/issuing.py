"""Issue a letter: make it, then number it, seal it away and record it in one transaction."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import transaction

from redress.agencies.queries import Body
from redress.cases.letters import files, forms, from_case, numbering, render, templates
from redress.cases.letters.forms import Form
from redress.cases.letters.models import Letter
from redress.cases.letters.templates import Wording
from redress.cases.models import Case
from redress.kernel.actors import Actor
from redress.records import entries
from redress.records.entries import Draft, Recorded, append

# Where the rule set names one form for a step but the case calls for another.
IDENTITY = "IDENTITY_PROOF"
TRIES = 3


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


@dataclass(frozen=True)
class Order:
    """Which letter is wanted, for whom, and who signs it when."""

    case: Case
    form: Form
    entry: Recorded | None
    language: str
    actor: Actor
    now: datetime

    @cached_property
    def body(self) -> Body:
        return from_case.signing_body(self.case, self.entry)

    @cached_property
    def wording(self) -> Wording:
        return templates.wording(self.form, agency_id=self.body.id, language=self.language)

    @property
    def audiences(self) -> tuple[str, ...]:
        """Who gets a copy. The file keeps the very same bytes: it needs none of its own unless it is the only one."""
        left_out = from_case.without_copy(self.case, self.entry) | {"file"}
        return tuple(audience for audience in self.form.audience if audience not in left_out) or ("file",)


def issue(
    case: Case, letter: str, *, entry: Recorded | None = None, language: str | None = None, actor: Actor, now: datetime
) -> list[Letter]:
    """Issue one letter and return its copies, one for each side that gets it; all carry one number.

    It is typeset with the number it is going to get before anything is locked, so that nobody who files waits for the
    typesetter; if another letter took that number meanwhile, it is typeset again.
    entry -- the step that it follows from: a second call for the same entry returns what was issued then
    language -- default: the language in which the case was filed
    Raises LookupError if the rule set has no such letter, NotAllowed with every missing fact; nothing is kept then.
    """
    order = Order(case, form_of(case, letter, entry), entry, forms.short(language or case.language), actor, now)
    for _ in range(TRIES):
        if before := _issued(order):
            return before
        number = _number(order, numbering.coming)
        if copies := _store(order, number, _typeset(order, number)):
            return copies
    with transaction.atomic():  # others keep coming first: hold the number while typesetting
        _in_turn(order)
        if before := _issued(order):
            return before
        number = _number(order, numbering.reserve)
        return _keep(order, number, _typeset(order, number))


def _in_turn(order: Order) -> None:
    """Two workers may come with one letter, if the first was silent for too long: they pass here one after the other."""
    Case.objects.select_for_update().filter(pk=order.case.pk).values_list("pk").first()


def _issued(order: Order) -> list[Letter]:
    if order.entry is None:
        return []
    rows = Letter.objects.filter(case=order.case, letter=order.form.id, entry_id=order.entry.id)
    return list(rows.order_by("pk"))


def _typeset(order: Order, number: str) -> dict[str, bytes]:
    """The copies as they will be sent, by audience."""
    more = {"issued_on": order.now, "letter_number": number}
    return {
        audience: render.render_pdf(
            order.form,
            from_case.facts(order.case, order.form, entry=order.entry, audience=audience) | more,
            lang=order.language,
            body=order.wording.body,
        )
        for audience in order.audiences
    }


@transaction.atomic
def _store(order: Order, number: str, documents: Mapping[str, bytes]) -> list[Letter]:
    """Keep what was typeset; empty if its number is another's by now, and then nothing was kept."""
    _in_turn(order)
    if before := _issued(order):
        return before
    if _number(order, numbering.reserve) != number:
        transaction.set_rollback(True)
        return []
    return _keep(order, number, documents)


def _keep(order: Order, number: str, documents: Mapping[str, bytes]) -> list[Letter]:
    copies = [_copy(order, number, audience, document) for audience, document in documents.items()]
    append([
        Draft(
            subject=order.case.pk,
            event="letter.issued",
            at=order.now,
            actor=order.actor.key,
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


def _number(order: Order, take: Callable[..., tuple[int, int]]) -> str:
    """The number as it stands on paper. take -- numbering.reserve, or numbering.coming to look only"""
    if not order.form.word:
        return ""
    year, number = take(agency_id=order.body.id, letter=order.form.id, now=order.now)
    return numbering.written(order.form, mark=numbering.mark_of(order.body.name_zh), year=year, number=number)


def _copy(order: Order, number: str, audience: str, document: bytes) -> Letter:
    copy = Letter.objects.create(
        case=order.case,
        agency_id=order.body.id,
        letter=order.form.id,
        rule_set=order.form.rule_set,
        language=order.language,
        audience=audience,
        number=number,
        version=order.wording.version,
        entry_id=order.entry.id if order.entry else None,
        sha256=hashlib.sha256(document).hexdigest(),
        size=len(document),
        issued_at=order.now,
        by=order.actor.key,
        file_slot="",
    )
    copy.file_slot = files.slot_of(copy.pk)
    copy.save(update_fields=["file_slot"])
    files.keep(order.case.pk, copy.pk, document)
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
