"""My matter: what is the state, whose turn, by when, what can I do, what if nobody acts. And doing it, once."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from redress.cases import actions, calls
from redress.cases.models import Case, Exhibit, Message
from redress.kernel.actors import Role
from redress.privacy import vault
from redress.records import entries, receipts
from tests.cases.test_evidence import picture
from tests.conftest import NOON
from tests.portals.public.officers import ACCEPT, ASK, CLOSE, MEDIATE, REFUSE, RESULT, SETTLE, act, officer
from tests.portals.public.visitors import walk


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def case(visitor) -> Case:
    walk(visitor)
    visitor.post("/file/check/")
    visitor.get("/file/received/")
    return Case.objects.get()


def here(case: Case, path: str = "") -> str:
    return f"/case/{case.number}/{path}"


def once(response) -> str:
    return text(response).split('name="once" value="')[1].split('"')[0]


def do(visitor, case: Case, verb: str, **fields):
    """Open a step's page and send it."""
    opened = visitor.get(here(case, f"do/{verb}/"))
    assert opened.status_code == 200, text(opened)
    return visitor.post(here(case, f"do/{verb}/"), {"once": once(opened), **fields})


def test_the_page_answers_the_five_questions(case, visitor):
    body = text(visitor.get(here(case)))

    assert "已收到，正在看您的材料" in body
    assert "浦东新区局（示例）" in body
    assert "2026年10月9日（周五），法律规定" in body
    assert "给经办单位留言" in body
    assert "系统会记为超期并提醒主管" in body


def test_the_rights_that_such_a_matter_touches_are_one_step_away(case, visitor):
    assert case.nature == "QUALITY"
    body = text(visitor.get(here(case)))

    assert 'href="/rights/fair-trade/"' in body
    assert visitor.get("/rights/fair-trade/").status_code == 200


def test_a_closed_door_says_why(case, visitor):
    body = text(visitor.get(here(case)))
    assert "现在不能做的，和原因" in body

    response = visitor.get(here(case, "do/rate/"))

    assert response.status_code == 409
    assert "没有任何改动" in text(response)


def test_materials_are_supplied_with_words_and_files(case, visitor):
    act(case, officer(), ASK)
    assert "请补充订单截图" in text(visitor.get(here(case)))

    response = do(
        visitor,
        case,
        "supply_materials",
        text="订单在附件里",
        files=[SimpleUploadedFile("order.png", picture("PNG"))],
        audience="both",
    )

    assert response.url == here(case)
    case.refresh_from_db()
    assert case.state == "received"
    assert Exhibit.objects.get().case == case
    assert "订单在附件里" in text(visitor.get(here(case)))


def test_an_answer_without_anything_is_asked_for(case, visitor):
    act(case, officer(), ASK)

    response = do(visitor, case, "supply_materials", text=" ")

    assert response.status_code == 422
    case.refresh_from_db()
    assert case.state == "awaiting_materials"


def test_withdrawing_asks_twice(case, visitor):
    check = do(visitor, case, "withdraw", reason_code="SETTLED_DIRECTLY", text="谈好了")
    assert check.status_code == 200
    assert "确定撤回吗？" in text(check)
    case.refresh_from_db()
    assert case.state == "received"

    fields = {"once": once(check), "reason_code": "SETTLED_DIRECTLY", "text": "谈好了", "confirmed": "1"}
    assert visitor.post(here(case, "do/withdraw/"), fields).status_code == 302

    case.refresh_from_db()
    assert case.state == "withdrawn"


def test_a_double_click_does_a_step_once(case, visitor):
    act(case, officer(), ACCEPT, MEDIATE)
    form = {"once": once(visitor.get(here(case, "do/challenge_mediator/"))), "text": "调解员是商家的亲戚"}
    first = visitor.post(here(case, "do/challenge_mediator/"), form)
    second = visitor.post(here(case, "do/challenge_mediator/"), form)

    assert first.status_code == 302
    assert second.status_code in (302, 409)
    assert len(entries.of(case.pk, ["mediator.challenged"])) == 1


def test_a_message_is_sent_once_and_kept_when_empty(case, visitor):
    form = {"once": once(visitor.get(here(case, "write/"))), "text": "什么时候有结果？"}
    for _ in range(2):
        assert visitor.post(here(case, "write/"), form).status_code == 302

    assert Message.objects.count() == 1
    assert "什么时候有结果？" in text(visitor.get(here(case)))
    empty = visitor.post(here(case, "write/"), {"text": ""})
    assert empty.status_code == 422
    assert "id_text" in text(empty)


def test_what_staff_write_to_themselves_is_not_on_the_page(case, visitor):
    staff = officer()
    actions.write(case.number, {"text": "内部备注：先查工商登记", "audience": "staff"}, actor=staff, now=NOON)
    actions.write(case.number, {"text": "您好，已联系商家", "audience": "both"}, actor=staff, now=NOON)

    body = text(visitor.get(here(case)))

    assert "您好，已联系商家" in body
    assert "内部备注" not in body


