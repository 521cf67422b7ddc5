"""Files in the filing: judged before they are kept, named when they are not, and never a condition."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from redress.cases import evidence
from redress.cases.models import Case, Exhibit
from redress.kernel.actors import SYSTEM
from redress.privacy import vault
from tests.cases.test_evidence import packed, picture
from tests.conftest import NOON
from tests.portals.public.visitors import tell

STEP = "/file/proof/"


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def text(response) -> str:
    return response.content.decode()


def test_files_are_listed_can_be_removed_and_arrive_with_the_case(visitor):
    tell(visitor)
    visitor.post(
        STEP,
        {"files": [file("a.png", picture("PNG")), file("b.txt", "聊天记录".encode())], "add": "1", "audience": "both"},
    )
    visitor.post(STEP, {"files": [file("card.png", picture("PNG", (9, 9)))], "add": "1", "audience": "staff"})
    body = text(visitor.get(STEP))
    assert all(name in body for name in ("a.png", "b.txt", "card.png"))
    remove = body.split('name="remove" value="')[2].split('"')[0]

    visitor.post(STEP, {"remove": remove})
    assert "b.txt" not in text(visitor.get(STEP))
    visitor.post("/file/check/")

    case = Case.objects.get()
    kept = {vault.open(case.pk, f"exhibit:{row.pk}")["name"]: row.audience for row in Exhibit.objects.filter(case=case)}
    assert kept == {"a.png": "both", "card.png": "staff"}
    assert evidence.open_exhibit(Exhibit.objects.first(), actor=SYSTEM, now=NOON).content == picture("PNG")


def test_a_file_that_cannot_be_kept_is_named_and_the_others_stay(visitor):
    tell(visitor)

    response = visitor.post(
        STEP, {"files": [file("good.png", picture("PNG")), file("bad.zip", packed(x_txt=b"1"))], "add": "1"}
    )

    assert response.status_code == 422
    assert "“bad.zip”" in text(response)
    assert "good.png" in text(visitor.get(STEP))
    assert "bad.zip" not in text(visitor.get(STEP))


def test_too_much_at_once_is_stopped_before_it_is_read(visitor, settings):
    settings.REDRESS_MAX_UPLOAD_MB = 1
    tell(visitor)

    response = visitor.post(STEP, {"files": [file("film.txt", b"a" * 3_000_000)], "add": "1"})

    assert response.status_code == 422
    assert "请分几次添加" in text(response)


def test_more_files_than_a_case_takes_are_refused_with_the_number(visitor, settings):
    settings.REDRESS_MAX_FILES = 1
    tell(visitor)

    response = visitor.post(
        STEP, {"files": [file("a.png", picture("PNG")), file("b.png", picture("PNG", (9, 9)))], "add": "1"}
    )

    assert response.status_code == 422
    assert "1个文件" in text(response)


def test_adding_nothing_says_what_to_do(visitor):
    tell(visitor)

    response = visitor.post(STEP, {"add": "1"})

    assert response.status_code == 422
    assert "请先选文件" in text(response)


def test_going_on_without_files_is_fine(visitor):
    tell(visitor)

    assert visitor.answer("proof") == "/file/wishes/"


def test_a_file_chosen_but_not_added_is_not_lost(visitor):
    tell(visitor)

    assert visitor.post(STEP, {"files": [file("a.png", picture("PNG"))]}).url == "/file/wishes/"

    assert "a.png" in text(visitor.get(STEP))


def test_the_list_of_what_helps_is_made_for_this_problem(visitor):
    tell(visitor)
    visitor.answer("facts", problem_nature="QUALITY", purchase_category="goods.home_appliance.small.cleaning_robot")

    body = text(visitor.get(STEP))

    assert "机身铭牌照片" in body
    assert "没有也可以提交" in body


@pytest.mark.parametrize("kind", ["report", "both"])
def test_files_of_a_report_are_for_staff(visitor, kind):
    tell(visitor, kind=kind, story="过期牛奶")
    visitor.post(STEP, {"files": [file("a.png", picture("PNG"))], "add": "1", "audience": "both"})
    visitor.post("/file/check/")

    rows = {row.case.kind: row.audience for row in Exhibit.objects.select_related("case")}
    assert rows["report"] == "staff"
