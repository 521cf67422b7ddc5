"""Lin's story in a real browser, with scripts off: from the first page to the page of her matter, on phone and desktop."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import WIDTHS, Site
from tests.cases.test_evidence import picture

pytestmark = pytest.mark.browser
STORY = "8月28日在淘宝一家店花2399元买了扫地机器人，9月13日坏了，店家说是我弄坏的，不给修也不退。"
ASIDE = "热水器漏电冒烟，有人受伤"


@pytest.fixture(params=list(WIDTHS))
def silent(request: pytest.FixtureRequest, browser: Any, site: Site) -> Iterator[Any]:
    """A page on which no script runs; whatever is asked from elsewhere fails the story."""
    width, height = WIDTHS[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", base_url=site.url, java_script_enabled=False
    )
    opened = context.new_page()
    elsewhere: list[str] = []
    opened.on("request", lambda asked: asked.url.startswith((site.url, "data:")) or elsewhere.append(asked.url))
    yield opened
    context.close()
    assert not elsewhere


def choose(page: Any, control: str) -> None:
    """Tick by the label, as a finger does: it covers the whole line."""
    page.locator(f"label[for={control}]").first.click()


def go_on(page: Any) -> None:
    page.locator("main form .buttons button").first.click()
    page.wait_for_load_state()


def begin(page: Any, kind: str = "id_kind", story: str = STORY) -> None:
    page.goto("/file/")
    choose(page, kind)
    go_on(page)
    page.fill("#id_problem_story", story)
    go_on(page)


def file_hers(page: Any) -> None:
    """Every page of the journey, up to the check page."""
    begin(page)
    choose(page, "id_problem_nature")
    choose(page, "id_purchase_category")
    go_on(page)
    page.fill("#id_respondent_name", "洁净旗舰店")
    go_on(page)
    page.fill("#id_place", "pdxq")
    page.click("button[value=place]")
    choose(page, "id_division_1")
    go_on(page)
    page.fill("#id_purchase_what", "扫地机器人")
    go_on(page)
    go_on(page)
    page.set_input_files("#id_files", {"name": "fault.png", "mimeType": "image/png", "buffer": picture("PNG")})
    page.click("button[name=add]")
    assert "fault.png" in page.inner_text("main")
    go_on(page)
    page.locator("label", has_text=re.compile("退还货款|Refund of price")).first.click()
    page.fill("#id_requests_REFUND_amount", "2399")
    go_on(page)
    page.fill("#id_complainant_name", "林晓")
    page.fill("#id_complainant_phone", "13800001234")
    page.fill("#id_complainant_address", "浦东新区某路1号")
    go_on(page)
    choose(page, "id_consent_publication_1")
    choose(page, "id_consent_entrusted_mediation")
    go_on(page)


def test_lin_files_without_scripts_and_finds_her_matter_again(silent):
    file_hers(silent)
    go_on(silent)

    assert silent.inner_text("h1") == "已收到"
    number, words = silent.locator(".number").first.inner_text(), silent.locator(".pickup").inner_text()
    assert re.fullmatch(r"(\w{4} ){2}\w{4}", number)
    assert len(words.split()) == 4
    assert "法定" in silent.inner_text(".hero")
    assert silent.locator("details .day").count() > 7

    silent.goto("/case/")
    silent.fill("#id_phone", "138 0000 1234")
    silent.fill("#id_words", words)
    go_on(silent)
    assert number in silent.inner_text("main")
    assert "已收到，正在看您的材料" in silent.inner_text(".state")


def test_she_stops_on_the_phone_and_goes_on_elsewhere(silent, browser, site):
    begin(silent)
    silent.goto("/file/trader/")
    silent.fill("#id_respondent_name", "洁净旗舰店")
    go_on(silent)
    silent.locator("summary", has_text="晚点再填").click()
    words = silent.locator("details .pickup").inner_text()

    elsewhere = browser.new_context(base_url=site.url, locale="zh-CN", java_script_enabled=False).new_page()
    elsewhere.goto("/file/resume/")
    elsewhere.fill("#id_words", words)
    go_on(elsewhere)
    elsewhere.goto("/file/trader/")
    assert elsewhere.input_value("#id_respondent_name") == "洁净旗舰店"
    elsewhere.context.close()


def test_the_back_button_and_a_second_send_make_no_second_matter(silent):
    file_hers(silent)
    go_on(silent)
    number = silent.locator(".number").first.inner_text()
    silent.go_back()
    silent.wait_for_load_state()
    silent.goto("/file/check/")

    assert silent.locator(".number").first.inner_text() == number


def test_a_mistake_stands_above_the_heading_and_at_the_field(silent):
    begin(silent)
    silent.goto("/file/purchase/")
    silent.fill("#id_purchase_amount", "很多钱")
    go_on(silent)

    assert silent.title().startswith("错误：")
    silent.click("#problems a")
    assert silent.url.endswith("#id_purchase_amount")
    assert silent.input_value("#id_purchase_amount") == "很多钱"
    assert silent.get_attribute("#id_purchase_amount", "aria-invalid") == "true"


def test_somebody_hurt_sees_the_emergency_numbers_first(silent):
    begin(silent, story=ASIDE)

    assert silent.locator("a[href='tel:120']").count() == 1
    go_on(silent)
    assert "/file/facts/" in silent.url


def test_axe_finds_nothing_on_the_way(page, axe):
    for path in ("/", "/enquiry/", "/privacy/", "/accessibility/", "/case/", "/file/", "/file/resume/", "/calculators/deadline/",
                 "/calculators/working-days/?from_year=2026&from_month=9&from_day=22&number=7",
                 "/calculators/deadline/?limit=cn-samr-2026%2FT_ACCEPT&received_year=2026&received_month=9&received_day=22"):  # fmt: skip
        page.goto(path)
        axe(page)
    file_hers(page)
    axe(page)
    for step in (
        "kind",
        "story",
        "facts",
        "trader",
        "place",
        "purchase",
        "situation",
        "proof",
        "wishes",
        "contact",
        "consents",
    ):
        page.goto(f"/file/{step}/")
        axe(page)
    page.goto("/file/purchase/")
    page.fill("#id_purchase_amount", "很多钱")
    go_on(page)
    axe(page)
    page.goto("/file/check/")
    go_on(page)
    axe(page)
    page.locator("main a[href^='/case/2']").first.click()
    page.wait_for_load_state()
    axe(page)
    mine = page.url
    for path in ("write/", "files/", "contact/", "my-data/", "do/withdraw/", "do/rate/"):
        page.goto(mine + path)
        axe(page)


@pytest.mark.parametrize("cookie", [("theme", "dark"), ("elder", "1")], ids=["dark", "large type"])
def test_axe_finds_nothing_in_the_dark_and_in_large_type(page, axe, site, cookie):
    page.context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": site.url}])
    begin(page, story=ASIDE)
    for path in ("/", "/file/danger/", "/file/facts/", "/file/contact/", "/file/consents/", "/file/check/", "/case/"):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
