"""The other body's page about a case in dispute: what competence hangs on, a telephone, and no way to act."""

import re


def test_the_other_body_finds_it_reads_it_and_can_do_nothing(desk, office):
    filed = office.file()
    office_desk = desk()
    assert "the other body reads this" in office_desk.text(f"cases/{filed.number}/step/raise_dispute/")
    raised = office_desk.post(
        f"cases/{filed.number}/step/raise_dispute/", agency="330108", text="商家登记地在滨江"
    )  # fmt: skip
    assert raised.status_code == 302

    there = desk("officer", "330108")
    assert filed.number in there.text("disputes/")
    page = there.text(f"disputes/{filed.number}/")
    assert "商家登记地在滨江" in page
    assert "Measures Art. 33" in page
    main = page.split("<main")[1].split("</main>")[0]
    assert "<form" not in main
    assert not re.search(r"林小雨|138\D?0000\D?1234|世纪大道", page)
    for path in ("", "review/", "step/accept/", "trader/", "room/"):
        assert there.get(f"cases/{filed.number}/{path}").status_code == 404


def test_nobody_else_finds_the_page(desk, office):
    filed = office.file()
    desk().post(f"cases/{filed.number}/step/raise_dispute/", agency="330108", text="商家登记地在滨江")
    assert "No case is disputed with you" in desk().text("disputes/")
    assert desk().get(f"disputes/{filed.number}/").status_code == 404
    for role in ("clerk", "mediator", "auditor", "admin", "analyst"):
        assert desk(role).get("disputes/").status_code == 404
