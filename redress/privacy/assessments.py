"""Impact assessments: written before, approved by a second person, in versions, asked for where data leaves (PIPL 55, 56)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotThere, Problem, require_none
from redress.privacy.models.assessments import WRITERS, Assessment
from redress.records.entries import Draft, append

# The occasions of PIPL Art. 55, with the item each stands in.
OCCASIONS: Mapping[str, tuple[object, str]] = {
    "sensitive": (gettext_lazy("Sensitive data is handled"), "55(1)"),
    "automated": (gettext_lazy("A machine advises or decides"), "55(2)"),
    "entrust": (gettext_lazy("Others handle data for us"), "55(3)"),
    "provide": (gettext_lazy("Data is given to another body"), "55(3)"),
    "publish": (gettext_lazy("Data is published"), "55(3)"),
    "abroad": (gettext_lazy("Data goes abroad"), "55(4)"),
    "other": (gettext_lazy("Something else with a great effect on people"), "55(5)"),
}
# What Art. 56 asks for, in the order of its three items.
PARTS: Mapping[str, tuple[object, str]] = {
    "purpose": (gettext_lazy("Purpose, and the law it rests on"), "56(1)"),
    "manner": (gettext_lazy("How it is handled: which data, whose, where, how long"), "56(1)"),
    "necessity": (gettext_lazy("Why it is proper and necessary, and nothing milder would do"), "56(1)"),
    "effect": (gettext_lazy("Effect on people's rights"), "56(2)"),
    "risks": (gettext_lazy("Risks: what could happen, how likely, how bad"), "56(2)"),
    "measures": (gettext_lazy("Protective measures, and whether they are lawful and work"), "56(3)"),
    "fit": (gettext_lazy("Why the measures are enough for these risks"), "56(3)"),
}
CONCLUSIONS: Mapping[str, object] = {
    "yes": gettext_lazy("It may be done"),
    "measures": gettext_lazy("It may be done with the measures named"),
    "no": gettext_lazy("It must not be done"),
}
KEPT_YEARS = 3
LONGEST_DAYS = 366  # the house looks at each anew within a year; the law names no period
LONGEST_TITLE, LONGEST_PART = 120, 8_000


@transaction.atomic
def begin(title: str, occasions: Iterable[str], *, actor: Actor, now: datetime) -> Assessment:
    """Begin an assessment; what it says is written into the draft."""
    chosen = [code for code in OCCASIONS if code in set(occasions)]
    problems = _writer(actor)
    if not title.strip() or len(title) > LONGEST_TITLE:
        problems.append(
            Problem("assessment.begin.no_title", gettext("Say in a few words what is to be done."), "/title")
        )
    if not chosen:
        message = gettext("Choose at least one occasion.")
        problems.append(Problem("assessment.begin.no_occasion", message, "/occasions", (_pipl("55"),)))
    require_none(problems)
    row = Assessment.objects.create(
        agency_id=actor.agency_id or 0,
        title=title.strip(),
        occasions=f" {' '.join(chosen)} ",
        made_by=actor.key,
        made_at=now,
    )
    _record(row, "begun", actor, now)
    return row


def get(assessment_id: int, *, actor: Actor) -> Assessment:
    found = Assessment.objects.visible_to(actor).filter(pk=assessment_id).first()
    if found is None:
        raise NotThere("assessment")
    return found


@transaction.atomic
def write(
    assessment_id: int,
    words: Mapping[str, str],
    *,
    conclusion: str = "",
    review_on: date | None = None,
    actor: Actor,
    now: datetime,
) -> Assessment:
    """Keep what is written so far; whoever writes last is its author, whom somebody else has to approve."""
    row, problems = _draft(assessment_id, actor)
    problems += [
        Problem("assessment.write.too_long", gettext("At most %(n)s characters.") % {"n": LONGEST_PART}, f"/{name}")
        for name in PARTS
        if len(words.get(name, "")) > LONGEST_PART
    ]
    if conclusion and conclusion not in CONCLUSIONS:
        problems.append(
            Problem("assessment.write.conclusion", gettext("Choose the conclusion from the list."), "/conclusion")
        )
    if review_on is not None and not day_of(now) < review_on <= day_of(now) + timedelta(days=LONGEST_DAYS):
        message = gettext("It is looked at anew within a year: choose a day from tomorrow on.")
        problems.append(Problem("assessment.write.review", message, "/review_on"))
    require_none(problems)
    row.words = {name: words.get(name, row.words.get(name, "")).strip() for name in PARTS}
    row.conclusion, row.review_on, row.made_by = conclusion or row.conclusion, review_on or row.review_on, actor.key
    row.save()
    return row


@transaction.atomic
def decide(assessment_id: int, *, approve: bool, actor: Actor, now: datetime) -> Assessment:
    """Approve a whole assessment, as a supervisor who did not write it, or decline it. The version before it then ends."""
    row, problems = _draft(assessment_id, actor)
    if actor.role != Role.SUPERVISOR or actor.key == row.made_by:
        message = gettext("A supervisor other than its author decides about an assessment.")
        problems.append(Problem("assessment.decide.second_person", message))
    if approve:
        problems += lacking(row)
        if row.review_on is not None and row.review_on <= day_of(now):
            message = gettext("The day for looking at it anew has passed. Choose a later one.")
            problems.append(Problem("assessment.decide.review_passed", message, "/review_on"))
    require_none(problems)
    row.state, row.decided_by, row.decided_at = ("approved" if approve else "declined"), actor.key, now
    row.ended_at = None if approve else now
    row.save()
    if approve:
        before = Assessment.objects.filter(pk__in=_versions(row)).exclude(pk=row.pk).filter(state="approved")
        before.update(state="ended", ended_at=now)
    _record(row, "approved" if approve else "declined", actor, now)
    return row


def lacking(row: Assessment) -> list[Problem]:
    """Return everything that Art. 56 asks for and that is not written yet."""
    found = [
        Problem(
            "assessment.decide.part_missing",
            gettext("Still missing: %(part)s") % {"part": label},
            f"/{name}",
            (_pipl(article),),
        )
        for name, (label, article) in PARTS.items()
        if not row.words.get(name, "").strip()
    ]
    if row.conclusion not in CONCLUSIONS:
        found.append(
            Problem(
                "assessment.decide.no_conclusion", gettext("Say whether it may be done."), "/conclusion", (_pipl("56"),)
            )
        )
    if row.review_on is None:
        found.append(Problem("assessment.decide.no_review", gettext("Say until when it counts."), "/review_on"))
    return found


@transaction.atomic
def renew(assessment_id: int, *, actor: Actor, now: datetime) -> Assessment:
    """Begin the next version, with the words of the latest; the one in force stays so until that is approved."""
    row = get(assessment_id, actor=actor)
    problems = _writer(actor)
    versions = list(Assessment.objects.filter(pk__in=_versions(row)).order_by("-version"))
    if any(one.state == "draft" for one in versions):
        problems.append(Problem("assessment.renew.open", gettext("A draft of the next version is open already.")))
    require_none(problems)
    made = Assessment.objects.create(
        agency_id=row.agency_id,
        series=row.series or row.pk,
        version=versions[0].version + 1,
        title=row.title,
        occasions=row.occasions,
        words=row.words,
        conclusion=row.conclusion,
        made_by=actor.key,
        made_at=now,
    )
    _record(made, "begun", actor, now)
    return made


@transaction.atomic
def end(assessment_id: int, *, actor: Actor, now: datetime) -> Assessment:
    """End an approved one: what it allowed is over. It is kept for three years more."""
    row = get(assessment_id, actor=actor)
    problems = _writer(actor)
    if row.state != "approved":
        problems.append(Problem("assessment.end.not_standing", gettext("Only an approved assessment can be ended.")))
    require_none(problems)
    row.state, row.ended_at = "ended", now
    row.save(update_fields=["state", "ended_at"])
    _record(row, "ended", actor, now)
    return row


def standing(occasion: str, bodies: Iterable[int], *, on: date) -> Assessment | None:
    """Return the assessment that allows an occasion on a day; None if there is none.

    bodies -- the body that acts and those above it: an assessment of the house covers its offices
    """
    return Assessment.objects.standing(occasion, bodies, on).first()


def versions(row: Assessment) -> list[Assessment]:
    return list(Assessment.objects.filter(pk__in=_versions(row)).order_by("-version"))


def _versions(row: Assessment) -> list[int]:
    first = row.series or row.pk
    return [first, *Assessment.objects.filter(series=first).values_list("pk", flat=True)]


def _draft(assessment_id: int, actor: Actor) -> tuple[Assessment, list[Problem]]:
    get(assessment_id, actor=actor)
    row = Assessment.objects.select_for_update().get(pk=assessment_id)
    problems = _writer(actor)
    if row.state != "draft":
        message = gettext("This version is decided about; begin the next one.")
        problems.append(Problem("assessment.not_a_draft", message))
    return row, problems


def _writer(actor: Actor) -> list[Problem]:
    if actor.role in WRITERS or actor.role == Role.SYSTEM:
        return []
    return [Problem("assessment.wrong_role", gettext("Officers, supervisors and administrators write assessments."))]


def _pipl(article: str) -> dict[str, str]:
    return {"law": "pipl-2021", "article": article}


def _record(row: Assessment, verb: str, actor: Actor, now: datetime) -> None:
    data = {"assessment": row.number, "occasions": row.occasions.split(), "conclusion": row.conclusion}
    append([Draft(0, f"assessment.{verb}", now, actor.key, data)])
