"""A case with another body on the desk: the letter seen first, the answer with its paper, and why a case came back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from redress.cases.models import Exhibit
from tests.conftest import NOON


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.REDRESS_DATA = tmp_path


SECTOR = {
    "reason_code": "SECTOR_BODY", "text": "属于通信资费问题", "body": "示例通信管理局", "address": "示例市通信路8号",
    "answer_by": "2026-10-15", "sure": "1",
}  # fmt: skip


def test_a_transfer_is_previewed_then_shown_and_the_answer_comes_with_its_paper(desk, office, monkeypatch):
    filed = office.file()
    officer = desk()
    step = f"cases/{filed.number}/step/transfer/"
    preview = officer.post(step, **SECTOR, go="preview").content.decode()
    assert "示例通信管理局" in preview
    assert officer.post(step, **SECTOR).status_code == 302
    page = officer.text(f"cases/{filed.number}/")
    assert "With another body" in page
    assert "Answer expected by" in page
    assert "The other body is to answer" in page

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(days=30))
    officer = desk()
    assert "No answer yet" in officer.text(f"cases/{filed.number}/")
    answer = f"cases/{filed.number}/step/record_answer/"
    assert 'enctype="multipart/form-data"' in officer.text(answer)
    paper = SimpleUploadedFile("复函.txt", "我局已受理。".encode())
    said = {"answer": "accepted", "on": "2026-10-20", "text": "已受理，由我局办理"}
    assert officer.post(answer, **said, paper=paper).status_code == 302
    page = officer.text(f"cases/{filed.number}/")
    assert "It took the matter" in page
    assert "Its paper" in page
    assert Exhibit.objects.get(case_id=filed.id).audience == "staff"


def test_a_paper_that_cannot_be_kept_is_said_at_its_field_and_the_answer_waits(desk, office, settings):
    settings.REDRESS_MAX_UPLOAD_MB = 1
    filed = office.file()
    officer = desk()
    officer.post(f"cases/{filed.number}/step/transfer/", **SECTOR)
    said = {"answer": "accepted", "on": "2026-09-22", "text": "已受理"}
    heavy = SimpleUploadedFile("扫描.pdf", b"%PDF-1.4" + b"0" * 1_100_000)
    answer = officer.post(f"cases/{filed.number}/step/record_answer/", **said, paper=heavy)
    assert answer.status_code == 422
    assert "A file may have at most 1 MB" in answer.content.decode()
    wrong = SimpleUploadedFile("复函.txt", b"ok")
    answer = officer.post(f"cases/{filed.number}/step/record_answer/", answer="accepted", paper=wrong)
    assert answer.status_code == 422
    assert not Exhibit.objects.filter(case_id=filed.id).exists()
    assert "It took the matter" not in officer.text(f"cases/{filed.number}/")


def test_an_answer_sent_twice_is_recorded_once(desk, office):
    filed = office.file()
    officer = desk()
    officer.post(f"cases/{filed.number}/step/transfer/", **SECTOR)
    said = {"answer": "result", "on": "2026-09-22", "text": "已办结", "once": "same-form-once"}
    for _ in range(2):
        paper = SimpleUploadedFile("复函.txt", b"done")
        assert officer.post(f"cases/{filed.number}/step/record_answer/", **said, paper=paper).status_code == 302
    assert officer.text(f"cases/{filed.number}/").count("It told what came of it") == 1


def test_the_office_that_has_it_again_reads_on_the_review_sheet_why_it_came_back(desk, office):
    filed = office.file()
    desk().post(f"cases/{filed.number}/step/distribute/", agency="330108", text="经营地在滨江")
    there = desk("officer", "330108")
    assert there.post(
        f"cases/{filed.number}/step/return/", reason_code="WRONG_PLACE", text="店铺已迁往浦东"
    ).status_code == 302  # fmt: skip
    sheet = desk().text(f"cases/{filed.number}/review/")
    assert "Returned by 滨江区局" in sheet
    assert "店铺已迁往浦东" in sheet
    assert "Art. 41(2)" in sheet
