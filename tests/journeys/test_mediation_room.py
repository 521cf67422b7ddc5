"""Both sides and the mediator in three browsers: from the open room to an agreement that was confirmed and performed."""

import json
import re
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.browser import WIDTHS, Site
from tests.world import COMPLAINT

pytestmark = pytest.mark.browser
WAIT = 15_000


def day(ahead: int) -> str:
    return (datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=ahead)).date().isoformat()


def api(site: Site, path: str, body: dict[str, Any], role: str = "officer") -> Any:
    headers = {"Authorization": f"Bearer {site.account(role, '310115')['api_key']}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{site.url}api/v1/{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


@pytest.fixture
def people(browser: Any, site: Site) -> Iterator[dict[str, Any]]:
    """The mediator at a desk, the consumer and the trader each on a telephone."""
    opened = {}
    for who, width in (("mediator", "desktop"), ("consumer", "phone"), ("trader", "phone")):
        wide, high = WIDTHS[width]
        context = browser.new_context(viewport={"width": wide, "height": high}, locale="zh-CN", base_url=site.url)
        opened[who] = context.new_page()
        opened[who].set_default_timeout(WAIT)
    yield opened
    for page in opened.values():
        page.context.close()


def sends(page: Any, button: str, **values: str) -> None:
    """Fill the form that a button belongs to, and press it."""
    form = page.locator("main form", has=page.get_by_role("button", name=re.compile(button))).last
    for name, value in values.items():
        field = form.locator(f"[name={name}]").first
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "radio":
            form.locator(f"[name={name}][value='{value}']").check(force=True)
        else:
            field.fill(value)
    form.get_by_role("button", name=re.compile(button)).first.click()
    page.wait_for_load_state()


def confirms(page: Any, mediator: Any, room: str, desk: str, name: str) -> None:
    """Ask for the code, hear it from the mediator, and confirm clause by clause."""
    page.goto(f"{room}agreement/")
    sends(page, "获取确认码")
    mediator.goto(f"{desk}agreement/")
    code = mediator.locator(".code-to-tell").first.inner_text()
    for box in page.locator("input[name=clauses]").all():
        box.check(force=True)
    sends(page, "确认协议", name=name, code=code)


def test_a_dispute_is_settled_in_a_room(people, site, axe):
    made = api(site, "complaints", COMPLAINT)
    number = made["number"]
    api(site, f"complaints/{number}/accept", {})
    both = {"complainant_consents": True, "respondent_consents": True}
    api(site, f"complaints/{number}/begin_mediation", both)
    mediator, consumer, trader = people["mediator"], people["consumer"], people["trader"]
    desk, own, invited = f"/desk/cases/{number}/room/", f"/case/{number}/room/", f"/room/{number}/"

    site.sign_in(mediator, "mediator", "310115")
    mediator.goto(desk)
    sends(mediator, "开调解室")
    sends(mediator, "没有")
    mediator.goto(f"{desk}about/")
    sends(mediator, "给商家")
    link, code = mediator.locator("#way-in-link").inner_text(), mediator.locator("#way-in-code").inner_text()

    trader.goto(link)
    sends(trader, "进入", code=code)
    axe(trader)
    sends(trader, "我会遵守")
    consumer.goto("/case/")
    sends(consumer, "", number=number, words=made["pickup"])
    consumer.goto(own)
    sends(consumer, "我会遵守")

    trader.goto(f"{invited}joint/")
    consumer.goto(f"{own}joint/")
    sends(consumer, "发送", text="机器两周就坏了，希望退款")
    trader.get_by_text("机器两周就坏了").wait_for()  # by itself, while the page is open
    consumer.goto(f"{own}complainant/")
    sends(consumer, "发送", text="其实退两千也可以")
    trader.goto(invited)
    assert "其实退两千" not in trader.content()
    assert trader.goto(f"{invited}complainant/").status == 404

    consumer.goto(f"{own}offers/")
    sends(consumer, "提出这个方案", kind="REFUND", amount="2399", valid_until=day(5), channel="joint")
    trader.goto(f"{invited}offers/")
    axe(trader)
    sends(trader, "提出这个方案", kind="REFUND", amount="2100", valid_until=day(5), channel="joint")
    consumer.goto(f"{own}offers/")
    sends(consumer, "^接受$")
    assert "已接受" in consumer.inner_text("main")

    mediator.goto(f"{desk}agreement/")
    sends(mediator, "起草协议")
    assert "贰仟壹佰元整" in mediator.inner_text("main")
    sends(mediator, "交双方确认")
    axe(mediator)
    confirms(consumer, mediator, own, desk, "林小雨")
    confirms(trader, mediator, invited, desk, "蓝老板")
    assert "待履行" in trader.inner_text("main")

    sends(trader, "已履行")
    consumer.goto(f"{own}performance/")
    sends(consumer, "确认已履行")
    assert "已履行并确认" in consumer.inner_text("main")
    mediator.goto(f"/desk/cases/{number}/")
    assert "达成协议" in mediator.content()
