"""What people take along: the receipt as a picture and as PDF, and the dates for their own calendar."""

import struct
from datetime import date

import pytest

from redress.cases.models import Case
from redress.portals.public import ics
from tests.conftest import NOON
from tests.portals.public.visitors import walk


@pytest.fixture
def case(visitor) -> Case:
    walk(visitor)
    visitor.post("/file/check/")
    visitor.get("/file/received/")
    return Case.objects.get()


@pytest.mark.parametrize("place", ["/file/received/", "/case/{number}/"])
def test_the_receipt_is_a_picture_that_can_be_kept_by_a_long_press(case, visitor, place):
    response = visitor.get(place.format(number=case.number) + "receipt.png")

    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("inline")
    width, height = struct.unpack(">II", response.content[16:24])
    assert 900 < width < 1100
    assert height > width


def test_the_receipt_is_a_document_with_number_words_and_date(case, visitor):
    from io import BytesIO

    from pypdf import PdfReader

    response = visitor.get("/file/received/receipt.pdf")

    text = PdfReader(BytesIO(response.content)).pages[0].extract_text().replace("\n", "").replace(" ", "")
    assert case.number in text
    assert "10月9日" in text
    assert "取件词" in text
    assert "林晓" not in text


def test_no_receipt_for_a_stranger(client):
    for path in ("receipt.png", "receipt.pdf", "dates.ics"):
        assert client.get(f"/file/received/{path}").status_code == 404


@pytest.mark.parametrize("place", ["/file/received/", "/case/{number}/"])
def test_the_calendar_holds_the_running_dates_and_says_nothing_about_the_matter(case, visitor, place):
    response = visitor.get(place.format(number=case.number) + "dates.ics")

    text = response.content.decode().replace("\r\n ", "")
    assert response["Content-Type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20261009" in text
    assert "DTEND;VALUE=DATE:20261010" in text
    assert all(word not in text for word in ("林晓", "扫地", "洁净", "淘宝"))


def test_every_line_is_at_most_75_bytes_and_breaks_inside_no_character():
    due = {"due_on": date(2026, 10, 9), "code": "T", "text": "很长的一句话，" * 20 + "; , \\"}

    content = ics.calendar("26K7", [due], address="https://example.org/case/", organisation="局", now=NOON)

    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert [line.decode() for line in lines]
    assert b"\\; \\, \\\\" in content.replace(b"\r\n ", b"")
    assert content.endswith(b"END:VCALENDAR\r\n")
