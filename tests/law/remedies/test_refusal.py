"""Advice on refusing a complaint: every ground with what speaks for and against it, and no verdict."""

from datetime import date

import pytest

from redress.law.bilingual import both
from redress.law.packs import load
from redress.law.refusal import Seen, advice

RECEIVED = date(2026, 11, 23)


def leaning(code, received_on=RECEIVED, pack="cn-samr-2026", **seen):
    found = advice(Seen(**seen), pack=load(pack), received_on=received_on)
    (ground,) = [ground for ground in found.grounds if ground.code == code]
    return ground.leaning, ground.missing


ROWS = [
    ("OUT_OF_SCOPE", {}, "open", ("market_supervision", "competent")),
    ("OUT_OF_SCOPE", {"market_supervision": True}, "open", ("competent",)),
    ("OUT_OF_SCOPE", {"market_supervision": True, "competent": True}, "speaks_against", ()),
    ("OUT_OF_SCOPE", {"market_supervision": False}, "speaks_for", ()),
    ("OUT_OF_SCOPE", {"competent": False}, "speaks_for", ()),
    ("ALREADY_HANDLED", {}, "open", ("handled_elsewhere",)),
    ("ALREADY_HANDLED", {"handled_elsewhere": True}, "speaks_for", ()),
    ("ALREADY_HANDLED", {"handled_elsewhere": False}, "speaks_against", ()),
    ("NOT_CONSUMER_DISPUTE", {}, "open", ("purpose", "dispute_shown")),
    ("NOT_CONSUMER_DISPUTE", {"purpose": "daily_life"}, "open", ("dispute_shown",)),
    ("NOT_CONSUMER_DISPUTE", {"purpose": "other"}, "speaks_for", ()),
    ("NOT_CONSUMER_DISPUTE", {"dispute_shown": False}, "speaks_for", ()),
    ("NOT_CONSUMER_DISPUTE", {"purpose": "farm_input", "dispute_shown": True}, "speaks_against", ()),
    ("TIME_BARRED_3Y", {}, "open", ("knew_on",)),
    ("TIME_BARRED_3Y", {"knew_on": date(2023, 11, 23)}, "speaks_against", ()),
    ("TIME_BARRED_3Y", {"knew_on": date(2023, 11, 22)}, "speaks_for", ()),
    ("MATERIALS_MISSING_OR_FALSE", {}, "open", ("missing_materials", "false_materials")),
    ("MATERIALS_MISSING_OR_FALSE", {"missing_materials": ()}, "open", ("false_materials",)),
    (
        "MATERIALS_MISSING_OR_FALSE",
        {"missing_materials": (both("被投诉人地址", "Respondent's address"),)},
        "speaks_for",
        (),
    ),
    ("MATERIALS_MISSING_OR_FALSE", {"false_materials": True}, "speaks_for", ()),
    ("MATERIALS_MISSING_OR_FALSE", {"missing_materials": (), "false_materials": False}, "speaks_against", ()),
    ("IMPERSONATION_OR_REFUSED_ID", {}, "open", ("impersonation", "identity_check_refused")),
    ("IMPERSONATION_OR_REFUSED_ID", {"impersonation": True}, "speaks_for", ()),
    ("IMPERSONATION_OR_REFUSED_ID", {"identity_check_refused": True}, "speaks_for", ()),
    (
        "IMPERSONATION_OR_REFUSED_ID",
        {"impersonation": False, "identity_check_refused": False},
        "speaks_against",
        (),
    ),
    ("OTHER_LEGAL", {}, "open", ("other_law",)),
    ("OTHER_LEGAL", {"other_law": True}, "speaks_for", ()),
    ("OTHER_LEGAL", {"other_law": False}, "speaks_against", ()),
]


@pytest.mark.parametrize(("code", "seen", "lean", "missing"), ROWS)
def test_what_the_facts_say_of_a_ground(code, seen, lean, missing):
    assert leaning(code, **seen) == (lean, missing)


def test_all_seven_grounds_are_shown_in_the_order_of_the_law():
    found = advice(Seen(), pack=load("cn-samr-2026"), received_on=RECEIVED)

    assert [f"{ground.cites[0].article}" for ground in found.grounds] == [f"16({n})" for n in range(1, 8)]
    assert found.as_dict()["decided_by"] == "person"


def test_the_old_measures_knew_missing_materials_only():
    old = {"pack": "cn-samr-2019", "received_on": date(2026, 4, 14)}

    assert leaning("MATERIALS_MISSING", **old) == ("open", ("missing_materials",))
    assert leaning("MATERIALS_MISSING", missing_materials=(both("投诉人姓名", "Complainant's name"),), **old) == (
        "speaks_for",
        (),
    )
    assert leaning("MATERIALS_MISSING", missing_materials=(), false_materials=True, **old) == ("speaks_against", ())


def test_the_old_measures_had_six_grounds_and_no_factors():
    found = advice(Seen(quantity=100, usual_quantity=6), pack=load("cn-samr-2019"), received_on=date(2026, 4, 14))

    assert len(found.grounds) == 6
    assert found.factors == ()


def test_factors_are_facts_beside_the_grounds():
    seen = Seen(
        quantity=100, usual_quantity=6, complaints=12, same_target=9, purchase_shown=False, shares_contact_with=3
    )
    found = advice(seen, pack=load("cn-samr-2026"), received_on=RECEIVED)

    assert [factor.code for factor in found.factors] == [
        "UNUSUAL_QUANTITY",
        "MANY_IN_SHORT_TIME",
        "NO_REAL_DEALING",
        "SHARED_CONTACT",
    ]
    assert found.as_dict("en")["factors"][0]["fact"] == "100 bought, about 6 usual"
    assert found.as_dict("en")["factors"][1]["fact"] == "12 complaints lately, 9 with the same target or problem"


def test_factors_never_turn_into_a_ground():
    suspicious = Seen(
        quantity=500, usual_quantity=6, same_target=50, purchase_shown=False, shares_contact_with=9,
        purpose="daily_life", dispute_shown=True,
    )  # fmt: skip

    assert leaning_of_third(suspicious) == "speaks_against"


def leaning_of_third(seen):
    return advice(seen, pack=load("cn-samr-2026"), received_on=RECEIVED).grounds[2].leaning


@pytest.mark.parametrize(
    "seen",
    [
        {"quantity": 6, "usual_quantity": 6},
        {"quantity": 100},
        {"usual_quantity": 6},
        {"same_target": 0, "complaints": 3},
        {"purchase_shown": True},
        {"shares_contact_with": 0},
    ],
)
def test_nothing_unusual_is_no_factor(seen):
    assert advice(Seen(**seen), pack=load("cn-samr-2026"), received_on=RECEIVED).factors == ()


def test_reasons_are_told_in_both_languages():
    found = advice(Seen(knew_on=date(2023, 1, 1)), pack=load("cn-samr-2026"), received_on=RECEIVED)

    assert found.grounds[3].as_dict("en")["reasons"] == ["the three years ended on 1 Jan 2026"]
    assert found.grounds[3].as_dict()["reasons"] == ["三年到2026年1月1日届满"]
