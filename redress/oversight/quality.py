"""Is the work good: decisions read a second time without knowing the first, calls after the end, reasons, clocks."""

import random
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from redress.cases import reading
from redress.cases.history import clock_events
from redress.cases.letters import queries as letters
from redress.cases.models import Case
from redress.deadlines import calendars, clocks
from redress.deadlines.models import RUNNING, Clock
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotThere, Problem, require_none
from redress.law import packs
from redress.oversight.intervals import Agreement, cohen
from redress.oversight.models import CallBack, ClockAudit, Mark, Sample, SecondReading
from redress.oversight.periods import Period
from redress.privacy import vault
from redress.records import entries
from redress.records.entries import Draft, append

DRAWERS = frozenset({Role.SUPERVISOR, Role.AUDITOR})
READERS = DRAWERS | {Role.OFFICER}
CALLERS = frozenset({Role.CLERK, Role.OFFICER, Role.SUPERVISOR})
MOST = 100  # cases of a sample
CALL_DAYS = 5  # working days after a low rating; a promise of the house
LOOK_BACK = timedelta(days=60)
SHORT = 10  # characters: what is shorter gives no reason
COPIES = 3  # the same words in so many decisions say nothing about any of them
QUESTIONS = ("acceptance", "nature")
VERDICTS = ("SOLVED", "PARTLY", "NOT_SOLVED")
REFERENCE = "cn-samr-2026"


# ---- second reading ------------------------------------------------------------------------------------------------


@transaction.atomic
def draw(question: str, size: int, period: Period, *, agency_ids: Sequence[int], actor: Actor, now: datetime) -> Sample:
    """Draw a blind random sample of the decisions of a period. Raises NotAllowed or Invalid.

    The seed is in the archive: whoever doubts the choice draws again and gets the same cases.
    """
    if actor.role not in DRAWERS:
        require_none([Problem("sample.draw.wrong_role", gettext("A supervisor or an auditor draws samples."))])
    problems = []
    if question not in QUESTIONS:
        problems.append(Problem("sample.question.unknown", gettext("Choose a question from the list."), "/question"))
    if not 1 <= size <= MOST:
        message = gettext("Between 1 and %(most)d cases.") % {"most": MOST}
        problems.append(Problem("sample.size.out_of_range", message, "/size"))
    if problems:
        raise Invalid(problems)
    decided = _decided(question, agency_ids, period)
    if not decided:
        message = gettext("Nothing was decided in this period; choose a longer one.")
        require_none([Problem("sample.draw.empty", message, "/period")])
    seed = secrets.token_hex(8)
    chosen = pick(sorted(decided), size, seed)
    sample = Sample.objects.create(
        agency_id=actor.agency_id or 0,
        question=question,
        start=period.start,
        end=period.end,
        seed=seed,
        population=len(decided),
        drawn_by=actor.key,
        drawn_at=now,
    )
    SecondReading.objects.bulk_create(SecondReading(sample=sample, case_id=pk, first=decided[pk]) for pk in chosen)
    data = {"sample": sample.pk, "seed": seed, "size": len(chosen), "population": len(decided), "question": question}
    data |= {"from": str(period.start), "to": str(period.end)}
    append([Draft(0, "quality.sample_drawn", now, actor.key, data)])
    return sample


def pick(population: Sequence[int], size: int, seed: str) -> list[int]:
    """Return the cases that a seed draws, in the order in which they are to be read."""
    return random.Random(seed).sample(list(population), min(size, len(population)))  # noqa: S311 -- fair and repeatable


def _decided(question: str, agency_ids: Sequence[int], period: Period) -> dict[int, str]:
    """The decisions of a period: case and what was decided."""
    marks = Mark.objects.filter(agency_id__in=agency_ids, day__gte=period.start, day__lte=period.end)
    if question == "nature":
        codes = marks.filter(code__startswith="c.received.nature:").values_list("case_id", "code")
        return {pk: code.partition(":")[2] for pk, code in codes}
    found = dict.fromkeys(marks.filter(code="c.accepted").values_list("case_id", flat=True), "ACCEPT")
    refused = marks.filter(code__startswith="c.refused:").values_list("case_id", "code")
    return found | {pk: code.partition(":")[2] for pk, code in refused}


def options(sample: Sample) -> list[str]:
    """What a reader may answer."""
    pack = packs.load(REFERENCE)
    if sample.question == "nature":
        return list(pack.tables["nature"]["nature"])
    return ["ACCEPT", *pack.grounds["refusal"]]


def samples(actor: Actor) -> list[Sample]:
    if actor.role not in READERS:
        raise NotThere("samples")
    return list(Sample.objects.filter(agency_id__in=actor.agency_ids).order_by("-pk")[:50])


def sample_of(sample_id: int, *, actor: Actor) -> Sample:
    row = Sample.objects.filter(pk=sample_id, agency_id__in=actor.agency_ids).first()
    if row is None or actor.role not in READERS:
        raise NotThere(str(sample_id))
    return row


