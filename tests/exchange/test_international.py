"""Every class of ours has its counterpart abroad, or is said to have none."""

import pytest

from redress.exchange import actions, international, taken_in
from redress.exchange.leaving import Ground
from redress.exchange.models import Partner
from redress.law import packs
from tests.conftest import NOON
from tests.world import Office


@pytest.mark.parametrize("scheme", ["econsumer", "sentinel", "cfpb"])
def test_no_class_is_forgotten_and_none_is_invented(scheme: str):
    ours = set(packs.load("cn-samr-2026").tables["nature"]["nature"])
    row = international.table()["scheme"][scheme]
    assert not set(row["none"]) & row["nature"].keys()
    assert set(row["none"]) | row["nature"].keys() == ours
    categories = packs.load("cn-samr-2026").tables["category"]["category"]
    assert row.get("category", {}).keys() <= categories.keys()


def test_the_class_of_goods_comes_before_what_is_wrong():
    found = international.classes("CONTRACT", "services.tourism.tours")
    assert found["sentinel"]["to"] == "travel, vacation, timeshare"
    assert found["econsumer"] == {"to": "travel/vacation", "status": "seen"}
    assert international.classes("CONTRACT", "goods.other")["econsumer"]["to"] == "online shopping: non-delivery"
    assert (
        international.classes("CONTRACT", "goods.other")["cfpb"]["to"]
        == "Problem with a purchase shown on your statement"
    )


def test_products_of_money_are_named_only_for_services_of_money():
    assert "Mortgage" in international.classes("PRICE", "services.finance")["cfpb_product"]["to"]
    assert "cfpb_product" not in international.classes("PRICE", "services.insurance")


def test_a_sealed_file_says_what_the_case_is_called_elsewhere(office: Office, partner: Partner):
    filed = office.file(problem={"nature": "FALSE_PUBLICITY"})
    _row, content = actions.seal_case(filed.number, partner, Ground("duty", told=True), actor=office.staff(), now=NOON)
    manifest = taken_in.read(content)[1].manifest
    assert manifest["classes"]["econsumer"]["to"] == "online shopping: misrepresented goods"
