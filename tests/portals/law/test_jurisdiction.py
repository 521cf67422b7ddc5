"""Which authority is in charge, asked on a page: samr-complaint-2026 Arts. 13-14."""

PAGE = "/calculators/jurisdiction/"


def text(response) -> str:
    return str(response.content.decode())


def test_a_shop_belongs_to_the_county_where_it_does_business(visitor):
    shown = text(visitor.get(PAGE, kind="complaint", seller_kind="shop", division="浦东"))
    assert "上海市浦东新区" in shown
    assert "第13条第1款" in shown


def test_a_shop_on_a_platform_has_two_and_the_first_to_receive_it_goes_on(visitor):
    shown = text(
        visitor.get(
            PAGE, kind="complaint", seller_kind="on_platform", published_division="浦东", platform_division="hzyh"
        )
    )
    assert "上海市浦东新区" in shown
    assert "杭州市余杭区" in shown
    assert "由先收到的部门处理" in shown


def test_a_live_room_is_a_shop_on_its_platform(visitor):
    shown = text(visitor.get(PAGE, kind="complaint", seller_kind="live_room", platform_division="hzyh"))
    assert "网络直播间" in shown
    assert "杭州市余杭区" in shown


def test_a_city_alone_is_not_enough(visitor):
    shown = text(visitor.get(PAGE, kind="complaint", seller_kind="shop", division="330100"))
    assert "只写到市还不够" in shown


def test_before_anything_is_said_the_questions_stand_alone(visitor):
    response = visitor.get(PAGE)
    assert response.status_code == 200
    assert "还需要知道" not in text(response)


def test_a_place_that_nobody_knows_is_said(visitor):
    assert "没找到这个地方" in text(visitor.get(PAGE, kind="complaint", seller_kind="shop", division="xyzzy"))


def test_a_kind_that_nobody_knows_is_told_and_no_error_of_the_server(visitor):
    assert visitor.get(PAGE, kind="nonsense", seller_kind="shop", division="浦东").status_code == 200
