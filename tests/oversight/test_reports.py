"""Reports say what the pages say, in three forms; those of a month are made once, by themselves."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from redress.agencies.models import Staff
from redress.oversight.models import Report
from redress.portals.oversight import reports
from tests.conftest import NOON


@pytest.fixture
def month(desk, read):
    """A complaint that was settled in September, and one that was filed."""
    desk.settled()
    desk.file(complainant={"phone": "13900000001"})
    read()
    return desk


def body(client, place):
    return b"".join(client.get(place).streaming_content) if client.get(place).streaming else client.get(place).content


def test_a_report_holds_the_figures_in_every_form(month, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(days=20))
    client = Client(headers={"accept-language": "en"})
    client.force_login(Staff.objects.get(username="supervisor-310115"))
    place = "/oversight/reports/now.{}?period=month"
    sheet = load_workbook(io.BytesIO(body(client, place.format("xlsx")))).worksheets[0]
    rows = {line[0].value: line[1].value for line in sheet.iter_rows(min_row=4)}
    assert rows["Complaints received"] == "2"
    assert rows["Settled, of accepted"] == "100.0 %"
    words = "\n".join(cell.text for table in Document(io.BytesIO(body(client, place.format("docx")))).tables for cell in table._cells)  # fmt: skip
    assert "Complaints received\n2" in words
    paper = PdfReader(io.BytesIO(body(client, place.format("pdf"))))
    text = "".join(page.extract_text() for page in paper.pages)
    assert "Complaints received" in text
    assert client.get("/oversight/reports/now.exe?period=month").status_code == 404


def test_the_reports_of_a_month_are_made_once_and_hide_small_numbers(month, monkeypatch):
    later = NOON + timedelta(days=20)
    assert reports.make_monthly(now=later) == 3
    assert reports.make_monthly(now=later) == 0
    kept = Report.objects.get(form="xlsx")
    sheet = load_workbook(io.BytesIO(bytes(kept.content))).worksheets[0]
    rows = {line[0].value: line[1].value for line in sheet.iter_rows(min_row=4)}
    assert rows["收到投诉"] == "不显示"
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    client = Client(headers={"accept-language": "en"})
    client.force_login(Staff.objects.get(username="analyst-310115"))
    assert f"/oversight/reports/{kept.pk}/" in client.get("/oversight/reports/").content.decode()
    assert body(client, f"/oversight/reports/{kept.pk}/") == bytes(kept.content)
    assert client.get("/oversight/reports/999/").status_code == 404


def test_a_cell_is_never_a_formula():
    assert reports._plain("=1+1") == "'=1+1"
