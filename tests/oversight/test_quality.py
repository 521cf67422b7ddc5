"""Is the work good, and does mending help: second readings, calls, reasons, clocks; from a finding to a proven effect."""

from datetime import timedelta

import pytest
from django.test import Client

from redress.agencies.models import Staff
from redress.deadlines.models import Clock
from redress.kernel.actors import system
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.oversight import improvement, quality, triggers
from redress.oversight.models import Improvement, Mark, SecondReading
from redress.oversight.periods import Period
from redress.privacy import vault
from redress.records import entries
from tests.conftest import NOON
from tests.oversight.test_supervision import codes

TODAY = day_of(NOON)
MONTH = Period(TODAY, TODAY + timedelta(days=30))


def later(days):
    return NOON + timedelta(days=days)


# ---- second readings -----------------------------------------------------------------------------------------------


@pytest.fixture
def decided(desk, read):
    """Three accepted, one refused, all by the officer."""
    filed = [desk.file(complainant={"phone": f"1390000010{place}"}) for place in range(4)]
    for one in filed[:3]:
        desk.act(one, "accept")
    desk.act(filed[3], "refuse", {"reason_code": "NOT_CONSUMER_DISPUTE", "text": "所购商品用于经营。"})
    read()
    return filed


def drawn(desk, **changes):
    actor = desk.staff(changes.pop("who", "auditor"))
    values = {"question": "acceptance", "size": 4, "period": MONTH, "agency_ids": [actor.agency_id]} | changes
    question, size, period = values.pop("question"), values.pop("size"), values.pop("period")
    return quality.draw(question, size, period, actor=actor, now=NOON, **values)


def test_a_sample_is_read_blind_and_agreement_is_shown_when_all_is_read(desk, decided):
    sample, auditor = drawn(desk), desk.staff("auditor")
    answers = {decided[3].id: "NOT_CONSUMER_DISPUTE", decided[0].id: "OUT_OF_SCOPE"}
    for turn in range(4):
        assert quality.result(sample).agreement is None, turn
        row, case = quality.next_unread(sample, actor=auditor)
        seen = quality.blind(case)
        assert "扫地机器人" in seen.story
        quality.second(row.pk, answers.get(case.pk, "ACCEPT"), actor=auditor, now=NOON)
    found = quality.result(sample)
    assert (found.read, found.agreement.n, found.agreement.observed) == (4, 4, 0.75)
    assert 0 < found.agreement.kappa < 1
    assert [(row.case_id, row.first, row.second) for row in found.apart] == [(decided[0].id, "ACCEPT", "OUT_OF_SCOPE")]
    assert quality.next_unread(sample, actor=auditor) is None


def test_the_same_seed_draws_the_same_cases(desk, decided):
    sample = drawn(desk, size=2)
    told = entries.of(0, ["quality.sample_drawn"])[-1].data
    population = sorted(one.id for one in decided)
    kept = list(SecondReading.objects.filter(sample=sample).order_by("pk").values_list("case_id", flat=True))
    assert quality.pick(population, 2, told["seed"]) == kept
    assert (told["population"], told["size"]) == (4, 2)


def test_nobody_reads_their_own_decision_a_second_time(desk, decided):
    sample, officer = drawn(desk), desk.staff("officer")
    assert quality.next_unread(sample, actor=officer) is None
    row = SecondReading.objects.filter(sample=sample).first()
    with pytest.raises(NotAllowed) as refused:
        quality.second(row.pk, "ACCEPT", actor=officer, now=NOON)
    assert codes(refused) == ["reading.second.involved"]
    with pytest.raises(Invalid) as refused:
        quality.second(row.pk, "PERHAPS", actor=desk.staff("auditor"), now=NOON)
    assert codes(refused) == ["reading.second.unknown"]
    quality.second(row.pk, "ACCEPT", actor=desk.staff("auditor"), now=NOON)
    with pytest.raises(NotAllowed) as refused:
        quality.second(row.pk, "ACCEPT", actor=desk.staff("supervisor"), now=NOON)
    assert codes(refused) == ["reading.second.done"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"who": "officer"}, ["sample.draw.wrong_role"]),
        ({"question": "weather", "size": 0}, ["sample.question.unknown", "sample.size.out_of_range"]),
        ({"period": Period(TODAY - timedelta(days=9), TODAY - timedelta(days=3))}, ["sample.draw.empty"]),
    ],
)
def test_a_sample_that_cannot_be_drawn_says_why(desk, decided, changes, expected):
    with pytest.raises(NotAllowed) as refused:
        drawn(desk, **changes)
    assert codes(refused) == expected


