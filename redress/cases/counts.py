"""Exact counts of words that many cases hold, remembered as far as a case number and counted on from there.

Counting a frequent word anew costs a walk over all its places. So the count up to a case is kept, and only what came
after it is counted at the question. A case that is moved, reworded or erased takes the counts that it was part of with
it, in its own transaction: a remembered count is right, or it is not there.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction

from redress.kernel.rows import execute, fetch, stored

WORTH = 2_000  # cases that must match before a count is remembered
MOST = 2_000  # counts remembered
SETTLED = "10 minutes"  # PostgreSQL: no filing's transaction lasts so long, so no number below is still to come
KEPT = timedelta(days=2)
_LOCK = 0x5EA4C4
LONGEST = 400  # characters of a query


def count(query: str) -> int:
    """Return exactly how many indexed cases match, in the engine's own query language."""
    if len(query) > LONGEST:
        return _live(query)
    known = _known(query)
    if known is not None:
        return known[0] + _live(query, above=known[1])
    found = _live(query)
    if found >= WORTH:
        _remember(query)
    return found


def _known(query: str) -> tuple[int, int] | None:
    rows = fetch("SELECT n, upto FROM cases_search_count WHERE query = %s", [query])
    return (int(rows[0][0]), int(rows[0][1])) if rows else None


def _live(query: str, *, above: int = 0, upto: int = 2**62) -> int:
    if connection.vendor == "postgresql":
        statement = "SELECT COUNT(*) FROM cases_search WHERE words @@ %s::tsquery AND case_id > %s AND case_id <= %s"
    else:
        statement = "SELECT COUNT(*) FROM cases_search WHERE cases_search MATCH %s AND rowid > %s AND rowid <= %s"
    return int(fetch(statement, [query, above, upto])[0][0])


def _remember(query: str) -> None:
    """Keep the count of a query, or bring the kept one up to the present."""
    with transaction.atomic():
        if not _hold(wait=False):
            return
        upto, (base, start) = _settled(), _known(query) or (0, 0)
        if upto > start:
            execute(
                "INSERT INTO cases_search_count (query, n, upto) VALUES (%s, %s, %s) "
                "ON CONFLICT (query) DO UPDATE SET n = excluded.n, upto = excluded.upto",
                [query, base + _live(query, above=start, upto=upto), upto],
            )


def renew(*, now: datetime) -> None:
    """Bring remembered counts up to the present and let go of the oldest, which are counted anew when asked for."""
    execute("DELETE FROM cases_search_count WHERE at < %s", [stored(now - KEPT)])
    for (query,) in fetch(f"SELECT query FROM cases_search_count ORDER BY at DESC LIMIT {MOST}"):
        _remember(str(query))


def let_go(case_id: int) -> None:
    """Forget every count that this case is part of as it is indexed now; inside the transaction that changes it."""
    if connection.vendor == "postgresql":
        _hold(wait=True)
        execute(
            "DELETE FROM cases_search_count c USING cases_search s "
            "WHERE s.case_id = %s AND c.upto >= s.case_id AND s.words @@ c.query::tsquery",
            [case_id],
        )
        return
    for query, upto in fetch("SELECT query, upto FROM cases_search_count"):
        if upto >= case_id and _live(query, above=case_id - 1, upto=case_id):
            execute("DELETE FROM cases_search_count WHERE query = %s", [query])


def _hold(*, wait: bool) -> bool:
    """Keep counting and changing apart: a count must not be kept that misses a change committed beside it."""
    if connection.vendor != "postgresql":
        return True  # one writer at a time
    if wait:
        fetch("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])
        return True
    return bool(fetch("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])[0][0])


def _settled() -> int:
    """The newest case with a number below which nothing can still appear."""
    old = f"WHERE entered_at <= now() - interval '{SETTLED}'" if connection.vendor == "postgresql" else ""
    rows = fetch(f"SELECT id FROM cases_case {old} ORDER BY id DESC LIMIT 1")
    return int(rows[0][0]) if rows else 0
