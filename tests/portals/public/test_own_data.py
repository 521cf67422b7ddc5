"""One's own data: changing how to be reached, taking a consent back, seeing who looked, asking for more."""

import pytest

from redress.cases.models import Case
from redress.privacy import consents, vault
from redress.privacy.models import PersonRequest
from redress.records import entries
from tests.portals.public.visitors import Visitor, tell, walk


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def case(visitor) -> Case:
    walk(visitor)
    visitor.post("/file/check/")
    visitor.get("/file/received/")
    return Case.objects.get()


def test_what_is_kept_is_shown_masked(case, visitor):
    for page in ("", "contact/"):
        body = text(visitor.get(f"/case/{case.number}/{page}"))
        assert "138****1234" in body
        assert "13800001234" not in body
        assert "林晓" not in body


def test_a_new_telephone_finds_the_matter_and_the_old_one_does_not(case, visitor):
    visitor.post(f"/case/{case.number}/contact/", {"phone": "139 1111 2222"})

    assert vault.open(case.pk, "intake")["complainant"]["phone"] == "13911112222"
    assert vault.open(case.pk, "intake")["complainant"]["name"] == "林晓"
    assert vault.find("phone", "13911112222") == [case.pk]
    assert vault.find("phone", "13800001234") == []
    assert entries.of(case.pk, ["contact.changed"])[0].data == {"parts": ["phone"]}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"phone": "1380000123"}, "手机号应是11位", id="too short"),
        pytest.param({"phone": "138****1234"}, "隐藏", id="the masked form"),
        pytest.param({"email": "nobody"}, "邮箱", id="no address"),
    ],
)
def test_a_wrong_value_changes_nothing(case, visitor, fields, words):
    response = visitor.post(f"/case/{case.number}/contact/", fields)

    assert response.status_code == 422
    assert words in text(response)
    assert vault.open(case.pk, "intake")["complainant"]["phone"] == "13800001234"
    assert not entries.of(case.pk, ["contact.changed"])


def test_empty_boxes_leave_everything_as_it_is(case, visitor):
    visitor.post(f"/case/{case.number}/contact/", {"phone": "", "address": ""})

    assert vault.open(case.pk, "intake")["complainant"]["address"] == "浦东新区某路1号"
    assert not entries.of(case.pk, ["contact.changed"])


def test_what_was_missing_is_no_longer_missing_once_it_is_given():
    visitor = Visitor()
    tell(visitor, story="东西坏了")
    visitor.post("/file/check/")
    visitor.get("/file/received/")
    case = Case.objects.get()

    visitor.post(f"/case/{case.number}/contact/", {"name": "林晓", "phone": "13800001234", "address": "某路1号"})

    case.refresh_from_db()
    assert not [row for row in case.missing_value if row["pointer"].startswith("/complainant")]
    assert "投诉人姓名" not in text(visitor.get(f"/case/{case.number}/"))


def test_a_consent_is_taken_back_as_easily_as_it_was_given(case, visitor):
    body = text(visitor.get(f"/case/{case.number}/my-data/"))
    assert "调解回到我们这里" in body

    visitor.post(f"/case/{case.number}/my-data/", {"withdraw": "entrusted_mediation"})

    assert not consents.stands(case.pk, "entrusted_mediation")
    assert "已撤回" in text(visitor.get(f"/case/{case.number}/my-data/"))
    again = visitor.post(f"/case/{case.number}/my-data/", {"withdraw": "entrusted_mediation"})
    assert again.status_code == 422


def test_a_request_about_ones_data_has_a_day_by_which_it_is_answered(case, visitor):
    response = visitor.post(f"/case/{case.number}/my-data/", {"kind": "access", "text": "请给我一份"})

    assert response.status_code == 302
    row = PersonRequest.objects.get()
    assert (row.kind, row.case_id, row.state) == ("access", case.pk, "identified")
    assert "前答复" in text(visitor.get(f"/case/{case.number}/my-data/"))


def test_a_request_of_no_kind_is_refused_with_a_sentence(case, visitor):
    response = visitor.post(f"/case/{case.number}/my-data/", {"kind": "everything"})

    assert response.status_code == 422
    assert not PersonRequest.objects.exists()
