"""Who asks too often is asked for a moment: the browser counts by itself; without script its person waits."""

import pytest

pytestmark = pytest.mark.browser


def tries(page, most=12):
    """Try words that open no draft until the page asks for a moment."""
    for _ in range(most):
        page.goto("/file/resume/")
        page.fill("input[name=words]", "苹果 大海 书包 茶壶 灯塔 雨伞")
        page.locator("main form .buttons button").first.click()
        page.wait_for_load_state()
        if page.locator("input[name=ticket]").count() or page.locator("[role=alert], .error-summary").count() == 0:
            return
    pytest.fail("nobody was ever asked")


def test_without_script_a_person_reads_what_to_do_and_is_told_how_long_still(browser, site):
    context = browser.new_context(
        viewport={"width": 390, "height": 780}, locale="zh-CN", base_url=site.url, java_script_enabled=False
    )
    page = context.new_page()
    tries(page)
    assert page.locator("#work").is_hidden()
    page.get_by_role("button", name="我已等过，继续").click()
    assert "秒" in page.locator("[role=alert]").inner_text()
    assert "12315" in page.inner_text("main")
    context.close()


def test_the_browser_counts_and_goes_on_by_itself(page, axe):
    page.route("**/js/work.js", lambda route: route.abort())
    tries(page)
    axe(page)
    page.unroute("**/js/work.js")
    workers = []
    page.on("worker", lambda worker: workers.append(worker))  # Playwright marks what it is given
    page.goto("/file/resume/")
    page.fill("input[name=words]", "苹果 大海 书包 茶壶 灯塔 雨伞")
    page.locator("main form .buttons button").first.click()
    page.wait_for_selector("input[name=words]:not([type=hidden])", timeout=60_000)
    assert len(workers) == 1, "it counts beside the page, not in its way"
