"""Sent twice, sent again, sent from two tabs, sent while the power fails: one case, and nothing lost."""

import threading

import pytest
from django.db import connection

from redress.cases.models import Case, Draft, Exhibit
from redress.portals.public import drafts
from redress.portals.public.filing import check
from tests.cases.test_evidence import picture
from tests.conftest import NOON
from tests.portals.public.visitors import LIN, Visitor, tell, walk


def two_tabs(visitor: Visitor) -> Visitor:
    """The same browser in a second tab."""
    other = Visitor()
    other.client.cookies = visitor.client.cookies
    return other


def token(visitor: Visitor) -> str:
    return visitor.client.cookies["draft"].value


def test_a_double_click_makes_one_case(visitor):
    walk(visitor)

    first, second = visitor.post("/file/check/"), visitor.post("/file/check/")

    assert (first.url, second.url) == ("/file/received/", "/file/received/")
    assert Case.objects.count() == 1


def test_going_back_and_sending_again_shows_the_same_receipt(visitor):
    walk(visitor)
    visitor.post("/file/check/")
    before = visitor.get("/file/received/").content

    assert visitor.post("/file/story/", {"problem_story": "etwas anderes"}).url == "/file/received/"
    assert visitor.get("/file/check/").url == "/file/received/"
    assert visitor.post("/file/check/").url == "/file/received/"

    number = Case.objects.get().grouped_number.encode()
    assert number in before
    assert number in visitor.get("/file/received/").content
    assert Case.objects.count() == 1


def test_two_tabs_make_one_case_and_lose_no_answer(visitor):
    tell(visitor)
    tab = two_tabs(visitor)
    visitor.answer("trader", respondent_name="洁净旗舰店")
    tab.answer("contact", complainant_name="林晓")

    visitor.post("/file/check/")
    tab.post("/file/check/")

    case = Case.objects.get()
    assert case.trader_name == "洁净旗舰店"
    assert "/complainant/name" not in str(case.missing_value)


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_the_same_moment_make_one_case(visitor, world):
    walk(visitor)
    loaded = [drafts.load(token(visitor), now=NOON) for _ in range(4)]
    together = threading.Barrier(len(loaded))

    def send(draft) -> None:
        together.wait()
        check.send(draft, language="zh-hans", now=NOON)
        connection.close()

    threads = [threading.Thread(target=send, args=[draft]) for draft in loaded]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Case.objects.count() == 1
    assert len({draft.numbers for draft in loaded}) == 1


def test_a_stop_between_case_and_files_is_made_good_by_the_next_page(visitor, monkeypatch):
    tell(visitor)
    visitor.post("/file/proof/", {"files": [upload("fault.png")], "add": "1", "audience": "both"})
    with monkeypatch.context() as stopped:
        stopped.setattr(check, "hand_over", lambda *args, **named: None)
        visitor.post("/file/check/")
    assert not Exhibit.objects.exists()

    visitor.get("/file/received/")

    assert Exhibit.objects.get().case == Case.objects.get()
    assert drafts.load(token(visitor), now=NOON).answers["files"] == []


def test_a_file_that_is_sent_twice_stands_there_once(visitor):
    tell(visitor)
    for _ in range(2):
        visitor.post("/file/proof/", {"files": [upload("fault.png")], "add": "1", "audience": "both"})
    assert [row["name"] for row in drafts.load(token(visitor), now=NOON).answers["files"]] == ["fault.png"]


def upload(name: str, content: bytes | None = None):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, picture("PNG") if content is None else content)


def test_after_sending_the_draft_holds_nothing_any_more(visitor, world):
    walk(visitor)
    visitor.post("/file/proof/", {"files": [upload("fault.png")], "add": "1"})
    visitor.post("/file/check/")

    kept = drafts.load(token(visitor), now=NOON)

    assert kept.answers["said"] == {}
    assert not list((world / "drafts").rglob("*.*"))
    assert not any(path.is_file() for path in (world / "drafts").rglob("*"))


def test_the_server_alone_cannot_read_a_draft(visitor, world):
    tell(visitor)
    visitor.post("/file/proof/", {"files": [upload("secret.txt", "林晓的聊天记录".encode())], "add": "1"})

    row = Draft.objects.get()

    assert LIN.encode() not in bytes(row.sealed)
    assert token(visitor).encode() not in bytes(row.token_digest)
    files = [path.read_bytes() for path in (world / "drafts").rglob("*") if path.is_file()]
    assert files
    assert all("林晓".encode() not in content for content in files)


def test_six_words_bring_a_draft_back_on_another_device(visitor):
    tell(visitor)
    draft = drafts.load(token(visitor), now=NOON)
    assert draft.spoken in visitor.get("/file/trader/").content.decode()

    elsewhere = Visitor()
    for phrase in (draft.spoken, draft.phrase.upper(), draft.phrase.replace("-", "  ")):
        assert elsewhere.post("/file/resume/", {"words": phrase}).status_code == 302
    assert LIN in elsewhere.get("/file/story/").content.decode()
    assert Draft.objects.count() == 1


def test_wrong_words_open_nothing_and_are_counted(visitor):
    tell(visitor)

    stranger = Visitor()
    answers = [
        stranger.post("/file/resume/", {"words": "苹果 大海 书包 茶壶 月亮 花园"}).status_code for _ in range(11)
    ]

    assert answers == [422] * 10 + [429]


@pytest.mark.parametrize("cookie", ["", "x", "ä" * 43, "A" * 43, "A" * 4000, "../../etc/passwd"])
def test_a_cookie_that_is_no_draft_leads_to_the_words(visitor, cookie):
    visitor.client.cookies["draft"] = cookie

    response = visitor.get("/file/story/")

    assert response.status_code == 200
    assert "六个词" in response.content.decode()
    assert visitor.post("/file/check/").status_code == 200


def test_a_draft_is_kept_a_week_and_then_gone_with_its_files(visitor, world):
    tell(visitor)
    visitor.post("/file/proof/", {"files": [upload("fault.png")], "add": "1"})
    week = NOON + drafts.KEPT

    assert drafts.purge(now=week) == 0
    assert drafts.load(token(visitor), now=week) is None
    assert drafts.purge(now=week.replace(hour=13)) == 1
    assert not any(path.is_file() for path in (world / "drafts").rglob("*"))


def test_a_visitor_may_delete_everything(visitor, world):
    tell(visitor)
    visitor.post("/file/proof/", {"files": [upload("fault.png")], "add": "1"})

    visitor.post("/file/discard/")

    assert not Draft.objects.exists()
    assert not any(path.is_file() for path in (world / "drafts").rglob("*"))
    assert "draft" not in {name for name, morsel in visitor.client.cookies.items() if morsel.value}


def test_a_second_matter_from_the_same_browser_is_a_second_case(visitor):
    walk(visitor)
    visitor.post("/file/check/")
    tell(visitor, story="另一件事：手机坏了")
    visitor.post("/file/check/")

    assert Case.objects.count() == 2


def test_an_unsent_draft_is_offered_before_a_new_one_begins(visitor):
    tell(visitor)

    body = visitor.get("/file/").content.decode()

    assert "您有一份还没提交" in body
    assert visitor.get("/file/continue/").url == "/file/facts/"
