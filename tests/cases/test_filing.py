"""Filing: what is stored, what runs, who gets it, and what never leaves the vault."""

from datetime import date, timedelta

import pytest

from redress.cases import filing, intake, numbers
from redress.cases.models import Case
from redress.cases.once import once
from redress.deadlines.models import Clock
from redress.kernel.problems import Invalid, NotAllowed
from redress.privacy import vault
from redress.records import entries
from tests.conftest import NOON
from tests.world import COMPLAINT, STORY, Office, merged


def test_a_complaint_has_seven_working_days_for_acceptance_and_the_two_service_dates(office: Office):
    filed = office.file()

    due = {clock.limit_code: (clock.family, clock.due_on) for clock in Clock.objects.filter(subject=filed.id)}
    assert due == {
        "T_ACCEPT": ("statute", date(2026, 10, 9)),
        "S_INITIAL": ("service", date(2026, 10, 9)),
        "S_RESULT": ("service", date(2026, 10, 20)),
    }
    assert office.case(filed).next_due_on == date(2026, 10, 9)


def test_both_becomes_two_linked_cases_each_with_its_own_clock(office: Office):
    complaint, report = office.file_both(kind="both")

    assert (complaint.kind, report.kind) == ("complaint", "report")
    assert complaint.linked == (report.number,)
    assert report.linked == (complaint.number,)
    assert office.case(complaint).linked_id == report.id
    assert [clock.limit_code for clock in Clock.objects.filter(subject=report.id)] == ["T_VERIFY_CLUE"]


def test_what_the_law_asks_for_and_is_missing_is_listed_and_refuses_nobody(office: Office):
    filed = filing.file(
        intake.read({"problem": {"story": "电饭锅坏了"}}, now=NOON), actor=office.staff("clerk"), now=NOON
    )[0]

    assert {want.pointer for want in filed.wanted} == {
        "/complainant/name", "/complainant/phone", "/complainant/address", "/respondent/name", "/respondent/address",
        "/requests",
    }  # fmt: skip


def test_no_personal_value_is_stored_outside_the_vault(office: Office):
    filed = office.file()

    row = Case.objects.filter(pk=filed.id).values().get()
    in_clear = " ".join(str(value) for value in row.values())
    for value in ("林小雨", "13800001234", "138 0000 1234", "世纪大道1号"):
        assert value not in in_clear
    assert vault.open(filed.id, "intake")["story"] == STORY
    assert vault.find("phone", "+86 138-0000-1234") == [filed.id]


@pytest.mark.parametrize(
    ("received", "rule_set"),
    [("2026-04-14T23:59:00+08:00", "cn-samr-2019"), ("2026-04-15T00:00:00+08:00", "cn-samr-2026"), ("2016-03-01T10:00:00+08:00", "cn-samr-2019")],
)  # fmt: skip
def test_the_day_of_receipt_decides_the_rule_set(office: Office, received: str, rule_set: str):
    data = merged(
        COMPLAINT, {"received_at": received, "purchase": {"bought_on": None}, "problem": {"discovered_on": None}}
    )
    filed = filing.file(intake.read(data, now=NOON), actor=office.staff("clerk"), now=NOON)[0]

    assert filed.rule_set == rule_set


@pytest.mark.parametrize(
    ("respondent", "agency", "article"),
    [
        ({"division": "310115", "seller_kind": "shop"}, "310115", "13(1)"),
        ({"division": "330108", "seller_kind": "shop"}, "330108", "13(1)"),
        ({"division": "330110", "seller_kind": "shop"}, "330100", "13(1)"),
        ({"division": None, "seller_kind": None}, "310115", "41"),
        ({"division": "310115", "seller_kind": "on_platform", "published_division": "330108", "platform_division": "310115"}, "330108", "13(2)"),
    ],
)  # fmt: skip
def test_the_competent_body_gets_the_case_and_says_why(office: Office, respondent: dict, agency: str, article: str):
    filed = office.file(respondent=respondent)

    assert filed.body.code == agency
    assert article in {cite["article"] for cite in filed.why["cites"]}


