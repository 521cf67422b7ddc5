"""The exchange at the desk: what went out and came in, sealing a case for a partner, taking a file in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from redress.agencies.models import Staff
from redress.exchange.models import HandOver, Partner
from tests.world import Office


def browser(office: Office, role: str = "officer") -> Client:
    office.staff(role)
    made = Client(headers={"accept-language": "en"})
    made.force_login(Staff.objects.get(username=f"{role}-310115"))
    return made


def test_a_case_is_sealed_on_its_page_and_its_file_taken_in(office: Office, partner: Partner):
    filed, officer = office.file(), browser(office)
    assert f"/desk/exchange/{filed.number}/" in officer.get(f"/desk/cases/{filed.number}/").content.decode()
    page = f"/desk/exchange/{filed.number}/"
    assert partner.name in officer.get(page).content.decode()
    sent = officer.post(page, {"partner": partner.code, "basis": "duty", "told": "yes"})
    assert sent.status_code == 200
    assert sent.headers["Content-Type"] == "application/zip"
    out = HandOver.objects.get(direction="out")
    assert (out.state, out.case_id) == ("made", filed.id)
    taken = officer.post("/desk/exchange/", {"file": SimpleUploadedFile("a.zip", sent.content)}, follow=True)
    assert "the case is here now" in taken.content.decode()
    listed = officer.get("/desk/exchange/").content.decode()
    assert "went out" in listed
    assert "came in" in listed
    assert listed.count(partner.name) == 2


def test_what_must_not_leave_and_what_is_not_whole_is_refused_with_reasons(office: Office, partner: Partner):
    filed, officer = office.file(), browser(office)
    page = f"/desk/exchange/{filed.number}/"
    nobody = officer.post(page, {"basis": "duty", "told": "yes"})
    assert (nobody.status_code, "Choose who receives" in nobody.content.decode()) == (409, True)
    untold = officer.post(page, {"partner": partner.code, "basis": "duty"})
    assert (untold.status_code, "First tell the person" in untold.content.decode()) == (409, True)
    assert not HandOver.objects.exists()
    broken = officer.post("/desk/exchange/", {"file": SimpleUploadedFile("a.zip", b"PK no")})
    assert broken.status_code == 422
    empty = officer.post("/desk/exchange/", {})
    assert (empty.status_code, "Choose the sealed file first" in empty.content.decode()) == (422, True)


@pytest.mark.django_db
def test_auditors_look_and_do_not_take_in(office: Office):
    auditor = browser(office, "auditor")
    assert "Take a sealed file in" not in auditor.get("/desk/exchange/").content.decode()
    assert auditor.post("/desk/exchange/", {"file": SimpleUploadedFile("a.zip", b"x")}).status_code == 422
