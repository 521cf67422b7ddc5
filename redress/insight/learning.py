"""Learning from confirmed cases, trying a model on the past, letting it go live, and what it says about one case."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext

from redress.cases.models import Case
from redress.insight import classifier
from redress.insight.classifier import Answer, Row
from redress.insight.models import Classifier, Fact
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import NotThere, Problem, require_none
from redress.privacy import vault
from redress.privacy.deid.text import scrub
from redress.records.entries import Draft, append

TAXONOMIES = ("nature", "category")
MOST = 20_000  # cases that are learned from, the newest
BATCH = 500
SHOW = 8  # changes a replay names


def confirmed(taxonomy: str) -> Iterator[tuple[int, str, str]]:
    """Cases that an officer has accepted, with their de-identified words and class: (case id, text, class)."""
    rows = Fact.objects.filter(accepted=True).exclude(**{taxonomy: ""}).order_by("-case_id")
    labelled = list(rows.values_list("case_id", taxonomy)[:MOST])
    for start in range(0, len(labelled), BATCH):
        part = dict(labelled[start : start + BATCH])
        for case_id, intake in vault.open_many(part, "intake").items():
            yield case_id, words(intake), part[case_id]


def words(intake: dict[str, object]) -> str:
    """The de-identified words of a case that a model may read."""
    person = intake.get("complainant")
    known = [value for value in person.values() if isinstance(value, str)] if isinstance(person, dict) else []
    return scrub(f"{intake.get('what') or ''} {intake.get('story') or ''}", known=known).text


def train(taxonomy: str, *, actor: Actor, now: datetime) -> Classifier:
    """Learn anew from the confirmed cases. What was learned is a candidate: nothing it says is shown yet."""
    rows: list[Row] = [(text, code) for _, text, code in confirmed(taxonomy)]
    model = classifier.learn(rows)
    measured = classifier.evaluate(model, rows)
    with transaction.atomic():
        Classifier.objects.filter(taxonomy=taxonomy, state="candidate").update(state="retired")
        made = Classifier.objects.create(
            taxonomy=taxonomy, trained_at=now, rows=len(rows), model=json.dumps(model.as_json(), ensure_ascii=False),
            measured=json.dumps(measured, ensure_ascii=False),
        )  # fmt: skip
        append(
            [
                Draft(
                    0,
                    "classifier.trained",
                    now,
                    actor.key,
                    {"classifier": made.pk, "taxonomy": taxonomy, "rows": len(rows)},
                )
            ]
        )
    return made


@lru_cache(maxsize=8)
def _loaded(classifier_id: int) -> classifier.Model:
    return classifier.Model.of_json(json.loads(Classifier.objects.get(pk=classifier_id).model))


def live(taxonomy: str) -> classifier.Model | None:
    found = Classifier.objects.filter(taxonomy=taxonomy, state="live").values_list("pk", flat=True).first()
    return _loaded(found) if found else None


def get(classifier_id: int, *, actor: Actor) -> Classifier:
    """Raises NotThere for who has no part in it."""
    found = Classifier.objects.filter(pk=classifier_id).first()
    if found is None or actor.role not in {Role.ANALYST, Role.SUPERVISOR, Role.AUDITOR}:
        raise NotThere(classifier_id)
    return found


def replay(classifier_id: int, *, actor: Actor, now: datetime) -> Classifier:
    """Let a candidate answer past cases it has not learned from, beside what is live now; nothing is changed by it."""
    found = get(classifier_id, actor=actor)
    require_none(_may(actor))
    candidate, before = _loaded(found.pk), live(found.taxonomy)
    tried = right = right_before = 0
    changes: list[dict[str, object]] = []
    for case_id, text, code in confirmed(found.taxonomy):
        if classifier.bucket(text) < classifier.CALIBRATE:
            continue
        new, old = (
            classifier.answer(candidate, text),
            classifier.answer(before, text) if before else classifier.ABSTAINS,
        )
        tried, right, right_before = tried + 1, right + (new.code == code), right_before + (old.code == code)
        if new.code != old.code:
            changes.append({"case": case_id, "confirmed": code, "before": old.code or "", "after": new.code or ""})
    result = {
        "tried": tried,
        "right": right,
        "right_before": right_before,
        "changed": len(changes),
        "changes": changes[:SHOW],
    }
    with transaction.atomic():
        Classifier.objects.filter(pk=found.pk).update(replayed=json.dumps(result))
        append(
            [
                Draft(
                    0,
                    "classifier.replayed",
                    now,
                    actor.key,
                    {"classifier": found.pk, "tried": tried, "changed": len(changes)},
                )
            ]
        )
    found.refresh_from_db()
    return found


def _may(actor: Actor) -> list[Problem]:
    if actor.role in {Role.ANALYST, Role.SUPERVISOR}:
        return []
    return [Problem("classifier.wrong_role", gettext("Analysts try models on the past; supervisors let them go live."))]


@transaction.atomic
def go_live(classifier_id: int, *, actor: Actor, now: datetime) -> Classifier:
    """Let a candidate's suggestions be shown. Not before it was tried on the past, and not if it is right less often."""
    found = get(classifier_id, actor=actor)
    problems = []
    if actor.role != Role.SUPERVISOR:
        problems.append(Problem("classifier.live.wrong_role", gettext("A supervisor lets a model go live.")))
    if found.state != "candidate":
        problems.append(Problem("classifier.live.wrong_state", gettext("Only a candidate can go live.")))
    elif not found.replayed:
        problems.append(Problem("classifier.live.not_replayed", gettext("Try it on past cases first.")))
    elif found.replay["right"] < found.replay["right_before"]:
        problems.append(
            Problem("classifier.live.worse", gettext("On past cases it is right less often than the one that is live."))
        )
    require_none(problems)
    Classifier.objects.filter(taxonomy=found.taxonomy, state="live").update(state="retired")
    Classifier.objects.filter(pk=found.pk).update(state="live", live_by=actor.key, live_at=now)
    append([Draft(0, "classifier.went_live", now, actor.key, {"classifier": found.pk, "taxonomy": found.taxonomy})])
    found.refresh_from_db()
    return found


def suggest(case: Case, intake: dict[str, object]) -> dict[str, Answer]:
    """What the live models say about a case; taxonomies without a live model are left out."""
    found = {}
    for taxonomy in TAXONOMIES:
        model = live(taxonomy)
        if model is not None:
            found[taxonomy] = classifier.answer(model, words(intake))
    return found
