"""Impact assessments and contracts with processors (PIPL 21, 55, 56): whole, by two people, in versions, kept."""

from datetime import date, timedelta

import pytest

from redress.agencies import queries
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.privacy import assessments, contracts
from redress.privacy.models import Assessment
from redress.records.models import Entry
from tests.conftest import NOON
from tests.world import Office

WHOLE = dict.fromkeys(assessments.PARTS, "写了。")
TERMS = dict.fromkeys(contracts.TERMS, "约定了。")
TODAY = NOON.date()


@pytest.fixture
def office(db):
    queries.forget()
    return Office(NOON)


def codes(refused):
    return sorted(problem.code for problem in refused.value.problems)


def begun(office, *occasions):
    return assessments.begin("发布数据", occasions or ("publish",), actor=office.staff(), now=NOON)


def standing(office, occasion="publish", *, on=TODAY, code="310115"):
    return assessments.standing(occasion, queries.above(office.staff(code=code).agency_id), on=on)


def test_every_part_of_article_56_is_asked_for_at_once(office):
    row = begun(office)
    with pytest.raises(NotAllowed) as refused:
        assessments.decide(row.pk, approve=True, actor=office.staff("supervisor"), now=NOON)
    assert codes(refused) == [
        "assessment.decide.no_conclusion", "assessment.decide.no_review", *["assessment.decide.part_missing"] * 7,
    ]  # fmt: skip
    assert {cite["article"] for problem in refused.value.problems for cite in problem.cites} == {
        "56",
        "56(1)",
        "56(2)",
        "56(3)",
    }


def test_a_supervisor_who_did_not_write_it_approves(office):
    row = begun(office)
    supervisor = office.staff("supervisor")
    assessments.write(row.pk, WHOLE, conclusion="yes", review_on=TODAY + timedelta(days=90), actor=supervisor, now=NOON)
    for who in (supervisor, office.staff(), office.staff("admin")):
        with pytest.raises(NotAllowed) as refused:
            assessments.decide(row.pk, approve=True, actor=who, now=NOON)
        assert codes(refused) == ["assessment.decide.second_person"]
    assessments.write(row.pk, {}, actor=office.staff(), now=NOON)
    assert assessments.decide(row.pk, approve=True, actor=supervisor, now=NOON).state == "approved"
    assert [entry.event for entry in Entry.objects.filter(event__startswith="assessment.")] == [
        "assessment.begun", "assessment.approved",
    ]  # fmt: skip


def test_it_allows_its_own_occasions_in_its_own_house_until_its_day(office):
    office.weigh("publish", "provide")
    assert standing(office)
    assert standing(office, "provide")
    assert standing(office, code="310115-01"), "an assessment of the house covers its offices"
    assert standing(office, "abroad") is None
    assert standing(office, code="310000") is None
    assert standing(office, on=TODAY + timedelta(days=300))
    assert standing(office, on=TODAY + timedelta(days=301)) is None


def test_one_that_says_no_allows_nothing(office):
    row = begun(office)
    assessments.write(
        row.pk, WHOLE, conclusion="no", review_on=TODAY + timedelta(days=9), actor=office.staff(), now=NOON
    )
    assessments.decide(row.pk, approve=True, actor=office.staff("supervisor"), now=NOON)
    assert standing(office) is None


def test_the_next_version_replaces_the_one_in_force_only_when_it_is_approved(office):
    first = office.weigh("publish")
    second = assessments.renew(first.pk, actor=office.staff(), now=NOON)
    assert (first.number, second.number) == (f"PIA-2026-{first.pk}.1", f"PIA-2026-{first.pk}.2")
    assert second.words == first.words
    with pytest.raises(NotAllowed) as refused:
        assessments.renew(first.pk, actor=office.staff(), now=NOON)
    assert codes(refused) == ["assessment.renew.open"]
    assert standing(office).pk == first.pk
    assessments.write(second.pk, {}, review_on=TODAY + timedelta(days=30), actor=office.staff(), now=NOON)
    assessments.decide(second.pk, approve=True, actor=office.staff("supervisor"), now=NOON)
    assert standing(office).pk == second.pk
    first.refresh_from_db()
    assert (first.state, first.ended_at) == ("ended", NOON)
    assert [one.version for one in assessments.versions(first)] == [2, 1]


