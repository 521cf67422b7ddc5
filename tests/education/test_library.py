"""Texts that teach: two people, a source for every number, an end to every warning, answers from the law itself."""

import json
from datetime import date, timedelta
from xml.etree import ElementTree  # what is read is our own

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from redress.agencies import actions as bodies
from redress.agencies import queries
from redress.agencies.models import Staff
from redress.education import actions, drafting, library, markup, quiz, starter
from redress.education.models import Edition
from redress.kernel.actors import SYSTEM, Role
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.portals.public.filing import matter
from redress.records import entries
from tests.conftest import NOON
from tests.world import Office

TODAY = NOON.date()
PLAIN = actions.Text("怎样留证据", "拍照，留好小票。", "Keeping proof", "Take pictures and keep the receipt.")


@pytest.fixture
def office(db) -> Office:
    queries.forget()
    office = Office(NOON)
    known = set(Staff.objects.values_list("username", flat=True))
    for role in (Role.EDUCATOR, Role.SUPERVISOR):
        if (name := f"{role.value}-310115") not in known:
            bodies.add_staff(
                username=name, name=name, role=role, agency_code="310115", password=None, actor=SYSTEM, now=NOON
            )
    queries.forget()
    return office


@pytest.fixture
def writer(office):
    return office.staff("educator", "310115")


@pytest.fixture
def reviewer(office):
    return office.staff("supervisor", "310115")


def code_of(refused) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def published(text, writer, reviewer, *, kind="guide", slug="proof", now=NOON) -> Edition:
    row = actions.write(kind, slug, text, actor=writer, now=now)
    actions.submit(row.pk, actor=writer, now=now)
    return actions.publish(row.pk, actor=reviewer, now=now)


def test_a_text_is_shown_after_a_second_person_has_read_it(writer, reviewer):
    row = actions.write("guide", "proof", PLAIN, actor=writer, now=NOON)
    assert library.one("guide", "proof", on=TODAY) is None
    actions.submit(row.pk, actor=writer, now=NOON)
    with pytest.raises(NotAllowed) as refused:
        actions.publish(row.pk, actor=writer, now=NOON)
    assert code_of(refused) == {"education.review.own"}
    actions.publish(row.pk, actor=reviewer, now=NOON)
    assert library.one("guide", "proof", on=TODAY) == row
    told = [entry.event for entry in entries.of(0) if entry.data.get("edition") == row.pk]
    assert told == ["education.written", "education.submitted", "education.published"]


def test_a_new_version_replaces_the_old_one_when_it_is_published_not_before(writer, reviewer):
    first = published(PLAIN, writer, reviewer)
    second = actions.write("guide", "proof", PLAIN, actor=writer, now=NOON)
    assert second.number == 2
    assert library.one("guide", "proof", on=TODAY) == first
    actions.submit(second.pk, actor=writer, now=NOON)
    with pytest.raises(NotAllowed) as refused:
        actions.write("guide", "proof", PLAIN, actor=writer, now=NOON)
    assert code_of(refused) == {"education.write.in_review"}
    actions.send_back(second.pk, actor=reviewer, now=NOON)
    actions.submit(second.pk, actor=writer, now=NOON)
    actions.publish(second.pk, actor=reviewer, now=NOON)
    assert library.one("guide", "proof", on=TODAY) == second
    actions.withdraw(second.pk, actor=reviewer, now=NOON)
    assert library.one("guide", "proof", on=TODAY) is None
    with pytest.raises(NotAllowed) as refused:
        actions.withdraw(second.pk, actor=reviewer, now=NOON)
    assert code_of(refused) == {"education.step.moved_on"}


def test_a_sentence_with_a_number_or_an_accusation_names_its_source(writer):
    text = actions.Text("退货", "七日内可以退货。这家店造假。留好小票。[[cpl-2013:25(1)]]九十天[[cpl-2013:999]]。")
    row = actions.write("guide", "returns", text, actor=writer, now=NOON)
    with pytest.raises(NotAllowed) as refused:
        actions.submit(row.pk, actor=writer, now=NOON)
    assert code_of(refused) == {"education.sentence.no_source"}
    named = [problem.message.rpartition(": ")[2] for problem in refused.value.problems]
    assert ["七日内" in named[0], "造假" in named[1], "九十天" in named[2], len(named)] == [True, True, True, 3]


@pytest.mark.parametrize(
    "text",
    [
        "七日内可以退货[[cpl-2013:25(1)]]。",
        "It takes seven days. [[cpl-2013:25(1)]]",
        "在本月收到12件[[figures]]。",
        "1. 留好小票\n2. 找商家",
        "See 3.5 of it [[https://example.org/a.b]].",
    ],
)
def test_these_sentences_have_what_they_need(text):
    assert markup.unsourced(text) == []


