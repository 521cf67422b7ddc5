"""Words of a case are words: no typesetter, template, XML or asterisk in them does anything."""

import io
import zipfile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from redress.cases.letters import fonts, forms, render
from tests.cases.letters.sample import sample_facts, squeezed, words_of

FORM = forms.form("cn-samr-2026", "refusal_decision")
STORY = forms.form("cn-samr-2026", "complaint_registration")


@pytest.mark.parametrize(
    "words",
    [
        '#panic("x")', "#import \"@preview/x:1.0.0\": *", '#read("/etc/passwd")', "$ 1/0 $", "= Heading", "*bold* _it_",
        "<label> @ref", "\\u{41}", "// comment", "/* x */", "`raw`", "~ -- ---", "{fact}", "{{fact}}", "{unknown}",
        "{% for x in y %}", "{{ 7*7 }}", "{{r x }}", "{_{ x }_}", "{_% x %_}", "{%p if 1 %}", "**不是强调**", "| a | b |",
        "## 不是标题", "> 不是答复", "- 不是列表", "<w:p/><b>&amp;</b>", "]]>", "&#60;", "%(url)s %s", "\\n\\t",
    ],
)  # fmt: skip
def test_marks_of_any_language_come_out_as_they_went_in(words):
    facts = sample_facts(FORM, fact=f"甲{words}乙")

    assert squeezed(f"甲{words}乙") in words_of(render.render_pdf(FORM, facts, lang="zh"))
    paragraphs = Document(io.BytesIO(render.render_docx(FORM, facts, lang="zh"))).paragraphs
    printed = "\n".join(paragraph.text for paragraph in paragraphs).replace("\N{WORD JOINER}", "")
    assert f"甲{words}乙" in printed


@pytest.mark.parametrize(
    ("given_name", "printed"),
    [
        pytest.param("𠮷野", "〔U+20BB7〕野", id="a character without a glyph is named"),
        pytest.param("气死我了😡", "气死我了〔U+1F621〕", id="emoji"),
        pytest.param("e\u0301te\u0301", "été", id="combining marks are composed"),
        pytest.param("林\u202e晓\u202c", "林晓", id="turning marks are left out"),
        pytest.param("林\u2066晓\u2069\u200f", "林晓", id="isolating marks are left out"),
        pytest.param("林\x00\x07\x1b[31m晓", "林[31m晓", id="control characters are left out"),
        pytest.param("林\ud800晓\ufffe", "林晓〔U+FFFE〕", id="half characters"),
        pytest.param("\ufeff林\u200b晓\u00ad", "林晓", id="invisible characters"),
        pytest.param("👨‍👩‍👧", "〔U+1F468〕〔U+1F469〕〔U+1F467〕", id="joined emoji"),
        pytest.param("א", "〔U+05D0〕", id="a script that the fonts lack"),
        pytest.param("阿卜杜拉·买买提", "阿卜杜拉·买买提", id="a name with a dot"),
    ],
)
def test_what_cannot_be_printed_is_named_and_what_turns_lines_is_left_out(given_name, printed):
    facts = sample_facts(FORM, fact=f"甲{given_name}乙")

    assert fonts.printable(given_name) == printed
    assert f"甲{printed}乙" in words_of(render.render_pdf(FORM, facts, lang="zh"))


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=200))
def test_any_text_at_all_makes_a_letter(text):
    facts = sample_facts(STORY, story=f"甲{text}", respondent_name=f"乙{text}")

    assert render.render_pdf(STORY, facts, lang="zh").startswith(b"%PDF-")


@settings(max_examples=20, deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=200))
def test_any_text_at_all_makes_a_word_document(text):
    made = render.render_docx(STORY, sample_facts(STORY, story=f"甲{text}"), lang="zh")

    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert etree.fromstring(parts.read("word/document.xml")) is not None


def test_further_fonts_of_an_installation_are_used(settings, tmp_path):
    (tmp_path / "extra.otf").write_bytes(fonts.font_files()[0].read_bytes())
    settings.REDRESS_FONT_PATHS = [str(tmp_path)]

    assert fonts.font_files()[0] == tmp_path / "extra.otf"
    assert "林晓" in words_of(render.render_pdf(FORM, sample_facts(FORM, complainant_name="林晓"), lang="zh"))
