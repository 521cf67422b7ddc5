"""What if a rule set went live: every open case is counted anew under it and compared. Nothing is changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from redress.cases import actions as cases
from redress.cases.models import Case
from redress.deadlines import clocks
from redress.kernel.actors import Actor
from redress.kernel.moments import day_of
from redress.law import packs
from redress.law.bilingual import Bilingual, both
from redress.law.competence import load_competence
from redress.law.jurisdiction import competent_under
from redress.law.packs import Pack
from redress.law.recorded import ClockInputError
from redress.remedies import queries, reassessing
from redress.remedies.differences import ABSENT, Difference

PART = 200  # cases that a page looks at in one go: a few seconds
BATCH = 200
PLACES = ("division", "seller_kind", "published_division", "platform_division")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Changed:
    """One open case that would not be as it is."""

    number: str
    rule_set: str
    differences: tuple[Difference, ...]


@dataclass(slots=True)
class Replay:
    """What a rule set would do.

    looked_at -- open cases that were counted; already -- those that are under the rule set as it is
    passed, total -- open cases up to the last one of this part, and all of them
    last -- number of the last one, while there are more after it
    """

    target: str
    version: str
    looked_at: int = 0
    already: int = 0
    passed: int = 0
    total: int = 0
    last: str = ""
    changed: list[Changed] = field(default_factory=list)

    @property
    def dates(self) -> int:
        return sum(any(one.part == "limit" for one in case.differences) for case in self.changed)

    @property
    def authorities(self) -> int:
        return sum(any(one.part == "competence" for one in case.differences) for case in self.changed)

    @property
    def remedies(self) -> int:
        return sum(any(one.part == "remedy" for one in case.differences) for case in self.changed)

    @property
    def steps(self) -> int:
        return sum(any(one.part == "step" for one in case.differences) for case in self.changed)


def targets() -> list[Pack]:
    """Every statutory rule set that can be asked for, the newest first."""
    found = [packs.load(code) for code in packs.available()]
    return sorted((pack for pack in found if pack.kind == "statute"), key=lambda pack: pack.in_force_from, reverse=True)


def replay(
    target: str,
    *,
    received_from: date | None = None,
    after: str = "",
    most: int | None = None,
    actor: Actor,
    now: datetime,
    progress: Progress | None = None,
) -> Replay:
    """Count open cases the actor may see under a rule set; those received before a day stay aside.

    after, most -- a part of them: those that follow the case of this number, and how many
    Raises LookupError if there is no such rule set, or no such case.
    """
    pack = packs.load(target)
    every = Case.objects.visible_to(actor).filter(phase="open").order_by("pk")
    found = Replay(pack.id, pack.version, total=every.count())
    rows = every
    if after:
        place = Case.objects.visible_to(actor).filter(number=after).values_list("pk", flat=True).first()
        if place is None:
            raise LookupError(f"There is no case {after}.")
        rows = every.filter(pk__gt=place)
        found.passed = found.total - rows.count()
    for case in rows[:most] if most else rows.iterator(chunk_size=BATCH):
        if received_from is None or day_of(case.received_at) >= received_from:
            _look(case, pack, found, now=now)
        found.passed, found.last = found.passed + 1, case.number
        if progress:
            progress(found.passed, found.total)
    if found.passed >= found.total:
        found.last = ""
    return found


def _look(case: Case, pack: Pack, found: Replay, *, now: datetime) -> None:
    found.looked_at += 1
    if (case.rule_set, case.rule_version) == (pack.id, pack.version):
        found.already += 1
    differences = tuple(differences_of(case, pack, now=now))
    if differences:
        found.changed.append(Changed(case.number, f"{case.rule_set}@{case.rule_version}", differences))


def differences_of(case: Case, pack: Pack, *, now: datetime) -> Iterator[Difference]:
    """What would not be the same for one case: its dates, who is competent, which steps are open, what it may claim."""
    yield from _dates(case, pack, now=now)
    yield from _authorities(case, pack)
    yield from _open_steps(case, pack)
    kept = queries.latest(case)
    if kept is not None:
        yield from reassessing.differences_of(kept)


def _dates(case: Case, pack: Pack, *, now: datetime) -> Iterator[Difference]:
    events, today = cases.clock_events(case), day_of(now)
    kept = {row.limit_code: row.due_on for row in clocks.of(case.pk) if row.family == "statute"}
    counted: dict[str, date | None] = {}
    for limit in pack.clocks_of(case.kind):
        try:
            result = clocks.compute(limit, events, pack_id=pack.id, today=today)
        except ClockInputError:
            continue
        if result.started_on is not None:
            counted[limit.code] = result.due_on
    for code in dict.fromkeys((*kept, *counted)):
        if kept.get(code) != counted.get(code):
            title = (pack.limits.get(code) or case.pack.limits.get(code)).title  # type: ignore[union-attr]
            yield Difference("limit", code, title, both("截止日", "due"), _day(kept.get(code)), _day(counted.get(code)))


def _authorities(case: Case, pack: Pack) -> Iterator[Difference]:
    respondent = case.facts_value.get("respondent", {})
    facts = {name: respondent[name] for name in PLACES if respondent.get(name)}
    try:
        before = _who(case.rule_set, facts, case.kind)
        after = _who(pack.id, facts, case.kind)
    except (ValueError, LookupError, FileNotFoundError):
        return
    if before != after:
        title = both("处理权限", "Competence")
        yield Difference(
            "competence", "competence", title, both("有权的机关", "authorities"), _list(before), _list(after)
        )


def _who(rule_set: str, facts: dict[str, Any], kind: str) -> list[str]:
    answer = competent_under(load_competence(rule_set), facts, kind=kind)
    return sorted(row["division"] for row in answer["authorities"])


def _open_steps(case: Case, pack: Pack) -> Iterator[Difference]:
    before, after = (_verbs(one, case) for one in (case.pack, pack))
    if before != after:
        gone, new = sorted(before - after), sorted(after - before)
        title = both("可以办的步骤", "Open steps")
        yield Difference("step", case.state, title, both("增减", "lost and gained"), _list(gone), _list(new))


def _verbs(pack: Pack, case: Case) -> set[str]:
    return {verb for verb in pack.verbs if pack.step(verb, state=case.state, kind=case.kind)}


def _day(day: date | None) -> Bilingual:
    return both(day.isoformat(), day.isoformat()) if day else ABSENT


def _list(words: list[str]) -> Bilingual:
    text = ", ".join(words)
    return both(text, text) if text else ABSENT
