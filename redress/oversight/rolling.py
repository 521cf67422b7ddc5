"""Keeping marks and roll-ups: the archive is read by cursor, changed cases are marked anew, sums move with them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction

from redress.cases.models import Case
from redress.deadlines.clocks import as_day
from redress.deadlines.models import Clock
from redress.kernel.moments import day_of
from redress.kernel.rows import execute, fetch, insert, stored
from redress.oversight import looks
from redress.oversight.marks import ZERO, Earlier, Marked, of_case
from redress.oversight.models import Mark, Reading, Rollup
from redress.records import entries
from redress.records.entries import Recorded

LOT = 1_000  # entries read at a time
STILL_COMING = timedelta(minutes=15)  # no transaction lasts so long; a number that was missing longer never comes
ARCHIVE = "archive"

Key = tuple[int, str, date, str]  # body, grain, day, code
Behind = tuple[int, Marked]  # body, mark


def read_on(*, now: datetime, most: int = LOT) -> int:
    """Read what the archive has that was not read yet, mark the cases it is about; return how many entries.

    One transaction: what was read and what it comes to are kept together, or neither.
    """
    with transaction.atomic():
        state = _state()
        fresh = entries.after(state.entry_id, most)
        late, waiting = _late(state, now)
        gone = {entry.subject for entry in (*fresh, *late) if entry.subject}
        if gone:
            mark(gone)
        looks.take_in((*fresh, *late))
        waiting += _missed(state.entry_id, fresh, now)
        last = fresh[-1].id if fresh else state.entry_id
        Reading.objects.filter(pk=state.pk).update(entry_id=last, gaps=waiting, read_at=now)
    return len(fresh)


def read_all(*, now: datetime) -> None:
    """Read on until there is nothing more."""
    while read_on(now=now) == LOT:
        continue


def _state() -> Reading:
    Reading.objects.get_or_create(name=ARCHIVE)
    return Reading.objects.select_for_update().get(name=ARCHIVE)


def _late(state: Reading, now: datetime) -> tuple[list[Recorded], list[list[object]]]:
    """Entries that were missing when the reader passed their numbers, and the numbers still to be waited for."""
    if not state.gaps:
        return [], []
    found = entries.these([int(number) for number, _ in state.gaps])
    there = {entry.id for entry in found}
    waiting = [
        [number, since]
        for number, since in state.gaps
        if number not in there and now - datetime.fromisoformat(since) < STILL_COMING
    ]
    return found, waiting


def _missed(cursor: int, fresh: Sequence[Recorded], now: datetime) -> list[list[object]]:
    if connection.vendor != "postgresql" or not fresh:
        return []  # SQLite has one writer: numbers appear in order
    there = {entry.id for entry in fresh}
    return [[number, now.isoformat()] for number in range(cursor + 1, fresh[-1].id) if number not in there]


def mark(case_ids: Iterable[int]) -> int:
    """Mark cases anew and move the sums by what changed; return how many marks changed. In the caller's transaction."""
    wanted = sorted(set(case_ids))
    changed = 0
    for start in range(0, len(wanted), 400):
        part = wanted[start : start + 400]
        changed += _replace(part, should_be(part), standing(part))
    return changed


def should_be(case_ids: Sequence[int]) -> dict[int, set[Behind]]:
    """The marks that cases have by what the archive and the clocks say."""
    cases = {case.pk: case for case in Case.objects.filter(pk__in=case_ids).defer("facts", "why_routed", "missing")}
    told: dict[int, list[Recorded]] = defaultdict(list)
    for entry in entries.of_all(case_ids):
        told[entry.subject].append(entry)
    clocks: dict[int, list[Clock]] = defaultdict(list)
    for row in Clock.objects.filter(subject__in=case_ids, superseded_at=None):
        clocks[row.subject].append(row)
    before = earlier(cases)
    return {
        pk: {
            (case.agency_id, found) for found in of_case(case, told.get(pk, ()), clocks.get(pk, ()), before.get(pk, ()))
        }
        for pk, case in cases.items()
    }


def standing(case_ids: Sequence[int]) -> dict[int, set[Behind]]:
    """The marks that are kept for cases."""
    found: dict[int, set[Behind]] = defaultdict(set)
    for row in Mark.objects.filter(case_id__in=case_ids):
        found[row.case_id].add((row.agency_id, Marked(row.code, row.day, row.value)))
    return found


