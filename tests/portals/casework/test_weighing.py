"""Pages of the privacy officer: impact assessments, processors, what was given, minors' data."""

import io
import re
from datetime import timedelta

import pytest
from docx import Document
from pypdf import PdfReader

from redress.cases import minors_audit
from redress.cases.models import Case
from redress.kernel.problems import NotAllowed
from redress.privacy import assessments, contracts
from redress.privacy.models import Approval, Assessment, Contract, MinorsAudit, Reveal
from tests.conftest import NOON

PLACE = "privacy/impact/"
WORDS = {name: f"{name}：已写明" for name in assessments.PARTS}


def test_an_assessment_goes_from_the_form_to_force_and_to_paper(desk):
    officer, supervisor = desk(), desk("supervisor")
    assert "No assessment in force for" in officer.text(PLACE)
    assert officer.post(PLACE, title="", occasions=[]).status_code == 422
    made = officer.post(PLACE, title="发布单条投诉", occasions=["publish", "sensitive"])
    place = made.url.removeprefix("/desk/")
    assert "Still missing" in officer.text(place)
    wrong = officer.post(place, go="write", review_on="soon")
    assert wrong.status_code == 422
    assert "2026-04-15" in wrong.content.decode()
    assert officer.post(place, go="write", **WORDS, conclusion="measures", review_on="2027-06-01").status_code == 302
    assert officer.post(place, go="approve").status_code == 409
    assert supervisor.post(place, go="approve").status_code == 302
    assert "In force" in supervisor.text(place)
    assert assessments.standing("publish", [officer.staff.agency_id], on=NOON.date())
    pdf = PdfReader(io.BytesIO(officer.get(f"{place}paper.pdf").content)).pages
    assert "发布单条投诉" in "".join(page.extract_text() for page in pdf)
    word = Document(io.BytesIO(officer.get(f"{place}paper.docx").content))
    assert "risks：已写明" in [line.text for line in word.paragraphs]
    assert officer.get(f"{place}paper.exe").status_code == 404
    renewed = officer.post(place, go="renew").url.removeprefix("/desk/")
    assert "Other versions" in officer.text(renewed)
    assert officer.post(place, go="end").status_code == 302
    assert officer.post(place, go="fly").status_code == 404


def test_a_reader_reads_and_writes_nothing(desk, office):
    office.weigh("publish")
    auditor = desk("auditor")
    assert "Begin an assessment" not in auditor.text(PLACE)
    place = f"{PLACE}{Assessment.objects.get().pk}/"
    assert "Begin the next version" not in auditor.text(place)
    assert auditor.post(place, go="end").status_code == 409
    assert auditor.post(PLACE, title="x", occasions=["publish"]).status_code == 422
    assert desk("officer", "330108").get(place).status_code == 404


def test_what_is_missing_is_named_at_the_release_and_a_contract_is_kept(desk, office):
    officer = desk()
    form = {"processor": "云上短信（示例）", "since": "2026-01-01", "until": "2026-12-31"} | dict.fromkeys(
        contracts.TERMS, "约定"
    )
    refused = officer.post("privacy/processors/", **form)
    assert refused.status_code == 422
    assert "First assess the impact" in refused.content.decode()
    assert "云上短信" in refused.content.decode()
    office.weigh("entrust")
    place = officer.post("privacy/processors/", **form).url.removeprefix("/desk/")
    assert "约定" in officer.text(place)
    officer.post(place, go="checked")
    assert officer.post(place, go="end").status_code == 409
    assert officer.post(place, go="end", went="returned").status_code == 302
    assert officer.post(place, go="dance").status_code == 404
    assert "returned to us" in officer.text(place)
    assert Contract.objects.get().checked_on == NOON.date()
    assert "云上短信" in officer.text("privacy/given/")
    assert "Ended" in officer.text("privacy/processors/")


@pytest.fixture
def minors(office):
    """A case with a minor's data: looked at once with leave, once without."""
    filed = office.file()
    Case.objects.filter(pk=filed.id).update(flags="minor")
    officer = office.staff()
    Approval.objects.create(
        case_id=filed.id, actor=officer.key, approved_by="staff:9999", at=NOON, until=NOON + timedelta(hours=1)
    )
    for at in (NOON + timedelta(minutes=5), NOON + timedelta(hours=2)):
        Reveal.objects.create(
            case_id=filed.id,
            field="intake/complainant/phone",
            reason_code="call",
            actor=officer.key,
            role="officer",
            at=at,
        )
    return filed


def test_each_figure_of_the_yearly_audit_opens_to_its_records(desk, minors):
    auditor = desk("auditor")
    page = auditor.text("privacy/minors/", year="2026")
    assert "Looks that no leave covers" in page
    assert "to be explained" in page
    for name in minors_audit.FIGURES:
        behind = auditor.text(f"privacy/minors/{name}/", year="2026")
        expected = {"cases": 1, "leaves": 1, "looks": 2, "looks_without_leave": 1}.get(name, 0)
        assert len(re.findall(r"/desk/privacy/cases/\w+/", behind)) == expected, name
    assert auditor.get("privacy/minors/nothing/").status_code == 404
    assert (
        len(
            minors_audit.Year(2026, actor=desk("supervisor", "310115").staff and _actor(auditor), now=NOON).behind(
                "looks"
            )
        )
        == 2
    )
    assert minors_audit.Year(2025, actor=_actor(auditor), now=NOON).figures()["looks"] == 0


def _actor(who):
    from redress.agencies import queries

    return queries.actor_of(who.staff)


def test_the_audit_is_kept_once_as_it_was_reported(desk, minors):
    auditor = desk("auditor")
    wrong = auditor.post("privacy/minors/?year=2026", findings="", reported_on="")
    assert wrong.status_code == 422
    assert (
        auditor.post(
            "privacy/minors/?year=2026", findings="一次未经审批的查看，已整改。", reported_on="2026-09-21"
        ).status_code
        == 302
    )
    kept = MinorsAudit.objects.get()
    assert kept.figures["looks_without_leave"] == 1
    assert "已整改" in auditor.text("privacy/minors/", year="2026")
    again = auditor.post("privacy/minors/?year=2026", findings="别的", reported_on="2026-09-21")
    assert again.status_code == 409
    with pytest.raises(NotAllowed):
        minors_audit.report(2026, "x", NOON.date(), actor=_actor(desk()), now=NOON)


def test_another_offices_minors_are_not_in_the_figures(desk, minors):
    foreign = desk("officer", "330108")
    assert minors_audit.Year(2026, actor=_actor(foreign), now=NOON).figures()["cases"] == 0
