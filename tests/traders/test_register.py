"""The register of traders: one business, one entry, under all its names; merged and parted without losing anything."""

import pytest

from redress.kernel.actors import ANYONE
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.traders import collecting, register
from redress.traders.models import Trader
from tests.conftest import NOON
from tests.world import Office

CODE, OTHER_CODE = "91350100M000100Y43", "91310115MA1K3ABC16"

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office(NOON)


def refusal(kind, act):
    with pytest.raises(kind) as caught:
        act()
    return [problem.code for problem in caught.value.problems]


def test_a_wrong_check_character_is_refused_and_nothing_written(office):
    officer = office.staff()
    wrong = lambda: register.add("小蓝电器有限公司", uscc=CODE[:-1] + "4", actor=officer, now=NOON)  # noqa: E731
    assert refusal(Invalid, wrong) == ["trader.uscc.wrong"]
    assert refusal(Invalid, lambda: register.add("  ", actor=officer, now=NOON)) == ["trader.name.unreadable"]
    assert not Trader.objects.exists()


def test_a_code_written_with_spaces_and_small_letters_is_the_same_entry(office):
    officer = office.staff()
    first = register.add("小蓝电器有限公司", uscc=CODE, actor=officer, now=NOON)
    again = register.add("小蓝电器", uscc=f"{CODE[:8].lower()} {CODE[8:]}", actor=officer, now=NOON)
    assert again.pk == first.pk
    assert sorted(first.names.values_list("name", "kind")) == [("小蓝电器", "seen"), ("小蓝电器有限公司", "legal")]


def test_merged_entries_share_their_cases_and_part_again_with_everything_they_had(office):
    officer = office.staff()
    kept = register.add("小蓝电器有限公司", uscc=CODE, actor=officer, now=NOON)
    shop = register.add("小蓝电器商行", actor=officer, now=NOON)
    one = office.case(office.file(respondent={"name": "小蓝电器有限公司", "uscc": CODE}))
    two = office.case(office.file())
    assert [case.pk for case in register.cases_of(kept, actor=officer)] == [one.pk]

    merger = register.merge(kept.pk, shop.pk, reason="brand", actor=officer, now=NOON)
    assert {case.pk for case in register.cases_of(kept, actor=officer)} == {one.pk, two.pk}
    assert register.of_case(two) == kept
    assert [row.pk for row in register.search("小蓝电器商", actor=officer)] == [kept.pk]

    register.unmerge(merger.pk, actor=officer, now=NOON)
    assert [case.pk for case in register.cases_of(kept, actor=officer)] == [one.pk]
    assert register.of_case(two) == Trader.objects.get(pk=shop.pk)
    assert [row.undone_at for row in register.mergers_of(kept)] == [NOON], "both roads stay in sight"
    again = lambda: register.unmerge(merger.pk, actor=officer, now=NOON)  # noqa: E731
    assert refusal(NotAllowed, again) == ["trader.unmerge.undone"]


def test_no_ring_of_mergers_and_no_merger_without_a_reason(office):
    officer = office.staff()
    a, b, c = (register.add(f"商行{sign}", actor=officer, now=NOON) for sign in "甲乙丙")
    register.merge(a.pk, b.pk, reason="renamed", actor=officer, now=NOON)
    merge = lambda one, two, why="renamed": lambda: register.merge(one, two, reason=why, actor=officer, now=NOON)  # noqa: E731
    assert refusal(Invalid, merge(b.pk, a.pk)) == ["trader.merge.not_standing"]
    assert refusal(Invalid, merge(a.pk, a.pk)) == ["trader.merge.same"]
    assert refusal(Invalid, merge(a.pk, c.pk, "because")) == ["trader.merge.reason_unknown"]


def test_a_name_without_a_code_stays_with_its_office_and_a_code_is_public(office):
    here, there = office.staff(), office.staff(code="330108")
    named = register.add("张三的小店", actor=here, now=NOON)
    coded = register.add("小蓝电器有限公司", uscc=CODE, actor=here, now=NOON)
    assert register.find(coded.pk, actor=there) == coded
    with pytest.raises(NotThere):
        register.find(named.pk, actor=there)
    assert register.search("张三", actor=there) == []
    assert refusal(NotAllowed, lambda: register.add("x", actor=ANYONE, now=NOON)) == ["trader.keep.wrong_role"]


def test_a_code_and_names_come_later_and_a_taken_code_means_merging(office):
    officer = office.staff()
    shop = register.add("小蓝电器商行", actor=officer, now=NOON)
    register.add_name(shop.pk, "小蓝", kind="brand", actor=officer, now=NOON)
    strange = lambda: register.add_name(shop.pk, "小蓝", kind="nick", actor=officer, now=NOON)  # noqa: E731
    assert refusal(Invalid, strange) == ["trader.name.kind_unknown"]
    register.set_code(shop.pk, CODE, actor=officer, now=NOON)
    other = register.add("小蓝电器分店", actor=officer, now=NOON)
    taken = lambda: register.set_code(other.pk, CODE, actor=officer, now=NOON)  # noqa: E731
    assert refusal(NotAllowed, taken) == ["trader.uscc.taken"]


def test_the_register_fills_itself_from_codes_and_reading_twice_changes_nothing(office):
    office.file(respondent={"name": "小蓝电器有限公司", "uscc": CODE})
    office.file(respondent={"name": "小蓝电器", "uscc": CODE})
    office.file(respondent={"name": "李四"})
    for _ in range(2):
        assert collecting.go_on(now=NOON) is False
    assert list(Trader.objects.values_list("uscc", flat=True)) == [CODE], "a bare name may be a person's"
    assert Trader.objects.get().names.count() == 2