def earlier(cases: Mapping[int, Case]) -> dict[int, list[Earlier]]:
    """Earlier complaints of the same people, by the keyed digests of their phones and identity numbers."""
    complaints = [pk for pk, case in cases.items() if case.kind == "complaint"]
    if not complaints:
        return {}
    places = ",".join(["%s"] * len(complaints))
    rows = fetch(
        "SELECT DISTINCT mine.case_id, other.id, other.received_at, other.trader_name, other.nature "
        "FROM privacy_blindindex mine "
        "JOIN privacy_blindindex theirs ON theirs.digest = mine.digest AND theirs.kind = mine.kind "
        "AND theirs.case_id <> mine.case_id "
        "JOIN cases_case other ON other.id = theirs.case_id AND other.kind = 'complaint' "
        f"WHERE mine.case_id IN ({places}) AND mine.kind IN ('phone', 'id_number')",
        complaints,
    )
    found: dict[int, list[Earlier]] = defaultdict(list)
    for pk, other_id, received_at, trader, nature in rows:
        case = cases[pk]
        moment = as_moment(received_at)
        if (moment, other_id) < (case.received_at, pk):
            same = bool(trader) and trader == case.trader_name and nature == case.nature
            found[pk].append(Earlier(day_of(moment), same))
    return found


def as_moment(value: datetime | str) -> datetime:
    """SQLite hands moments back as text or without their zone, which is UTC."""

    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _replace(case_ids: Sequence[int], wanted: Mapping[int, set[Behind]], kept: Mapping[int, set[Behind]]) -> int:
    sums: dict[Key, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    gone: list[tuple[int, Behind]] = []
    come: list[tuple[int, Behind]] = []
    for pk in case_ids:
        now, before = wanted.get(pk, set()), kept.get(pk, set())
        gone += [(pk, behind) for behind in before - now]
        come += [(pk, behind) for behind in now - before]
    for sign, rows in ((-1, gone), (1, come)):
        for _, (agency_id, found) in rows:
            for grain, day in (("d", found.day), ("m", found.day.replace(day=1))):
                pair = sums[agency_id, grain, day, found.code]
                pair[0] += sign
                pair[1] += sign * found.value
    for pk, (_, found) in gone:
        execute(
            "DELETE FROM oversight_mark WHERE case_id = %s AND code = %s AND day = %s",
            [pk, found.code, stored(found.day)],
        )
    insert(
        "oversight_mark",
        ("case_id", "agency_id", "code", "day", "value"),
        [(pk, agency_id, found.code, found.day, found.value) for pk, (agency_id, found) in come],
    )
    add(sums)
    return len(gone) + len(come)


def add(sums: Mapping[Key, Sequence[Decimal]]) -> None:
    """Add to roll-ups, in one order, so that two never wait for each other crosswise."""
    insert(
        "oversight_rollup",
        ("agency_id", "grain", "day", "code", "n", "total"),
        [(*key, int(n), total) for key, (n, total) in sorted(sums.items()) if n or total],
        tail="ON CONFLICT (agency_id, grain, code, day) DO UPDATE SET "
        "n = oversight_rollup.n + excluded.n, total = oversight_rollup.total + excluded.total",
    )


def prove(*, now: datetime, mend: bool = True) -> dict[str, int]:
    """Recount every roll-up from the marks, and mark every case anew a lot at a time; return what differed.

    Marks follow from the archive and roll-ups from the marks, so a difference is a fault of ours. It is mended, and
    told to whoever looks at the timetable.
    """
    wrong_marks = 0
    last = 0
    while True:
        ids = list(Case.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:400])
        if not ids:
            break
        with transaction.atomic():
            if mend:
                wrong_marks += mark(ids)
            else:
                want, have = should_be(ids), standing(ids)
                wrong_marks += sum(len(want.get(pk, set()) ^ have.get(pk, set())) for pk in ids)
        last = ids[-1]
    with transaction.atomic():
        _state()
        wrong_sums = recount(mend=mend)
    return {"marks": wrong_marks, "sums": wrong_sums}


def recount(*, mend: bool) -> int:
    """Compare roll-ups with the marks they sum up; return how many differ."""
    true: dict[Key, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    rows = fetch("SELECT agency_id, code, day, COUNT(*), SUM(value) FROM oversight_mark GROUP BY agency_id, code, day")
    for agency_id, code, day, n, total in rows:
        on = as_day(day)
        for grain, start in (("d", on), ("m", on.replace(day=1))):
            pair = true[int(agency_id), grain, start, str(code)]
            pair[0] += int(n)
            pair[1] += Decimal(str(total)).quantize(Decimal("0.01"))
    off: dict[Key, list[Decimal]] = {}
    for row in Rollup.objects.all().iterator():
        key = (row.agency_id, row.grain, row.day, row.code)
        n, total = true.pop(key, [ZERO, ZERO])
        if n != row.n or total != row.total:
            off[key] = [n - row.n, total - row.total]
    off |= true
    if mend and off:
        add(off)
    return len(off)