def test_a_settled_case_is_performed_rated_and_reopened(case, visitor):
    staff = officer()
    act(case, staff, ACCEPT, MEDIATE, SETTLE)
    assert "2026年10月20日（周二），双方约定" in text(visitor.get(here(case)))
    assert do(visitor, case, "record_performance", performed="partly", text="还差500元").status_code == 302
    act(case, staff, RESULT, CLOSE)

    wrong = do(visitor, case, "rate", verdict="PARTLY")
    assert wrong.status_code == 422
    rated = do(
        visitor,
        case,
        "rate",
        verdict="PARTLY",
        grade="DISSATISFIED",
        reasons=["SLOW", "NOT_PERFORMED"],
        text="太慢",
        call_back="1",
    )
    assert rated.status_code == 302
    case.refresh_from_db()
    assert (case.verdict, case.grade) == ("PARTLY", 2)
    body = text(visitor.get(here(case)))
    assert "部分解决" in body
    assert "经办单位的结论" in body

    assert do(visitor, case, "reopen", reason_code="NOT_PERFORMED", text="还差500元没退").status_code == 302
    case.refresh_from_db()
    assert case.phase == "open"


def test_a_refusal_says_the_reason_in_plain_words(case, visitor):
    act(case, officer(), REFUSE)

    body = text(visitor.get(here(case)))

    assert "没有受理，原因和其他途径已告知您" in body
    assert "不能说明您是为生活消费购买" in body
    assert "材料显示为单位采购" in body


def test_the_same_four_digits_on_both_sides_and_new_ones_tomorrow(case, visitor):
    code = calls.code(case.number, now=NOON)

    assert f">{code}<" in text(visitor.get(here(case)))
    assert len({calls.code(case.number, now=NOON.replace(day=day)) for day in range(1, 29)}) > 20
    assert calls.code(case.number, now=NOON.replace(hour=23)) == code


def test_the_proof_of_receipt_can_be_checked_without_us(case, visitor):
    body = text(visitor.get(here(case)))
    address = body.split("/proof/")[1].split('"')[0]

    response = visitor.get(here(case, f"proof/{address}"))

    receipt = receipts.read_file(response.content)
    assert receipts.verify(receipt.proof, receipt.subject)["valid"]
    assert receipt.subject["number"] == case.number
    assert response["Content-Disposition"].startswith("attachment")
    changed = json.loads(response.content) | {"subject": receipt.subject | {"kind": "report"}}
    assert not receipts.verify(changed["proof"], changed["subject"])["valid"]


@pytest.mark.parametrize("entry", [0, 1, 999_999, 2**63, 10**30])
def test_a_proof_of_something_else_is_not_there(case, visitor, entry):
    if entry == 1:
        entries.append([entries.Draft(subject=case.pk + 1, event="x.done", at=NOON, actor="system")])
        entry = entries.of(case.pk + 1)[0].id
    assert visitor.get(here(case, f"proof/{entry}.receipt.json")).status_code == 404


def test_files_come_back_as_downloads_that_nothing_runs(case, visitor):
    visitor.post(here(case, "files/"), {"files": [SimpleUploadedFile("订单.png", picture("PNG"))], "audience": "staff"})
    exhibit = Exhibit.objects.get()
    assert (exhibit.audience, exhibit.added_role) == ("staff", Role.COMPLAINANT)

    response = visitor.get(here(case, f"file/{exhibit.pk}/"))

    assert response.content == picture("PNG")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "filename*=UTF-8''%E8%AE%A2%E5%8D%95.png" in response["Content-Disposition"]
    assert visitor.get(here(case, f"file/{exhibit.pk}/preview.jpg"))["Content-Type"] == "image/jpeg"
    assert visitor.get(here(case, f"file/{exhibit.pk + 1}/")).status_code == 404


def test_what_staff_keep_to_themselves_cannot_be_downloaded(case, visitor):
    from redress.cases import evidence

    exhibit = evidence.add_exhibit(
        case, name="a.png", stream=picture("PNG"), audience="staff", actor=officer(), now=NOON
    )

    assert visitor.get(here(case, f"file/{exhibit.pk}/")).status_code == 404
    assert "a.png" not in text(visitor.get(here(case)))


def test_the_words_of_an_erased_case_are_gone_and_its_dates_stay(case, visitor):
    from redress.privacy.models import CaseKey

    CaseKey.objects.filter(pk=case.pk).update(key_id=0, wrapped=b"", destroyed_at=NOON)
    with pytest.raises(vault.Erased):
        vault.open(case.pk, "intake")

    response = visitor.get(here(case))

    assert response.status_code == 200
    assert "个人信息已删除" in text(response)


def test_who_has_it_now_and_what_was_answered_stand_on_the_page(case, visitor):
    handed = {
        "reason_code": "SECTOR_BODY",
        "text": "属于通信资费问题",
        "body": "示例通信管理局",
        "answer_by": "2026-10-15",
    }
    act(
        case,
        officer(),
        ("transfer", handed),
        ("record_answer", {"answer": "refused", "on": "2026-09-22", "text": "不属于我局职责"}),
    )
    body = text(visitor.get(here(case)))

    assert "示例通信管理局" in body
    assert "不属于我局职责" in body
    assert "对方没有接收" in body
    assert "由谁办理，我们确定后告诉您" in body
