"""Every letter of every rule set, in both languages, as PDF and as a Word document."""

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from redress.cases.letters import forms, render, word_layout
from redress.law import packs
from redress.law.packs import say
from tests.cases.letters.sample import sample_facts, squeezed, words_of

FORMS = [form for rule_set in ("cn-samr-2026", "cn-samr-2019") for form in forms.forms(rule_set).values()]
each_letter = pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.rule_set}.{form.id}")
each_language = pytest.mark.parametrize("lang", forms.LANGUAGES)


@each_language
@each_letter
def test_a_letter_says_what_it_has_to_say(form, lang):
    facts = sample_facts(form)

    words = words_of(render.render_pdf(form, facts, lang=lang))

    said = [facts[name] for name in form.to_be_said if isinstance(facts[name], str | dict)]
    expected = [say(form.title, lang), *(say(text, lang) if isinstance(text, dict) else text for text in said)]
    assert [text for text in expected if squeezed(text) not in words] == []
    assert squeezed(facts["case_number"]) in words
    assert (form.word != "") == (squeezed(facts["letter_number"]) in words)


@each_language
@each_letter
def test_a_letter_is_an_archive_document_that_a_screen_reader_can_read(form, lang):
    made = PdfReader(io.BytesIO(render.render_pdf(form, sample_facts(form), lang=lang)))

    metadata = made.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert made.trailer["/Root"]["/Lang"].startswith({"zh": "zh", "en": "en"}[lang])
    assert made.metadata.title == say(form.title, lang)
    assert all(embedded(font) for page in made.pages for font in page["/Resources"]["/Font"].values())


def embedded(font) -> bool:
    descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    return any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))


@each_language
@each_letter
def test_the_word_document_has_the_same_words_and_fonts_for_chinese(form, lang):
    facts = sample_facts(form)

    made = docx.Document(io.BytesIO(render.render_docx(form, facts, lang=lang)))

    printed = squeezed("".join(element.text or "" for element in made.element.iter(qn("w:t"))))
    shown = render.plain_text(form, facts, lang=lang)
    for mark in ("· ", "：", ": "):
        shown = shown.replace(mark, "\n")
    assert [line for line in shown.split("\n") if squeezed(line) and squeezed(line) not in squeezed(printed)
            and squeezed(line) not in printed.replace("：", "").replace(":", "")] == []  # fmt: skip
    assert not any(mark in printed for mark in ("{{", "}}", "{%", "%}"))
    assert all(
        style.element.rPr.rFonts.get(qn("w:eastAsia")) for style in made.styles if style.name.startswith("Letter")
    )
    assert all(picture.get("descr") for picture in made.element.iter(qn("wp:docPr")))


@pytest.mark.parametrize("make", [render.render_pdf, render.render_docx])
def test_the_same_facts_give_the_same_bytes(make):
    form = forms.form("cn-samr-2026", "refusal_decision")

    assert make(form, sample_facts(form), lang="zh") == make(form, sample_facts(form), lang="zh")


def test_the_word_layout_in_the_rule_set_is_what_its_builder_makes():
    kept = forms.folder(FORMS[0]) / "layout.docx"

    parts = [zipfile.ZipFile(io.BytesIO(document)) for document in (kept.read_bytes(), word_layout.build())]

    for part in ("word/document.xml", "word/styles.xml", "word/header1.xml", "word/footer1.xml"):
        assert parts[0].read(part) == parts[1].read(part)


@pytest.mark.parametrize("rule_set", ["cn-samr-2026", "cn-samr-2019"])
def test_every_letter_that_a_step_issues_is_in_the_register(rule_set):
    issued = {step.letter for step in packs.load(rule_set).steps if step.letter}

    assert issued <= set(forms.forms(rule_set))


def test_the_ten_official_forms_are_there_and_seven_of_the_service():
    numbers = [form.form for form in forms.forms("cn-samr-2026").values()]

    assert sorted(number for number in numbers if number) == list(range(1, 11))
    assert numbers.count(None) == 7


def test_a_seal_is_only_ever_a_place():
    form = forms.form("cn-samr-2026", "acceptance_decision")

    assert "此处盖章" in words_of(render.render_pdf(form, sample_facts(form), lang="zh"))


def test_an_old_case_gets_the_articles_of_its_day():
    form = forms.form("cn-samr-2019", "refusal_decision")

    words = words_of(render.render_pdf(form, sample_facts(form), lang="zh"))

    assert "《市场监督管理投诉举报处理暂行办法》第十五条第二项" in words
