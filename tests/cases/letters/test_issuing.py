"""From the step to the sealed letter: issued once, archived with its digest, and followed to its delivery."""

import hashlib
from datetime import date, timedelta

import pytest
from django.utils.module_loading import autodiscover_modules

from redress.agencies.actions import add_agency
from redress.cases import actions, filing, intake
from redress.cases.letters import delivery, files, issuing, queries
from redress.cases.letters.models import Letter, LetterNumber
from redress.cases.models import Case
from redress.kernel.actors import SYSTEM, Actor, Role
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.kernel.worker import Worker
from redress.privacy import vault
from redress.privacy.models import CaseKey
from redress.records import entries
from tests.cases.letters.sample import squeezed, words_of
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
STORY = "8月28日买的扫地机器人，9月13日不能启动。"


@pytest.fixture
def office(settings, tmp_path):
    settings.REDRESS_DATA = tmp_path
    return add_agency(
        code="310115", name_zh="浦东新区市场监督管理局（示例）", name_en="Pudong (example)", kind="market_supervision",
        level="county", division="310115", phone="021-12315", actor=SYSTEM, now=NOON,
    )  # fmt: skip


@pytest.fixture
def officer(office) -> Actor:
    return Actor(key="staff:7", role=Role.OFFICER, agency_id=office.pk, agency_ids=frozenset({office.pk}))


def filed(kind: str = "complaint", **parts) -> Case:
    given = {
        "kind": kind,
        "complainant": {"name": "林晓", "phone": "13800001234", "address": "世纪大道100号"},
        "respondent": {
            "name": "洁净家电有限公司",
            "address": "张江路88号",
            "division": "310115",
            "seller_kind": "shop",
        },
        "purchase": {"what": "扫地机器人", "amount": "2399.00", "bought_on": "2026-08-28"},
        "problem": {"story": STORY},
        "requests": [{"kind": "REFUND", "amount": "2399.00"}],
        "consents": {"publication": False, "entrusted_mediation": True},
    } | parts
    new = intake.read(given, now=NOON)
    return Case.objects.get(pk=filing.file(new, actor=SYSTEM, now=NOON)[0].id)


def step(case: Case, verb: str, officer: Actor, **body) -> entries.Recorded:
    """Take a step and return its entry in the archive."""
    actions.act(case.number, verb, body, actor=officer, now=NOON)
    case.refresh_from_db()
    return entries.of(case.pk)[-1]


def refused(case: Case, officer: Actor) -> list[Letter]:
    entry = step(case, "refuse", officer, reason_code="ALREADY_HANDLED", text="市消保委已受理同一台机器的投诉。")
    return issuing.issue_for_entry(case.pk, "refusal_decision", entry.id, actor=SYSTEM, now=NOON)


def test_a_refusal_goes_out_with_ground_fact_article_routes_and_number(officer):
    case = filed()

    [letter] = refused(case, officer)

    words = words_of(files.opened(letter))
    for text in (
        "林晓：",
        "市消保委已受理同一台机器的投诉。",
        "第十六条第二项",
        "向人民法院提起诉讼",
        case.grouped_number,
    ):
        assert squeezed(text) in words
    assert letter.number == "浦东新区市监诉不受〔2026〕1号"
    assert (letter.audience, letter.language, letter.version, letter.by) == ("complainant", "zh", "2026.1", "staff:7")
    assert letter.sha256 == hashlib.sha256(files.opened(letter)).hexdigest()


def test_what_was_issued_is_in_the_archive(officer):
    case = filed()

    [letter] = refused(case, officer)

    [entry] = entries.of(case.pk, ["letter.issued"])
    assert entry.data["sha256"] == letter.sha256
    assert entry.data["number"] == letter.number


def test_a_repeated_job_finds_the_letter_it_made(officer):
    case = filed()
    [letter] = refused(case, officer)

    again = issuing.issue_for_entry(case.pk, "refusal_decision", letter.entry_id, actor=SYSTEM, now=NOON)

    assert [copy.pk for copy in again] == [letter.pk]
    assert LetterNumber.objects.get().last == 1


