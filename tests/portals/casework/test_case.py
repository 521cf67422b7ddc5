"""The page of a case and of its steps: what is hidden stays hidden, what is sent is seen before."""

import hashlib
import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from redress.cases.letters import issuing
from redress.cases.letters.models import Letter
from redress.cases.models import Exhibit, Message, Task
from redress.kernel.actors import SYSTEM
from redress.records import entries
from tests.conftest import NOON


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.REDRESS_DATA = tmp_path


def issue(office, filed, letter="acceptance_decision"):
    case = office.case(filed)
    step = next(step for step in case.pack.steps if step.letter == letter)
    entry = list(entries.of(case.pk, [step.event]))[-1]
    return issuing.issue(case, letter, entry=entry, actor=SYSTEM, now=NOON)[0]


def test_personal_values_are_hidden_until_a_reason_is_given(desk, office):
    number = office.file().number
    officer = desk()
    assert "13800001234" not in officer.text(f"cases/{number}/").split("In their own words")[0].replace(" ", "")

    refused = officer.post(f"cases/{number}/reveal/", field="phone", reason_code="")
    assert refused.status_code == 422
    shown = officer.post(
        f"cases/{number}/reveal/", field="phone", reason_code="contact", text="Call back about the device"
    )
    assert shown.status_code == 200, shown.content.decode()[-3000:]
    assert '<strong id="revealed" tabindex="-1">13800001234</strong>' in shown.content.decode().replace(
        "138 0000 1234", "13800001234"
    )


def test_a_look_at_a_hidden_value_is_recorded(desk, office):
    filed = office.file()
    desk().post(
        f"cases/{filed.number}/reveal/", field="phone", reason_code="contact", text="Call back about the device"
    )
    assert [entry.event for entry in entries.of(filed.id)][-1] == "personal_data.revealed"


def test_a_value_nobody_keeps_cannot_be_asked_for(desk, office):
    assert desk().post(f"cases/{office.file().number}/reveal/", field="story").status_code == 404


def test_the_refusal_is_seen_word_for_word_before_it_is_sent(desk, office):
    filed = office.file()
    words = "The trader's place of business lies in another county."
    page = desk().post(f"cases/{filed.number}/step/refuse/", reason_code="OUT_OF_SCOPE", text=words, go="preview")
    body = page.content.decode()
    assert page.status_code == 200
    assert words.replace("'", "&#x27;") in body.split('<article class="letter"')[1]
    assert office.case(filed).state == "received"
    assert [entry.event for entry in entries.of(filed.id)] == ["case.received"]
    assert not Letter.objects.exists()


def test_the_preview_can_be_taken_along_as_pdf(desk, office):
    filed = office.file()
    page = desk().post(f"cases/{filed.number}/step/refuse/", reason_code="OUT_OF_SCOPE", text="Elsewhere.", go="pdf")
    assert page.content.startswith(b"%PDF")
    assert office.case(filed).version == 1


def test_a_preview_that_cannot_be_made_says_what_is_missing(desk, office):
    page = desk().post(f"cases/{office.file().number}/step/refuse/", go="preview")
    assert page.status_code == 422
    assert {problem.pointer for problem in page.context["problems"]} == {"/reason_code", "/text"}


def test_a_step_that_cannot_be_taken_back_asks_once_more(desk, office):
    filed = office.file()
    officer = desk()
    page = officer.post(f"cases/{filed.number}/step/refuse/", reason_code="OUT_OF_SCOPE", text="Elsewhere.")
    assert [problem.pointer for problem in page.context["problems"]] == ["/sure"]
    assert office.case(filed).state == "received"
    officer.post(f"cases/{filed.number}/step/refuse/", reason_code="OUT_OF_SCOPE", text="Elsewhere.", sure="1")
    assert office.case(filed).state == "not_accepted"


def test_all_that_is_wrong_with_a_dangerous_step_is_said_at_once(desk, office):
    page = desk().post(f"cases/{office.file().number}/step/refuse/")
    assert {problem.pointer for problem in page.context["problems"]} == {"/reason_code", "/text", "/sure"}


def test_reasons_stand_with_their_words_and_their_article(desk, office):
    text = desk().text(f"cases/{office.file().number}/step/refuse/", reason_code="TIME_BARRED_3Y")
    assert "More than three years have passed since you knew" in text
    assert "Art. 16(4)" in text
    assert 'value="TIME_BARRED_3Y" id="id_reason_code_3" checked' in text


def test_a_step_that_is_not_open_says_why_and_has_no_form(desk, office):
    page = desk().get(f"cases/{office.file().number}/step/close/")
    assert page.context["closed"]
    assert "<textarea" not in page.content.decode()
    assert desk().get(f"cases/{office.file().number}/step/no_such/").status_code == 404


def test_a_step_taken_twice_changes_the_case_once(desk, office):
    filed = office.file()
    officer = desk()
    assert officer.post(f"cases/{filed.number}/step/accept/").status_code == 302
    assert officer.post(f"cases/{filed.number}/step/accept/").status_code == 409
    assert office.case(filed).version == 2


def hidden(page, name="once"):
    return re.search(f'name="{name}" value="([^"]+)"', page.content.decode())[1]


