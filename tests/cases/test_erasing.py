"""A case is erased: nobody is left in it, the work can still be counted, and the archive still verifies."""

import json

import pytest
from django.db import connection

from redress.cases import actions, erasing, evidence, reading, tallies
from redress.cases.letters import issuing
from redress.cases.models import Case, Exhibit, Letter
from redress.deadlines import clocks
from redress.kernel.problems import NotAllowed, NotThere
from redress.privacy import consents, erasure, vault
from redress.records import audit, entries, log
from redress.records.erasure import tombstone
from tests.conftest import NOON
from tests.installation import content_of
from tests.privacy.canaries import Canaries
from tests.world import Office, complainant

TRADER = "欧阳鸢曦的小店"


@pytest.fixture(autouse=True)
def empty_index(db):
    """A story told in real transactions leaves its words in the index, which no flush knows of."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_search")


@pytest.fixture
def birds(settings, tmp_path) -> Canaries:
    settings.REDRESS_DATA = tmp_path
    return Canaries(trader=TRADER, trader_phone="19987654302")


def filled(office: Office, birds: Canaries):
    """A case with everything a person can leave behind: values, words, a file, a message, a letter; and closed."""
    filed = office.file(
        complainant={"name": birds.name, "phone": birds.phone, "id_number": birds.id_number, "email": birds.email, "address": birds.address},
        respondent={"name": TRADER, "phone": "19987654302"},
        problem={"story": f"我是{birds.name}，电话{birds.phone}，住{birds.address}。扫地机器人坏了"},
    )  # fmt: skip
    officer, case = office.staff(), office.case(filed)
    evidence.add_exhibit(
        case, name=f"{birds.name}.txt", stream=birds.file_text.encode(), audience="both", actor=officer, now=NOON
    )
    actions.write(case.number, {"text": f"{birds.name} {birds.phone}"}, actor=complainant(filed), now=NOON)
    actions.act(
        case.number,
        "refuse",
        {"reason_code": "NOT_CONSUMER_DISPUTE", "text": f"告知{birds.name}"},
        actor=officer,
        now=NOON,
    )
    case.refresh_from_db()
    issuing.issue(
        case, "refusal_decision", entry=entries.of(case.pk, ["complaint.refused"])[0], actor=officer, now=NOON
    )
    return filed


def erase(office: Office, filed, actors=None):
    both = actors or (office.staff("officer"), office.staff("supervisor"))
    return erasing.erase_case(filed.id, actors=both, basis="case_file", now=NOON)


@pytest.mark.django_db(transaction=True)
def test_no_readable_person_is_left_anywhere(office, birds, settings):
    filed = filled(office, birds)
    exhibit, letter = Exhibit.objects.get(case_id=filed.id), Letter.objects.filter(case_id=filed.id).first()
    files = [path for path in (settings.REDRESS_DATA / "files").rglob("*") if path.is_file()]
    assert len(files) >= 2
    assert birds.seen_in_database() != []  # the trader's name stands in lists

    erase(office, filed)

    assert birds.seen_in_database() == []
    assert birds.seen_in(settings.REDRESS_DATA) == []
    assert [path for path in files if path.exists()] == []
    with pytest.raises(vault.Erased):
        evidence.open_exhibit(exhibit, actor=office.staff(), now=NOON)
    assert Letter.objects.get(pk=letter.pk).sha256 == ""
    assert reading.sealed(office.case(filed)) == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.only_on_sqlite
def test_nothing_is_left_in_the_databases_own_file(office, birds):
    filed = filled(office, birds)
    erase(office, filed)

    assert birds.seen_in_bytes(content_of(connection.settings_dict["NAME"])) == set()


@pytest.mark.django_db(transaction=True)
def test_what_proves_the_work_stays_and_the_log_verifies(office, birds):
    filed = filled(office, birds)
    before, counted = clocks.of(filed.id), tallies.read(frozenset({office.case(filed).agency_id}), "")
    log.sequence(NOON)

    erase(office, filed)
    log.sequence(NOON)

    case = office.case(filed)
    assert (case.number, case.state, case.kind, case.received_at) == (filed.number, "not_accepted", "complaint", NOON)
    assert [(row.limit_code, row.due_on) for row in clocks.of(filed.id)] == [
        (row.limit_code, row.due_on) for row in before
    ]
    assert tallies.read(frozenset({case.agency_id}), "") == counted
    assert tombstone(filed.id).data["basis"] == "case_file"
    assert audit.audit().findings == []


@pytest.mark.django_db
def test_its_words_find_it_no_more_and_its_facts_name_nobody(office, birds):
    filed = filled(office, birds)
    assert [row.pk for row in reading.page(reading.Filter(q="扫地机器人"), actor=office.staff()).rows] == [filed.id]

    erase(office, filed)

    assert reading.page(reading.Filter(q="扫地机器人"), actor=office.staff()).rows == []
    case = office.case(filed)
    assert (case.matter, case.trader_name, case.story_print) == ("", "", None)
    assert json.loads(case.facts)["requests"] == [{"kind": "REFUND"}]
    assert "name" not in json.loads(case.facts)["respondent"]


@pytest.mark.django_db
def test_a_running_case_is_not_erased(office, birds):
    filed = office.file()

    with pytest.raises(NotAllowed) as refusal:
        erase(office, filed)

    assert [problem.code for problem in refusal.value.problems] == ["disposal.case_open"]
    assert vault.open(filed.id, "intake")


@pytest.mark.django_db
def test_one_person_alone_a_foreign_one_or_a_hold_changes_nothing(office, birds):
    filed = filled(office, birds)
    supervisor = office.staff("supervisor")
    with pytest.raises(NotAllowed):
        erase(office, filed, (supervisor, supervisor))
    with pytest.raises(NotThere):
        erase(office, filed, (supervisor, office.staff("officer", "330108")))
    erasure.place_hold(filed.id, reason_code="lawsuit", actor=supervisor, now=NOON)
    with pytest.raises(NotAllowed):
        erase(office, filed)

    assert Case.objects.get(pk=filed.id).matter
    assert vault.open(filed.id, "intake")


@pytest.mark.django_db
def test_a_proposal_is_made_by_one_and_decided_by_another(office, birds):
    filed = filled(office, birds)
    row = erasing.propose(filed.id, basis="request", actor=office.staff("officer"), now=NOON)

    assert erasing.decide(row.pk, agreed=False, actor=office.staff("supervisor"), now=NOON) is None
    assert vault.open(filed.id, "intake")

    row = erasing.propose(filed.id, basis="request", actor=office.staff("officer"), now=NOON)
    erasing.decide(row.pk, agreed=True, actor=office.staff("supervisor"), now=NOON)

    assert erasing.is_erased(office.case(filed))
    assert office.case(filed).matter == ""


@pytest.mark.django_db
def test_each_answer_about_consent_is_a_record_with_the_notice_it_answered(office):
    filed = office.file(notice_version="2026-1")

    assert {row.purpose: (row.given, row.notice_version, row.via) for row in consents.history(filed.id)} == {
        "publication": (False, "2026-1", "api"), "entrusted_mediation": (True, "2026-1", "api"),
    }  # fmt: skip


@pytest.mark.django_db
def test_a_question_that_was_not_answered_leaves_no_record_and_a_split_filing_answers_once(office):
    silent = office.file(consents={"publication": None, "entrusted_mediation": None})
    both = office.file_both(kind="both")

    assert consents.history(silent.id) == []
    assert [len(consents.history(one.id)) for one in both] == [2, 0]
