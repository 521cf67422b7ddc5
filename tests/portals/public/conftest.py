"""What every story at the public door needs: data of its own, bodies to send to, and a visitor."""

import pytest

from redress.agencies import queries
from redress.agencies.actions import add_agency
from redress.kernel.actors import SYSTEM
from tests.conftest import NOON
from tests.portals.public.visitors import Visitor


@pytest.fixture(autouse=True)
def world(settings, tmp_path, db):
    settings.REDRESS_DATA = tmp_path
    settings.REDRESS_INTAKE_AGENCY = "310115"
    queries.forget()
    shared = {"kind": "market_supervision", "actor": SYSTEM, "now": NOON}
    add_agency(
        code="310000",
        name_zh="上海市局（示例）",
        name_en="Shanghai (example)",
        level="province",
        division="310000",
        phone="021-12315",
        **shared,
    )
    add_agency(
        code="310115",
        name_zh="浦东新区局（示例）",
        name_en="Pudong (example)",
        level="county",
        division="310115",
        parent_code="310000",
        **shared,
    )
    yield tmp_path
    queries.forget()


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    """Every page of these stories is opened on Tuesday 22 September 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()