def test_the_same_request_twice_makes_one_case(office: Office):
    def run():
        made = office.file()
        return [made.number], {"number": made.number}

    first = once("anyone", "k-1", b"body", run, now=NOON)
    second = once("anyone", "k-1", b"body", run, now=NOON)

    assert first[:2] == second[:2]
    assert (first[2], second[2]) == (True, False)
    assert Case.objects.count() == 1


def test_the_same_key_for_another_request_is_refused(office: Office):
    once("anyone", "k-1", b"body", lambda: (["A"], {}), now=NOON)

    with pytest.raises(NotAllowed) as refusal:
        once("anyone", "k-1", b"other", lambda: (["B"], {}), now=NOON)

    assert [problem.code for problem in refusal.value.problems] == ["idempotency.other_body"]


def test_a_number_opens_with_its_own_words_only(office: Office):
    one, other = office.file(), office.file()

    assert numbers.opens(numbers.pickup(one.number), one.number)
    assert numbers.opens(numbers.pickup_chinese(one.number), one.number)
    assert numbers.opens(numbers.pickup_chinese(one.number).replace(" ", ""), one.number)
    assert not numbers.opens(numbers.pickup(other.number), one.number)
    assert not numbers.opens("a-b-c-d", one.number)
    assert not numbers.opens(numbers.pickup(one.number) + "-pingguo", one.number)