def test_another_bodys_sample_looks_like_none(desk, decided):
    sample = drawn(desk)
    with pytest.raises(NotThere):
        quality.sample_of(sample.pk, actor=desk.staff("officer", "330108"))
    with pytest.raises(NotThere):
        quality.second(10**9, "ACCEPT", actor=desk.staff("auditor"), now=NOON)


# ---- calls, reasons, clocks ----------------------------------------------------------------------------------------


def test_a_low_rating_is_called_within_five_working_days_and_counts_once_reached(desk, read):
    filed = desk.closed()
    desk.act(filed, "rate", {"verdict": "NOT_SOLVED", "grade": "DISSATISFIED"}, who="complainant", days=1)
    read(1)
    low, few = quality.to_call(desk.staff("supervisor"), now=later(1))
    assert [(one.case.pk, str(one.due_on)) for one in low] == [(filed.id, "2026-10-08")]
    assert [one.case.pk for one in few] == [filed.id]
    clerk = desk.staff("clerk")
    quality.call_back(filed.number, {"reached": "0"}, actor=clerk, now=later(2))
    assert len(quality.to_call(clerk, now=later(2))[0]) == 1
    row = quality.call_back(
        filed.number, {"reached": "1", "verdict": "PARTLY", "text": "退了一半"}, actor=clerk, now=later(3)
    )
    assert quality.to_call(clerk, now=later(3)) == ([], [])
    assert vault.open(filed.id, f"callback:{row.pk}") == {"text": "退了一半"}
    read(3)
    assert Mark.objects.filter(case_id=filed.id, code="c.called_back").count() == 1


def test_a_call_that_cannot_be_kept_says_why(desk):
    still_open, closed = desk.file(), desk.closed()
    with pytest.raises(NotAllowed) as refused:
        quality.call_back(still_open.number, {"reached": "1"}, actor=desk.staff("auditor"), now=NOON)
    assert codes(refused) == ["callback.make.wrong_role", "callback.make.still_open"]
    with pytest.raises(Invalid) as refused:
        quality.call_back(closed.number, {"reached": "1", "verdict": "?"}, actor=desk.staff("clerk"), now=NOON)
    assert codes(refused) == ["callback.verdict.unknown"]
    with pytest.raises(NotThere):
        quality.call_back(closed.number, {"reached": "1"}, actor=desk.staff("officer", "330108"), now=NOON)


def test_decisions_without_reasons_of_their_own_are_found(desk, read):
    texts = (
        "不受理",
        "所购商品用于经营，不属于生活消费。",
        "同样的话同样的话同样的话",
        "同样的话同样的话同样的话",
        "同样的话同样的话同样的话",
    )
    filed = [desk.file(complainant={"phone": f"1390000020{place}"}) for place in range(len(texts))]
    for one, text in zip(filed, texts, strict=True):
        desk.act(one, "refuse", {"reason_code": "NOT_CONSUMER_DISPUTE", "text": text})
    read()
    looked, lacking = quality.reasons(desk.staff("auditor"), [desk.staff("auditor").agency_id], MONTH)
    found = {one.case.pk: set(one.what) - {"no_letter"} for one in lacking}
    assert looked == 5
    assert found[filed[0].id] == {"short"}
    assert found[filed[1].id] == set()
    assert found[filed[2].id] == {"copied"}
    assert all("no_letter" in one.what for one in lacking)  # no worker has issued any here
    with pytest.raises(NotThere):
        quality.reasons(desk.staff("officer"), [], MONTH)


