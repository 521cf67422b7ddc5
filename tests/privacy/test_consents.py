"""Consents: asked only where they carry something, given one by one, taken back as easily."""

from datetime import date

import pytest

from redress.kernel.problems import NotAllowed
from redress.law.cite import Cite
from redress.privacy import consents, vault
from redress.privacy.basis import BASES, basis_of
from redress.privacy.models import Consent
from redress.privacy.notices import versions
from redress.records.entries import of
from tests.conftest import NOON
from tests.privacy.cast import LI, OFFICER, codes, file_case

KINDS = list(BASES)
db = pytest.mark.django_db


def answer(purpose="publication", *, given=True, kind="authority", **more):
    return consents.answer(
        1, purpose, given=given, operator_kind=kind, notice_version="2026-1", via="web", actor=LI, now=NOON, **more
    )


def withdraw(purpose="publication", kind="authority"):
    return consents.withdraw(1, purpose, operator_kind=kind, actor=LI, now=NOON)


@pytest.mark.parametrize(
    ("kind", "article", "by_consent", "asked"),
    [
        ("authority", "34", False, ["publication", "entrusted_mediation"]),
        ("authorised_body", "37", False, ["publication", "entrusted_mediation"]),
        ("company", "13(1)(2)", False, ["sensitive", "publication", "entrusted_mediation"]),
        ("mediation_body", "13(1)(1)", True, ["handling", "sensitive", "publication"]),
    ],
)
def test_the_kind_of_operator_decides_basis_and_questions(kind, article, by_consent, asked):
    notice = versions.current(date(2026, 9, 22))

    assert Cite("pipl-2021", article) in basis_of(kind).cites
    assert basis_of(kind).by_consent is by_consent
    assert [purpose.code for purpose in notice.purposes(kind)] == asked


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("notice", versions.all_versions(), ids=lambda notice: notice.version)
def test_a_notice_has_every_item_the_law_asks_for(notice, kind, language):
    shown = versions.show(notice, language, operator_kind=kind, organisation="示例区市场监管局", phone="12315", years=3)

    assert "示例区市场监管局" in shown.handler
    assert "12315" in shown.handler
    assert "12315" in shown.rights
    assert "3" in shown.retention
    assert all([shown.title, shown.basis, shown.child, shown.data, shown.recipients, shown.consents])
    assert not any(
        "{" in text for text in [shown.handler, shown.rights, shown.retention, *dict(shown.consents).values()]
    )


def test_every_sensitive_kind_says_what_could_happen():
    items = versions.all_versions()[-1].data

    assert [item.code for item in items if item.sensitive] == ["id_number"]
    assert all(item.cites for item in items)


def test_no_notice_before_the_first():
    with pytest.raises(LookupError):
        versions.current(date(2020, 1, 1))
    with pytest.raises(LookupError):
        versions.version("1999-1")


@db
def test_a_yes_and_a_no_are_both_recorded_with_the_notice_that_was_shown():
    file_case()
    answer("publication", given=True)
    answer("entrusted_mediation", given=False)

    assert consents.stands(1, "publication")
    assert not consents.stands(1, "entrusted_mediation")
    assert {row.notice_version for row in consents.history(1)} == {"2026-1"}
    assert [entry.event for entry in of(1)] == ["consent.given", "consent.refused"]


@db
def test_no_answer_is_a_no():
    assert not consents.stands(1, "publication")


@db
def test_answers_of_many_new_cases_take_few_statements(django_assert_max_num_queries):
    prepared = [
        row
        for case_id in range(1, 101)
        for row in consents.rows(
            case_id, {"publication": False, "entrusted_mediation": True}, at=NOON, notice_version="2026-1", via="web"
        )
    ]

    with django_assert_max_num_queries(2):  # 200 rows of seven values: SQLite takes 900 values a statement
        consents.insert(prepared[:200])

    assert Consent.objects.count() == 200
    assert consents.stands(100, "entrusted_mediation")
    assert consents.history(100)[0].at == NOON


@db
@pytest.mark.parametrize(
    ("purpose", "kind", "effect"),
    [
        ("publication", "authority", "unpublish"),
        ("entrusted_mediation", "authority", "take_back_mediation"),
        ("handling", "mediation_body", "stop_handling"),
        ("sensitive", "company", "drop_sensitive"),
    ],
)
def test_taking_back_takes_one_step_and_says_what_follows(purpose, kind, effect):
    file_case()
    answer(purpose, kind=kind)
    before = consents.consequence(purpose, kind, "2026-1")

    after = withdraw(purpose, kind)

    assert before == after
    assert after.effect == effect
    assert after.words["zh"]
    assert not consents.stands(1, purpose)
    assert of(1)[-1].event == "consent.withdrawn"


@db
def test_what_was_not_given_cannot_be_taken_back():
    file_case()
    answer(given=False)

    for _ in range(2):
        with pytest.raises(NotAllowed) as refusal:
            withdraw()
        assert codes(refusal) == ["consent.withdraw.none"]


@db
def test_an_authority_asks_no_consent_to_do_its_duty():
    file_case()

    with pytest.raises(NotAllowed) as refusal:
        answer("handling", kind="authority")

    assert codes(refusal) == ["consent.give.not_asked"]
    assert not Consent.objects.exists()


@db
def test_after_a_no_nobody_is_asked_again_until_the_notice_changes():
    file_case()
    assert consents.may_ask(1, "publication", notice_version="2026-1")

    answer(given=False)

    assert not consents.may_ask(1, "publication", notice_version="2026-1")
    assert consents.may_ask(1, "publication", notice_version="2027-1")


@db
@pytest.mark.parametrize(
    ("by", "guardian", "problems"),
    [
        ("self", None, ["consent.give.guardian_needed"]),
        ("guardian", None, ["consent.give.guardian_needed"]),
        ("guardian", {"name": " "}, ["consent.give.guardian_needed"]),
        ("aunt", {"name": "李强"}, ["consent.give.unknown_person", "consent.give.guardian_needed"]),
    ],
)
def test_for_a_child_a_guardian_agrees(by, guardian, problems):
    file_case()

    with pytest.raises(NotAllowed) as refusal:
        answer(child=True, by=by, guardian=guardian)

    assert codes(refusal) == problems


@db
def test_the_guardian_is_sealed_with_the_case():
    file_case()

    answer(child=True, by="guardian", guardian={"name": "李强", "phone": "13800001234", "relation": "父亲"})

    assert vault.open(1, "guardian")["name"] == "李强"
    assert consents.history(1)[0].by == "guardian"
    assert "李强" not in str([entry.data for entry in of(1)])


@pytest.mark.parametrize(
    ("born", "on", "child"),
    [
        ("2012-09-22", "2026-09-21", True),
        ("2012-09-22", "2026-09-22", False),
        ("2012-02-29", "2026-02-28", True),
        ("2012-02-29", "2026-03-01", False),
    ],
)
def test_childhood_in_this_sense_ends_on_the_fourteenth_birthday(born, on, child):
    assert consents.is_child(date.fromisoformat(born), on=date.fromisoformat(on)) is child


@db
def test_staff_record_what_was_said_at_the_counter():
    file_case()

    row = consents.answer(
        1, "publication", given=True, operator_kind="authority", notice_version="2026-1", via="counter",
        actor=OFFICER, now=NOON,
    )  # fmt: skip

    assert (row.via, of(1)[0].actor) == ("counter", "staff:2")
