"""The classifier: it learns from what was confirmed, knows how sure it is, says why, and otherwise nothing."""

import csv
import gzip
import random

import pytest

from redress.cases import actions, classifying
from redress.insight import classifier, jobs, learning, rollups
from redress.insight.models import Classifier, Fact
from redress.kernel.problems import NotAllowed, NotThere
from tests.conftest import NOON
from tests.insight.test_rollups import LATER
from tests.shared import shared_dir

TOPICS = {
    "QUALITY": "电池坏了不能充电机器故障屏幕开裂按键失灵修了又坏噪音很大",
    "PRICE": "结账价格比标价高多收了钱收费不透明乱加价餐具费没有标明",
    "CONTRACT": "办卡以后关门不退钱合同没有写清课程退费拖延套餐违约金",
}


def rows(count: int, seed: int = 1, noise: float = 0.0) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    made = []
    for number in range(count):
        code = list(TOPICS)[number % 3]
        source = TOPICS[chance.choice(list(TOPICS)) if chance.random() < noise else code]
        start = [chance.randrange(len(source) - 6) for _ in range(3)]
        made.append(("，".join(source[place : place + 6] for place in start) + f"（{number}）", code))
    return made


@pytest.mark.parametrize(
    "learned", [[], rows(12), [(text, "QUALITY") for text, _ in rows(90)]], ids=["nothing", "little", "one class"]
)
def test_a_model_trained_on_nothing_abstains(learned):
    model = classifier.learn(learned)
    assert classifier.answer(model, "电池坏了不能充电") == classifier.ABSTAINS
    assert classifier.evaluate(model, learned)["answered"] == 0


def test_it_answers_with_its_words_and_is_silent_about_what_it_has_never_seen():
    model = classifier.learn(rows(300))
    answer = classifier.answer(model, "结账价格比标价高")
    assert answer.code == "PRICE"
    assert set(answer.words) <= classifier.words_of("结账价格比标价高")
    assert classifier.answer(model, "zzz 天气晴朗").code is None


def test_what_it_learned_is_the_same_after_being_stored():
    model = classifier.learn(rows(300))
    assert classifier.Model.of_json(model.as_json()) == model


def test_confidence_means_what_it_says_where_labels_are_noisy():
    noisy = rows(3000, noise=0.4)
    model = classifier.learn(noisy)
    measured = classifier.evaluate(model, noisy)
    assert measured["calibration_error"] < 0.12
    assert measured["answered"] < measured["held"] or measured["right"] >= 0.75 * measured["answered"]


def test_on_real_reviews_it_beats_the_commonest_and_is_right_where_it_answers():
    with gzip.open(shared_dir("data", "zh-reviews") / "reviews.csv.gz", "rt", encoding="utf-8", newline="") as file:
        real = [(row["review"], row["cat"]) for row in csv.DictReader(file)]
    random.Random(5).shuffle(real)
    model = classifier.learn(real[:6000])
    measured = classifier.evaluate(model, real[:6000])
    assert measured["held"] > 700
    assert measured["right"] >= 0.75 * measured["answered"] > 0.3 * measured["held"]
    assert measured["right_if_forced"] > 1.5 * measured["majority"]
    assert measured["calibration_error"] < 0.12


@pytest.fixture
def confirmed(office, crowd):
    """Sixty accepted complaints of three natures."""
    filed = []
    for text, code in rows(60):
        filed += crowd([20], count=False, problem={"story": text, "nature": code}, purchase={"what": "东西"})
    for one in filed:
        actions.act(one.number, "accept", {}, actor=office.staff(), now=NOON)
    rollups.catch_up(now=LATER)
    return filed


@pytest.mark.django_db
def test_nothing_is_suggested_before_a_model_was_tried_and_let_go_live(office, confirmed, crowd):
    jobs.learn({}, now=LATER)
    made = Classifier.objects.get(taxonomy="nature", state="candidate")
    assert made.rows == 60
    case = office.case(crowd([0], problem={"story": TOPICS["PRICE"], "nature": None})[0])
    intake = {"story": TOPICS["PRICE"]}
    assert learning.suggest(case, intake) == {}

    supervisor = office.staff("supervisor")
    with pytest.raises(NotAllowed) as refused:
        learning.go_live(made.pk, actor=supervisor, now=LATER)
    assert [problem.code for problem in refused.value.problems] == ["classifier.live.not_replayed"]
    with pytest.raises(NotAllowed) as refused:
        learning.replay(made.pk, actor=office.staff("auditor"), now=LATER)
    assert [problem.code for problem in refused.value.problems] == ["classifier.wrong_role"]
    replayed = learning.replay(made.pk, actor=office.staff("analyst"), now=LATER)
    assert replayed.replay["right_before"] == 0
    with pytest.raises(NotAllowed) as refused:
        learning.go_live(made.pk, actor=office.staff("analyst"), now=LATER)
    assert [problem.code for problem in refused.value.problems] == ["classifier.live.wrong_role"]

    assert learning.go_live(made.pk, actor=supervisor, now=LATER).state == "live"
    assert learning.suggest(case, intake)["nature"].best == "PRICE"
    with pytest.raises(NotAllowed) as refused:
        learning.go_live(made.pk, actor=supervisor, now=LATER)
    assert [problem.code for problem in refused.value.problems] == ["classifier.live.wrong_state"]
    with pytest.raises(NotThere):
        learning.replay(made.pk, actor=office.staff("officer"), now=LATER)


@pytest.mark.django_db
def test_a_model_that_is_right_less_often_does_not_go_live(office, confirmed):
    made = learning.train("nature", actor=office.staff("analyst"), now=LATER)
    Classifier.objects.filter(pk=made.pk).update(
        replayed='{"tried": 9, "right": 3, "right_before": 5, "changed": 2, "changes": []}'
    )
    with pytest.raises(NotAllowed) as refused:
        learning.go_live(made.pk, actor=office.staff("supervisor"), now=LATER)
    assert [problem.code for problem in refused.value.problems] == ["classifier.live.worse"]


@pytest.mark.django_db
def test_a_confirmed_class_stands_in_case_archive_and_counts(office, crowd):
    filed, _ = crowd([1, 1])
    with pytest.raises(NotAllowed) as refused:
        classifying.classify(filed.number, nature="NONSENSE", actor=office.staff(), now=NOON)
    assert [problem.code for problem in refused.value.problems] == ["case.classify.unknown"]
    with pytest.raises(NotAllowed) as refused:
        classifying.classify(filed.number, nature="PRICE", actor=office.staff("auditor"), now=NOON)
    assert [problem.code for problem in refused.value.problems] == ["case.classify.wrong_role"]
    assert classifying.classify(filed.number, nature="PRICE", actor=office.staff(), now=NOON).nature == "PRICE"
    rollups.catch_up(now=LATER)
    assert Fact.objects.get(case_id=filed.id).nature == "PRICE"
    assert rollups.differences() == []