def test_both_sides_get_a_copy_under_one_number_and_neither_sees_the_others_address(officer):
    case = filed()
    step(case, "accept", officer)
    entry = step(
        case, "begin_mediation", officer, complainant_consents=True, respondent_consents=True, place="二楼调解室"
    )

    copies = issuing.issue_for_entry(case.pk, "mediation_notice", entry.id, actor=SYSTEM, now=NOON)

    assert [copy.audience for copy in copies] == ["complainant", "respondent"]
    assert len({copy.number for copy in copies}) == 1
    to_trader = words_of(files.opened(copies[1]))
    assert "洁净家电有限公司：" in to_trader
    assert "二楼调解室" in to_trader
    assert not any(private in to_trader for private in ("13800001234", "世纪大道100号"))


def test_an_acceptance_gives_the_last_day_of_mediation(officer):
    case = filed()
    entry = step(case, "accept", officer)

    [letter] = issuing.issue_for_entry(case.pk, "acceptance_decision", entry.id, actor=SYSTEM, now=NOON)

    assert "调解最晚到2026年11月21日（星期六）结束" in words_of(files.opened(letter))


def test_a_request_for_materials_is_the_official_form_only_when_it_is_about_identity(officer):
    case = filed()
    entry = step(case, "request_materials", officer, text="请补充购买凭证。", due_on="2026-09-28")

    [letter] = issuing.issue_for_entry(case.pk, "identity_notice", entry.id, actor=SYSTEM, now=NOON)

    assert letter.letter == "materials_request"
    assert "请在2026年9月28日（星期一）前" in words_of(files.opened(letter))


def test_the_sender_signs_a_distribution(office, officer):
    add_agency(
        code="310104", name_zh="徐汇区市场监督管理局（示例）", name_en="Xuhui", kind="market_supervision", level="county",
        division="310104", actor=SYSTEM, now=NOON,
    )  # fmt: skip
    case = filed()
    entry = step(case, "distribute", officer, agency="310104", text="店铺公示的地址在徐汇区。")

    [letter] = issuing.issue_for_entry(case.pk, "distribution_notice", entry.id, actor=SYSTEM, now=NOON)

    words = words_of(files.opened(letter))
    assert letter.agency_id == office.pk
    assert letter.number.startswith("浦东新区市监诉送")
    assert "徐汇区市场监督管理局（示例）：" in words


def test_a_letter_says_what_was_so_when_its_step_was_taken_however_late_it_is_typeset(officer):
    case = filed()
    accepted = step(case, "accept", officer)
    later = NOON + timedelta(hours=1)
    testing = {"body": "检测所", "text": "送检", "on": "2026-09-22"}
    actions.act(case.number, "start_testing", testing, actor=officer, now=later)

    [letter] = issuing.issue_for_entry(case.pk, "acceptance_decision", accepted.id, actor=SYSTEM, now=later)

    assert "调解最晚到2026年11月21日（星期六）结束" in words_of(files.opened(letter))


def test_a_letter_whose_number_went_to_another_meanwhile_is_typeset_again(officer):
    first, second = filed(), filed()
    entries_of = [step(case, "accept", officer) for case in (first, second)]
    order = issuing.Order(
        second, issuing.form_of(second, "acceptance_decision", entries_of[1]), entries_of[1], "zh", SYSTEM, NOON
    )
    [taken] = issuing.issue_for_entry(first.pk, "acceptance_decision", entries_of[0].id, actor=SYSTEM, now=NOON)

    assert issuing._store(order, taken.number, {"complainant": b"%PDF"}) == []
    assert not Letter.objects.filter(case=second).exists()
    assert LetterNumber.objects.get(letter="acceptance_decision").last == 1

    [letter] = issuing.issue_for_entry(second.pk, "acceptance_decision", entries_of[1].id, actor=SYSTEM, now=NOON)
    assert letter.number == taken.number.replace("1号", "2号")


def test_a_result_keeps_its_outcome_though_the_case_was_opened_again(officer):
    case = filed()
    for verb, body in (
        ("accept", {}),
        ("settle", {"text": "商家退款。", "perform_by": "2026-10-20", "amount": "2399.00"}),
    ):
        step(case, verb, officer, **body)
    result = step(case, "issue_result", officer, text="双方已达成协议。")
    Case.objects.filter(pk=case.pk).update(outcome="")  # as reopening leaves it

    copies = issuing.issue_for_entry(case.pk, "written_result", result.id, actor=SYSTEM, now=NOON)

    assert copies


def test_a_settlement_is_written_with_the_sum_in_capitals(officer):
    case = filed()
    step(case, "accept", officer)
    entry = step(case, "settle", officer, text="商家退款，投诉人寄回机器。", perform_by="2026-10-20", amount="2399.00")

    copies = issuing.issue_for_entry(case.pk, "mediation_document", entry.id, actor=SYSTEM, now=NOON)

    assert "贰仟叁佰玖拾玖元整" in words_of(files.opened(copies[0]))


