"""Text in pictures: read in a process of its own, proposed with its line, and never taken over without a person."""

from datetime import timedelta
from decimal import Decimal
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont

from redress.agencies.models import Staff
from redress.cases import evidence, picture_text
from redress.cases.models import Case
from redress.kernel.models import Job
from redress.kernel.problems import NotAllowed
from redress.privacy import vault
from redress.records import entries
from tests.conftest import NOON

RECEIPT = (
    "示例电器商行 销售小票", "日期：2026-08-28 14:32", "订单号：SH20260828114532", "商品：扫地机器人  1台",
    "单价：2,599.00", "优惠：200.00", "合计：￥2,399.00元", "大写：贰仟叁佰玖拾玖元整",
)  # fmt: skip
READ = [{"text": line.replace(" ", ""), "score": 0.99} for line in RECEIPT]


def receipt() -> bytes:
    import pylopdf_fonts_zh_cn

    face = next(Path(pylopdf_fonts_zh_cn.__file__).parent.glob("*Sans*.otf"))
    picture, font = Image.new("RGB", (900, 680), "white"), ImageFont.truetype(str(face), 34)
    for place, line in enumerate(RECEIPT):
        ImageDraw.Draw(picture).text((60, 50 + 72 * place), line, fill="black", font=font)
    content = BytesIO()
    picture.rotate(1.5, fillcolor="white").save(content, "JPEG", quality=70)
    return content.getvalue()


@pytest.fixture
def pictured(office):
    """A complaint without a sum, with the picture of a receipt."""
    filed = office.file(purchase={"amount": None, "bought_on": None})
    case = Case.objects.get(pk=filed.id)
    row = evidence.add_exhibit(
        case, name="小票.jpg", stream=receipt(), audience="both", actor=office.staff("officer"), now=NOON
    )
    return case, row


@pytest.fixture
def was_read(pictured):
    case, row = pictured
    vault.put(case.pk, f"picture:{row.pk}", {"state": "read", "lines": READ})
    return case, row


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def test_sums_beside_a_word_of_paying_come_first_and_days_stand_before_times():
    found = list(picture_text.proposed(READ))
    assert [one.value for one in found if one.kind == "amount"] == ["2399.00", "2599.00", "200.00"]
    assert [(one.kind, one.value) for one in found if one.kind != "amount"] == [
        ("bought_on", "2026-08-28"), ("order_number", "SH20260828114532"),
    ]  # fmt: skip


def test_lines_the_engine_is_not_sure_of_and_what_is_no_value_are_not_proposed():
    rows = [
        ("合计：¥88.00", 0.3),
        ("电话：13800000000", 0.9),
        ("2026-13-45", 0.9),
        ("合计：¥0.00", 0.9),
        ("2026-02-30", 0.9),
    ]
    assert list(picture_text.proposed([{"text": text, "score": score} for text, score in rows])) == []


@pytest.mark.django_db
def test_without_the_extra_it_is_said_and_nothing_is_queued(office, pictured, monkeypatch):
    monkeypatch.setattr(picture_text, "installed", lambda: False)
    case, row = pictured
    with pytest.raises(NotAllowed) as refused:
        picture_text.ask(case, row.pk, actor=office.staff("officer"), now=NOON)
    assert codes(refused) == ["evidence.read.not_installed"]
    assert not Job.objects.filter(kind="evidence.read_picture").exists()
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(Staff.objects.get(username="officer-310115"))
    page = browser.get(reverse("casework:picture_text", args=[case.number, row.pk])).content.decode()
    assert "Text in pictures is not recognised here" in page
    assert "Read the text" not in page


@pytest.mark.django_db
def test_only_who_handles_cases_asks_and_only_for_a_picture(office, pictured, monkeypatch):
    monkeypatch.setattr(picture_text, "installed", lambda: True)
    case, row = pictured
    with pytest.raises(NotAllowed) as refused:
        picture_text.ask(case, row.pk, actor=office.staff("auditor"), now=NOON)
    assert codes(refused) == ["evidence.read.wrong_role"]
    note = evidence.add_exhibit(
        case, name="a.pdf", stream=PDF, audience="both", actor=office.staff("officer"), now=NOON
    )
    with pytest.raises(NotAllowed) as refused:
        picture_text.ask(case, note.pk, actor=office.staff("officer"), now=NOON)
    assert codes(refused) == ["evidence.read.no_picture"]
    for _ in range(2):
        picture_text.ask(case, row.pk, actor=office.staff("officer"), now=NOON)
    assert Job.objects.filter(kind="evidence.read_picture").count() == 1
    assert picture_text.of(row).state == "waiting"


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)