def test_a_warning_ends(writer):
    for day in (None, TODAY - timedelta(days=1)):
        row = actions.write("warning", "eggs", actions.Text("小心", "留心。", expires_on=day), actor=writer, now=NOON)
        with pytest.raises(NotAllowed) as refused:
            actions.submit(row.pk, actor=writer, now=NOON)
        assert code_of(refused) == {"education.warning.no_end"}


def test_a_warning_that_has_run_out_is_not_shown(writer, reviewer):
    text = actions.Text("小心", "留心。", category="goods.food", expires_on=TODAY)
    row = published(text, writer, reviewer, kind="warning", slug="eggs")
    assert library.about("goods.food.infant", on=TODAY) == [row]
    assert library.about("goods.vehicle", on=TODAY) == []
    assert library.shown("warning", on=TODAY + timedelta(days=1)) == []


def test_what_cannot_be_kept_says_so(office, writer):
    with pytest.raises(NotAllowed) as refused:
        actions.write("guide", "proof", PLAIN, actor=office.staff("officer", "310115"), now=NOON)
    assert code_of(refused) == {"education.write.wrong_role"}
    with pytest.raises(Invalid) as refused:
        actions.write("guide", "No Spaces", actions.Text("", "一" * 20_001), actor=writer, now=NOON)
    assert code_of(refused) == {"education.name.unreadable", "education.text.missing", "education.text.too_long"}
    with pytest.raises(Invalid) as refused:
        actions.read({"expires_on": "tomorrow"})
    assert code_of(refused) == {"education.day.unreadable"}
    row = actions.write("guide", "proof", PLAIN, actor=writer, now=NOON)
    with pytest.raises(NotThere):
        actions.submit(row.pk, actor=office.staff("officer", "310115"), now=NOON)
    assert not Edition.objects.visible_to(office.staff("officer", "310115")).exists()


def test_words_alone_have_no_hole_where_a_source_stood():
    assert (
        markup.plain("The law opens five ways [[cpl-2013:39]]: talk first.") == "The law opens five ways: talk first."
    )


def test_markdown_does_no_harm():
    made = markup.render(
        '<script>x</script> [a](javascript:alert(1)) ![b](https://x.org/y.png)\n\n<b onclick="x">', "en"
    )
    assert not [bad for bad in ("<script", "<img", 'href="javascript', "<b ") if bad in made]
    assert "《消费者权益保护法》" in markup.render("七日[[cpl-2013:25(1)]]", "zh")


def test_everything_shipped_is_sourced_and_in_both_languages():
    kinds = [kind for kind, _, _ in starter.texts()]
    assert (kinds.count("guide"), kinds.count("lesson"), kinds.count("term")) == (8, 6, 26)
    for _, slug, text in starter.texts():
        assert markup.unsourced(text.text_zh) == markup.unsourced(text.text_en) == [], slug
        assert text.title_en, slug
        assert text.text_en, slug
        assert markup.SOURCE.findall(text.text_zh) == markup.SOURCE.findall(text.text_en), slug


def test_the_shipped_texts_come_in_once_and_are_found(office, reviewer, capsys):
    username = Staff.objects.get(pk=reviewer.staff_id).username
    for expected in ("40", "0"):
        call_command("load_library", "--reviewer", username)
        assert capsys.readouterr().out.strip() == expected
    on = TODAY
    assert library.search("无理由退货", on=on)[0].slug in {"seven-day-return", "no-reason-return"}
    assert library.search("prepaid card", on=on)[0].slug == "prepaid-cards"
    assert library.search("火星移民", on=on) == []
    with pytest.raises(CommandError):
        call_command("load_library", "--reviewer", "nobody")


@pytest.mark.parametrize(
    ("code", "status"),
    [("tailored-suit", "unavailable"), ("online-kettle", "available"), ("shop-jacket", "unavailable"),
     ("fake-leather", "available"), ("unsafe-food", "available"), ("deposit", "available")],
)  # fmt: skip
def test_the_quiz_is_answered_by_the_law(code, status):
    told = quiz.answer(quiz.questions()[code], on=TODAY, lang="zh-hans")
    assert told["status"] == status
    assert told["because"]
    assert told["cites"]


def test_a_warning_begins_with_the_figures_of_now(office, writer, reviewer):
    category = office.case(office.file()).category
    later = NOON + timedelta(days=40)
    for hours in range(6):
        office.file(now=later - timedelta(hours=hours))
    row = drafting.draft_warning(category, "", actor=writer, now=later)
    assert "6件" in row.text_zh
    assert "1件" in row.text_zh
    assert "6 complaints" in row.text_en
    actions.submit(row.pk, actor=writer, now=later)


def test_too_few_complaints_make_no_warning(office, writer):
    category = office.case(office.file()).category
    for who, asked, code in (
        (writer, (category, ""), "education.warning.too_few"),
        (writer, ("no.such", ""), "education.warning.unknown"),
        (writer, (category, "999999"), "education.warning.unknown"),
        (office.staff("officer", "310115"), (category, ""), "education.warning.wrong_role"),
    ):
        with pytest.raises(NotAllowed) as refused:
            drafting.draft_warning(*asked, actor=who, now=NOON)
        assert code in code_of(refused)