def test_a_declined_one_is_kept_and_changes_no_more(office):
    row = begun(office)
    assessments.decide(row.pk, approve=False, actor=office.staff("supervisor"), now=NOON)
    with pytest.raises(NotAllowed) as refused:
        assessments.write(row.pk, WHOLE, actor=office.staff(), now=NOON)
    assert codes(refused) == ["assessment.not_a_draft"]
    with pytest.raises(NotAllowed) as refused:
        assessments.end(row.pk, actor=office.staff(), now=NOON)
    assert codes(refused) == ["assessment.end.not_standing"]


def test_what_cannot_be_kept_is_said_with_its_place(office):
    with pytest.raises(NotAllowed) as refused:
        assessments.begin(" ", ["flying"], actor=office.staff("clerk"), now=NOON)
    assert codes(refused) == ["assessment.begin.no_occasion", "assessment.begin.no_title", "assessment.wrong_role"]
    row = begun(office)
    with pytest.raises(NotAllowed) as refused:
        assessments.write(
            row.pk, {"risks": "长" * 8_001}, conclusion="maybe", review_on=TODAY, actor=office.staff(), now=NOON
        )
    assert codes(refused) == ["assessment.write.conclusion", "assessment.write.review", "assessment.write.too_long"]
    assessments.write(
        row.pk, WHOLE, conclusion="yes", review_on=TODAY + timedelta(days=1), actor=office.staff(), now=NOON
    )
    with pytest.raises(NotAllowed) as refused:
        assessments.decide(row.pk, approve=True, actor=office.staff("supervisor"), now=NOON + timedelta(days=2))
    assert codes(refused) == ["assessment.decide.review_passed"]


def test_another_houses_assessment_is_not_there(office):
    row = begun(office)
    with pytest.raises(NotThere):
        assessments.get(row.pk, actor=office.staff("officer", "330108"))
    with pytest.raises(NotThere):
        assessments.get(row.pk, actor=office.staff("mediator"))
    assert assessments.get(row.pk, actor=office.staff("officer", "310000")).pk == row.pk


def registered(office, **changes):
    given = {"since": date(2026, 1, 1), "until": date(2026, 12, 31), "actor": office.staff(), "now": NOON} | changes
    return contracts.add("云上短信（示例）", TERMS, bodies=queries.above(given["actor"].agency_id), **given)


def test_a_contract_has_every_term_of_article_21_and_an_assessment_before_it(office):
    with pytest.raises(Invalid) as refused:
        contracts.add(
            "", {}, since=date(2026, 2, 1), until=date(2026, 1, 1), bodies=[], actor=office.staff("clerk"), now=NOON
        )
    assert codes(refused) == [
        "contract.add.no_assessment", "contract.add.no_processor", "contract.add.term",
        *["contract.add.term_missing"] * 5, "contract.wrong_role",
    ]  # fmt: skip
    office.weigh("entrust")
    assert registered(office).assessment == Assessment.objects.get()


def test_a_contract_is_watched_and_ends_with_the_data_gone(office):
    office.weigh("entrust")
    row = registered(office)
    assert contracts.owed(row, on=TODAY) == []
    assert len(contracts.owed(row, on=date(2027, 6, 1))) == 2
    contracts.checked(row.pk, actor=office.staff(), now=NOON)
    with pytest.raises(NotAllowed) as refused:
        contracts.end(row.pk, went="", actor=office.staff(), now=NOON)
    assert codes(refused) == ["contract.end.data"]
    contracts.end(row.pk, went="deleted", actor=office.staff(), now=NOON)
    with pytest.raises(NotAllowed) as refused:
        contracts.checked(row.pk, actor=office.staff(), now=NOON)
    assert codes(refused) == ["contract.ended"]
    with pytest.raises(NotThere):
        contracts.get(row.pk, actor=office.staff("officer", "330108"))


def test_an_ended_assessment_is_owed_anew_for_its_contracts(office):
    office.weigh("entrust")
    row = registered(office)
    assessments.end(row.assessment_id, actor=office.staff(), now=NOON)
    assert len(contracts.owed(contracts.get(row.pk, actor=office.staff()), on=TODAY)) == 1
