"""Papers for the next forum: filled from the case, for those who may have them, and recorded."""

import io
import zipfile

import pytest

from redress.cases.letters import markup
from redress.kernel.problems import NotAllowed, NotThere
from redress.records import entries
from redress.remedies import actions
from redress.remedies.documents import filling, forms, making
from tests.conftest import NOON
from tests.world import complainant

USABLE = [code for code, form in forms.forms().items() if not form.needs]


def words_of(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read("word/document.xml").decode()


@pytest.mark.parametrize("form", USABLE)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_paper_is_made_as_pdf_and_docx(office, form, language):
    filed = office.file()
    pdf, name = making.make(filed.number, form, "pdf", actor=complainant(filed), language=language, now=NOON)
    docx, _ = making.make(filed.number, form, "docx", actor=complainant(filed), language=language, now=NOON)
    assert pdf.startswith(b"%PDF")
    assert name.endswith(".pdf")
    assert "小蓝电器商行" in words_of(docx)


def test_the_civil_complaint_holds_parties_claims_facts_law_and_evidence(office):
    filed = office.file()
    actions.assess(filed.number, {"fraud": True}, actor=office.staff(), now=NOON)
    docx, _ = making.make(filed.number, "civil_complaint", "docx", actor=complainant(filed), language="zh", now=NOON)
    text = words_of(docx)
    for wanted in (
        "林小雨",
        "小蓝电器商行",
        "扫地机器人",
        "2026年8月28日",
        "退还货款",
        "《消费者权益保护法》第五十五条第一款",
        "人民法院",
    ):
        assert wanted in text


def test_a_sum_that_is_claimed_is_repeated_in_capital_numerals_in_chinese_alone(office):
    case = office.case(office.file(requests=[{"kind": "REFUND", "amount": "2399.50"}]))
    in_chinese = filling.values(case, actor=office.staff(), language="zh")["requests"].joined
    in_english = filling.values(case, actor=office.staff(), language="en")["requests"].joined
    assert in_chinese.endswith("2,399.50元（人民币贰仟叁佰玖拾玖元伍角）")
    assert in_english.endswith("CNY 2,399.50")


@pytest.mark.parametrize("form", USABLE)
def test_where_nothing_is_supported_yet_no_heading_stands_alone(office, form):
    filed = office.file(purchase={"what": "扫地机器人"}, requests=[])
    docx, _ = making.make(filed.number, form, "docx", actor=office.staff(), language="zh", now=NOON)
    for heading in ("法律依据", "法律可能支持的", "依据的条文"):
        assert heading not in words_of(docx)


def test_whoever_acts_for_the_person_stands_in_the_power_of_attorney(office):
    filed = office.file(complainant={"agent": {"name": "张小川", "phone": "13900139000"}})
    docx, _ = making.make(filed.number, "power_of_attorney", "docx", actor=office.staff(), language="zh", now=NOON)
    assert "张小川" in words_of(docx)
    assert "13900139000" in words_of(docx)


def test_what_is_not_known_is_left_to_be_filled_in(office):
    filed = office.file()
    docx, _ = making.make(filed.number, "civil_complaint", "docx", actor=complainant(filed), language="zh", now=NOON)
    assert "（请填写）" in words_of(docx)


def test_an_identity_number_stands_only_in_the_papers_of_the_person(office):
    filed = office.file(complainant={"id_type": "resident_id", "id_number": "11010519491231002X"})
    own = filling.values(office.case(filed), actor=complainant(filed), language="zh")
    staff = filling.values(office.case(filed), actor=office.staff(), language="zh")
    assert own["complainant_id"].joined == "11010519491231002X"
    assert "complainant_id" not in staff


def test_making_a_paper_is_recorded_without_its_words(office):
    filed = office.file()
    making.make(filed.number, "demand_letter", "pdf", actor=office.staff(), language="zh", now=NOON)
    entry = entries.of(filed.id, ["document.made"])[-1]
    assert entry.data == {"document": "demand_letter", "format": "pdf"}


def test_judicial_confirmation_needs_an_agreement(office):
    filed = office.file()
    with pytest.raises(NotAllowed) as refused:
        making.make(filed.number, "judicial_confirmation", "pdf", actor=complainant(filed), language="zh", now=NOON)
    assert [problem.code for problem in refused.value.problems] == ["document.make.no_agreement"]


def test_a_report_has_no_papers(office):
    filed = office.file(kind="report")
    assert making.offered(office.case(filed), actor=complainant(filed)) == []


@pytest.mark.parametrize(("form", "kind"), [("nonsense", "pdf"), ("civil_complaint", "exe")])
def test_what_is_not_there_is_not_found(office, form, kind):
    filed = office.file()
    with pytest.raises(NotThere):
        making.make(filed.number, form, kind, actor=complainant(filed), language="zh", now=NOON)


def test_a_case_of_another_office_gives_no_papers(office):
    with pytest.raises(NotThere):
        making.make(
            office.file().number, "civil_complaint", "pdf", actor=office.staff(code="330108"), language="zh", now=NOON
        )


@pytest.mark.parametrize("form", forms.forms().values(), ids=lambda form: form.id)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wording_uses_only_facts_that_there_are(form, language):
    used = set(markup.placeholders(form.body(language)))
    assert used <= set(forms.facts())
    assert markup.misplaced(form.body(language), forms.facts(), language=language) == []


def test_both_languages_use_the_same_facts():
    for form in forms.forms().values():
        assert set(markup.placeholders(form.body("zh"))) == set(markup.placeholders(form.body("en")))
