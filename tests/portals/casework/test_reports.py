"""A report on the desk: what is said beside it, who reads what, and how a further one joins it."""

from datetime import timedelta

from tests.conftest import NOON


def test_the_page_of_a_report_says_who_has_to_be_told_once_the_law_is_named(desk, office):
    report = office.file(kind="report")
    officer = desk()
    page = officer.text(f"cases/{report.number}/")
    assert "Whether the result has to be told" in page
    assert "The reporter alone sees this" in page
    assert "Both sides see this" not in page

    step = f"cases/{report.number}/step/name_law/"
    assert officer.post(step).status_code == 422
    assert officer.post(step, about=["ADVERTISING", "FOOD_SAFETY"]).status_code == 302
    page = officer.text(f"cases/{report.number}/")
    assert "Advertising Law Art. 53(1)" in page
    assert "A report found true is rewarded" in page
    assert "Telling the reporter" not in officer.text(f"cases/{office.file().number}/")


def test_an_anonymous_report_has_nobody_to_tell(desk, office):
    report = office.file(kind="report", complainant={"name": None, "phone": None, "address": None})
    officer = desk()
    officer.post(f"cases/{report.number}/step/name_law/", about="UNFAIR_COMPETITION")
    page = officer.text(f"cases/{report.number}/")
    assert "Not owed: the reporter gave no true name." in page
    assert "Anonymous: there is nobody to tell." in page


def test_a_further_report_is_joined_from_the_review_sheet(desk, office, monkeypatch):
    first = office.file(kind="report")
    second = office.file(kind="report", now=NOON + timedelta(hours=1))
    officer = desk()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(hours=2))
    step = f"cases/{second.number}/step/merge_report/"
    assert f"/desk/{step}?into={first.number}" in officer.text(f"cases/{second.number}/review/")
    assert officer.post(step, into=first.number, text="新的事实").status_code == 302
    assert f"joined by: {second.number}" in officer.text(f"cases/{first.number}/")
    assert f"joins: {first.number}" in officer.text(f"cases/{second.number}/")


def test_a_mediator_is_not_led_to_the_report_beside_the_complaint(desk, office):
    complaint, report = office.file_both(kind="both")
    assert f"linked: {report.number}" in desk().text(f"cases/{complaint.number}/")
    mediator = desk("mediator")
    assert report.number not in mediator.text(f"cases/{complaint.number}/")
    assert mediator.get(f"cases/{report.number}/").status_code == 404


def test_only_what_may_be_left_out_now_is_offered_and_it_stops_the_limit(desk, office):
    report = office.file(kind="report")
    officer = desk()
    officer.post(f"cases/{report.number}/step/verify/")
    step = f"cases/{report.number}/step/leave_time_out/"
    page = officer.text(step)
    assert "Identification by the right holder" in page
    assert "Hearing" not in page
    assert "pauses: Verification of clues of a breach" in page
    assert officer.post(step, reason_code="IDENTIFICATION", text="送商标权利人鉴别").status_code == 302
    assert "All of this is under way already." in officer.text(step)
    assert "Identification by the right holder" in officer.text(f"cases/{report.number}/step/count_time_again/")


def test_a_complaint_is_offered_the_law_on_advertising_alone(desk, office):
    complaint = office.file()
    step = f"cases/{complaint.number}/step/name_law/"
    officer = desk()
    assert "Food Safety Law" not in officer.text(step)
    assert officer.post(step, about="ADVERTISING").status_code == 302
    assert "Handling of a complaint or report about advertising" in officer.text(f"cases/{complaint.number}/")