def next_unread(sample: Sample, *, actor: Actor) -> tuple[SecondReading, Case] | None:
    """The next case for this reader: one in which they took no step, so that they do not judge themselves."""
    for row in SecondReading.objects.filter(sample=sample, second="").order_by("pk"):
        case = Case.objects.visible_to(actor).filter(pk=row.case_id).first()
        if case is not None and not involved(case, actor):
            return row, case
    return None


def involved(case: Case, actor: Actor) -> bool:
    """Whether somebody is in charge of a case or took a step in it."""
    if case.assignee_id is not None and case.assignee_id == actor.staff_id:
        return True
    return any(entry.actor == actor.key and "verb" in entry.data for entry in entries.of(case.pk))


@dataclass(frozen=True, slots=True)
class Blind:
    """What a second reader sees: what came in, nothing of what was done with it."""

    story: str
    what: str
    trader: str
    facts: dict[str, Any]


def blind(case: Case) -> Blind:
    intake = reading.sealed(case).get("intake", {})
    return Blind(str(intake.get("story", "")), str(intake.get("what") or ""), case.trader_name, case.facts_value)


@transaction.atomic
def second(reading_id: int, answer: str, *, actor: Actor, now: datetime) -> SecondReading:
    """Keep what a second reader would decide; once, and not by somebody who worked on the case."""
    row = SecondReading.objects.select_for_update().filter(pk=reading_id).first()
    if row is None:
        raise NotThere(str(reading_id))
    sample = sample_of(row.sample_id, actor=actor)
    case = Case.objects.visible_to(actor).filter(pk=row.case_id).first()
    if case is None:
        raise NotThere(str(reading_id))
    problems = []
    if row.second:
        problems.append(Problem("reading.second.done", gettext("This case has been read a second time.")))
    if involved(case, actor):
        message = gettext("You worked on this case; somebody else reads it a second time.")
        problems.append(Problem("reading.second.involved", message))
    require_none(problems)
    if answer not in options(sample):
        raise Invalid([Problem("reading.second.unknown", gettext("Choose an answer from the list."), "/answer")])
    row.second, row.reader, row.read_at = answer, actor.key, now
    row.save()
    append([Draft(case.pk, "quality.second_reading", now, actor.key, {"sample": sample.pk, "answer": answer})])
    return row


@dataclass(frozen=True, slots=True)
class Result:
    """How a sample came out; agreement stays unknown until all of it is read, so that nobody reads towards it."""

    read: int
    size: int
    agreement: Agreement | None
    apart: list[SecondReading]


def result(sample: Sample) -> Result:
    rows = list(SecondReading.objects.filter(sample=sample).order_by("pk"))
    read = [row for row in rows if row.second]
    if len(read) < len(rows):
        return Result(len(read), len(rows), None, [])
    pairs = [(row.first, row.second) for row in read]
    return Result(len(read), len(rows), cohen(pairs), [row for row in read if row.first != row.second])


# ---- calls after the end -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToCall:
    case: Case
    since: date
    due_on: date | None  # of a low rating


def to_call(actor: Actor, *, now: datetime, drawn: int = 10) -> tuple[list[ToCall], list[ToCall]]:
    """Whom to call: low ratings that nobody has answered yet, then a random few of what was closed lately.

    Law: complaint measures Art. 26 -- samples and calls. The few of one day stay the same all day.
    """
    if actor.role not in CALLERS:
        raise NotThere("callbacks")
    today = day_of(now)
    start = today - LOOK_BACK
    called = CallBack.objects.filter(agency_id__in=actor.agency_ids, at__gte=now - LOOK_BACK * 2, reached=True)
    done = set(called.values_list("case_id", flat=True))
    marks = Mark.objects.filter(agency_id__in=actor.agency_ids, day__gte=start, day__lte=today)
    marks = marks.order_by("day", "case_id")
    low = [row for row in marks.filter(code="c.rated_low").values_list("case_id", "day") if row[0] not in done]
    closed = [row for row in marks.filter(code="c.closed").values_list("case_id", "day") if row[0] not in done]
    chance = random.Random(today.isoformat())  # noqa: S311 -- a fair choice, not a secret
    few = chance.sample(closed, min(drawn, len(closed)))
    cases = Case.objects.visible_to(actor).in_bulk([pk for pk, _ in (*low, *few)])
    calendar = calendars.current("cn-mainland")
    return (
        [ToCall(cases[pk], day, calendar.nth_working_day_after(day, CALL_DAYS)) for pk, day in low if pk in cases],
        [ToCall(cases[pk], day, None) for pk, day in sorted(few, key=lambda row: row[1]) if pk in cases],
    )


