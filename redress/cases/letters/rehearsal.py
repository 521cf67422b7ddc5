"""The letter of a step before the step is taken: the step is rehearsed in a transaction that is rolled back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from redress.cases import actions, steps
from redress.cases.letters import from_case, issuing, render, templates
from redress.cases.letters.forms import Form, short
from redress.cases.letters.sheet import Sheet
from redress.kernel.actors import Actor
from redress.records import entries


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What the letter would say; made of the very facts and words with which it would be issued."""

    form: Form
    facts: Mapping[str, Any]
    language: str
    body: str

    def sheet(self) -> Sheet:
        return render.sheet(self.form, self.facts, lang=self.language, body=self.body, preview=True)

    def pdf(self) -> bytes:
        return render.render_pdf(self.form, self.facts, lang=self.language, body=self.body, preview=True)


def rehearse(number: str, verb: str, body: Any, *, actor: Actor, now: datetime) -> Rehearsed | None:
    """Return the letter that a step would issue, None if it issues none. Nothing is stored, numbered or sent.

    Raises what `actions.act` raises: a step that cannot be taken has no letter to show.
    """
    with transaction.atomic():
        step = steps.find(actions.get(number, actor=actor), verb)
        if step is None or not step.letter:
            return None
        case = actions.act(number, verb, body, actor=actor, now=now)
        entry = list(entries.of(case.pk, [step.event]))[-1]
        form = issuing.form_of(case, step.letter, entry)
        audience = form.audience[0]
        office = from_case.signing_body(case, entry)
        language = short(case.language)
        facts = from_case.facts(case, form, entry=entry, audience=audience) | {"issued_on": now}
        wording = templates.wording(form, agency_id=office.id, language=language)
        transaction.set_rollback(True)
    return Rehearsed(form, facts, language, wording.body)