def test_the_receipt_says_nothing_personal(office: Office):
    filed = office.file()

    entry = entries.of(filed.id)[0]
    assert entry.event == "case.received"
    assert set(filed.receipt) == {
        "number",
        "event",
        "kind",
        "received_at",
        "registered_at",
        "agency",
        "rule_set",
        "dues",
    }


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"problem": {"story": " "}}, "story.empty", "/problem/story"),
        ({"problem": {"story": "x" * 20_001}}, "text.too_long", "/problem/story"),
        ({"purchase": {"amount": "-1"}}, "money.negative", "/purchase/amount"),
        ({"purchase": {"amount": "zwei"}}, "money.not_a_number", "/purchase/amount"),
        ({"purchase": {"amount": "1.999"}}, "money.decimals", "/purchase/amount"),
        ({"purchase": {"amount": True}}, "money.not_a_number", "/purchase/amount"),
        ({"purchase": {"amount": "NaN"}}, "money.not_a_number", "/purchase/amount"),
        ({"purchase": {"amount": "9e999999万"}}, "money.not_a_number", "/purchase/amount"),
        ({"purchase": {"bought_on": "1900-01-01"}}, "day.too_early", "/purchase/bought_on"),
        ({"purchase": {"bought_on": "2999-01-01"}}, "day.future", "/purchase/bought_on"),
        ({"purchase": {"bought_on": "2026-02-30"}}, "day.no_such_day", "/purchase/bought_on"),
        ({"purchase": {"category": "goods.dragons"}}, "category.unknown", "/purchase/category"),
        ({"problem": {"nature": "BAD"}}, "nature.unknown", "/problem/nature"),
        ({"problem": {"discovered_on": "2026-08-01"}}, "discovered_on.before_purchase", "/problem/discovered_on"),
        ({"complainant": {"phone": "1380000123"}}, "phone.length", "/complainant/phone"),
        ({"complainant": {"phone": "call me"}}, "phone.unreadable", "/complainant/phone"),
        ({"complainant": {"email": "a@b"}}, "email.unreadable", "/complainant/email"),
        ({"complainant": {"id_number": "310115199001011234", "id_type": "resident_id"}}, "id_number.check", "/complainant/id_number"),
        ({"respondent": {"uscc": "91310115MA1K3YJ12Y"}}, "uscc.check", "/respondent/uscc"),
        ({"respondent": {"uscc": "123"}}, "uscc.length", "/respondent/uscc"),
        ({"respondent": {"division": "999999"}}, "division.unknown", "/respondent/division"),
        ({"requests": [{"kind": "MOON"}]}, "code.unknown", "/requests/0/kind"),
        ({"received_at": "2026-09-22T10:00:00"}, "time.no_zone", "/received_at"),
        ({"received_at": "2026-09-23T10:00:00+08:00"}, "received_at.future", "/received_at"),
        ({"storry": "x"}, "name.unknown", "/storry"),
        ({"complainant": "me"}, "type.object", "/complainant"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_stores_nothing(office: Office, changes: dict, code: str, pointer: str):
    with pytest.raises(Invalid) as refusal:
        intake.read(merged(COMPLAINT, changes), now=NOON)

    assert (code, pointer) in [(problem.code, problem.pointer) for problem in refusal.value.problems]
    assert not Case.objects.exists()


def test_every_problem_is_named_at_once():
    with pytest.raises(Invalid) as refusal:
        intake.read({"kind": "?", "purchase": {"amount": "-1", "bought_on": "2999-01-01"}, "x": 1}, now=NOON)

    assert {problem.pointer for problem in refusal.value.problems} == {
        "/kind", "/purchase/amount", "/purchase/bought_on", "/problem/story", "/x",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("２３９９", "2399.00"), ("￥2,399.5", "2399.50"), ("2千4", "2400.00"), ("1.5万", "15000.00"), (12.5, "12.50"), ("", None), (None, None),
    ],
)  # fmt: skip
def test_sums_are_read_as_people_write_them(given, stored):
    amount = intake.read(merged(COMPLAINT, {"purchase": {"amount": given}}), now=NOON).purchase.amount

    assert (str(amount) if amount is not None else None) == stored


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("138 0000 1234", "13800001234"), ("+86-138-0000-1234", "13800001234"), ("１３８００００１２３４", "13800001234"),
        ("021-12345678", "021-12345678"), ("(0571) 8765432转12", "0571-8765432-12"), ("4001234567", "4001234567"), ("+44 20 7946 0000", "+442079460000"),
    ],
)  # fmt: skip
def test_telephone_numbers_are_read_as_people_write_them(given: str, stored: str):
    assert intake.read(merged(COMPLAINT, {"complainant": {"phone": given}}), now=NOON).complainant.phone == stored


def test_marks_that_turn_text_around_and_control_characters_are_dropped():
    story = intake.read({"problem": {"story": "坏了\u202e\x07😀 مرحبا"}}, now=NOON).problem.story

    assert story == "坏了😀 مرحبا"


def test_a_receipt_in_the_past_counts_from_that_day(office: Office):
    data = merged(COMPLAINT, {"received_at": (NOON - timedelta(days=4)).isoformat(), "channel": "phone"})
    filed = filing.file(intake.read(data, now=NOON), actor=office.staff("clerk"), now=NOON)[0]

    assert filed.dues[0].due_on == date(2026, 9, 29)


@pytest.mark.parametrize(("former", "today"), [("339019", "330111"), ("339021", "330110")])
def test_a_division_that_was_abolished_leads_to_the_body_of_the_place_of_today(office: Office, former: str, today: str):
    old = office.case(office.file(respondent={"division": former}))
    new = office.case(office.file(respondent={"division": today}, complainant={"phone": "13900000000"}))
    assert (old.agency.code, old.why_routed) == (new.agency.code, new.why_routed)


def test_a_division_that_nothing_stands_for_keeps_the_case_with_the_office_that_received_it(office: Office, settings):
    settings.REDRESS_INTAKE_AGENCY = "310115"
    case = office.case(office.file(respondent={"division": "310119"}))
    assert (case.agency.code, case.state) == ("310115", "received")
    assert case.why_routed != "{}"
