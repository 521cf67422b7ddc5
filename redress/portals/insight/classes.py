"""The classifier: how good it is on rows it has not seen, what a change would do, and the confirming of its suggestions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from redress.cases import classifying, numbers
from redress.cases.models import Case
from redress.insight import learning
from redress.insight.models import Classifier
from redress.kernel.actors import Role
from redress.kernel.problems import NotAllowed, NotThere
from redress.portals.casework.access import DeskRequest, case_staff_required
from redress.portals.insight import words
from redress.portals.insight.access import framed, reader_required

SIDE = 200  # of the reliability diagram


@reader_required
def classes(request: DeskRequest) -> HttpResponse:
    shown = Classifier.objects.exclude(state="retired").defer("model").order_by("taxonomy", "-pk")
    context = framed(
        request,
        "insight:classes",
        models=[_shown(row) for row in shown],
        may_replay=request.actor.role in {Role.ANALYST, Role.SUPERVISOR},
        may_live=request.actor.role == Role.SUPERVISOR,
        side=SIDE,
    )
    return render(request, "insight/classes.html", context)


def _shown(row: Classifier) -> dict[str, Any]:
    numbers_, replay = row.numbers, row.replay
    held, answered = numbers_["held"], numbers_["answered"]
    return {
        "row": row,
        "taxonomy": words.DIMS[row.taxonomy],
        "state": words.CLASSIFIERS[row.state],
        "numbers": numbers_,
        "share_right": round(100 * numbers_["right"] / answered) if answered else None,
        "share_answered": round(100 * answered / held) if held else None,
        "share_majority": round(100 * numbers_["majority"] / held) if held else None,
        "dots": [
            {"x": round(one["confidence"] * SIDE, 1), "y": round(SIDE * (1 - one["right"]), 1), "r": min(12, 3 + one["n"] ** 0.5), "n": one["n"]}
            for one in numbers_["bins"]
            if one["n"]
        ],
        "bins": [{"n": one["n"], "confidence": f"{one['confidence']:.0%}", "right": f"{one['right']:.0%}"} for one in numbers_["bins"] if one["n"]],
        "replay": replay,
        "changes": [
            {name: words.value(row.taxonomy, change[name]) if change[name] else "–" for name in ("confirmed", "before", "after")}
            for change in replay.get("changes", ())
        ],
    }  # fmt: skip


@reader_required
@require_POST
def try_model(request: DeskRequest, classifier_id: int) -> HttpResponse:
    """Replay a candidate on past cases, or let it go live."""
    step = learning.go_live if "live" in request.POST else learning.replay
    try:
        step(classifier_id, actor=request.actor, now=timezone.now())
    except NotThere:
        raise Http404("classifier") from None
    except NotAllowed as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
    return redirect("insight:classes")


@case_staff_required
@require_POST
def confirm(request: DeskRequest, number: str) -> HttpResponse:
    """Take over a suggestion into the case; a person has read both."""
    try:
        case = classifying.classify(
            numbers.canonical(number),
            nature=request.POST.get("nature", ""),
            category=request.POST.get("category", ""),
            actor=request.actor,
            now=timezone.now(),
        )
    except NotThere:
        raise Http404(number) from None
    except NotAllowed as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
        return redirect("casework:review", number)
    return redirect("casework:review", case.number)


def suggested(case: Case, intake: dict[str, Any]) -> list[dict[str, Any]]:
    """What the live models say about a case, for the review sheet; an abstention says so."""
    return [
        {
            "taxonomy": taxonomy,
            "label": words.DIMS[taxonomy],
            "now": words.value(taxonomy, getattr(case, taxonomy)),
            "code": one.code,
            "title": words.value(taxonomy, one.code) if one.code else "",
            "confidence": round(100 * one.confidence),
            "words": one.words,
            "same": one.code == getattr(case, taxonomy),
        }
        for taxonomy, one in learning.suggest(case, intake).items()
    ]