@transaction.atomic
def call_back(number: str, data: dict[str, Any], *, actor: Actor, now: datetime) -> CallBack:
    """Keep that a complainant was called. data -- reached; if so verdict (SOLVED, PARTLY, NOT_SOLVED), text"""
    case = Case.objects.visible_to(actor).filter(number=number, kind="complaint").first()
    if case is None:
        raise NotThere(number)
    reached, verdict = data.get("reached") in {True, "1", "true"}, str(data.get("verdict", ""))
    text = str(data.get("text", "")).strip()[:2_000]
    problems = []
    if actor.role not in CALLERS:
        problems.append(Problem("callback.make.wrong_role", gettext("This is not a step for your role.")))
    if case.is_open:
        message = gettext("The case is still open; write to the complainant.")
        problems.append(Problem("callback.make.still_open", message))
    require_none(problems)
    if reached and verdict not in VERDICTS:
        raise Invalid([Problem("callback.verdict.unknown", gettext("Say what the complainant answered."), "/verdict")])
    row = CallBack.objects.create(
        case_id=case.pk,
        agency_id=case.agency_id,
        by=actor.key,
        at=now,
        reached=reached,
        verdict=verdict if reached else "",
    )
    if text:
        vault.put(case.pk, f"callback:{row.pk}", {"text": text})
    event = "callback.made" if reached else "callback.missed"
    append([Draft(case.pk, event, now, actor.key, {"callback": row.pk, "said": row.verdict})])
    return row


# ---- reasons and clocks --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lacking:
    case: Case
    what: tuple[str, ...]  # short | copied | no_letter


def reasons(actor: Actor, agency_ids: Sequence[int], period: Period, *, most: int = 200) -> tuple[int, list[Lacking]]:
    """Look at the latest refusals and terminations of a period: do they give a reason, their own, in a letter?

    Returns how many were looked at, and those that lack something.
    """
    if actor.role not in DRAWERS:
        raise NotThere("reasons")
    marks = Mark.objects.filter(
        agency_id__in=agency_ids, code__in=("c.refused", "c.terminated"), day__gte=period.start, day__lte=period.end
    ).order_by("-day", "-case_id")[:most]
    cases = Case.objects.visible_to(actor).in_bulk({row.case_id for row in marks})
    said = {pk: _said(case) for pk, case in cases.items()}
    copies = Counter(text for text in said.values() if text)
    found = []
    for pk, case in cases.items():
        what = []
        if len(said[pk]) < SHORT:
            what.append("short")
        elif copies[said[pk]] >= COPIES:
            what.append("copied")
        if not letters.documents(case, staff=True, language="zh-hans"):
            what.append("no_letter")
        if what:
            found.append(Lacking(case, tuple(what)))
    return len(cases), sorted(found, key=lambda one: one.case.pk)


def _said(case: Case) -> str:
    """The reason that the decision gave, in the officer's words."""
    slots = reading.sealed(case)
    for entry in reversed(entries.of(case.pk, ["complaint.refused", "mediation.terminated"])):
        return str(slots.get(str(entry.data.get("slot", "")), {}).get("text", "")).strip()
    return ""


@transaction.atomic
def audit_clocks(size: int, *, actor: Actor, now: datetime) -> ClockAudit:
    """Count clocks of random cases again from the archive, and keep what differs from the days that are kept."""
    if actor.role not in DRAWERS:
        message = gettext("A supervisor or an auditor has clocks counted.")
        require_none([Problem("clocks.audit.wrong_role", message)])
    seed = secrets.token_hex(8)
    newest = Clock.objects.filter(agency_id__in=actor.agency_ids, superseded_at=None).order_by("-pk")
    subjects = sorted(set(newest.values_list("subject", flat=True)[:5_000]))
    checked, wrong = 0, list[list[Any]]()
    for case in Case.objects.filter(pk__in=pick(subjects, min(size, 500), seed)).order_by("pk"):
        events = clock_events(case)
        for row in clocks.of(case.pk):
            checked += 1
            limit = packs.load(row.rule_set).limits[row.limit_code]
            again = clocks.compute(limit, events, pack_id=row.rule_set, today=day_of(now))
            if again.calendar_version == row.calendar_version and again.due_on != row.due_on:
                wrong.append([case.pk, row.limit_code, str(row.due_on), str(again.due_on)])
            elif row.state == RUNNING and again.state == "met":
                wrong.append([case.pk, row.limit_code, row.state, again.state])
    audit = ClockAudit.objects.create(
        agency_id=actor.agency_id or 0, at=now, by=actor.key, seed=seed, checked=checked, wrong=wrong
    )
    data = {"audit": audit.pk, "seed": seed, "checked": checked, "wrong": len(wrong)}
    append([Draft(0, "quality.clocks_audited", now, actor.key, data)])
    return audit


def audits(actor: Actor) -> list[ClockAudit]:
    return list(ClockAudit.objects.filter(agency_id__in=actor.agency_ids).order_by("-pk")[:10])