def test_a_letter_that_lacks_a_fact_is_not_issued_and_takes_no_number(officer):
    case = filed()
    entry = step(case, "assign", officer, to="none")

    with pytest.raises(NotAllowed) as incomplete:
        issuing.issue_for_entry(case.pk, "refusal_decision", entry.id, actor=SYSTEM, now=NOON)

    assert "/facts/ground_title" in [problem.pointer for problem in incomplete.value.problems]
    assert not Letter.objects.exists()
    assert not LetterNumber.objects.exists()


def test_a_nameless_complaint_can_be_refused(officer):
    case = filed(complainant={})

    [letter] = refused(case, officer)

    assert "您好：" in words_of(files.opened(letter))


@pytest.mark.parametrize("letter", ["receipt", "complaint_registration"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_receipt_and_form_are_made_on_the_spot_and_not_kept(office, letter, language):
    case = filed(respondent={"name": "洁净家电有限公司"})

    words = words_of(issuing.produce(case, letter, language=language, now=NOON))

    assert squeezed(case.grouped_number) in words
    assert {"zh-hans": "被投诉人地址", "en": "Respondent'saddress"}[language] in words.replace("’", "'")
    assert not Letter.objects.exists()


def test_a_report_is_registered_without_a_name(office):
    case = filed("report", complainant={})

    words = words_of(issuing.produce(case, "report_registration", language="zh", now=NOON))

    assert "未提供" in words
    assert STORY in words


def test_after_erasure_nobody_reads_the_letter_again(officer):
    case = filed()
    [letter] = refused(case, officer)

    CaseKey.objects.filter(pk=case.pk).update(key_id=0, wrapped=b"", destroyed_at=NOON)

    with pytest.raises(vault.Erased):
        files.opened(letter)


def test_the_file_on_the_disk_is_sealed(officer, tmp_path):
    refused(filed(), officer)

    [kept] = (tmp_path / "files" / "letters").rglob("*.sealed")
    assert b"%PDF" not in kept.read_bytes()


def test_delivery_is_recorded_once(officer):
    case = filed()
    [letter] = refused(case, officer)

    delivery.record(case, letter.pk, how="sms", on=date(2026, 9, 23))

    [document] = queries.documents(case, staff=False, language="zh")
    assert (document["delivered_how"], document["delivered_at"][:10]) == ("sms", "2026-09-23")
    with pytest.raises(NotAllowed) as again:
        delivery.record(case, letter.pk, how="letter", on=date(2026, 9, 24))
    assert [problem.code for problem in again.value.problems] == ["letter.delivery.already_recorded"]


def test_a_delivery_that_cannot_be_is_refused(officer):
    case = filed()
    [letter] = refused(case, officer)

    with pytest.raises(Invalid) as wrong:
        delivery.record(case, letter.pk, how="pigeon", on=date(2026, 9, 1))
    with pytest.raises(NotThere):
        delivery.record(filed(), letter.pk, how="sms", on=date(2026, 9, 23))

    assert [problem.pointer for problem in wrong.value.problems] == ["/how", "/on"]
    assert Letter.objects.get().delivered_at is None


def test_who_reads_which_copy(officer):
    case = filed()
    step(case, "accept", officer)
    entry = step(case, "begin_mediation", officer, complainant_consents=True, respondent_consents=True)
    issuing.issue_for_entry(case.pk, "mediation_notice", entry.id, actor=SYSTEM, now=NOON + timedelta(hours=1))
    sides = [Actor(key="x", role=role, case_id=case.pk) for role in (Role.COMPLAINANT, Role.RESPONDENT, Role.ANYONE)]

    read = [[letter.audience for letter in queries.of_case(case, actor=side)] for side in (*sides, officer)]

    assert read == [["complainant"], ["respondent"], [], ["complainant", "respondent"]]


def test_the_worker_makes_the_letter_that_a_step_asked_for(officer):
    case = filed()
    step(case, "refuse", officer, reason_code="ALREADY_HANDLED", text="市消保委已受理同一台机器的投诉。")
    autodiscover_modules("jobs")

    Worker("test", clock=lambda: NOON).drain()

    [document] = queries.documents(case, staff=False, language="en")
    assert (document["letter"], document["title"]) == ("refusal_decision", "Decision not to accept a complaint")
