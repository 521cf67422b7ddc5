"""Counts that are kept, so that no page has to count: open cases by state, by person, by day."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import connection

from redress.kernel.rows import fetch, insert

Key = tuple[int, str]  # body, what is counted


def keys_of(
    *, kind: str, state: str, phase: str, assignee_id: int | None, team_id: int | None, due_on: object
) -> list[str]:
    """What one case counts towards.

    all -- every case; p: phase; s: state and kind; a: open cases of a person (0 nobody); t: of a team; d: due on a day
    """
    keys = ["all", f"p:{phase}", f"s:{kind}:{state}"]
    if phase == "open":
        keys.append(f"a:{assignee_id or 0}")
        if team_id:
            keys.append(f"t:{team_id}")
        keys.append(f"d:{due_on or '-'}")
    return keys


def change(changes: Mapping[Key, int]) -> None:
    """Add to counts, in the caller's transaction.

    SQLite has one writer, so the row itself is updated; on PostgreSQL a delta is added, because two filings must not
    wait for each other's row. `fold` sums the deltas up.
    """
    rows = [(agency_id, key, n) for (agency_id, key), n in sorted(changes.items()) if n]
    if connection.vendor == "postgresql":
        insert("cases_tally", ("agency_id", "key", "n"), rows)
    else:
        insert(
            "cases_tally",
            ("agency_id", "key", "n"),
            rows,
            tail="ON CONFLICT (agency_id, key) DO UPDATE SET n = n + excluded.n",
        )


def moved(agency_id: int, before: Iterable[str], new_agency_id: int, after: Iterable[str]) -> None:
    """Move one case from what it counted towards to what it counts towards now."""
    changes: Counter[Key] = Counter()
    for key in before:
        changes[agency_id, key] -= 1
    for key in after:
        changes[new_agency_id, key] += 1
    change(changes)


def read(agency_ids: Iterable[int], prefix: str) -> dict[str, int]:
    """Return the counts of several bodies together, for every key that begins so."""
    wanted = list(agency_ids)
    if not wanted:
        return {}
    places = ",".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key, SUM(n) FROM cases_tally WHERE agency_id IN ({places}) AND key >= %s AND key < %s GROUP BY key",
            [*wanted, prefix, prefix + "\uffff"],
        )
        return {key: int(n) for key, n in cursor.fetchall() if n}


def with_any(agency_ids: Iterable[int], key: str) -> list[int]:
    """Return the bodies among these that have something to count under a key."""
    wanted = list(agency_ids)
    if not wanted:
        return []
    places = ",".join(["%s"] * len(wanted))
    statement = f"SELECT agency_id FROM cases_tally WHERE agency_id IN ({places}) AND key = %s GROUP BY agency_id"
    return [int(row[0]) for row in fetch(f"{statement} HAVING SUM(n) > 0", [*wanted, key])]


def fold() -> int:
    """Sum deltas up into one row a key (PostgreSQL); return how many rows that saved. Safe in parallel."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (
                DELETE FROM cases_tally WHERE id IN (SELECT id FROM cases_tally ORDER BY id LIMIT 200000 FOR UPDATE SKIP LOCKED)
                RETURNING agency_id, key, n
            ), sums AS (SELECT agency_id, key, SUM(n) AS n, COUNT(*) AS rows FROM gone GROUP BY agency_id, key),
            put AS (INSERT INTO cases_tally (agency_id, key, n) SELECT agency_id, key, n FROM sums WHERE n <> 0 RETURNING 1)
            SELECT COALESCE(SUM(rows), 0) - (SELECT COUNT(*) FROM put) FROM sums
            """
        )
        return int(cursor.fetchone()[0])
