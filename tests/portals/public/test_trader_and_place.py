"""Who sold it and where: firms that are known, places by name or initials, and what follows for the competent body."""

import pytest

from redress.cases import filing, intake
from redress.cases.models import Case
from redress.kernel.actors import SYSTEM
from tests.conftest import NOON
from tests.portals.public.visitors import tell

USCC = "91310115MA1K3A2B0D"


def known(name: str, uscc: str | None = None) -> None:
    new = intake.read(
        {"problem": {"story": "x"}, "respondent": {"name": name, "uscc": uscc, "division": "310115"}}, now=NOON
    )
    filing.file(new, actor=SYSTEM, now=NOON)


def text(response) -> str:
    return response.content.decode()


def test_a_firm_of_earlier_cases_is_offered_and_taken(visitor):
    known("洁净电器有限公司")
    tell(visitor)

    body = text(visitor.post("/file/trader/", {"respondent_name": "洁净", "find": "trader"}))
    assert "洁净电器有限公司" in body
    value = body.split('name="known" value="')[1].split('"')[0]
    visitor.answer("trader", respondent_name="洁净", known=value)
    visitor.post("/file/check/")

    assert Case.objects.latest("pk").trader_name == "洁净电器有限公司"
    assert Case.objects.latest("pk").division == "310115"


def test_a_person_is_never_offered_to_strangers(visitor):
    known("张三丰")
    tell(visitor)

    body = text(visitor.post("/file/trader/", {"respondent_name": "张三", "find": "trader"}))

    assert "张三丰" not in body
    assert "这里还没有这个名称的商家" in body


@pytest.mark.parametrize("typed", ["", "洁", "%", "\x00\x01", "' OR 1=1 --", "洁" * 500])
def test_a_search_for_nothing_finds_nothing(visitor, typed):
    known("洁净电器有限公司")
    tell(visitor)

    response = visitor.post("/file/trader/", {"respondent_name": typed, "find": "trader"})

    assert response.status_code == 200
    assert 'name="known" value="|' not in text(response)


@pytest.mark.parametrize("typed", ["浦东", "pdxq", "310115"])
def test_a_place_is_found_by_name_initials_or_code_and_chosen_by_the_person(visitor, typed):
    tell(visitor)

    response = visitor.post("/file/place/", {"place": typed})

    assert response.status_code == 200
    assert "上海市浦东新区" in text(response)
    assert 'value="310115"' in text(response)


def test_a_chosen_place_is_kept_and_says_who_will_handle_it(visitor):
    tell(visitor)
    visitor.answer("place", place="浦东", division="310115", respondent_seller_kind="shop")

    body = text(visitor.get("/file/place/"))

    assert "已选：上海市浦东新区" in body
    assert "将由浦东新区局（示例）办理" in body


def test_an_unknown_place_is_no_obstacle(visitor):
    tell(visitor)
    body = text(visitor.post("/file/place/", {"place": "亚特兰蒂斯"}))
    assert "没有找到这个地方" in body

    assert visitor.answer("place", place="亚特兰蒂斯", place_before="亚特兰蒂斯") == "/file/purchase/"


def test_an_invented_code_is_left_aside(visitor):
    tell(visitor)
    visitor.answer("place", division="999999", respondent_seller_kind="castle")
    visitor.post("/file/check/")

    assert Case.objects.get().division == ""


def test_a_platform_shop_is_competent_where_its_address_is_published(visitor):
    tell(visitor)
    visitor.answer(
        "place", place="浦东", division="310115", respondent_seller_kind="on_platform", respondent_platform="淘宝"
    )
    visitor.post("/file/check/")

    case = Case.objects.get()
    assert case.facts_value["respondent"]["published_division"] == "310115"
    assert "公示的地址" in case.why_routed