def test_clocks_are_counted_again_and_a_day_that_was_moved_is_found(desk, decided):
    clean = quality.audit_clocks(100, actor=desk.staff("auditor"), now=NOON)
    assert (clean.checked > 8, clean.wrong) == (True, [])
    moved = Clock.objects.get(subject=decided[0].id, limit_code="T_MEDIATE")
    Clock.objects.filter(pk=moved.pk).update(due_on=moved.due_on + timedelta(days=9))
    audit = quality.audit_clocks(100, actor=desk.staff("auditor"), now=NOON)
    assert audit.wrong == [[decided[0].id, "T_MEDIATE", str(moved.due_on + timedelta(days=9)), str(moved.due_on)]]
    with pytest.raises(NotAllowed) as refused:
        quality.audit_clocks(100, actor=desk.staff("officer"), now=NOON)
    assert codes(refused) == ["clocks.audit.wrong_role"]


# ---- improvement ---------------------------------------------------------------------------------------------------

FINDING = {"finding": "受理超期，电话13800001234反映", "indicator": "ON_TIME_ACCEPTANCE", "days": "30"}
PLAN = {"cause": "没有人分派", "change": "每天上午分派", "owner": "officer-310115", "due_on": "2026-12-31"}


def test_from_a_finding_to_a_proven_effect(desk, read):
    """Ten complaints, all decided late; then cases are assigned every morning, and ten of ten are in time."""
    old = [desk.file(complainant={"phone": f"1390000030{place}"}) for place in range(10)]
    for one in old:
        desk.act(one, "accept", days=25)
    read(30)
    supervisor, officer = desk.staff("supervisor"), desk.staff("officer")
    row = improvement.find(FINDING, actor=supervisor, now=later(30))
    assert "13800001234" not in row.finding
    row = improvement.plan(row.pk, PLAN, actor=supervisor, now=later(30))
    assert (row.before["n"], row.before["d"]) == (0, 10)
    with pytest.raises(NotAllowed) as refused:
        improvement.measure(row.pk, actor=supervisor, now=later(31))
    assert codes(refused) == ["improvement.step.wrong_state"]
    improvement.done(row.pk, actor=officer, now=later(31))
    fresh = [desk.file(now=later(33), complainant={"phone": f"1390000040{place}"}) for place in range(10)]
    for one in fresh:
        desk.act(one, "accept", days=34)
    read(70)
    with pytest.raises(NotAllowed) as refused:
        improvement.measure(row.pk, actor=supervisor, now=later(61))
    assert codes(refused) == ["improvement.measure.too_early"]
    row = improvement.measure(row.pk, actor=supervisor, now=later(70))
    assert (row.after["n"], row.after["d"]) == (10, 10)
    verdict, interval = improvement.effect(row)
    assert verdict == "better"
    assert interval.low > 50
    row = improvement.decide(row.pk, "kept", actor=supervisor, now=later(70))
    told = [entry.event for entry in entries.of(0) if entry.event.startswith("improvement.")]
    assert told == [f"improvement.{step}" for step in ("found", "planned", "done", "measured", "decided")]


def test_what_chance_may_explain_is_said_to_be_unknown():
    row = Improvement(indicator="ON_TIME_ACCEPTANCE", before={"n": 8, "d": 10}, after={"n": 9, "d": 10})
    assert improvement.effect(row)[0] == "unknown"
    row = Improvement(indicator="REOPENED", before={"n": 1, "d": 100}, after={"n": 40, "d": 100})
    assert improvement.effect(row)[0] == "worse"
    assert improvement.effect(Improvement(indicator="REOPENED", before=None, after=None)) == ("unknown", None)


