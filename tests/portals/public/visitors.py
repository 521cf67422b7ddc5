"""Somebody with a browser, and the way through the journey."""

from typing import Any

from django.test import Client


class Visitor:
    """Somebody with a browser."""

    def __init__(self, **headers: Any) -> None:
        self.client = Client(headers={"accept-language": "zh-CN", **headers})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(path, query)

    def post(self, path: str, data: dict[str, Any] | None = None) -> Any:
        return self.client.post(path, data or {})

    def answer(self, name: str, **fields: Any) -> Any:
        """Answer one question of the journey and return where it leads."""
        response = self.post(f"/file/{name}/" if name else "/file/", fields)
        assert response.status_code == 302, response.content.decode()
        return response.url


LIN = "8月28日在淘宝一家店花2399元买了扫地机器人，9月13日坏了，店家说是我弄坏的，不给修也不退。"


def tell(visitor: Visitor, kind: str = "complaint", story: str = LIN) -> None:
    visitor.answer("", kind=kind)
    visitor.answer("story", problem_story=story)


def walk(visitor: Visitor) -> None:
    """Lin's way through every page up to the check page."""
    tell(visitor)
    visitor.answer(
        "facts", purchase_amount="2399.00", purchase_bought_on_year="2026", purchase_bought_on_month="8",
        purchase_bought_on_day="28", respondent_platform="淘宝", problem_nature="QUALITY",
        purchase_category="goods.home_appliance.small.cleaning_robot",
    )  # fmt: skip
    visitor.answer("trader", respondent_name="洁净旗舰店")
    visitor.answer(
        "place",
        respondent_seller_kind="on_platform",
        respondent_platform="淘宝",
        place="浦东",
        division="310115",
        respondent_address="平台公示地址",
    )
    visitor.answer(
        "purchase", purchase_what="扫地机器人", purchase_amount="2399", purchase_bought_on_year="2026",
        purchase_bought_on_month="8", purchase_bought_on_day="28", problem_discovered_on_year="2026",
        problem_discovered_on_month="9", problem_discovered_on_day="13",
    )  # fmt: skip
    visitor.answer("situation")
    visitor.answer("proof")
    visitor.answer("wishes", requests=["REFUND"], requests_REFUND_amount="2399")
    visitor.answer(
        "contact", complainant_name="林晓", complainant_phone="138 0000 1234", complainant_address="浦东新区某路1号"
    )
    visitor.answer("consents", consent_publication="no", consent_entrusted_mediation="yes")
