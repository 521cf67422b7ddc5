"""Importing a file of complaints: every row through the same filing as any other, in batches that can be resumed."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from redress.cases import filing, intake, mapping, tables
from redress.cases.intake import NewComplaint
from redress.cases.mapping import Mapped
from redress.cases.models import Case, ImportRow, ImportRun
from redress.kernel import in_turn
from redress.kernel.actors import Actor
from redress.kernel.problems import Invalid, Problem

BATCH = 500


@dataclass(slots=True)
class Outcome:
    """What came of one row: made (with its number), known already, passed over, or refused with reasons."""

    row: int
    result: str  # made | known | passed | refused
    number: str = ""
    problems: Sequence[Problem] = ()


@dataclass(slots=True)
class Summary:
    rows: int = 0
    made: int = 0
    known: int = 0
    passed: int = 0
    refused: int = 0
    resumed_after: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> None:
        self.rows += 1
        setattr(self, outcome.result, getattr(self, outcome.result) + 1)
        for problem in outcome.problems:
            key = f"{problem.pointer or '/'} {problem.code}"
            self.reasons[key] = self.reasons.get(key, 0) + 1


def import_file(
    path: Path,
    mapped: Mapped,
    *,
    dry_run: bool = False,
    processes: int = 1,
    tell: Callable[[Outcome], None] = lambda _: None,
    progress: Callable[[Summary], None] = lambda _: None,
    actor: Actor,
    now: datetime,
) -> Summary:
    """Import a file and return what came of it.

    Repeatable without doubles: a row is known by its source and number, or by its own content. Each batch is one
    transaction that also says how far the file is done, so a stopped import goes on where it stopped.
    dry_run -- read, map and check every row; store nothing
    processes -- that read and work out rows side by side; they write in turn, in the order of the file
    """
    run, summary = (None, Summary()) if dry_run else _run(path, mapped, actor=actor, now=now)
    after = summary.resumed_after
    worked = in_turn.run(
        lambda: _batches(path, after=after),
        lambda batch: _prepared(batch, mapped, dry_run=dry_run, actor=actor, now=now),
        lambda prepared: _written(prepared, mapped, run),
        count=processes,
    )
    for outcomes in worked:
        for outcome in outcomes:
            summary.count(outcome)
            tell(outcome)
        progress(summary)
    if run is not None:
        ImportRun.objects.filter(pk=run.pk).update(finished_at=now)
    return summary


def _run(path: Path, mapped: Mapped, *, actor: Actor, now: datetime) -> tuple[ImportRun, Summary]:
    run, _ = ImportRun.objects.get_or_create(
        source=mapped.source,
        file_sha256=_digest(path),
        mapping_sha256=mapped.digest,
        defaults={"started_at": now, "by": actor.key},
    )
    return run, Summary(resumed_after=run.rows_done if run.finished_at is None else 0)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


Batch = list[tuple[int, tables.Row | None]]


def _batches(path: Path, *, after: int) -> Iterator[Batch]:
    """Rows in batches; rows up to number `after` were done before."""
    batch: Batch = []
    for number, row in tables.rows(path):
        if number <= after:
            continue
        batch.append((number, row))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@dataclass(slots=True)
class _Prepared:
    """A batch that was read: what came of each row, and what is worked out of those to be made."""

    last_row: int
    outcomes: list[Outcome]
    fresh: list[tuple[str, Outcome]]  # identity and outcome
    plans: list[list[filing.Plan]]


def _prepared(batch: Batch, mapped: Mapped, *, dry_run: bool, actor: Actor, now: datetime) -> _Prepared:
    read = [_read(number, row, mapped, now=now) for number, row in batch]
    good = [(new, outcome) for new, outcome in read if new is not None]
    known = _known(mapped.source, [new.external_number or "" for new, _ in good])
    fresh: dict[str, tuple[NewComplaint, Outcome]] = {}
    for new, outcome in good:
        identity = new.external_number or ""
        if identity in known or identity in fresh:
            outcome.result = "known"
        else:
            fresh[identity] = (new, outcome)
    plans = [] if dry_run else filing.plan_many([new for new, _ in fresh.values()], actor=actor, now=now)
    told = [(identity, outcome) for identity, (_, outcome) in fresh.items()]
    return _Prepared(batch[-1][0], [outcome for _, outcome in read], told, plans)


def _written(prepared: _Prepared, mapped: Mapped, run: ImportRun | None) -> list[Outcome]:
    """Store a batch, but for what has come in since it was worked out: the batch before may have held the same row."""
    if run is None:
        return prepared.outcomes
    with transaction.atomic():
        known = _known(mapped.source, [identity for identity, _ in prepared.fresh])
        for identity, outcome in prepared.fresh:
            if identity in known:
                outcome.result = "known"
        pairs = zip(prepared.fresh, prepared.plans, strict=True)
        left = [(outcome, group) for (identity, outcome), group in pairs if identity not in known]
        made = filing.write_many([group for _, group in left]) if left else []
        for group, (outcome, _) in zip(made, left, strict=True):
            outcome.number = group[0].number
        _remember(run, prepared.last_row, prepared.outcomes)
    return prepared.outcomes


def _read(number: int, row: tables.Row | None, mapped: Mapped, *, now: datetime) -> tuple[NewComplaint | None, Outcome]:
    if row is None:
        message = gettext("This row cannot be read: its columns do not fit the first line.")
        return None, Outcome(number, "refused", problems=(Problem(code="row.unreadable", message=message),))
    data = mapping.filing(mapped, row)
    if data is None:
        return None, Outcome(number, "passed")
    data["source"] = mapped.source
    if not data.get("external_number"):
        data["external_number"] = (
            "row-"
            + hashlib.sha256(
                json.dumps(row, sort_keys=True, ensure_ascii=False, default=str).encode("utf-8", "replace")
            ).hexdigest()[:40]
        )
    try:
        return intake.read(data, now=now), Outcome(number, "made")
    except Invalid as error:
        return None, Outcome(number, "refused", problems=tuple(error.problems))


def _known(source: str, identities: list[str]) -> set[str]:
    if not identities:
        return set()
    # The index leaves out cases without such a number, and is used only where the question does too.
    found = Case.objects.filter(source=source, external_number__in=identities).exclude(external_number="")
    return set(found.values_list("external_number", flat=True))


def _remember(run: ImportRun, last_row: int, outcomes: list[Outcome]) -> None:
    """Say in the same transaction how far the import is, and keep why rows were refused."""
    counts = {name: sum(1 for outcome in outcomes if outcome.result == name) for name in ("made", "known", "refused")}
    more = {name: F(name) + count for name, count in counts.items()}
    ImportRun.objects.filter(pk=run.pk).update(rows_done=last_row, finished_at=None, **more)
    ImportRow.objects.bulk_create([
        ImportRow(run=run, row=outcome.row, problems=_plain(outcome.problems))
        for outcome in outcomes
        if outcome.result == "refused"
    ])  # fmt: skip


def _plain(problems: Sequence[Problem]) -> str:
    rows: list[dict[str, Any]] = [{"code": problem.code, "pointer": problem.pointer} for problem in problems]
    return json.dumps(rows)
