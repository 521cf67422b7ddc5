"""Figures: each is what a separate count over the cases themselves says, opens to its cases, and tells nobody too much."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from redress.cases.models import Case
from redress.deadlines.models import Clock
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotThere
from redress.oversight import definitions, figures, queries, rolling
from redress.oversight.intervals import cohen, wilson
from redress.oversight.models import Mark, Rollup
from redress.oversight.periods import Period, named
from redress.records import entries
from redress.traders import inviting
from redress.traders.inviting import Contact
from tests.conftest import NOON

TODAY = day_of(NOON)
LATER = TODAY + timedelta(days=120)
ALL = Period(TODAY - timedelta(days=1), LATER - timedelta(days=1))


def figure(desk, code, *, who="supervisor", period=ALL, today=LATER):
    actor = desk.staff(who)
    ids = queries.scope(actor, "")
    return queries.one_figure(code, ids, period, bare=queries.may_open(actor), today=today)


@pytest.fixture
def season(desk, read):
    """A season: settled, refused, late, withdrawn, reported, rated, opened again, come back."""
    first = desk.closed(amount="2399.00")
    desk.act(first, "rate", {"verdict": "SOLVED", "grade": "SATISFIED"}, who="complainant", days=1)
    second = desk.closed(amount="100.00", days=2, complainant={"phone": "13900000001"})
    desk.act(second, "rate", {"verdict": "NOT_SOLVED", "grade": "DISSATISFIED"}, who="complainant", days=3)
    desk.act(second, "reopen", {"reason_code": "NOT_PERFORMED", "text": "没有收到退款"}, who="complainant", days=4)
    late = desk.file(complainant={"phone": "13900000002"})
    desk.act(late, "accept", days=20)
    desk.act(late, "terminate", {"reason_code": "NO_AGREEMENT", "text": "分歧"}, days=110)
    refused = desk.file(complainant={"phone": "13900000003"})
    desk.act(refused, "refuse", {"reason_code": "NOT_CONSUMER_DISPUTE", "text": "经营用"}, days=1)
    gone = desk.file(complainant={"phone": "13900000004"})
    desk.act(gone, "withdraw", {"reason_code": "SETTLED_DIRECTLY"}, who="complainant", days=2)
    desk.file(now=NOON + timedelta(days=30))  # the first one comes back with the same matter
    silent = desk.file(complainant={"phone": "13900000006"}, problem={"nature": "PRICE"})
    report = desk.file(kind="report", complainant={"phone": "13900000007"})
    desk.act(report, "verify")
    desk.act(report, "file_case", {"text": "立案"}, who="supervisor", days=5)
    read(110)
    return {"late": late, "silent": silent, "report": report, "refused": refused}


def test_settled_with_the_trader_before_mediation_is_counted_of_those_that_were_offered_it(desk, read):
    def invited(number, *, mediated=False):
        filed = desk.file(complainant={"phone": f"1390000400{number}"})
        desk.act(filed, "accept")
        if mediated:
            desk.act(filed, "begin_mediation", {"complainant_consents": True, "respondent_consents": True})
        inviting.invite(filed.number, contacts=[Contact("sms", "13900005555")], actor=desk.staff(), now=NOON)
        return filed

    by_themselves, agreed, _still, over = (invited(number) for number in range(4))
    late = invited(5, mediated=True)  # asked only once somebody mediated: it was not offered before
    desk.act(by_themselves, "withdraw", {"reason_code": "SETTLED_DIRECTLY"}, who="complainant", days=2)
    agreement = {"text": "退款", "perform_by": "2027-03-01", "amount": "100.00", "mode": "phone"}
    for filed in (agreed, late):
        desk.act(filed, "settle", agreement, days=3)
    desk.act(over, "withdraw", {"reason_code": "OTHER"}, who="complainant", days=2)
    read(110)
    found = figure(desk, "ODR_DIRECT")
    assert (found.n, found.d) == (2, 4)


# ---- every figure again, by another way ----------------------------------------------------------------------------


def happened(event, side="complaint"):
    """Count (case, day) pairs straight from the archive."""
    kinds = dict(Case.objects.values_list("pk", "kind"))
    found = set()
    for entry in entries.after(0, 10_000):
        if entry.event == event and kinds.get(entry.subject) == side:
            found.add((entry.subject, day_of(entry.at)))
    return found


def limits(code):
    """Count (kept, due) straight from the clocks."""
    due = kept = 0
    withdrawn = dict(happened("case.withdrawn"))
    for row in Clock.objects.filter(limit_code=code, superseded_at=None, due_on__lte=ALL.end).exclude(due_on=None):
        if row.subject in withdrawn and withdrawn[row.subject] <= row.due_on:
            continue
        due += 1
        kept += bool(row.state == "met" and (row.met_on is None or row.met_on <= row.due_on))
    return kept, due


def ratings():
    last = {e.subject: e for e in entries.after(0, 10_000) if e.event == "case.rated"}
    return [entry.data["grade"] for entry in last.values()], [entry.data["verdict"] for entry in last.values()]


def separately():
    """Each figure from cases, clocks and archive; nothing in here reads a mark or a roll-up."""
    grades, verdicts = ratings()
    settled, terminated = len(happened("agreement.reached")), len(happened("mediation.terminated"))
    accepted, refused = len(happened("complaint.accepted")), len(happened("complaint.refused"))
    closed, received = len(happened("case.closed")), Case.objects.filter(kind="complaint").count()
    filed, not_filed = len(happened("report.case_filed", "report")), len(happened("report.not_filed", "report"))
    return {
        "RECEIVED": (received, None),
        "REPORTS_RECEIVED": (Case.objects.filter(kind="report").count(), None),
        "ON_TIME_ACCEPTANCE": limits("T_ACCEPT"),
        "ACCEPTANCE_RATE": (accepted, accepted + refused),
        "ON_TIME_CLOSE": limits("T_MEDIATE"),
        "NOTICE_ON_TIME": limits("T_NOTIFY_TERMINATION"),
        "MEDIATION_SUCCESS": (settled, settled + terminated),
        "MEDIATION_SUCCESS_OF_ACCEPTED": (settled, accepted),
        "MEDIATION_SUCCESS_OF_CLOSED": (settled, closed),
        "SELF_SETTLED": (1, None),
        "REPORT_ON_TIME": limits("T_VERIFY_CLUE"),
        "REPORT_FILED": (filed, filed + not_filed),
        "CASE_CONVERSION": (0, accepted),
        "SATISFACTION": (sum(grade >= 4 for grade in grades), len(grades)),
        "RESPONSE_SHARE": (len(grades), closed),
        "SOLVED_BY_VERDICT": (verdicts.count("SOLVED"), len(verdicts)),
        "CLOSED": (closed, None),
        "RESPONSE_RATE": limits("S_INITIAL"),
        "RESULT_PROMISE": limits("S_RESULT"),
        "REPEAT_RATE": (1, received),
        "RETURN_RATE": (1, received),
        "REOPENED": (len(happened("case.reopened")), closed),
        "CALLBACK_COVERAGE": (0, closed),
    }


def test_every_figure_is_what_a_separate_count_says(desk, season):
    expected = separately()
    other = {"REFUSAL_BY_GROUND", "LOSS_RECOVERED", "FIRST_CONTACT", "TIME_TO_CLOSE", "AGE_OPEN", "RATING_GRADES"}
    other |= {"BY_NATURE", "BY_CHANNEL", "ODR_DIRECT"}  # the last: a test of its own
    assert {one.code for one in definitions.in_force(LATER)} == expected.keys() | other
    found = {code: figure(desk, code) for code in expected}
    assert {code: (one.n, one.d) for code, one in found.items()} == expected


def test_sums_parts_and_spreads_are_what_the_cases_say(desk, season):
    grades, _ = ratings()
    recovered = figure(desk, "LOSS_RECOVERED")
    assert (recovered.value, recovered.n, recovered.middle) == (Decimal("2499.00"), 2, Decimal(100))
    assert {part.key: part.n for part in figure(desk, "RATING_GRADES").parts} == Counter(map(str, grades))
    natures = Counter(Case.objects.filter(kind="complaint").values_list("nature", flat=True))
    assert {part.key: part.n for part in figure(desk, "BY_NATURE").parts} == natures
    assert [(p.key, p.n) for p in figure(desk, "REFUSAL_BY_GROUND").parts] == [("NOT_CONSUMER_DISPUTE", 1)]
    opened = sorted(
        (LATER - day_of(row.received_at)).days for row in Case.objects.filter(kind="complaint", phase="open")
    )
    assert figure(desk, "AGE_OPEN").value == opened[(len(opened) - 1) // 2]
    assert figure(desk, "TIME_TO_CLOSE").value == 0


def test_a_limit_that_was_missed_counts_on_its_last_day_and_not_before(desk, read):
    late = desk.file()
    desk.act(late, "accept", days=20)
    read(20)
    due = Clock.objects.get(subject=late.id, limit_code="T_ACCEPT").due_on
    day = Period(due, due)
    assert (figure(desk, "ON_TIME_ACCEPTANCE", period=day).n, figure(desk, "ON_TIME_ACCEPTANCE", period=day).d) == (
        0,
        1,
    )
    before = Period(TODAY, due - timedelta(days=1))
    assert figure(desk, "ON_TIME_ACCEPTANCE", period=before).d == 0


# ---- the cases behind a number -------------------------------------------------------------------------------------


def test_every_number_opens_to_exactly_its_cases(desk, season):
    actor = desk.staff("supervisor")
    ids = queries.scope(actor, "")
    for one in definitions.in_force(LATER):
        found = figure(desk, one.code)
        for part, number in (("n", found.n), ("d", found.d)):
            if number is None or (part == "n" and one.kind == "sum"):
                continue
            shown = queries.behind(one.code, part, "", actor, ids, ALL).cases
            assert len(shown) == number, (one.code, part)
        for piece in found.parts:
            assert len(queries.behind(one.code, "n", piece.key, actor, ids, ALL).cases) == piece.n


def test_what_is_below_the_line_and_not_above_it_can_be_opened(desk, season):
    actor = desk.staff("auditor")
    shown = queries.behind("ON_TIME_ACCEPTANCE", "missed", "", actor, queries.scope(actor, ""), ALL).cases
    assert {case.pk for _, case in shown} >= {season["late"].id, season["silent"].id}


def test_long_lists_go_on_where_they_stopped(desk, read, monkeypatch):
    monkeypatch.setattr(queries, "BEHIND", 2)
    filed = [desk.file(complainant={"phone": f"1390000000{place}"}).id for place in range(5)]
    read()
    actor, seen, cursor = desk.staff("supervisor"), [], ""
    while True:
        page = queries.behind("RECEIVED", "n", "", actor, queries.scope(actor, ""), ALL, cursor=cursor)
        seen += [case.pk for _, case in page.cases]
        if not page.next:
            break
        cursor = page.next
    assert seen == filed


# ---- who may see what ----------------------------------------------------------------------------------------------


def test_an_analyst_sees_no_number_in_which_few_could_be_recognised_and_opens_nothing(desk, season):
    assert figure(desk, "SATISFACTION", who="analyst").hidden
    assert figure(desk, "SATISFACTION", who="analyst").n is None
    assert figure(desk, "SATISFACTION").n == 1
    actor = desk.staff("analyst")
    with pytest.raises(NotThere):
        queries.behind("RECEIVED", "n", "", actor, queries.scope(actor, ""), ALL)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 50, "b": 3}, {"a", "b"}),
        ({"a": 50, "b": 3, "c": 9}, {"b", "c"}),
        ({"a": 50, "b": 3, "c": 2}, {"b", "c"}),
        ({"a": 50, "b": 7}, set()),
    ],
)
def test_a_single_hidden_part_cannot_be_found_by_subtraction(counts, hidden):
    assert figures.to_hide(counts, 5) == hidden


@pytest.mark.parametrize("who", ["clerk", "officer", "mediator", "admin"])
def test_figures_are_for_those_who_watch(desk, who):
    with pytest.raises(NotThere):
        queries.scope(desk.staff(who), "")


def test_another_bodys_figures_look_like_none(desk):
    with pytest.raises(NotThere):
        queries.scope(desk.staff("supervisor"), "330108")


def test_bodies_stand_beside_each_other_with_their_intervals_in_the_order_of_their_codes(desk, season):
    actor = desk.staff("supervisor")
    rows = queries.beside("MEDIATION_SUCCESS", actor, ALL, bare=True, today=LATER)
    assert [(row.body.code, row.figure.n, row.figure.d, row.differs) for row in rows] == [("310115", 2, 3, False)]
    assert rows[0].figure.interval == (20.8, 93.9)
    assert queries.beside("RECEIVED", actor, ALL, bare=True, today=LATER) == []


# ---- keeping the sums ----------------------------------------------------------------------------------------------


def test_reading_again_changes_nothing_and_the_nightly_proof_finds_nothing(desk, season, read):
    before = list(Rollup.objects.order_by("pk").values_list("code", "day", "n", "total"))
    rolling.mark(Case.objects.values_list("pk", flat=True))
    read()
    assert list(Rollup.objects.order_by("pk").values_list("code", "day", "n", "total")) == before
    assert rolling.prove(now=NOON, mend=False) == {"marks": 0, "sums": 0}


def test_what_was_tampered_with_is_found_and_mended_at_night(desk, season):
    Rollup.objects.filter(code="c.received", grain="d").update(n=99)
    Mark.objects.filter(code="c.accepted").delete()
    found = rolling.prove(now=NOON, mend=True)
    assert found["marks"] > 0
    assert found["sums"] > 0
    assert rolling.prove(now=NOON, mend=False) == {"marks": 0, "sums": 0}


def test_a_case_that_moves_takes_its_marks_along(desk, read):
    filed = desk.file()
    read()
    desk.act(filed, "distribute", {"agency": "310115-01", "text": "辖区"}, days=1)
    read(1)
    kept = set(Mark.objects.filter(case_id=filed.id).values_list("agency_id", flat=True))
    assert kept == {Case.objects.get(pk=filed.id).agency_id}
    assert rolling.prove(now=NOON, mend=False)["sums"] == 0


@pytest.mark.only_on_postgres
def test_an_entry_that_appears_below_the_cursor_is_still_read(desk, read):
    """A transaction that took its number early and commits late: its entry lies below what was read already."""
    first, late = desk.file(), desk.file()
    last = max(entries.of(filed.id)[-1].id for filed in (first, late))

    def next_number(after: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('records_entry', 'id'), %s)", [after])

    next_number(last + 20)
    desk.act(first, "accept")
    read()
    next_number(last)
    desk.act(late, "accept")
    read()
    assert Mark.objects.filter(case_id=late.id, code="c.accepted").exists()


# ---- periods, intervals --------------------------------------------------------------------------------------------


def test_periods_end_yesterday():
    today = date(2026, 9, 22)
    assert named("last30", today=today) == Period(date(2026, 8, 23), date(2026, 9, 21))
    assert named("month", today=today) == Period(date(2026, 8, 1), date(2026, 8, 31))
    assert named("quarter", today=today) == Period(date(2026, 4, 1), date(2026, 6, 30))
    assert named("year", today=today) == Period(date(2025, 9, 1), date(2026, 8, 31))
    assert named("quarter", today=date(2026, 1, 5)) == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert named("year", today=date(2026, 1, 5)) == Period(date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("period", "parts"),
    [
        (Period(date(2026, 1, 1), date(2026, 1, 31)), ["m"]),
        (Period(date(2026, 1, 2), date(2026, 1, 31)), ["d"]),
        (Period(date(2026, 1, 31), date(2026, 3, 1)), ["d", "m", "d"]),
        (Period(date(2026, 2, 3), date(2026, 2, 9)), ["d"]),
    ],
)
def test_whole_months_are_taken_as_months_and_no_day_twice(period, parts):
    found = list(period.parts())
    assert [grain for grain, _, _ in found] == parts
    assert sum((last - first).days + 1 for _, first, last in found) == period.days


@pytest.mark.parametrize(
    ("name", "start", "end", "code"),
    [
        ("century", "", "", "period.unknown"),
        ("", "yesterday", "2026-09-01", "period.no_day"),
        ("", "2026-09-05", "2026-09-01", "period.backwards"),
        ("", "2026-09-01", "2026-09-22", "period.not_over"),
        ("", "1999-01-01", "2026-09-01", "period.too_long"),
    ],
)
def test_a_period_that_cannot_be_counted_says_why(name, start, end, code):
    with pytest.raises(Invalid) as refused:
        queries.period_of(name, start, end, now=NOON)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_intervals_are_those_of_the_textbook():
    low, high = wilson(490, 1621)
    assert (round(low, 4), round(high, 4)) == (0.2804, 0.3251)
    assert wilson(0, 0) is None
    found = cohen([("a", "a")] * 20 + [("b", "b")] * 15 + [("a", "b")] * 5 + [("b", "a")] * 10)
    assert round(found.kappa, 3) == 0.4
    assert round(found.interval.low, 2) == 0.15
    assert cohen([("a", "a")] * 4).kappa is None
