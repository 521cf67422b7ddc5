"""Places: what a code stands for, what it lies in, and how people find it."""

import csv
import doctest
import gzip
import importlib

import pytest

from redress.law.division_search import search
from redress.law.divisions import (
    ancestors,
    children,
    current,
    division,
    former,
    has_counties,
    path_name,
    today_code,
    within,
)
from tests.shared import shared_dir


def codes(text: str, limit: int = 10) -> list[str]:
    return [place.code for place in search(text, limit)]


def test_every_row_of_the_reference_edition_is_there_with_its_level_and_parent():
    with (shared_dir("data", "divisions") / "divisions_2026.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 3212
    for row in rows:
        place = division(row["code"])
        assert (place.name, place.level, place.parent or "") == (row["name"], row["level"], row["parent_code"])
        assert place.standing == "current"


def test_every_code_that_an_edition_ever_had_is_known():
    folder = shared_dir("data", "divisions")
    for name in ("gb2260_history_1980_2018.csv.gz", "editions_2019_2026.csv.gz"):
        with gzip.open(folder / name, "rt", encoding="utf-8") as handle:
            seen = {row["code"] for row in csv.DictReader(handle) if row["code"][:2] not in ("71", "81", "82")}
        assert [code for code in seen if len(code) == 6 and division(code) is None] == []


def test_every_place_has_a_reading_and_lies_somewhere():
    for code, (name, pinyin) in current().items():
        assert len(pinyin.split()) == len(name)
        assert code.endswith("0000") or ancestors(code)


def test_a_successor_is_a_place_of_today_in_the_same_part_of_the_country():
    moved = {"51": "50", "44": "46"}  # Chongqing left Sichuan, Hainan left Guangdong
    for rows in former().values():
        for row in rows:
            if row.today:
                assert row.today in current()
                assert row.today[:2] in (row.code[:2], moved.get(row.code[:2]))


@pytest.mark.parametrize(
    ("code", "path"),
    [
        pytest.param("310115", "上海市浦东新区", id="a municipality has no cities"),
        pytest.param("330110", "浙江省杭州市余杭区", id="province, city, county"),
        pytest.param("419001", "河南省济源市", id="a county straight under its province"),
        pytest.param("441900", "广东省东莞市", id="a city without counties"),
        pytest.param("310000", "上海市", id="a province"),
        pytest.param("310115001000", "上海市浦东新区", id="the code of a village"),
        pytest.param("999999", "", id="no such place"),
        pytest.param("310115abc", "", id="no code at all"),
        pytest.param("3101151", "", id="a digit too many"),
    ],
)
def test_a_place_is_named_with_what_it_lies_in(code, path):
    assert path_name(code) == path


def test_what_is_no_place_lies_nowhere():
    assert ancestors("310115abc") == ancestors("999999") == ()
    assert not within("999999", "310000")


def test_a_place_lies_within_itself_and_everything_around_it():
    assert within("330110", "330110")
    assert within("330110", "330100")
    assert within("330110", "330000")
    assert not within("330110", "310000")
    assert not within("330100", "330110")


def test_a_code_no_longer_given_stands_where_its_successor_stands():
    old = division("330184")
    assert (old.name, old.standing, old.today) == ("余杭市", "gone", "330110")
    assert "330110" in old.note["zh"]
    assert today_code("330184") == "330110"
    assert within("330184", "330110")


def test_a_merged_district_has_no_single_successor_and_says_so():
    place = division("330104")
    assert (place.name, place.today, place.parent) == ("江干区", None, "330100")
    assert "没有唯一对应" in place.note["zh"]
    assert today_code("330104") == "330104"
    assert within("330104", "330100")


@pytest.mark.parametrize(
    ("code", "standing", "today"),
    [("310100", "heading", "310000"), ("130171", "zone", None), ("500105", "current", "500105")],
)
def test_codes_that_some_tables_have_and_others_have_not(code, standing, today):
    place = division(code)
    assert (place.standing, place.today) == (standing, today)
    assert place.note is not None


@pytest.mark.parametrize(
    ("code", "divided"),
    [("330000", True), ("330100", True), ("310000", True), ("441900", False), ("460400", False), ("330110", False)],
)
def test_some_areas_are_divided_into_counties(code, divided):
    assert has_counties(code) is divided


def test_the_places_in_an_area_are_those_directly_below():
    assert "330100" in [place.code for place in children("330000")]
    assert "330110" in [place.code for place in children("330100")]
    assert children("330110") == ()


class TestFindingAPlace:
    @pytest.mark.parametrize(
        ("text", "first"),
        [
            pytest.param("浦东新区", "310115", id="its name"),
            pytest.param("浦东", "310115", id="the beginning of its name"),
            pytest.param("杭州", "330100", id="the name without its last character"),
            pytest.param("浙江省杭州市余杭区", "330110", id="everything around it"),
            pytest.param("杭州余杭", "330110", id="the city and the name, cut short"),
            pytest.param("上海 浦东", "310115", id="with a blank"),
            pytest.param("pdxq", "310115", id="initials"),
            pytest.param("PDXQ", "310115", id="initials, in capitals"),
            pytest.param("pudong", "310115", id="its pinyin"),
            pytest.param("pu dong", "310115", id="its pinyin, with a blank"),
            pytest.param("xi'an", "610100", id="its pinyin, with an apostrophe"),
            pytest.param("hzyh", "330110", id="initials of the city and of the place"),
            pytest.param("xjwwe", "650000", id="the beginning of long initials"),
            pytest.param("310115", "310115", id="its code"),
            pytest.param("310115001", "310115", id="the code of a street"),
            pytest.param("31011500", "310115", id="the code of a street, half typed"),
            pytest.param("３１０１１５", "310115", id="its code in full-width digits"),
            pytest.param("余杭市", "330110", id="a name it once had"),
            pytest.param("330184", "330110", id="a code it once had"),
            pytest.param("江干区", "330104", id="a place that is no more"),
            pytest.param("shanxisheng", "140000", id="the same letters twice: by code"),
        ],
    )
    def test_by(self, text, first):
        assert codes(text)[0] == first

    def test_a_code_s_beginning_lists_what_begins_so(self):
        assert codes("3101", limit=3) == ["310101", "310104", "310105"]

    def test_places_of_one_name_are_all_there(self):
        assert {"110105", "220104"} <= set(codes("朝阳区"))

    def test_the_larger_place_comes_first_where_both_fit_equally(self):
        assert codes("bj")[0] == "110000"

    def test_a_former_name_says_that_it_is_one(self):
        found = search("余杭市")[0]
        assert found.name == "余杭区"
        assert found.note["zh"] == "曾用名余杭市（330184）"

    def test_a_former_code_says_what_stands_for_it(self):
        found = search("330184")[0]
        assert found.name == "余杭区"
        assert "2000-12" in found.note["zh"]

    @pytest.mark.parametrize("text", ["", "  ", "999999", "没有这个地方", "qqqqq", "?", "杭州没有", "9"])
    def test_nothing_fits(self, text):
        assert codes(text) == []

    def test_the_list_is_no_longer_than_asked(self):
        assert len(codes("区", limit=5)) <= 5
        assert len(codes("3", limit=7)) == 7
        assert codes("3", limit=0) == []


def test_a_place_reads_as_json():
    assert division("330110").as_dict() == {
        "code": "330110",
        "name": "余杭区",
        "level": "county",
        "parent": "330100",
        "path": "浙江省杭州市余杭区",
        "standing": "current",
        "today": "330110",
        "note": None,
    }
    assert division("330110").initials == "yhq"


@pytest.mark.parametrize("name", ["bilingual", "calendars", "cite", "clock", "divisions", "division_search"])
def test_the_examples_in_the_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(f"redress.law.{name}")).failed == 0
