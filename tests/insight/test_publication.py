"""What is published: nobody stands out, nobody who did not agree is in it, and nobody publishes alone."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import pytest
from django.test import Client
from django.urls import reverse

from redress.agencies.models import Staff
from redress.cases import actions
from redress.insight import figures, jobs, namings, narratives, releases, risk, rollups
from redress.insight.models import Fact, Naming, Release, ReleaseRow
from redress.insight.risk import Record
from redress.kernel.problems import NotAllowed, NotThere
from redress.privacy import assessments, consents
from redress.privacy.models import Assessment
from tests.conftest import NOON

LATER = NOON + timedelta(minutes=11)
SINCE, UNTIL = date(2025, 9, 1), date(2026, 9, 20)


def records(count: int, **changes: object) -> list[Record]:
    base = {
        "day": "2026-05-04",
        "division": "310115",
        "category": "goods.food",
        "channel": "web",
        "amount": Decimal(50),
        "outcome": "WITHDRAWN",
    }
    return [
        Record(case_id=number, **{**base, "nature": ("QUALITY", "PRICE")[number % 2], **changes})
        for number in range(count)
    ]  # type: ignore[arg-type]


def test_rows_alike_stay_fine_and_one_that_stands_out_is_left_out():
    many = records(20)
    odd = Record(99, "2026-05-04", "330108", "services", "post", Decimal(90_000), "SAFETY", "")
    measured = risk.prepare([*many, odd], [*many, odd])
    assert (measured.level, measured.suppressed, measured.k, measured.l) == (0, 1, 20, 2)
    assert 99 not in {row.case_id for row, _ in measured.rows}
    assert (measured.linked_alone, measured.linked_most) == (0, 0.05)


def test_where_everybody_differs_the_columns_become_coarser():
    spread = [
        Record(n, f"2026-0{n % 3 + 4}-1{n % 9}", f"31010{n % 9}", ("goods.food", "goods.drink")[n % 2], ("web", "phone")[n % 2], Decimal(n * 700), ("QUALITY", "PRICE", "SAFETY")[n % 3], "")
        for n in range(60)
    ]  # fmt: skip
    measured = risk.prepare(spread, spread)
    assert measured.level > 0
    assert measured.k >= 5
    assert measured.linked_most <= 0.2


def test_a_group_that_is_all_of_one_nature_tells_it_and_is_left_out():
    alike = records(20, nature="DIGNITY")
    assert risk.prepare(alike, alike).rows == ()


def test_the_attack_is_one_that_would_find_people_in_a_careless_release():
    spread = [Record(n, f"2026-05-{n + 1:02}", "310115", "goods", "web", Decimal(n), "QUALITY", "") for n in range(20)]
    careless = [(row, {"day": row.day}) for row in spread]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(risk, "LADDER", (lambda row: {"day": row.day},))
        assert risk.link(careless, spread, 0) == (20, 1.0, 1.0)


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([9, 1], [None, None]),
        ([9, 3, 8], [9, None, None]),
        ([4, 4, 30], [None, None, 30]),
        ([1, 1, 30, 7], [None, None, 30, None]),
    ],
)
def test_a_hidden_count_cannot_be_had_by_taking_away(cells, shown):
    assert risk.suppress(cells) == shown


def test_a_story_is_given_out_without_people_sums_days_and_trader():
    text = narratives.given_out(
        "我叫林小雨，电话13800001234，8月28日在小蓝电器商行花2399元买的，三千多块的都不行。", known=["林小雨", "13800001234"], trader="小蓝电器商行"
    )  # fmt: skip
    for value in ("林小雨", "1380", "28", "2399", "小蓝", "三千"):
        assert value not in text
    assert "买的" in text
    assert narratives.left_over(text) == 0


@pytest.fixture
def published(office, crowd):
    """Forty ended complaints of two natures; three of four people agreed."""
    filed = []
    for number in range(40):
        filed += crowd(
            [20 + number % 5], count=False, consents={"publication": number % 4 != 0}, problem={"nature": ("QUALITY", "PRICE")[number % 2]},
        )  # fmt: skip
    for one in filed:
        actions.act(
            one.number,
            "refuse" if one is filed[1] else "withdraw",
            *_body(one is filed[1]),
            actor=_who(office, one, one is filed[1]),
            now=NOON,
        )
    rollups.catch_up(now=LATER)
    office.weigh("publish", now=LATER)
    return filed


def _body(refuse: bool) -> list[dict[str, str]]:
    return [{"reason_code": "NOT_CONSUMER_DISPUTE", "text": "用于经营。"} if refuse else {"text": "已经解决。"}]


def _who(office, one, refuse):
    from tests.world import complainant

    return office.staff() if refuse else complainant(one)


def made(office, *, approve: bool = True) -> Release:
    analyst = office.staff("analyst")
    asked = releases.request(SINCE, UNTIL, actor=analyst, now=LATER)
    jobs.prepare_release({"release": asked.pk, "bodies": sorted(analyst.agency_ids)}, now=LATER)
    if approve:
        return releases.decide(asked.pk, publish=True, actor=office.staff("supervisor"), now=LATER)
    return Release.objects.get(pk=asked.pk)


@pytest.mark.django_db
def test_nothing_is_published_whose_impact_nobody_has_weighed(office, published):
    release = made(office, approve=False)
    assessments.end(Assessment.objects.get().pk, actor=office.staff(), now=LATER)
    with pytest.raises(NotAllowed) as refused:
        releases.decide(release.pk, publish=True, actor=office.staff("supervisor"), now=LATER)
    assert [problem.code for problem in refused.value.problems] == ["release.decide.no_assessment"]


@pytest.mark.django_db
def test_only_those_who_agreed_are_in_it_and_the_card_says_so(office, published):
    release = made(office)
    card = release.numbers
    assert (card["population"], card["agreed"], card["excluded"]) == (40, 29, {"no_consent": 10, "not_accepted": 1})
    assert release.rows == ReleaseRow.objects.count() == 29
    assert card["k"] >= 5
    assert card["words_recall"] >= 0.95
    assert card["words_left_over"] == 0
    agreed = {one.id for number, one in enumerate(published) if number % 4}
    assert set(ReleaseRow.objects.values_list("case_id", flat=True)) <= agreed
    jobs.prepare_release({"release": release.pk, "bodies": [1]}, now=LATER)  # a second time: nothing
    assert ReleaseRow.objects.count() == 29


@pytest.mark.django_db
def test_a_release_in_the_making_says_how_far_it_is(office, published, monkeypatch):
    monkeypatch.setattr(releases, "BATCH", 10)
    analyst = office.staff("analyst")
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(Staff.objects.get(pk=analyst.staff_id))
    asked = releases.request(SINCE, UNTIL, actor=analyst, now=LATER)
    seen, given_out = [], narratives.given_out

    def watched(*words, **more):
        seen.append(browser.get(reverse("insight:release", args=[asked.pk])).content.decode())
        return given_out(*words, **more)

    assert "has not come round yet" in browser.get(reverse("insight:release", args=[asked.pk])).content.decode()
    monkeypatch.setattr(narratives, "given_out", watched)
    jobs.prepare_release({"release": asked.pk, "bodies": sorted(analyst.agency_ids)}, now=LATER)
    made = Release.objects.get(pk=asked.pk)
    assert made.done == made.total == made.rows == len(seen)
    assert f"10 of {made.rows} stories prepared" in seen[15]
    assert f'<progress value="10" max="{made.rows}">' in seen[15]


@pytest.mark.django_db
def test_it_takes_two_and_the_second_is_a_supervisor(office, published):
    release = made(office, approve=False)
    for who, code in (("analyst", "release.decide.second_person"), ("auditor", "release.wrong_role")):
        with pytest.raises(NotAllowed) as refused:
            releases.decide(release.pk, publish=True, actor=office.staff(who), now=LATER)
        assert code in [problem.code for problem in refused.value.problems]
    with pytest.raises(NotThere):
        releases.decide(release.pk, publish=True, actor=office.staff("officer", "330108"), now=LATER)
    assert releases.decide(release.pk, publish=False, actor=office.staff("supervisor"), now=LATER).state == "declined"
    with pytest.raises(NotAllowed) as refused:
        releases.decide(release.pk, publish=True, actor=office.staff("supervisor"), now=LATER)
    assert [problem.code for problem in refused.value.problems] == ["release.decide.wrong_state"]
    with pytest.raises(NotAllowed) as refused:
        releases.request(UNTIL, SINCE, actor=office.staff("analyst"), now=LATER)
    assert [problem.code for problem in refused.value.problems] == ["release.request.period"]


@pytest.mark.django_db
def test_a_release_whose_risk_is_too_high_cannot_be_published_by_anyone(office, crowd):
    crowd([20, 21], consents={"publication": True})
    release = made(office, approve=False)
    with pytest.raises(NotAllowed) as refused:
        releases.decide(release.pk, publish=True, actor=office.staff("supervisor"), now=LATER)
    codes = {problem.code for problem in refused.value.problems}
    assert codes >= {"release.risk.empty", "release.risk.k", "release.risk.l"}
    Release.objects.update(card='{"t": 0.9, "linked_most": 0.5, "words_recall": 0.5, "words_left_over": 3}')
    codes = {problem.code for problem in releases.risks(Release.objects.get())}
    assert codes >= {"release.risk.t", "release.risk.linkage", "release.risk.words"}


@pytest.mark.django_db
def test_who_takes_the_consent_back_is_out_the_next_night_and_of_later_releases(office, published):
    from tests.world import complainant

    release = made(office)
    gone = published[2]
    consents.withdraw(gone.id, "publication", operator_kind="authority", actor=complainant(gone), now=LATER)
    jobs.apply_withdrawals({}, now=LATER)
    jobs.apply_withdrawals({}, now=LATER)

    release.refresh_from_db()
    assert (release.rows, release.revision, release.numbers["withdrawn"]) == (28, 2, 1)
    assert not ReleaseRow.objects.filter(case_id=gone.id).exists()
    later = made(office, approve=False)
    assert not ReleaseRow.objects.filter(release=later, case_id=gone.id).exists()


@pytest.mark.django_db
def test_everybody_reads_it_and_a_page_asked_again_is_the_same(office, published, tmp_path):
    release = made(office)
    client = Client(headers={"accept-language": "en"})
    keys, cursor = [], ""
    while cursor is not None:
        answer = client.get(f"/open-data/{release.pk}/complaints.json", {"limit": 10, "cursor": cursor}).json()
        keys += [row["key"] for row in answer["items"]]
        cursor = answer["next"]
    assert len(keys) == len(set(keys)) == 29
    fields = {field["name"] for field in client.get(f"/open-data/{release.pk}/schema.json").json()["fields"]}
    table = client.get(f"/open-data/{release.pk}/complaints.csv").content.decode("utf-8-sig").splitlines()
    with duckdb.connect() as engine:
        (tmp_path / "rows.parquet").write_bytes(client.get(f"/open-data/{release.pk}/complaints.parquet").content)
        found = engine.sql(f"SELECT * FROM read_parquet('{tmp_path}/rows.parquet')")
        assert set(found.columns) == fields
        assert [row[0] for row in found.fetchall()] == keys, "the same rows in the same order in every form"
    assert set(table[0].split(",")) == fields
    assert [line.split(",")[0] for line in table[1:]] == keys
    stories = client.get(f"/open-data/{release.pk}/stories.csv").content.decode()
    assert not any(key in stories for key in keys)
    for path in ("/figures/", "/open-data/", f"/open-data/{release.pk}/", "/figures/contest/"):
        assert client.get(path).status_code == 200
    assert client.get("/open-data/999/").status_code == 404


@pytest.mark.django_db
def test_public_figures_are_what_a_fresh_count_gives(office, crowd):
    crowd([30] * 7)
    crowd([31] * 9, problem={"nature": "PRICE"})
    crowd([31] * 2, problem={"nature": "SAFETY"})
    table = figures.by("nature", date(2026, 9, 22))
    since, until = figures.period(date(2026, 9, 22))
    fresh = {
        nature: Fact.objects.filter(nature=nature, day__gte=since, day__lt=until).count()
        for nature in ("PRICE", "QUALITY", "SAFETY")
    }
    assert fresh == {"PRICE": 9, "QUALITY": 7, "SAFETY": 2}
    assert [(row.value, row.n) for row in table.rows] == [("PRICE", 9), ("QUALITY", None), ("SAFETY", None)]
    assert table.total == 18


@pytest.mark.django_db
def test_a_trader_is_told_heard_and_only_then_named(office, crowd):
    crowd([30] * 12)
    supervisor = office.staff("supervisor")
    naming, code = namings.announce("小蓝电器商行", actor=supervisor, now=NOON)
    day = date(2026, 9, 22)
    assert not namings.shown(day + timedelta(days=14))
    assert list(namings.shown(day + timedelta(days=15))) == [naming]

    for trader, said, reason, expected in (
        ("小蓝电器商行", "0000", "counts", ["naming.contest.unknown"]),
        ("别家", code, "", ["naming.contest.unknown", "naming.contest.reason"]),
    ):
        with pytest.raises(NotAllowed) as refused:
            namings.contest(trader, said, reason, now=NOON)
        assert [problem.code for problem in refused.value.problems] == expected
    assert (
        Client().post("/figures/contest/", {"trader": "小蓝电器商行", "code": code, "reason": "counts"}).status_code
        == 200
    )
    assert not namings.shown(day + timedelta(days=90))
    with pytest.raises(NotAllowed) as refused:
        namings.contest("小蓝电器商行", code, "counts", now=NOON)
    assert [problem.code for problem in refused.value.problems] == ["naming.contest.done"]
    with pytest.raises(NotAllowed) as refused:
        namings.decide(naming.pk, show=True, actor=supervisor, now=NOON)
    assert [problem.code for problem in refused.value.problems] == ["naming.decide.second_person"]
    with pytest.raises(NotThere):
        namings.decide(naming.pk, show=True, actor=office.staff("officer", "330108"), now=NOON)


@pytest.mark.django_db
def test_no_trader_is_named_for_little_or_twice(office, crowd):
    crowd([30] * 9)
    for who, codes in (
        ("supervisor", ["naming.announce.too_few"]),
        ("analyst", ["naming.announce.wrong_role", "naming.announce.too_few"]),
    ):
        with pytest.raises(NotAllowed) as refused:
            namings.announce("小蓝电器商行", actor=office.staff(who), now=NOON)
        assert [problem.code for problem in refused.value.problems] == codes
    crowd([31] * 3)
    naming, _ = namings.announce("小蓝电器商行", actor=office.staff("supervisor"), now=NOON)
    with pytest.raises(NotAllowed) as refused:
        namings.announce("小蓝电器商行", actor=office.staff("supervisor"), now=NOON)
    assert [problem.code for problem in refused.value.problems] == ["naming.announce.done"]
    Naming.objects.update(announced_by="staff:0")
    with pytest.raises(NotAllowed) as refused:
        namings.decide(naming.pk, show=True, actor=office.staff("supervisor"), now=NOON)
    assert [problem.code for problem in refused.value.problems] == ["naming.decide.not_contested"]


@pytest.mark.django_db
def test_the_public_figures_come_as_a_table_with_the_same_cells(office, published):
    client = Client(headers={"accept-language": "en"})
    rows = list(csv.DictReader(io.StringIO(client.get("/figures/figures.csv").content.decode("utf-8-sig"))))
    page = client.get("/figures/").content.decode()
    assert {row["table"] for row in rows} >= {"nature"}
    assert all(row["label"] in page and row["complaints"] in page for row in rows if row["table"] == "nature")


@pytest.mark.django_db
def test_who_files_learns_of_others_only_where_the_public_figures_tell(office, published):
    rows = figures.by("category", NOON.date()).rows
    assert rows
    for row in rows:
        assert figures.alike(row.value, NOON.date()) == row.n, "a hidden cell stays hidden, and no other number is told"
    assert figures.alike("goods.vehicle", NOON.date()) is None
    assert figures.alike("", NOON.date()) is None