@pytest.mark.django_db
def test_nothing_is_taken_over_until_a_person_confirms_it(office, was_read):
    case, row = was_read
    assert Case.objects.get(pk=case.pk).amount is None
    officer = office.staff("officer")
    for kind, value in (("amount", "2399.00"), ("bought_on", "2026-08-28"), ("order_number", "SH20260828114532")):
        picture_text.confirm(case, row.pk, kind=kind, value=value, actor=officer, now=NOON)
    now = Case.objects.get(pk=case.pk)
    assert now.amount == Decimal("2399.00")
    assert now.facts_value["purchase"]["bought_on"] == "2026-08-28"
    assert vault.open(case.pk, "intake")["order_number"] == "SH20260828114532"
    told = [entry for entry in entries.after(0, 10_000) if entry.event == "case.value_confirmed"]
    assert [entry.data["value"] for entry in told] == ["amount", "bought_on", "order_number"]
    assert "SH20260828114532" not in str([entry.data for entry in told])
    assert len(picture_text.of(row).confirmed) == 3


@pytest.mark.django_db
def test_what_was_not_read_lies_ahead_or_comes_too_late_is_refused(office, was_read):
    case, row = was_read

    def refused(**more):
        given = {"kind": "amount", "value": "2399.00", "actor": office.staff("officer"), "now": NOON} | more
        with pytest.raises(NotAllowed) as found:
            picture_text.confirm(case, row.pk, **given)
        return codes(found)

    assert refused(value="9.99") == ["evidence.confirm.not_read"]
    assert refused(kind="bought_on", value="2026-08-28", now=NOON - timedelta(days=60)) == ["evidence.confirm.future"]
    assert refused(actor=office.staff("auditor")) == ["evidence.read.wrong_role"]
    Case.objects.filter(pk=case.pk).update(phase="ended")
    assert refused() == ["evidence.confirm.closed"]


@pytest.mark.django_db
def test_the_page_shows_picture_lines_and_buttons(was_read):
    case, row = was_read
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(Staff.objects.get(username="officer-310115"))
    place = reverse("casework:picture_text", args=[case.number, row.pk])
    assert place in browser.get(reverse("casework:case", args=[case.number])).content.decode()
    page = browser.get(place).content.decode()
    assert "nothing is taken over by itself" in page
    assert "合计：￥2,399.00元" in page
    after = browser.post(place, {"value": "amount=2399.00"}, follow=True).content.decode()
    assert "Taken over into the case" in after
    assert "Confirmed" in after
    assert "look at it again" in browser.post(place, {"value": "amount=1.00"}, follow=True).content.decode()


@pytest.mark.django_db
def test_a_picture_that_cannot_be_read_says_so(office, pictured, monkeypatch):
    monkeypatch.setattr(picture_text, "installed", lambda: True)
    monkeypatch.setattr(picture_text, "WITHIN", 0.01)  # no engine is so quick
    case, row = pictured
    picture_text.ask(case, row.pk, actor=office.staff("officer"), now=NOON)
    picture_text.read_picture({"exhibit": row.pk}, now=NOON)
    assert picture_text.of(row).state == "failed"
    picture_text.ask(case, row.pk, actor=office.staff("officer"), now=NOON)
    assert picture_text.of(row).state == "waiting"


@pytest.mark.extras
@pytest.mark.django_db
def test_a_chinese_receipt_is_read(office, pictured):
    if find_spec("rapidocr") is None:
        pytest.skip("rapidocr is not installed: make test-extras")
    case, row = pictured
    picture_text.ask(case, row.pk, actor=office.staff("officer"), now=NOON)
    picture_text.read_picture({"exhibit": row.pk}, now=NOON)
    found = picture_text.of(row)
    assert found.state == "read"
    assert "大写：贰仟叁佰玖拾玖元整" in found.lines
    values = {(one.kind, one.value) for one in found.proposals}
    assert values >= {("amount", "2399.00"), ("bought_on", "2026-08-28"), ("order_number", "SH20260828114532")}
    assert Case.objects.get(pk=case.pk).amount is None  # proposed, not taken over
