"""The office, and many complaints at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from redress.cases import filing, intake
from redress.insight import rollups
from redress.kernel.actors import ANYONE
from tests.conftest import NOON
from tests.portals.casework.conftest import office
from tests.world import COMPLAINT, Office, merged

__all__ = ["crowd", "office"]

WORDS = (
    "电池充满只能跑五分钟客服说正常", "到货就开不了机要求退款被拒绝", "漏水三次上门都没有修好推给厂家", "表面掉漆刮手孩子划伤了手指",
    "说明书写的功能根本没有找不到人", "噪音大得整栋楼听得见商家不认", "按键失灵换了一台还是同样毛病", "运来少了一个轮子补发等两个月",
    "屏幕闪烁看一会儿眼睛疼不给退", "充电头发烫烧焦插座没有人负责", "遥控器配错型号客服让我自己买", "保修卡上没有盖章店里不承认买过",
)  # fmt: skip


@pytest.fixture
def crowd(office: Office) -> Any:
    """File many complaints by different people in different words, and count them."""
    made = 0

    def file(days: Iterable[int], *, count: bool = True, now: datetime = NOON, **changes: Any) -> list[filing.Filed]:
        nonlocal made
        new = []
        for back in days:
            made += 1
            words = "".join(WORDS[(made * step + step) % len(WORDS)] for step in (1, 5, 7))
            own = {
                "complainant": {"phone": f"1391{made:07d}", "name": f"林{made}"},
                "problem": {"story": f"{words}{made * 7919}"},
                "received_at": (now - timedelta(days=back)).isoformat(),
            }
            new.append(intake.read(merged(merged(COMPLAINT, own), changes), now=now))
        filed = [one[0] for one in filing.file_many(new, actor=ANYONE, now=now)]
        if count:
            rollups.catch_up(now=now + timedelta(minutes=11))
        return filed

    return file