@pytest.fixture
def warned(writer, reviewer) -> Edition:
    text = actions.Text(
        "小心 <鸡蛋>", "免费的也要问清楚。", "Mind the <eggs>", "Ask first.", expires_on=date(2099, 1, 1)
    )
    return published(text, writer, reviewer, kind="warning", slug="eggs")


def test_feeds_carry_the_warnings(client, warned):
    atom = ElementTree.fromstring(client.get("/warnings/feed.atom?lang=en").content)  # noqa: S314
    assert atom.findtext("{*}entry/{*}title") == "Mind the <eggs>"
    rss = ElementTree.fromstring(client.get("/warnings/feed.rss?lang=zh").content)  # noqa: S314
    assert rss.findtext("channel/item/title") == "小心 <鸡蛋>"
    feed = json.loads(client.get("/warnings/feed.json").content)
    assert feed["items"][0]["url"].endswith("/warnings/eggs/")
    assert client.get("/warnings/feed.exe").status_code == 404


def test_other_sites_may_frame_the_warnings_and_nothing_else(client, warned):
    frame = client.get("/warnings/frame/")
    assert "frame-ancestors *" in frame.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame.headers
    assert not frame.cookies
    assert "<script" not in frame.content.decode()
    assert "frame-ancestors 'none'" in client.get("/warnings/").headers["Content-Security-Policy"]


def test_the_poster_is_a_sheet_and_the_same_each_time(client, warned):
    first, again = (client.get("/warnings/eggs/poster.pdf").content for _ in range(2))
    assert first.startswith(b"%PDF-")
    assert first == again


def test_pages_read_in_both_languages(client, warned, office, reviewer):
    starter.load(writer=SYSTEM, reviewer=reviewer, now=NOON)
    for place, zh, en in (
        ("/learn/", "网购七日无理由退货", "Seven days to return"),
        ("/learn/?q=押金", "押金", "Security deposit"),
        ("/learn/guides/fraud/", "三倍", "three times"),
        ("/learn/lessons/growing-old/", "父母老了", "When parents grow old"),
        ("/learn/words/", "举证责任", "Burden of proof"),
        ("/learn/quiz/tailored-suit/?answer=yes", "说反了", "The answer is no."),
        ("/warnings/eggs/", "小心 &lt;鸡蛋&gt;", "Mind the &lt;eggs&gt;"),
    ):
        assert zh in client.get(f"{place}{'&' if '?' in place else '?'}lang=zh").content.decode(), place
        assert en in client.get(f"{place}{'&' if '?' in place else '?'}lang=en").content.decode(), place


def test_the_desk_writes_shows_and_refuses(client, office, writer, reviewer):
    client.force_login(Staff.objects.get(pk=writer.staff_id))
    said = {"kind": "guide", "slug": "numbers", "title_zh": "数字", "text_zh": "有**30**天。"}
    made = client.post("/desk/learn/new/", said)
    assert made.status_code == 302
    assert "<strong>30</strong>" in client.get(made.url).content.decode()
    refused = client.post(made.url, {"step": "submit"})
    assert refused.status_code == 409
    assert "有**30**天。" in refused.content.decode()
    client.post(made.url, said | {"text_zh": "有**30**天[[figures]]。"})
    assert client.post(made.url, {"step": "submit"}).status_code == 302
    client.force_login(Staff.objects.get(pk=reviewer.staff_id))
    assert client.get("/desk/learn/new/").status_code == 404
    assert client.post(made.url, {"step": "publish"}).status_code == 302
    assert "30" in client.get("/learn/guides/numbers/").content.decode()


def test_who_complains_about_that_kind_of_goods_is_shown_the_warning(writer, reviewer):
    text = actions.Text(
        "小心鸡蛋", "问清楚。", "Mind the eggs", "Ask first.", category="goods.food", expires_on=date(2099, 1, 1)
    )
    published(text, writer, reviewer, kind="warning", slug="eggs")
    shown = matter.warned({"said": {"/purchase/category": "goods.food.egg"}}, now=NOON)
    assert [row["href"] for row in shown] == ["/warnings/eggs/"]
    assert matter.warned({"said": {"/purchase/category": "goods.clothing"}}, now=NOON) == []
    assert matter.warned({"said": {}}, now=NOON) == []


def test_who_complains_sees_guides_about_the_same_goods_too(writer, reviewer):
    about = actions.Text("怎么挑鸡蛋", "看日期。", "Buying eggs", "Look at the day.", category="goods.food")
    published(about, writer, reviewer, slug="buying-eggs")
    shown = matter.warned({"said": {"/purchase/category": "goods.food.egg"}}, now=NOON)
    assert [(row["href"], row["kind"]) for row in shown] == [("/learn/guides/buying-eggs/", "指南")]
