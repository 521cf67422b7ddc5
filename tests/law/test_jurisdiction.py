"""Which authority handles a complaint or a report: every row of the rules, and what is owed to people who know little."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redress.law.competence import Competence, load_competence
from redress.law.faults import InputError
from redress.law.jurisdiction import competent, competent_under
from redress.law.packs import load

NOW, BEFORE = date(2026, 11, 23), date(2026, 4, 14)
YUHANG, BINJIANG, PUDONG, XUHUI = "330110", "330108", "310115", "310104"


def who(kind="complaint", on=NOW, **facts):
    answer = competent(facts, kind=kind, on=on)
    return [authority["division"] for authority in answer["authorities"]], answer["missing"]


def articles(kind="complaint", on=NOW, **facts):
    answer = competent(facts, kind=kind, on=on)
    return [authority["cites"][0]["article"] for authority in answer["authorities"]]


class TestAComplaint:
    """Arts. 13 and 14; before 2026-04-15 Arts. 12 and 13 of the Interim Measures."""

    def test_about_a_shop_goes_where_it_does_business_or_has_its_domicile(self):
        assert who(seller_kind="shop", division=YUHANG) == ([YUHANG], [])
        assert who(seller_kind="shop", division=YUHANG, domicile_division=PUDONG) == ([YUHANG, PUDONG], [])
        assert articles(seller_kind="shop", division=YUHANG) == ["13(1)"]

    @pytest.mark.parametrize("kind", ["platform_operator", "own_site"])
    def test_about_a_platform_or_an_own_site_goes_to_its_domicile(self, kind):
        assert who(seller_kind=kind, division=YUHANG) == ([YUHANG], [])
        assert who(seller_kind=kind, division=YUHANG, domicile_division=PUDONG) == ([PUDONG], [])
        assert articles(seller_kind=kind, division=YUHANG) == ["13(2)"]

    def test_about_a_seller_on_a_platform_goes_to_its_published_address_or_to_the_platform(self):
        facts = {"seller_kind": "on_platform", "published_division": PUDONG, "platform_division": YUHANG}
        assert who(**facts) == ([PUDONG, YUHANG], [])
        assert who(**facts, division=XUHUI) == ([PUDONG, YUHANG], [])
        assert articles(**facts) == ["13(2)", "13(2)"]

    @pytest.mark.parametrize("silent", [{"unreachable_at_published": True}, {"address_published": False}])
    def test_goes_to_the_platform_alone_if_no_address_is_published_or_nobody_is_there(self, silent):
        facts = {"seller_kind": "on_platform", "published_division": PUDONG, "platform_division": YUHANG}
        assert who(**facts, **silent) == ([YUHANG], [])
        assert who(seller_kind="on_platform", published_division=PUDONG, **silent) == ([], ["platform_division"])

    def test_a_published_address_is_presumed_good_until_somebody_says_otherwise(self):
        facts = {"seller_kind": "on_platform", "published_division": PUDONG, "platform_division": YUHANG}
        answer = competent(facts, kind="complaint", on=NOW)
        assert answer["unless"] == ["address_published", "unreachable_at_published"]
        reachable = competent({**facts, "unreachable_at_published": False}, kind="complaint", on=NOW)
        assert reachable["authorities"] == answer["authorities"]

    def test_before_the_new_measures_the_actual_place_of_business_counted_not_the_published_address(self):
        facts = {"seller_kind": "on_platform", "published_division": PUDONG, "platform_division": YUHANG}
        assert who(on=BEFORE, **facts) == ([YUHANG], ["division"])
        assert who(on=BEFORE, **facts, division=XUHUI) == ([XUHUI, YUHANG], [])
        assert articles(on=BEFORE, **facts, division=XUHUI) == ["12(2)", "12(2)"]

    def test_the_rules_change_on_the_day_the_new_measures_take_effect(self):
        facts = {"seller_kind": "shop", "division": YUHANG}
        assert competent(facts, kind="complaint", on=BEFORE)["rule_set"] == "cn-samr-2019"
        assert competent(facts, kind="complaint", on=date(2026, 4, 15))["rule_set"] == "cn-samr-2026"

    @pytest.mark.parametrize(("on", "article"), [(NOW, "14"), (BEFORE, "13")])
    def test_of_several_the_first_to_receive_it_handles_it(self, on, article):
        two = {"seller_kind": "shop", "division": YUHANG, "domicile_division": PUDONG}
        order = competent(two, kind="complaint", on=on)["order"]
        assert order["cites"][0]["article"] == article
        assert "先收到" in order["why"]["zh"]
        assert competent({**two, "domicile_division": YUHANG}, kind="complaint", on=on)["order"] is None

    def test_one_place_for_two_reasons_is_one_authority_with_both(self):
        answer = competent(
            {"seller_kind": "shop", "division": YUHANG, "domicile_division": YUHANG}, kind="complaint", on=NOW
        )
        (authority,) = answer["authorities"]
        assert authority["why"]["zh"] == "被投诉人实际经营地；被投诉人住所地"

    def test_is_handled_at_county_level(self):
        answer = competent({"seller_kind": "shop", "division": YUHANG}, kind="complaint", on=NOW)
        assert answer["authorities"][0]["level"] == "county"

    def test_a_city_with_counties_names_no_authority(self):
        answer = competent({"seller_kind": "shop", "division": "330100"}, kind="complaint", on=NOW)
        assert (answer["authorities"], answer["missing"], answer["too_coarse"]) == ([], ["division"], ["division"])

    def test_a_city_without_counties_stands_for_one(self):
        assert who(seller_kind="shop", division="441900") == (["441900"], [])

    def test_a_code_of_old_leads_to_the_authority_of_today(self):
        answer = competent({"seller_kind": "shop", "division": "330184"}, kind="complaint", on=NOW)
        assert answer["authorities"][0]["division"] == YUHANG
        assert "330110" in answer["notes"][0]["zh"]

    def test_a_merged_district_has_to_be_asked_for_again(self):
        answer = competent({"seller_kind": "shop", "division": "330104"}, kind="complaint", on=NOW)
        assert (answer["authorities"], answer["missing"]) == ([], ["division"])
        assert answer["notes"]


class TestAReport:
    """Arts. 29, 31, 32; penalty rules Arts. 7, 10, 11."""

    @pytest.mark.parametrize("on", [NOW, BEFORE])
    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            pytest.param({"seller_kind": "shop", "division": YUHANG}, [(YUHANG, False)], id="place of business"),
            pytest.param(
                {"seller_kind": "shop", "division": YUHANG, "act_division": PUDONG},
                [(PUDONG, False)],
                id="place of act",
            ),
            pytest.param({"seller_kind": "shop", "division": "330100"}, [("330100", False)], id="a city will do"),
            pytest.param({"seller_kind": "platform_operator", "division": YUHANG}, [(YUHANG, False)], id="platform"),
            pytest.param({"seller_kind": "own_site", "division": YUHANG}, [(YUHANG, False)], id="own site"),
            pytest.param(
                {"seller_kind": "on_platform", "division": PUDONG, "platform_division": YUHANG},
                [(PUDONG, False), (YUHANG, True)],
                id="seller on a platform: its place, and the platform's if first",
            ),
            pytest.param(
                {"ad_medium": "mass_media", "ad_publisher_division": PUDONG, "division": YUHANG},
                [(PUDONG, False)],
                id="advertising in a newspaper",
            ),
            pytest.param(
                {
                    "ad_medium": "internet",
                    "ad_self_published": False,
                    "ad_publisher_division": PUDONG,
                    "advertiser_division": YUHANG,
                    "ad_agency_division": XUHUI,
                },
                [(PUDONG, False), (YUHANG, True), (XUHUI, True)],
                id="internet advertising: publisher, and advertiser or agency if first",
            ),
            pytest.param(
                {"ad_medium": "internet", "ad_self_published": True, "advertiser_division": YUHANG, "division": PUDONG},
                [(YUHANG, False)],
                id="internet advertising of one's own",
            ),
        ],
    )
    def test_goes_to(self, facts, expected, on):
        answer = competent(facts, kind="report", on=on)
        found = [(authority["division"], authority["only_if_first"]) for authority in answer["authorities"]]
        assert (found, answer["missing"]) == (expected, [])
        assert {authority["level"] for authority in answer["authorities"]} == {"county_or_above"}

    @pytest.mark.parametrize(
        ("on", "facts", "article"),
        [
            (NOW, {"seller_kind": "shop", "division": YUHANG}, "29"),
            (BEFORE, {"seller_kind": "shop", "division": YUHANG}, "25"),
            (NOW, {"seller_kind": "own_site", "division": YUHANG}, "31(1)"),
            (BEFORE, {"seller_kind": "own_site", "division": YUHANG}, "27(1)"),
            (NOW, {"ad_medium": "mass_media", "ad_publisher_division": YUHANG}, "32(1)"),
            (BEFORE, {"ad_medium": "mass_media", "ad_publisher_division": YUHANG}, "28(1)"),
        ],
    )
    def test_cites_the_article_of_its_day(self, on, facts, article):
        assert articles("report", on, **facts) == [article]

    def test_nobody_is_asked_whether_it_is_about_advertising_but_may_say_so(self):
        answer = competent({"seller_kind": "shop", "division": YUHANG}, kind="report", on=NOW)
        assert answer["unless"] == ["ad_medium", "act_division"]


class TestKnowingLittle:
    def test_nothing_known_means_everything_is_asked_and_nothing_guessed(self):
        assert who() == ([], ["seller_kind", "division", "published_division", "platform_division"])

    def test_a_place_without_the_sort_of_seller_settles_nothing_but_shows_what_is_possible(self):
        answer = competent({"division": YUHANG}, kind="complaint", on=NOW)
        assert answer["authorities"] == []
        assert answer["missing"][0] == "seller_kind"
        (possible,) = answer["possible"]
        assert possible["division"] == YUHANG
        assert [choice["seller_kind"] for choice in possible["if"]] == ["shop", "platform_operator", "own_site"]

    def test_where_every_possibility_leads_to_one_place_nothing_is_asked(self):
        everywhere = {"division": YUHANG, "published_division": YUHANG, "platform_division": YUHANG}
        assert who(**everywhere) == ([YUHANG], [])

    def test_the_platform_s_domicile_is_certain_before_the_published_address_is_known(self):
        assert who(seller_kind="on_platform", platform_division=YUHANG) == ([YUHANG], ["published_division"])

    def test_an_advertiser_is_competent_if_first_while_it_is_open_who_published(self):
        answer = competent({"ad_medium": "internet", "advertiser_division": YUHANG}, kind="report", on=NOW)
        assert [(a["division"], a["only_if_first"]) for a in answer["authorities"]] == [(YUHANG, True)]
        assert answer["missing"] == ["ad_self_published", "ad_publisher_division"]

    def test_null_and_empty_are_not_known(self):
        assert who(seller_kind="shop", division=YUHANG, platform_division=None, domicile_division="") == ([YUHANG], [])

    def test_names_and_addresses_are_left_alone(self):
        assert who(seller_kind="shop", division=YUHANG, name="某商店", address="某路1号", phone=None) == ([YUHANG], [])


class TestFactsThatCannotBeRead:
    def test_are_all_named_at_once(self):
        with pytest.raises(InputError) as refusal:
            competent(
                {"seller_kind": "kiosk", "division": "123456", "unreachable_at_published": "yes"}, kind="both", on=NOW
            )
        assert [(problem.code, problem.pointer) for problem in refusal.value.problems] == [
            ("jurisdiction.kind.unknown", "/kind"),
            ("jurisdiction.fact.unknown_value", "/seller_kind"),
            ("jurisdiction.division.unknown", "/division"),
            ("jurisdiction.fact.unknown_value", "/unreachable_at_published"),
        ]
        assert "true / false" in refusal.value.problems[3].message["en"]

    def test_a_number_is_no_code(self):
        with pytest.raises(InputError):
            competent({"division": 330110}, kind="complaint", on=NOW)


PLACES = [YUHANG, BINJIANG, PUDONG, "330100"]
DOMAINS = {
    "seller_kind": ["shop", "platform_operator", "own_site", "on_platform", "live_room"],
    **{name: [True, False] for name in ("unreachable_at_published", "address_published", "ad_self_published")},
    "ad_medium": ["none", "mass_media", "internet"],
    **dict.fromkeys(("division", "domicile_division", "published_division", "platform_division"), PLACES),
    **dict.fromkeys(("act_division", "ad_publisher_division", "advertiser_division", "ad_agency_division"), PLACES),
}
whole = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in DOMAINS.items()})
some = st.sets(st.sampled_from(sorted(DOMAINS)))
kinds, days = st.sampled_from(["complaint", "report"]), st.sampled_from([NOW, BEFORE])


def settled(answer):
    return [(a["division"], a["level"], a["only_if_first"]) for a in answer["authorities"]], answer["missing"]


@given(whole, some, kinds, days)
def test_what_is_not_asked_for_cannot_change_the_answer(facts, known, kind, on):
    partial = {name: facts[name] for name in known}
    answer = competent(partial, kind=kind, on=on)
    open_facts = {*answer["missing"], *answer["unless"]}
    more = {**partial, **{name: value for name, value in facts.items() if name not in known | open_facts}}
    assert settled(competent(more, kind=kind, on=on)) == settled(answer)


@given(whole, some, kinds, days)
def test_an_authority_once_certain_stays_so_whatever_else_becomes_known(facts, known, kind, on):
    partial = {name: facts[name] for name in known}
    answer = competent(partial, kind=kind, on=on)
    full = {name: value for name, value in facts.items() if name not in answer["unless"]}
    asked_again = {name for name in answer["missing"] if name in partial}  # a city where a county is needed
    later = competent({**full, **dict.fromkeys(asked_again, YUHANG)}, kind=kind, on=on)
    certain = {(a["division"], a["level"]) for a in answer["authorities"]}
    assert certain <= {(a["division"], a["level"]) for a in later["authorities"]}


@given(whole, kinds, days)
def test_once_everything_is_said_only_places_too_large_are_asked_again(facts, kind, on):
    answer = competent(facts, kind=kind, on=on)
    assert answer["unless"] == []
    assert answer["missing"] == answer["too_coarse"]
    assert answer["possible"] == []


@pytest.mark.parametrize("rule_set", ["cn-samr-2026", "cn-samr-2019"])
def test_a_rule_set_carries_its_rules_of_competence(rule_set):
    facts = {"seller_kind": "shop", "division": YUHANG}
    from_pack = competent_under(Competence(load(rule_set).tables["competence"]), facts, kind="complaint")
    assert from_pack == competent_under(load_competence(rule_set), facts, kind="complaint")


def test_rules_that_ask_for_a_fact_nobody_explained_are_refused():
    rule = {"kind": "complaint", "where": {"moon": ["full"]}, "place": ["division"], "level": "county"}
    with pytest.raises(ValueError, match="moon"):
        Competence({"rule": [{**rule, "why": {"zh": "x", "en": "x"}, "cites": []}]})
