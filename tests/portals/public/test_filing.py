"""Filing on the page: nothing is a gate, nothing typed is lost, and the same rule answers as everywhere else."""

import pytest

from redress.cases import actions, intake, reading
from redress.cases.models import Case, Message
from redress.kernel.actors import SYSTEM
from redress.kernel.problems import Invalid
from redress.privacy import consents, vault
from redress.records import entries
from tests.conftest import NOON
from tests.portals.public.visitors import LIN, Visitor, tell, walk


def page(response) -> str:
    return response.content.decode()


def test_lin_files_her_complaint(visitor):
    walk(visitor)

    assert visitor.post("/file/check/").url == "/file/received/"

    case = Case.objects.get()
    sealed = vault.open(case.pk, "intake")
    assert sealed["story"] == LIN
    assert sealed["complainant"] == {"name": "林晓", "phone": "13800001234", "address": "浦东新区某路1号"}
    assert (case.nature, case.category, str(case.amount)) == (
        "QUALITY",
        "goods.home_appliance.small.cleaning_robot",
        "2399.00",
    )
    assert case.facts_value["respondent"]["published_division"] == "310115"
    assert case.channel == "web"
    assert [row["kind"] for row in case.facts_value["requests"]] == ["REFUND"]
    assert case.missing_value == []


def test_the_received_page_has_number_words_and_the_next_date_with_every_day_counted(visitor):
    walk(visitor)
    visitor.post("/file/check/")
    case = Case.objects.get()

    body = page(visitor.get("/file/received/"))

    assert case.grouped_number in body
    assert "最晚10月9日（周五）告诉您是否受理" in body
    assert "法定" in body
    # Seven counted, ten left out: Mid-Autumn 25 to 27 September, National Day 1 to 7 October.
    assert body.count("day-skip") >= 10
    assert "国庆节" in body
    assert "中秋节" in body


def test_only_the_story_is_needed(visitor):
    tell(visitor, story="东西坏了")
    body = page(visitor.get("/file/check/"))
    assert "现在就可以提交。还缺：" in body
    assert "投诉人姓名" in body

    visitor.post("/file/check/")

    assert {row["pointer"] for row in Case.objects.get().missing_value} >= {
        "/complainant/name",
        "/respondent/name",
        "/requests",
    }


def test_an_empty_story_is_asked_for_in_the_words_of_the_rule(visitor):
    visitor.answer("", kind="complaint")

    response = visitor.post("/file/story/", {"problem_story": "  "})

    assert response.status_code == 422
    body = page(response)
    assert "请写几句话，说说买了什么、哪里有问题" in body
    assert body.index('id="problems"') < body.index("<h1")
    assert "<title>错误：" in body
    assert 'href="#id_problem_story"' in body


@pytest.mark.parametrize(
    ("step", "fields", "filing"),
    [
        pytest.param("purchase", {"purchase_amount": "两千多"}, {"purchase": {"amount": "两千多"}}, id="a sum in words"),
        pytest.param("purchase", {"purchase_amount": "-5"}, {"purchase": {"amount": "-5"}}, id="below zero"),
        pytest.param(
            "purchase",
            {"purchase_bought_on_year": "2027", "purchase_bought_on_month": "1", "purchase_bought_on_day": "1"},
            {"purchase": {"bought_on": "2027-1-1"}},
            id="a day to come",
        ),
        pytest.param(
            "purchase",
            {"purchase_bought_on_year": "2026", "purchase_bought_on_month": "2", "purchase_bought_on_day": "30"},
            {"purchase": {"bought_on": "2026-2-30"}},
            id="no such day",
        ),
        pytest.param("contact", {"complainant_phone": "1380000123"}, {"complainant": {"phone": "1380000123"}}, id="ten digits"),
        pytest.param("contact", {"complainant_email": "lin@"}, {"complainant": {"email": "lin@"}}, id="half an address"),
        pytest.param("trader", {"respondent_uscc": "91310115MA1K4XYZ00"}, {"respondent": {"uscc": "91310115MA1K4XYZ00"}}, id="a code that does not add up"),
    ],
)  # fmt: skip
def test_page_and_api_say_the_same_sentence(visitor, step, fields, filing):
    tell(visitor)
    with pytest.raises(Invalid) as refusal:
        intake.read({"problem": {"story": "x"}, **filing}, now=NOON)

    response = visitor.post(f"/file/{step}/", fields)

    assert response.status_code == 422
    for problem in refusal.value.problems:
        assert problem.message in page(response)
    for text in fields.values():
        assert f'value="{text}"' in page(response)


def test_a_story_too_long_is_kept_on_the_page_and_refused_with_its_limit(visitor):
    visitor.answer("", kind="complaint")

    response = visitor.post("/file/story/", {"problem_story": "长" * 20_001})

    assert response.status_code == 422
    assert "20000" in page(response)
    assert "长" * 20_001 in page(response)


@pytest.mark.parametrize(
    "text", ["\x00\x01坏了", "<script>alert(1)</script>", "مكسور 🙁", "\u202eexe.坏了", "a" * 3000]
)
def test_odd_text_is_taken_and_never_becomes_markup(visitor, text):
    tell(visitor, story=text)

    body = page(visitor.get("/file/check/"))

    assert "<script>alert" not in body
    visitor.post("/file/check/")
    assert Case.objects.count() == 1


def test_what_was_read_out_of_the_words_is_not_used_before_it_is_confirmed(visitor):
    tell(visitor)

    body = page(visitor.get("/file/facts/"))
    assert 'value="2399.00"' in body
    assert "扫地机器人、吸尘器" in body
    visitor.post("/file/check/")

    case = Case.objects.get()
    assert (case.amount, case.nature, case.category) == (None, "", "")


