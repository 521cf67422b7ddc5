"""What cannot be done just now though nothing is wrong with it: the database is away or busy, or the disk is full.

Such an error is no fault of the request and none of the program. What was asked for was not done, or its answer was
lost on the way; the same request sent again finds out which.
"""

import errno
import sqlite3

from django.db import InterfaceError

AWAY, BUSY, FULL = "database.away", "database.busy", "storage.full"
RETRY_AFTER = {AWAY: 5, BUSY: 5, FULL: 60}  # seconds
# Primary result codes of SQLite. What a full disk does to a write depends on the file system: FULL or IOERR.
_SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY, sqlite3.SQLITE_LOCKED: BUSY, sqlite3.SQLITE_PROTOCOL: BUSY,
    sqlite3.SQLITE_FULL: FULL, sqlite3.SQLITE_IOERR: FULL,
    sqlite3.SQLITE_CANTOPEN: AWAY, sqlite3.SQLITE_NOMEM: AWAY,
}  # fmt: skip
# Classes of SQLSTATE, and the single states that say more than their class.
_POSTGRES = {"08": AWAY, "40": BUSY, "53": AWAY, "55": BUSY, "57": AWAY, "58": AWAY, "53100": FULL}
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def why(error: BaseException | None) -> str:
    """Tell which of the three an error comes from, looking through what was raised while handling it; else empty."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if found := _of(error):
            return found
        error = error.__cause__ or error.__context__
    return ""


def _of(error: BaseException) -> str:
    if isinstance(error, sqlite3.Error):
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "")
    if isinstance(error, OSError):
        return FULL if error.errno in _DISK else ""
    if hasattr(error, "sqlstate"):
        return _of_postgres(error)
    # Django's own: a connection that was closed under it.
    return AWAY if isinstance(error, InterfaceError) and error.__cause__ is None else ""


def _of_postgres(error: BaseException) -> str:
    state = getattr(error, "sqlstate", None)
    if state is None:  # nobody answered, or the line broke: the server had no chance to say why
        return AWAY if type(error).__name__ in {"OperationalError", "ConnectionTimeout", "InterfaceError"} else ""
    return _POSTGRES.get(state) or _POSTGRES.get(state[:2], "")


__all__ = ["AWAY", "BUSY", "FULL", "RETRY_AFTER", "why"]
