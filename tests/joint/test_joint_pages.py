"""A joint complaint in the browser: opened from the look-alikes, answered on one's own page, no script needed."""

import pytest

from redress.joint import queries
from redress.joint.models import Joint, Member, Standing

pytestmark = pytest.mark.usefixtures("at_noon")


def said(response) -> str:
    return response.content.decode()


def test_from_the_look_alikes_to_agreed_terms(three, desk, own_page):
    officer = desk()
    assert "Handle as a joint complaint" in said(officer.get("/desk/look-alikes/"))
    went = officer.post("/desk/joint/open/", {"pick": [one.number for one in three]})
    joint = Joint.objects.get()
    assert went.url == f"/desk/joint/{joint.pk}/"

    lin, wang = own_page(three[0]), own_page(three[1])
    assert "/joint/" in said(lin.get(f"/case/{three[0].number}/"))
    lin.post(f"/case/{three[0].number}/joint/", {"go": "answer", "agrees": "1", "stands": "1"})
    page = said(wang.get(f"/case/{three[1].number}/joint/"))
    assert "林" in page
    assert not [one for one in ("林小雨", "13800001234", three[0].number) if one in page]
    chosen = Member.objects.get(case_id=three[0].id).pk
    wang.post(f"/case/{three[1].number}/joint/", {"go": "answer", "agrees": "1", "chosen": [str(chosen)]})

    officer.post(f"/desk/joint/{joint.pk}/", {"go": "terms", "text": "每人退还2399元"})
    terms = queries.last_terms(joint)
    assert "每人退还2399元" in said(wang.get(f"/case/{three[1].number}/joint/"))
    wang.post(f"/case/{three[1].number}/joint/", {"go": "terms_yes", "terms": str(terms.pk)})
    page = said(officer.get(f"/desk/joint/{joint.pk}/"))
    assert "Representative" in page
    assert "Agrees" in page
    wang.post(f"/case/{three[1].number}/joint/", {"go": "leave"})
    assert Member.objects.get(case_id=three[1].id).standing == Standing.LEFT


def test_the_desk_records_paper_asks_more_and_ends_it(office, three, desk):
    officer = desk()
    officer.post("/desk/joint/open/", {"pick": [one.number for one in three[:2]]})
    joint = Joint.objects.get()
    address = f"/desk/joint/{joint.pk}/"
    first = Member.objects.get(case_id=three[0].id)
    officer.post(address, {"go": "paper", "member": str(first.pk), "said": "stands"})
    first.refresh_from_db()
    assert (first.standing, first.stands, first.how) == (Standing.AGREED, True, "paper")
    officer.post(address, {"go": "invite", "pick": f" {three[2].number}，"})
    assert Member.objects.filter(joint=joint).count() == 3
    wrong = officer.post(address, {"go": "invite", "pick": "26AAAAAAAAAA"})
    assert wrong.status_code == 422
    assert "26AAAAAAAAAA" in said(wrong)
    for form in ({"go": "paper"}, {"go": "paper", "member": str(first.pk)}, {"go": "terms", "text": ""}):
        assert officer.post(address, form).status_code == 422
    assert officer.post(address, {"go": "else"}).status_code == 404
    officer.post(address, {"go": "end"})
    assert "Ended" in said(officer.get(address))
    assert "Ended" in said(officer.get("/desk/joint/"))


def test_who_was_never_asked_has_no_such_page_and_an_empty_answer_says_what_to_choose(three, desk, own_page):
    lin = own_page(three[0])
    assert lin.get(f"/case/{three[0].number}/joint/").status_code == 404
    desk().post("/desk/joint/open/", {"pick": [one.number for one in three]})
    empty = lin.post(f"/case/{three[0].number}/joint/", {"go": "answer"})
    assert empty.status_code == 422
    assert "Choose whether you agree" in said(empty)


def test_one_case_alone_leads_back_with_the_reason(three, desk):
    back = desk().post("/desk/joint/open/", {"pick": [three[0].number]}, follow=True)
    assert "two people at least" in said(back)
    assert not Joint.objects.exists()
