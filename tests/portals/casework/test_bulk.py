"""One step on many cases: a preview that changes nothing, a result for each, nothing silent."""

from redress.cases.models import Case


def test_forty_cases_of_which_some_refuse_say_why(desk, office):
    filed = [office.file() for _ in range(40)]
    officer = desk()
    for one in filed[:7]:
        officer.post(f"cases/{one.number}/step/accept/")
    picked = [one.number for one in filed]

    preview = officer.post("bulk/", verb="accept", pick=picked)
    assert (preview.context["going"], preview.context["refused"]) == (33, 7)
    assert Case.objects.filter(state="accepted").count() == 7

    done = officer.post("bulk/", verb="accept", pick=picked, go="1")
    assert (done.context["going"], done.context["refused"]) == (33, 7)
    assert all(line["problems"] for line in done.context["lines"] if not line["ok"])
    assert Case.objects.filter(state="accepted").count() == 40


def test_running_it_again_changes_nothing(desk, office):
    filed = office.file()
    officer = desk()
    officer.post("bulk/", verb="accept", pick=[filed.number], go="1")
    again = officer.post("bulk/", verb="accept", pick=[filed.number], go="1")
    assert again.context["refused"] == 1
    assert office.case(filed).version == 2


def test_sent_again_after_a_lost_answer_it_tells_what_was_done_then(desk, office):
    picked = [office.file().number for _ in range(3)]
    form = {"verb": "accept", "pick": picked, "go": "1", "once": "one-form"}
    officer = desk()
    first, second = officer.post("bulk/", **form), officer.post("bulk/", **form)
    assert (first.context["going"], second.context["going"], second.context["refused"]) == (3, 3, 0)
    assert {case.version for case in Case.objects.all()} == {2}


def test_all_that_match_goes_beyond_the_page(desk, office):
    for _ in range(30):
        office.file()
    page = desk().post("bulk/", verb="accept", all="1", nature="QUALITY")
    assert page.context["going"] == 30
    assert desk().post("bulk/", verb="accept", all="1", nature="PRICE").status_code == 302


def test_what_a_step_needs_is_asked_before_anything_is_done(desk, office):
    filed = office.file()
    page = desk().post("bulk/", verb="distribute", pick=[filed.number], go="1")
    assert page.status_code == 422
    assert {problem.pointer for problem in page.context["problems"]} == {"/agency", "/text"}
    assert office.case(filed).version == 1


def test_cases_of_another_office_are_refused_like_cases_that_are_not_there(desk, office):
    filed = office.file()
    page = desk("officer", "330108").post("bulk/", verb="accept", pick=[filed.number], go="1")
    assert page.context["refused"] == 1
    assert filed.number not in [line["matter"] for line in page.context["lines"] if line["ok"]]
    assert office.case(filed).state == "received"


def test_nothing_ticked_is_said(desk, office):
    response = desk().client.post("/desk/bulk/", {"verb": "accept"}, follow=True)
    assert "Tick at least one case" in response.content.decode()
