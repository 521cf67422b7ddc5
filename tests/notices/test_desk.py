"""The desk's pages: what failed first, what is to be posted, words with their preview, endpoints with their secret."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from pypdf import PdfReader

from redress.agencies.models import Staff
from redress.cases import actions
from redress.cases.letters import jobs as letter_jobs
from redress.cases.models import Task
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.notices import ledger, people
from redress.notices.ledger import Address
from redress.notices.models import Endpoint, Notice
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def desk(office, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)

    def signed_in(role):
        client = Client(headers={"accept-language": "en"})
        client.force_login(Staff.objects.get(username=f"{role}-310115"))
        return client

    return signed_in


def said(response):
    return response.content.decode()


@pytest.fixture
def by_post(office, read_on, work):
    """A complainant without telephone or e-mail: their letters are printed."""
    assert letter_jobs.issue_letter
    case = office.case(office.file(complainant={"phone": "021-58881234"}))
    actions.act(case.number, "accept", {}, actor=office.staff(), now=NOON)
    work(NOON)
    read_on(now=NOON)
    return Notice.objects.get(case=case, channel="letter")


def test_the_ledger_shows_what_failed_and_lets_it_be_tried_again(case, tell, gateway, work, desk):
    gateway.answers = [(400, {})]
    notice = tell("sms")
    work(NOON)
    page = said(desk("officer").get("/desk/notices/"))
    assert "Not delivered" in page
    assert "Refused (400)" in page
    of_case = said(desk("officer").get(f"/desk/notices/cases/{case.number}/"))
    assert "138****1234" in of_case
    assert "13800001234" not in of_case
    desk("officer").post(f"/desk/notices/{notice.pk}/again/")
    work(NOON)
    assert Notice.objects.get(pk=notice.pk).state == "sent"
    assert "13800001234" not in said(desk("admin").get("/desk/notices/?state=sent"))


def test_a_letter_is_printed_posted_and_its_arrival_stands_in_the_case(by_post, office, desk):
    clerk = desk("clerk")
    assert "Acceptance" in said(clerk.get("/desk/notices/letters/")) or "document" in said(
        clerk.get("/desk/notices/letters/")
    )
    answer = clerk.get(f"/desk/notices/letters/{by_post.pk}.pdf")
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).replace("\n", "")
    assert "林小雨" in words
    assert "世纪大道" in words
    clerk.post(f"/desk/notices/{by_post.pk}/note/", {"what": "posted", "on": TODAY})
    clerk.post(f"/desk/notices/{by_post.pk}/note/", {"what": "arrived", "on": TODAY})
    by_post.refresh_from_db()
    assert by_post.state == "delivered"
    assert by_post.letter.delivered_how == "letter"
    assert "This is no longer open" in said(
        clerk.post(f"/desk/notices/{by_post.pk}/note/", {"what": "arrived", "on": TODAY}, follow=True)
    )


def test_a_letter_that_comes_back_is_work(by_post, office, desk):
    people.note(by_post.pk, "posted", on=TODAY, actor=office.staff("clerk"), now=NOON)
    people.note(by_post.pk, "came_back", on=TODAY, actor=office.staff("clerk"), now=NOON)
    assert Task.objects.get(case=by_post.case).kind == "contact_party"


@pytest.mark.parametrize(
    ("what", "on", "code"),
    [("eaten", TODAY, "notice.note.unknown"), ("posted", TODAY + timedelta(days=1), "notice.note.day")],
)
def test_a_note_that_cannot_be_is_refused(by_post, office, what, on, code):
    with pytest.raises(Invalid) as wrong:
        people.note(by_post.pk, what, on=on, actor=office.staff("clerk"), now=NOON)
    assert wrong.value.problems[0].code == code


def test_not_everybody_notes_and_nobody_notes_for_others(by_post, office, tell):
    with pytest.raises(NotAllowed) as refused:
        people.note(by_post.pk, "posted", on=TODAY, actor=office.staff("auditor"), now=NOON)
    assert refused.value.problems[0].code == "notice.wrong_role"
    with pytest.raises(NotThere):
        people.note(by_post.pk, "posted", on=TODAY, actor=office.staff("officer", "330108"), now=NOON)
    with pytest.raises(NotAllowed) as refused:
        people.again(by_post.pk, actor=office.staff("clerk"), now=NOON)
    assert refused.value.problems[0].code == "notice.again.not_failed"
    with pytest.raises(NotAllowed) as refused:
        people.note(tell().pk, "posted", on=TODAY, actor=office.staff("clerk"), now=NOON)
    assert refused.value.problems[0].code == "notice.note.not_now"


def test_a_call_is_noted(office, case, desk):
    notice = ledger.queue(
        "case.letter", to=Address("letter", "示例路1号", "小蓝"), case=case, agency=case.agency_id, audience="trader",
        values={}, language="en", key="call", now=NOON,
    )  # fmt: skip
    people.note(notice.pk, "came_back", on=TODAY, actor=office.staff(), now=NOON)
    assert "The letter came back" in said(desk("officer").get("/desk/notices/"))


def test_words_are_previewed_saved_and_refused_on_their_page(desk):
    page = "/desk/notices/words/case.news/complainant/sms/zh/"
    supervisor = desk("supervisor")
    assert "case.news" in said(supervisor.get("/desk/notices/words/"))
    shown = said(supervisor.post(page, {"text": "{number}有进展", "go": "preview"}))
    assert "26QJ R8EG S9C7有进展" in shown
    assert "Characters: 17" in shown
    refused = supervisor.post(page, {"text": "{trader}", "go": "save"})
    assert (refused.status_code, "There is no place trader" in said(refused)) == (422, True)
    assert supervisor.post(page, {"text": "{number}有进展", "go": "save"}).status_code == 302
    assert "v1" in said(supervisor.get(page))


def test_an_endpoint_is_added_with_a_secret_shown_once_and_ended(desk):
    admin = desk("admin")
    made = said(admin.post("/desk/notices/webhooks/", {"url": "http://127.0.0.1:9/in"}))
    assert "whsec_" in made
    assert "whsec_" not in said(admin.get("/desk/notices/webhooks/"))
    wrong = admin.post("/desk/notices/webhooks/", {"url": "x"})
    assert wrong.status_code == 422
    page = f"/desk/notices/webhooks/{Endpoint.objects.get().pk}/"
    refused = admin.post(page, {"go": "replay", "since": "x"})
    assert (refused.status_code, "Write the number to begin with" in said(refused)) == (409, True)
    admin.post(page, {"go": "close"})
    assert "Closed" in said(admin.get(page))
