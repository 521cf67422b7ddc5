"""The whole life of one matter in a real browser: filed, reviewed, investigated, settled, told in writing, rated, archived."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.browser import WIDTHS, Site
from tests.cases.test_evidence import picture as image
from tests.journeys.test_public_filing import file_hers, go_on

pytestmark = pytest.mark.browser


def day(ahead: int = 0) -> str:
    return (datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=ahead)).date().isoformat()


@pytest.fixture
def officer(browser: Any, site: Site, page: Any) -> Iterator[Any]:
    """The officer's own browser, as wide as the consumer's."""
    width, height = WIDTHS[page.width_name]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", base_url=site.url)
    opened = context.new_page()
    opened.width_name = page.width_name
    site.sign_in(opened, "officer", "310115")
    yield opened
    context.close()


def fill(page: Any, name: str, value: str) -> None:
    """Give one value of a form, whatever kind of field it is."""
    field = page.locator(f"main [name={name}]").first
    kind = field.evaluate("element => element.type")
    if kind == "radio":
        chosen = page.locator(f"main [name={name}][value='{value}']")
        page.locator(f"label[for={chosen.get_attribute('id')}]").click()
    elif kind == "checkbox":
        page.locator(f"label[for={field.get_attribute('id')}]").click()
    elif kind == "select-one":
        field.select_option(value)
    else:
        field.fill(value)


def take(officer: Any, number: str, verb: str, **values: str) -> None:
    """Take a step on its own page and land on the page of the case."""
    officer.goto(f"/desk/cases/{number}/step/{verb}/")
    assert officer.locator("main form .buttons").count(), officer.inner_text("main")
    for name, value in values.items():
        fill(officer, name, value)
    if officer.locator("main [name=sure]").count():
        fill(officer, "sure", "1")
    officer.locator("main form .buttons button").first.click()
    officer.wait_for_load_state()
    assert "/step/" not in officer.url, officer.inner_text("main")[:600]


def test_a_robot_vacuum_is_settled(page, officer, axe, picture, site, browser):
    file_hers(page)
    picture("check", whole=True)
    go_on(page)
    number = page.locator(".number").first.inner_text().replace(" ", "")
    words = page.locator(".pickup").inner_text()
    picture("received")

    officer.goto("/desk/")
    picture("worklist", of=officer)
    officer.goto(f"/desk/cases/{number}/review/")
    axe(officer)
    picture("review", of=officer)
    take(officer, number, "assign", to="me")
    take(officer, number, "accept")
    take(officer, number, "add_task", task="site_visit", text="到店查看同型号样机", due_on=day(3), owner="me")
    officer.goto(f"/desk/cases/{number}/")
    officer.locator("details:has(input[type=file]) > summary").first.click()
    officer.set_input_files("input[type=file]", {"name": "test.png", "mimeType": "image/png", "buffer": image("PNG")})
    officer.locator("form:has(input[type=file]) button").first.click()
    officer.wait_for_load_state()
    assert "文件已保存" in officer.inner_text("main")
    take(officer, number, "start_testing", body="市质检院（示例）", text="检测电池仓", on=day())
    assert "检测" in officer.inner_text("main")
    take(officer, number, "end_testing", text="电池存在制造缺陷", on=day())
    take(officer, number, "begin_mediation", complainant_consents="1", respondent_consents="1")
    officer.goto(f"/desk/cases/{number}/")
    axe(officer)
    picture("case", of=officer)
    take(officer, number, "settle", text="商家退款2399元，消费者退回机器。", perform_by=day(7), amount="2399")
    take(officer, number, "issue_result", text="双方已达成协议：商家七日内退款2399元。")

    page.goto("/case/")
    page.fill("#id_phone", "13800001234")
    page.fill("#id_words", words)
    go_on(page)
    axe(page)
    mine = page.url
    assert "退款2399元" in page.inner_text("main")
    picture("my-case")
    page.goto(f"{mine}do/rate/")
    fill(page, "grade", page.locator("main [name=grade]").first.get_attribute("value"))
    fill(page, "verdict", page.locator("main [name=verdict]").first.get_attribute("value"))
    page.locator("main form .buttons button").first.click()
    page.wait_for_load_state()
    assert "/do/rate" not in page.url, page.inner_text("main")[:600]

    officer.goto(f"/desk/cases/{number}/step/finish_task/")
    task = officer.locator("main [name=task_id] option[value]:not([value=''])").first.get_attribute("value")
    take(officer, number, "finish_task", task_id=task, text="样机电池仓同样松动。")
    take(officer, number, "record_performance", performed="full", on=day())
    take(officer, number, "close")
    said = officer.inner_text("main")
    assert re.search("已办结|已归档|办结", said)
    archive = officer.request.get(f"/desk/cases/{number}/archive.zip")
    assert archive.status == 200
    with zipfile.ZipFile(io.BytesIO(archive.body())) as folder:
        assert folder.testzip() is None
        assert any(name.endswith("index.html") or "index" in name for name in folder.namelist())

    page.locator("a[lang=en], form:has([lang=en]) button, [lang=en]").first.click()
    page.wait_for_load_state()
    page.goto(mine)
    assert page.get_attribute("html", "lang") == "en"
    axe(page)
