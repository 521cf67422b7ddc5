"""A case leaves sealed, with proofs; one byte changed and it is refused, and what was changed is named."""

import json
from datetime import timedelta

import pytest

from redress.cases import evidence, reading
from redress.cases.models import Case, Exhibit
from redress.exchange import actions, container, keys, taken_in
from redress.exchange.leaving import Ground
from redress.exchange.models import HandOver, Partner
from redress.kernel.actors import SYSTEM
from redress.kernel.problems import NotAllowed
from redress.privacy import assessments, consents, redaction, vault
from redress.privacy.models import Assessment
from redress.records import entries
from redress.records.notes import SigningKey
from tests.conftest import NOON
from tests.world import STORY, Office, complainant

DUTY = Ground("duty", told=True)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def codes(refused: pytest.ExceptionInfo[NotAllowed]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def sealed_case(office: Office, partner: Partner, **changes: object) -> tuple[Case, bytes]:
    filed = office.file(**changes)
    case = office.case(filed)
    evidence.add_exhibit(case, name="发票.pdf", stream=PDF, audience="both", actor=complainant(filed), now=NOON)
    _row, content = actions.seal_case(case.number, partner, DUTY, actor=office.staff(), now=NOON)
    return case, content


def test_a_case_arrives_with_its_words_its_evidence_and_where_it_came_from(office: Office, partner: Partner):
    case, content = sealed_case(office, partner)
    row = actions.take_in(content, actor=office.staff("officer", "310000"), now=NOON + timedelta(days=1))
    assert row.case is not None
    assert row.state == "taken"
    assert row.their_number == case.number
    there, here = reading.sealed(case)["intake"], reading.sealed(row.case)["intake"]
    assert here["story"] == there["story"]
    assert here["complainant"]["name"] == "林小雨"
    assert Exhibit.objects.get(case=row.case).sha256 == Exhibit.objects.get(case=case).sha256
    [told] = entries.of(row.case.pk, ["case.taken_from_partner"])
    assert told.data["partner"] == "hangzhou"
    assert told.data["proofs"] == 1
    assert told.data["their_number"] == case.number
    assert taken_in.original(row) == content


def test_the_same_file_twice_is_one_case(office: Office, partner: Partner):
    _case, content = sealed_case(office, partner)
    first = actions.take_in(content, actor=office.staff(), now=NOON)
    again = actions.take_in(content, actor=office.staff(), now=NOON)
    assert first.pk == again.pk
    assert Case.objects.count() == 2


def test_any_byte_that_is_another_is_noticed_and_named(office: Office, partner: Partner):
    _case, content = sealed_case(office, partner)
    for place in range(0, len(content), 97):
        changed = bytearray(content)
        changed[place] ^= 1
        with pytest.raises(NotAllowed) as refused:
            taken_in.read(bytes(changed))
        assert codes(refused) <= {"sealed_file.take.changed", "sealed_file.take.not_signed"}
    place = content.index(PDF) + 20
    with pytest.raises(NotAllowed) as refused:
        actions.take_in(content[:place] + b"!" + content[place + 1 :], actor=office.staff(), now=NOON)
    [problem] = refused.value.problems
    assert problem.pointer.startswith("/evidence/")
    assert HandOver.objects.filter(direction="in").count() == 0


def test_a_member_swapped_with_its_checksums_is_still_noticed(office: Office, partner: Partner):
    _case, content = sealed_case(office, partner)
    _partner, opened = taken_in.read(content)
    other = {**opened.members, "case.json": opened.members["case.json"].replace(b"2399", b"9999")}
    forged = container.seal({"number": "x"}, other, key=SigningKey("evil.example/log/exchange", bytes(32)))
    with pytest.raises(NotAllowed) as refused:
        actions.take_in(forged, actor=office.staff(), now=NOON)
    assert codes(refused) == {"sealed_file.take.not_signed"}


def test_a_receipt_that_is_not_in_the_log_it_names_is_refused(office: Office, partner: Partner):
    _case, content = sealed_case(office, partner)
    _partner, opened = taken_in.read(content)
    [name] = [name for name in opened.members if name.startswith("proofs/")]
    receipt = json.loads(opened.members[name])
    receipt["subject"]["received_at"] = "2020-01-01T00:00:00.000000Z"
    members = {**opened.members, name: json.dumps(receipt).encode()}
    head = {key: value for key, value in opened.manifest.items() if key not in {"members", "format"}}
    with pytest.raises(NotAllowed) as refused:
        actions.take_in(container.seal(head, members, key=keys.own()), actor=office.staff(), now=NOON)
    assert refused.value.problems[0].pointer == f"/{name}"


def test_what_was_blackened_does_not_leave_and_that_it_was_is_told(office: Office, partner: Partner):
    filed = office.file()
    start = STORY.index("13800001234")
    redaction.redact(
        filed.id, "intake/story", [(start, start + 11)], reason_code="not_needed", actor=office.staff(), now=NOON
    )
    _row, content = actions.seal_case(filed.number, partner, DUTY, actor=office.staff(), now=NOON)
    _partner, opened = taken_in.read(content)
    story = json.loads(opened.members["case.json"])["problem"]["story"]
    assert "13800001234" not in story
    assert "█" in story
    assert json.loads(opened.members["redactions.json"])[0]["reason"] == "not_needed"


def test_a_report_leaves_without_who_made_it(office: Office, partner: Partner):
    [_complaint, report] = office.file_both(kind="both")
    _row, content = actions.seal_case(report.number, partner, DUTY, actor=office.staff(), now=NOON)
    _partner, opened = taken_in.read(content)
    assert json.loads(opened.members["case.json"])["complainant"] == {}


def test_nothing_leaves_without_basis_notice_and_the_right_person(office: Office, partner: Partner):
    filed = office.file()
    Partner.objects.update(active=False)
    partner.refresh_from_db()
    with pytest.raises(NotAllowed) as refused:
        actions.seal_case(filed.number, partner, Ground(""), actor=office.staff("clerk"), now=NOON)
    assert codes(refused) == {
        "case.hand_over.wrong_role", "case.hand_over.partner_ended", "case.hand_over.no_basis", "case.hand_over.not_told",
    }  # fmt: skip
    assert HandOver.objects.count() == 0


def test_abroad_needs_separate_consent_a_route_and_an_impact_assessment(office: Office, partner: Partner):
    filed = office.file()
    partner = actions.add_partner(code="fr", name="Centre", vkey=partner.vkey, country="fr", actor=SYSTEM, now=NOON)
    with pytest.raises(NotAllowed) as refused:
        actions.seal_case(filed.number, partner, DUTY, actor=office.staff(), now=NOON)
    assert codes(refused) == {
        "case.hand_over.no_consent", "case.hand_over.no_route", "case.hand_over.no_impact_assessment",
    }  # fmt: skip
    consents.answer(
        filed.id, "abroad", given=True, operator_kind="authority", notice_version="2026-1", via="web",
        actor=complainant(filed), now=NOON,
    )  # fmt: skip
    lawful = Ground(
        "duty", told=True, route="assessment", reference="2026-17", impact_assessment=Assessment.objects.get().number
    )
    _row, content = actions.seal_case(filed.number, partner, lawful, actor=office.staff(), now=NOON)
    assert taken_in.read(content)[1].manifest["to"] == "fr"
    consents.withdraw(filed.id, "abroad", operator_kind="authority", actor=complainant(filed), now=NOON)
    with pytest.raises(NotAllowed) as refused:
        actions.seal_case(filed.number, partner, lawful, actor=office.staff(), now=NOON)
    assert codes(refused) == {"case.hand_over.no_consent"}


def test_no_case_goes_to_another_body_without_an_assessment_in_force(office: Office, partner: Partner):
    filed = office.file()
    actions.seal_case(filed.number, partner, DUTY, actor=office.staff(), now=NOON)
    later = NOON + timedelta(days=301)
    with pytest.raises(NotAllowed) as refused:
        actions.seal_case(filed.number, partner, DUTY, actor=office.staff(), now=later)
    assert codes(refused) == {"case.hand_over.no_impact_assessment"}
    assessments.end(Assessment.objects.get().pk, actor=office.staff(), now=NOON)
    with pytest.raises(NotAllowed):
        actions.seal_case(filed.number, partner, DUTY, actor=office.staff(), now=NOON)


def test_partners_are_registered_by_those_who_run_the_house_and_files_taken_by_those_who_handle_cases(office: Office):
    with pytest.raises(NotAllowed) as refused:
        actions.add_partner(code="x", name="x", vkey="x", actor=office.staff(), now=NOON)
    assert codes(refused) == {"partner.add.wrong_role", "partner.add.bad_key"}
    with pytest.raises(NotAllowed) as refused:
        actions.take_in(b"", actor=office.staff("analyst"), now=NOON)
    assert codes(refused) == {"sealed_file.take.wrong_role"}


def test_erasing_the_case_closes_the_kept_original(office: Office, partner: Partner):
    _case, content = sealed_case(office, partner)
    row = actions.take_in(content, actor=office.staff(), now=NOON)
    evidence.destroy_files(row.case_id)
    with pytest.raises(FileNotFoundError):
        taken_in.original(row)
    assert vault.open(row.case_id, "intake")
