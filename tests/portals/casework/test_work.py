"""Tasks, look-alikes and the words of letters."""

from django.urls import reverse

from redress.cases.letters.models import LetterTemplate


def test_cases_that_look_alike_stand_together_and_lead_to_one_step(desk, office):
    for _ in range(3):
        office.file()
    groups = desk().get("look-alikes/").context["groups"]
    assert [group["count"] for group in groups] == [3]
    assert len([case for case in groups[0]["cases"] if case["compare"]]) == 2


def test_an_office_writes_its_own_words_sees_them_and_takes_them_back(desk):
    supervisor = desk("supervisor")
    path = "letters/cn-samr-2026/refusal_decision/"
    body = supervisor.get(path).context["body"]
    assert supervisor.client.post(f"/desk/{path}preview/?in=zh", {"body": body}).content.startswith(b"%PDF")
    assert supervisor.client.post(f"/desk/{path}", {"body": body + "\n\n我们随时可以解释。"}).status_code == 302
    assert LetterTemplate.objects.filter(active=True).count() == 1
    assert supervisor.client.post(f"/desk/{path}", {"go": "use"}).status_code == 302
    assert not LetterTemplate.objects.filter(active=True).exists()


def test_words_with_an_unknown_placeholder_are_not_kept(desk):
    page = desk("supervisor").client.post(
        "/desk/letters/cn-samr-2026/refusal_decision/", {"body": "您好，{{ no_such_fact }}"}
    )
    assert page.status_code == 422
    assert not LetterTemplate.objects.exists()


def test_the_page_of_a_case_shows_those_that_say_nearly_the_same(desk, office):
    first, second = office.file(), office.file()
    page = desk().get(f"cases/{first.number}/").content.decode()
    assert "Nearly the same words" in page
    assert reverse("casework:compare", args=[first.number, second.number]) in page