def test_nothing_found_nothing_asked(visitor):
    visitor.answer("", kind="complaint")

    assert visitor.answer("story", problem_story="他们骂人") == "/file/trader/"


@pytest.mark.parametrize(
    ("story", "leads_to", "number"),
    [
        pytest.param("热水器漏电，有人受伤了", "/file/danger/", "120", id="somebody is hurt"),
        pytest.param("对方冒充客服让我转账，像诈骗", "/file/fraud/", "96110", id="a swindle"),
    ],
)
def test_where_help_is_more_urgent_it_comes_first_and_the_form_can_go_on(visitor, story, leads_to, number):
    visitor.answer("", kind="complaint")

    assert visitor.answer("story", problem_story=story) == leads_to
    assert number in page(visitor.get(leads_to))
    assert visitor.answer(leads_to.split("/")[2]) != leads_to
    visitor.post("/file/check/")
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("circumstance", "words"),
    [
        pytest.param("business", "不能说明您是为生活消费购买", id="bought for business"),
        pytest.param("elsewhere", "已经受理或者处理过同一件事", id="already elsewhere"),
        pytest.param("long_ago", "已经超过三年", id="more than three years"),
    ],
)
def test_a_warning_says_why_and_never_blocks(visitor, circumstance, words):
    tell(visitor)
    visitor.answer("situation", situation=[circumstance])

    body = page(visitor.get("/file/check/"))
    assert "可能不会受理" in body
    assert words in body
    assert visitor.post("/file/check/").status_code == 302


def test_circumstances_and_wishes_reach_staff_alone(visitor):
    tell(visitor)
    visitor.answer("situation", situation=["harassed", "business"])
    visitor.answer("contact", complainant_name="林晓", reach=["sms_only"])
    visitor.post("/file/check/")

    case, message = Case.objects.get(), Message.objects.get()
    assert message.audience == "staff"
    assert "骚扰" in vault.open(case.pk, f"message:{message.pk}")["text"]
    assert "只发短信" in vault.open(case.pk, f"message:{message.pk}")["text"]
    assert case.facts_value["purchase"]["purpose"] == "other"


def test_no_consent_is_ticked_beforehand_and_each_answer_is_a_record(visitor):
    walk(visitor)
    visitor.answer("consents", consent_entrusted_mediation="yes")
    visitor.post("/file/check/")

    case = Case.objects.get()
    assert [(row.purpose, row.given) for row in consents.history(case.pk)] == [("entrusted_mediation", True)]
    assert case.facts_value["consents"] == {"publication": None, "entrusted_mediation": True}
    fresh = Visitor()
    tell(fresh)
    assert "checked" not in page(fresh.get("/file/consents/"))


def test_both_become_two_linked_cases(visitor):
    tell(visitor, kind="both")
    assert "两件" in page(visitor.get("/file/check/"))
    visitor.post("/file/check/")

    complaint, report = Case.objects.get(kind="complaint"), Case.objects.get(kind="report")
    assert complaint.linked_id == report.pk
    body = page(visitor.get("/file/received/"))
    assert complaint.grouped_number in body
    assert report.grouped_number in body


def test_a_report_may_be_made_without_a_name(visitor):
    tell(visitor, kind="report", story="某超市卖过期牛奶")
    assert visitor.answer("identity", anonymous="yes") == "/file/check/"
    assert "什么也看不到" in page(visitor.get("/file/check/"))
    visitor.post("/file/check/")

    case = Case.objects.get()
    assert vault.open(case.pk, "intake")["complainant"] == {}
    assert "投诉人" not in str(case.missing_value)
    assert visitor.get("/file/received/").status_code == 200


def test_a_name_typed_before_choosing_no_name_goes_nowhere(visitor):
    tell(visitor, kind="report", story="某超市卖过期牛奶")
    visitor.answer("identity", anonymous="no")
    visitor.answer("contact", complainant_name="林晓", complainant_phone="13800001234")
    visitor.answer("identity", anonymous="yes")
    visitor.post("/file/check/")

    case = Case.objects.get()
    assert "林晓" not in str(vault.open_case(case.pk))
    assert vault.find("phone", "13800001234") == []


def test_a_question_is_no_complaint(visitor):
    assert visitor.answer("", kind="enquiry") == "/enquiry/"
    assert "12315" in page(visitor.get("/enquiry/"))
    assert not Case.objects.exists()


def test_changing_an_answer_returns_to_the_check_page(visitor):
    walk(visitor)

    assert visitor.answer("trader", respondent_name="另一家店", **{"return": "check"}) == "/file/check/"
    assert "另一家店" in page(visitor.get("/file/check/"))


def test_a_change_that_opens_a_question_asks_it_first(visitor):
    tell(visitor, kind="report", story="过期牛奶")
    visitor.answer("identity", anonymous="yes")
    for step in ("facts", "trader", "place", "purchase", "situation", "proof"):
        visitor.answer(step)

    assert visitor.answer("identity", anonymous="no", **{"return": "check"}) == "/file/contact/"


def test_the_case_is_seen_by_the_office_of_the_published_address(visitor):
    walk(visitor)
    assert "将由浦东新区局（示例）办理" in page(visitor.get("/file/check/"))
    visitor.post("/file/check/")

    case = Case.objects.get()
    assert actions.get(case.number, actor=SYSTEM).agency.code == "310115"
    assert entries.of(case.pk)[0].event == "case.received"
    assert reading.sealed(case)["intake"]["story"] == LIN