def test_a_form_sent_twice_is_one_task_and_leads_to_the_case_both_times(desk, office):
    filed = office.file()
    officer = desk()
    path = f"cases/{filed.number}/step/add_task/"
    form = {"task": "site_visit", "due_on": "2026-09-29", "text": "看现场"}
    form["once"] = hidden(officer.get(path))
    first, second = officer.post(path, **form), officer.post(path, **form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url == f"/desk/cases/{filed.number}/"
    assert Task.objects.count() == 1
    officer.post(path, **(form | {"once": hidden(officer.get(path))}))
    assert Task.objects.count() == 2


def test_a_step_sent_twice_with_one_form_is_no_refusal(desk, office):
    filed = office.file()
    officer = desk()
    path = f"cases/{filed.number}/step/accept/"
    form = {"once": hidden(officer.get(path))}
    assert [officer.post(path, **form).status_code for _ in range(2)] == [302, 302]
    assert office.case(filed).version == 2


def test_a_message_sent_twice_is_one_message(desk, office):
    filed = office.file()
    officer = desk()
    form = {"to": ["both"], "text": "请补充发票", "once": hidden(officer.get(f"cases/{filed.number}/"))}
    for _ in range(2):
        assert officer.post(f"cases/{filed.number}/message/", **form).status_code == 302
    assert Message.objects.count() == 1


def test_letters_can_be_taken_out_and_their_delivery_recorded(desk, office):
    filed = office.file()
    officer = desk()
    officer.post(f"cases/{filed.number}/step/accept/")
    letter = issue(office, filed)
    address = f"cases/{filed.number}/letters/{letter.pk}/"
    assert officer.get(address).content.startswith(b"%PDF")
    assert officer.get(address, **{"as": "docx"}).content.startswith(b"PK")
    assert f"record_delivery/?letter_id={letter.pk}" in officer.text(f"cases/{filed.number}/")

    officer.post(f"cases/{filed.number}/step/record_delivery/", letter_id=letter.pk, how="letter", on="2026-09-22")
    assert "Delivered" in officer.text(f"cases/{filed.number}/")


def test_a_shelved_case_says_until_when_and_that_the_law_goes_on(desk, office):
    filed = office.file()
    officer = desk()
    reason = next(iter(office.case(filed).pack.grounds["shelve"]))
    officer.post(
        f"cases/{filed.number}/step/shelve/", reason_code=reason, text="Waiting for the maker.", review_on="2026-09-30"
    )
    text = officer.text(f"cases/{filed.number}/")
    assert "Shelved until" in text
    assert "the statutory limits keep running" in text


def test_tasks_lead_to_their_end(desk, office):
    filed = office.file()
    officer = desk()
    officer.post(
        f"cases/{filed.number}/step/add_task/", task="site_visit", due_on="2026-09-25", text="Look at the shop."
    )
    for path in (f"cases/{filed.number}/", "tasks/"):
        assert "step/finish_task/?task_id=" in officer.text(path)


def test_the_timeline_can_be_narrowed(desk, office):
    filed = office.file()
    officer = desk()
    officer.post(f"cases/{filed.number}/step/accept/")
    officer.post(f"cases/{filed.number}/message/", text="We are looking into it.", to="both")
    kinds = {
        only: {event["kind"] for event in officer.get(f"cases/{filed.number}/", only=only).context["events"]}
        for only in ("decisions", "messages", "")
    }
    assert kinds == {"decisions": {"decision"}, "messages": {"out"}, "": {"decision", "out", "event"}}


def test_an_empty_message_is_sent_back_with_what_was_chosen(desk, office):
    assert desk().post(f"cases/{office.file().number}/message/", text=" ", to="both").status_code == 422


@pytest.mark.parametrize("audience", ["staff", "both"])
def test_a_file_is_kept_for_those_it_is_meant_for(desk, office, audience):
    number = office.file().number
    upload = SimpleUploadedFile(
        "note.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", content_type="application/pdf"
    )
    desk().post(f"cases/{number}/evidence/", file=upload, audience=audience)
    assert [row.audience for row in Exhibit.objects.all()] == [audience]


def test_the_whole_file_comes_with_an_index_whose_hashes_are_right(desk, office):
    filed = office.file()
    officer = desk()
    officer.post(f"cases/{filed.number}/step/accept/")
    issue(office, filed)
    bundle = zipfile.ZipFile(io.BytesIO(officer.get(f"cases/{filed.number}/archive.zip").content))
    index = json.loads(bundle.read("index.json"))
    listed = {member["name"]: member["sha256"] for member in index["members"]}
    assert listed == {
        name: hashlib.sha256(bundle.read(name)).hexdigest() for name in bundle.namelist() if name != "index.json"
    }
    assert any(name.startswith("letters/") for name in listed)
    assert [entry.event for entry in entries.of(filed.id)][-1] == "case.exported"


def test_every_ground_of_refusal_has_its_line_on_the_review_sheet(desk, office):
    filed = office.file()
    page = desk().get(f"cases/{filed.number}/review/")
    assert [line["code"] for line in page.context["lines"]] == list(office.case(filed).pack.grounds["refusal"])
    assert "Refuse on this ground" in page.content.decode()
    assert "Refuse on this ground" not in desk("clerk").text(f"cases/{filed.number}/review/")


def test_two_cases_stand_side_by_side(desk, office):
    first, second = office.file(now=NOON - timedelta(days=1)), office.file()
    lines = desk().get(f"cases/{second.number}/beside/{first.number}/").context["lines"]
    assert {line["label"]: line["differs"] for line in lines}["Trader"] is False
