"""Words and facts in, a letter out: PDF for the citizen and the archive, DOCX for the office."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from redress.cases.letters import forms, markup, pdf, wording
from redress.cases.letters.facts import in_words, is_empty, problems_with
from redress.cases.letters.fonts import printable
from redress.cases.letters.forms import Form, short
from redress.cases.letters.markup import Filled
from redress.cases.letters.sheet import Sheet
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed
from redress.law.packs import say

__all__ = ["plain_text", "problems_with", "render_docx", "render_pdf", "sheet"]


def render_pdf(
    form: Form, context: Mapping[str, Any], *, lang: str, body: str | None = None, preview: bool = False
) -> bytes:
    """Return the letter as PDF/A-2a and PDF/UA-1; the same facts give the same bytes.

    context -- fact name -> value: str or {"zh", "en"}, date, Decimal, bool, lists of texts, Cite rows and route rows
    body -- wording in the language of templates; the rule set's own if absent
    Raises NotAllowed with every missing or unusable fact; nothing is made then.
    """
    return pdf.produce(_sheet(form, context, lang=lang, body=body, preview=preview), forms.folder(form))


def render_docx(
    form: Form, context: Mapping[str, Any], *, lang: str, body: str | None = None, preview: bool = False
) -> bytes:
    """Return the letter as an editable document with the same words; the same facts give the same bytes.

    Raises NotAllowed as `render_pdf` does.
    """
    from redress.cases.letters import word  # noqa: PLC0415 -- 13 MB that an idle process does without

    return word.produce(_sheet(form, context, lang=lang, body=body, preview=preview), forms.folder(form))


def sheet(
    form: Form, context: Mapping[str, Any], *, lang: str, body: str | None = None, preview: bool = False
) -> Sheet:
    """Return the letter as blocks, for a page that shows it before it is made. Raises NotAllowed as `render_pdf` does."""
    return _sheet(form, context, lang=lang, body=body, preview=preview)


def plain_text(form: Form, context: Mapping[str, Any], *, lang: str, body: str | None = None) -> str:
    """Return the words of the letter for the case page, an e-mail or a telephone script.

    Raises NotAllowed as `render_pdf` does.
    """
    sheet = _sheet(form, context, lang=lang, body=body, preview=False)
    marks = {"heading": "\n", "item": "· ", "route": "· "}
    rows = [f"{block.label}{'：' if sheet.language == 'zh' else ': '}{block.text}" if block.label else
            f"{marks.get(block.kind, '')}{block.text}" for block in sheet.blocks]  # fmt: skip
    return "\n".join((sheet.title, *filter(None, (sheet.number, sheet.to)), "", *rows))


def _sheet(form: Form, context: Mapping[str, Any], *, lang: str, body: str | None, preview: bool) -> Sheet:
    problems = problems_with(form, context, numbered=not preview)
    if problems:
        raise NotAllowed(problems)
    language = short(lang)
    known = forms.facts(form.rule_set)
    values = {
        name: words
        for name in form.allowed
        if name in known and not is_empty(context.get(name))
        for words in [in_words(form, known[name], context[name], language, context)]
    }
    said = _Phrases(form.rule_set, language)
    text = body if body is not None else forms.shipped_body(form, language)
    blocks = markup.fill(text, values, known, language=language, empty=said("not_given"))
    issued = context["issued_on"]
    day = day_of(issued) if isinstance(issued, datetime) else issued
    url = printable(str(context.get("lookup_url") or ""))
    number = values["letter_number"].joined if form.word and "letter_number" in values else ""
    return Sheet(
        language=language,
        title=say(form.title, language),
        agency=values["agency_name"].joined,
        number=number or (said("number_pending") if form.word else ""),
        to=_address(form, values, said),
        day=day,
        day_words=wording.day_words(day, language, weekday=False),
        blocks=tuple(blocks),
        form_note=_form_note(form, said),
        layout=form.layout,
        seal=said("seal_place") if form.seal else "",
        signatures=tuple(said(f"signature_{who}") for who in form.signed),
        signature_date=said("signature_date"),
        follow=_follow(values, url, said),
        url=url,
        qr_alt=said("qr_alt"),
        footer=f"{say(form.title, language)}　{values['case_number'].joined}",
        page=said.raw("page"),
        preview=said("preview") if preview else "",
    )


class _Phrases:
    """Words of the layout in one language."""

    def __init__(self, rule_set: str, language: str) -> None:
        self.rule_set, self.language = rule_set, language

    def raw(self, name: str) -> str:
        return forms.phrase(self.rule_set, name, self.language)

    def __call__(self, name: str, **values: Any) -> str:
        return self.raw(name) % values if values else self.raw(name)


def _form_note(form: Form, said: _Phrases) -> str:
    if form.form is None:
        return ""
    return said("form_note", form=wording.numeral(form.form) if said.language == "zh" else form.form)


def _address(form: Form, values: Mapping[str, Filled], said: _Phrases) -> str:
    if not form.to:
        return ""
    name = values[form.to].joined if form.to in values else said("to_complainant")
    return name + said("colon")


def _follow(values: Mapping[str, Filled], url: str, said: _Phrases) -> tuple[str, ...]:
    found = [said("follow", url=url)] if url else []
    found.append(said("follow_number", number=values["case_number"].joined))
    if "agency_phone" in values:
        found.append(said("contact", phone=values["agency_phone"].joined))
    found += [values[name].joined for name in ("agency_address", "agency_hours") if name in values]
    return tuple(found)
