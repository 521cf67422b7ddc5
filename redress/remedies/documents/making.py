"""Make a paper: who may, what is lacking, PDF or DOCX. Making one is recorded; the paper itself is not kept here."""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext

from redress.cases import actions as cases
from redress.cases.letters import markup, pdf, wording
from redress.cases.letters.sheet import Sheet
from redress.cases.models import Case
from redress.cases.models.case import COMPLAINT
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.law import packs
from redress.law.packs import say
from redress.records import entries
from redress.records.entries import Draft, append
from redress.remedies.documents import filling, forms
from redress.remedies.documents.forms import Form

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MAKERS = frozenset({Role.COMPLAINANT, Role.CLERK, Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR})


def offered(case: Case, *, actor: Actor) -> list[tuple[Form, list[Problem]]]:
    """Return every paper, each with the reasons why it cannot be made now; none for reports."""
    if case.kind != COMPLAINT:
        return []
    return [(form, problems_with(case, form, actor=actor)) for form in forms.forms().values()]


def problems_with(case: Case, form: Form, *, actor: Actor) -> list[Problem]:
    found = []
    if actor.role not in MAKERS:
        found.append(Problem("document.make.wrong_role", gettext("Making papers is not a step for your role.")))
    if case.kind != COMPLAINT:
        found.append(
            Problem(
                "document.make.report", gettext("Papers are made from complaints; a report claims nothing for oneself.")
            )
        )
    if form.needs == "agreement" and not entries.of(case.pk, [filling.AGREED]):
        found.append(Problem("document.make.no_agreement", gettext("There is no agreement in the file yet.")))
    return found


def make(number: str, form_id: str, kind: str, *, actor: Actor, language: str, now: datetime) -> tuple[bytes, str]:
    """Return a paper and the name of its file, and record that it was made.

    kind -- pdf or docx; language -- zh… or en
    Raises NotThere (case, paper or kind), NotAllowed with every reason.
    """
    case = cases.get(number, actor=actor)
    form = forms.forms().get(form_id)
    if form is None or kind not in KINDS:
        raise NotThere(form_id)
    problems = problems_with(case, form, actor=actor)
    if problems:
        raise NotAllowed(problems)
    tongue = "zh" if language.lower().startswith("zh") else "en"
    sheet = _sheet(case, form, actor=actor, language=tongue, now=now)
    if kind == "pdf":
        made = pdf.produce(sheet, forms.folder())
    else:
        from redress.cases.letters import word  # noqa: PLC0415 -- 13 MB that an idle process does without

        made = word.produce(sheet, _letters())
    data = {"document": form.id, "format": kind}
    append([Draft(subject=case.pk, event="document.made", at=now, actor=actor.key, data=data)])
    return made, f"{say(form.title, tongue)}-{case.number}.{kind}"


def _letters() -> Path:
    return packs.available()[forms.RULE_SET] / "letters"


def _sheet(case: Case, form: Form, *, actor: Actor, language: str, now: datetime) -> Sheet:
    day = day_of(now)
    values = filling.values(case, actor=actor, language=language)
    empty = forms.phrase("empty", language)
    blocks = markup.fill(form.body(language), values, forms.facts(), language=language, empty=empty)
    return Sheet(
        language=language,
        title=say(form.title, language),
        agency="",
        number="",
        to="",
        day=day,
        day_words=wording.day_words(day, language, weekday=False),
        blocks=tuple(blocks),
        form_note="",
        layout="form",
        seal="",
        signatures=tuple(forms.phrase(who, language) for who in form.signed),
        signature_date=forms.phrase("date", language),
        follow=(forms.phrase("note", language),),
        url="",
        qr_alt="",
        footer=f"{say(form.title, language)}　{case.grouped_number}",
        page="%(page)s / %(pages)s",
        preview="",
    )
