"""Finding cases by words. Chinese is cut into pairs of characters, so that any two-character word is found exactly.

Only de-identified text is indexed. The body a case belongs to is a term of its own, so that a count within one
office is an intersection of two lists and touches no case.
"""

import re
import sqlite3
from collections.abc import Iterable

from django.db import connection

from redress.cases import counts
from redress.kernel.rows import execute, fetch, insert

_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[a-z0-9]+", re.I)
LONGEST = 4_000  # characters of a story that are indexed


def terms(text: str) -> list[str]:
    """Cut a text into terms: pairs of Chinese characters in their order, the last one alone, Latin words, numbers.

    >>> terms("退款3天 Refund")
    ['退款', '款', '3', '天', 'refund']
    """
    found: list[str] = []
    for run in _RUN.findall(text[:LONGEST].lower()):
        if run.isascii():
            found.append(run[:60])
        else:
            found += [run[place : place + 2] for place in range(len(run))]
    return found


def scope_term(agency_id: int) -> str:
    return f"zz{agency_id}zz"


def path_ids(path: str) -> list[int]:
    """Ids of a body's path "/1/4/" from the root down."""
    return [int(part) for part in path.strip("/").split("/") if part]


def document(text: str, agency_path: str) -> str:
    """Return what is indexed for a case: its scope terms and the terms of its text.

    On PostgreSQL it is written as a tsvector by ourselves, because its parser's idea of a letter depends on the locale.
    """
    scopes = [scope_term(agency_id) for agency_id in path_ids(agency_path)]
    if connection.vendor != "postgresql":
        return " ".join([*scopes, *terms(text)])
    places: dict[str, list[str]] = {scope: [] for scope in scopes}
    for place, term in enumerate(terms(text), start=1):
        if place > 16_000:
            break
        places.setdefault(term, []).append(str(place))
    return " ".join(f"'{term}':{','.join(at[:250])}" if at else f"'{term}'" for term, at in places.items())


def add(rows: Iterable[tuple[int, str]]) -> None:
    """Index documents (case id, document) in the caller's transaction."""
    rows = list(rows)
    if not rows:
        return
    if connection.vendor == "postgresql":
        execute(
            "INSERT INTO cases_search (case_id, words) "
            "SELECT id, doc::tsvector FROM unnest(%s::bigint[], %s::text[]) AS t(id, doc)",
            [[row[0] for row in rows], [row[1] for row in rows]],
        )
    else:
        insert("cases_search", ("rowid", "words"), rows)


def replace(case_id: int, doc: str) -> None:
    """Index a case anew, after it moved to another body or its text changed."""
    remove(case_id)
    add([(case_id, doc)])
    counts.let_go(case_id)


def remove(case_id: int) -> None:
    counts.let_go(case_id)
    key = "case_id" if connection.vendor == "postgresql" else "rowid"
    execute(f"DELETE FROM cases_search WHERE {key} = %s", [case_id])


def query(text: str, scope: int | None) -> str:
    """Return the engine's own query for a text within a body: every run of characters as a phrase, all of them.

    Empty if the text holds nothing that can be searched for.
    """
    phrases = [_phrase(run) for run in _RUN.findall(text.lower())[:12]]
    if not phrases:
        return ""
    scoped = [_quoted(scope_term(scope))] if scope is not None else []
    return (" & " if connection.vendor == "postgresql" else " AND ").join([*scoped, *phrases])


def _quoted(term: str) -> str:
    return f"'{term}'" if connection.vendor == "postgresql" else f'"{term}"'


def _phrase(run: str) -> str:
    postgres = connection.vendor == "postgresql"
    if run.isascii():
        return _quoted(run[:60])
    if len(run) == 1:
        return f"'{run}':*" if postgres else f'"{run}"*'
    pairs = [run[place : place + 2] for place in range(len(run) - 1)]
    if postgres:
        return "(" + " <-> ".join(f"'{pair}'" for pair in pairs) + ")"
    return '"' + " ".join(pairs) + '"'


def ids(text: str, *, scopes: list[int], below: int | None, limit: int) -> list[int]:
    """Return the newest cases that match, within the subtrees of the given bodies (all bodies if none is given)."""
    wanted = query(text, scopes[0] if scopes else None)
    if not wanted:
        return []
    if connection.vendor == "postgresql":
        statement = "SELECT case_id FROM cases_search WHERE words @@ %s::tsquery AND case_id < %s ORDER BY case_id DESC LIMIT %s"
    else:
        statement = (
            "SELECT rowid FROM cases_search WHERE cases_search MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
        )
    return [row[0] for row in fetch(statement, [wanted, below or 2**62, limit])]


def count(text: str, *, scopes: list[int]) -> int:
    """Return exactly how many cases match."""
    wanted = query(text, scopes[0] if scopes else None)
    return counts.count(wanted) if wanted else 0


def wipe(case_id: int) -> None:
    """Take an erased case out of the index, so that its words are not left behind in the index's own pages.

    SQLite before 3.42 cannot: there the (de-identified) words of a removed document stay until its segment is merged.
    """
    guarded = connection.vendor == "sqlite" and sqlite3.sqlite_version_info >= (3, 42)
    if guarded:  # it costs, so only here
        execute("INSERT INTO cases_search(cases_search, rank) VALUES ('secure-delete', 1)")
    remove(case_id)
    if guarded:
        execute("INSERT INTO cases_search(cases_search, rank) VALUES ('secure-delete', 0)")