def test_improvement_has_its_own_refusals(desk):
    supervisor, officer = desk.staff("supervisor"), desk.staff("officer")

    def refused_with(expected, action, *args, actor=supervisor, kind=NotAllowed):
        with pytest.raises(kind) as refused:
            action(*args, actor=actor, now=NOON)
        assert codes(refused) == expected

    refused_with(["improvement.keep.wrong_role"], improvement.find, FINDING, actor=officer)
    wrong = {"finding": "", "indicator": "LUCK", "days": "7"}
    refused_with(
        ["improvement.text.missing", "improvement.days.unknown", "improvement.indicator.unknown"],
        improvement.find,
        wrong,
        kind=Invalid,
    )
    row = improvement.find(FINDING, actor=supervisor, now=NOON)
    bad = PLAN | {"owner": "nobody", "due_on": "2026-01-01"}
    refused_with(
        ["improvement.owner.unknown", "improvement.due_on.not_ahead"], improvement.plan, row.pk, bad, kind=Invalid
    )
    refused_with(["improvement.decide.unknown"], improvement.decide, row.pk, "perhaps")
    refused_with(["improvement.step.wrong_state"], improvement.decide, row.pk, "kept")
    improvement.plan(row.pk, PLAN | {"owner": "officer-310115"}, actor=supervisor, now=NOON)
    Improvement.objects.filter(pk=row.pk).update(owner_id=desk.staff("clerk").staff_id)
    with pytest.raises(NotThere):
        improvement.done(row.pk, actor=officer, now=NOON)
    with pytest.raises(NotThere):
        improvement.decide(row.pk, "kept", actor=desk.staff("officer", "330108"), now=NOON)


def test_many_different_consumers_against_one_trader_open_an_improvement_once(desk, read):
    for place in range(9):
        desk.file(complainant={"phone": f"1390000050{place}"}, respondent={"name": "万家超市"})
    for _ in range(3):  # the same person again does not make many
        desk.file(complainant={"phone": "13900000500"}, respondent={"name": "万家超市"})
    read()
    bot = system("triggers")
    triggers.look(actor=bot, now=later(1))
    assert not Improvement.objects.filter(trigger="MANY_AGAINST_ONE").exists()
    desk.file(complainant={"phone": "13900000599"}, respondent={"name": "万家超市"})
    assert triggers.look(actor=bot, now=later(1)) == 1
    assert triggers.look(actor=bot, now=later(2)) == 0
    row = Improvement.objects.get(trigger="MANY_AGAINST_ONE")
    assert (row.about, row.agency_id, row.state) == ("万家超市", desk.staff("officer").agency_id, "found")


def test_a_figure_that_crosses_its_bound_opens_one(desk, read):
    for place in range(10):
        one = desk.file(complainant={"phone": f"1390000060{place}"}, respondent={"name": f"店{place}"})
        desk.act(one, "accept", days=25)
    read(30)
    triggers.look(actor=system("triggers"), now=later(40))
    assert Improvement.objects.filter(trigger="ON_TIME_ACCEPTANCE_LOW", state="found").count() == 1


def test_the_pages_take_the_steps(desk, decided, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(40))
    auditor = Client(headers={"accept-language": "en"})
    auditor.force_login(Staff.objects.get(username="auditor-310115"))
    answer = auditor.post("/oversight/quality/?period=last30", {"question": "acceptance", "size": "10"})
    assert answer.status_code == 409 or answer.status_code == 422  # nothing was decided in the last thirty days
    answer = auditor.post("/oversight/quality/?from=2026-09-01&to=2026-10-01", {"question": "acceptance", "size": "10"})
    page = answer.headers["Location"]
    assert "What was decided then is not shown" in auditor.get(page).content.decode()
    row = SecondReading.objects.order_by("pk").first()
    assert auditor.post(page, {"id": row.pk, "answer": "ACCEPT"}).status_code == 302
    assert auditor.post("/oversight/quality/", {"do": "clocks"}).status_code == 302
    assert auditor.post("/oversight/improvements/", {**FINDING, "finding": ""}).status_code == 422
    place = auditor.post("/oversight/improvements/", FINDING).headers["Location"]
    assert auditor.post(place, {"do": "plan", **PLAN}).status_code == 302
    assert "every" not in auditor.get(place).content.decode()
    assert auditor.post(place, {"do": "done"}).status_code == 302
    assert auditor.post(place, {"do": "measure"}).status_code == 422
