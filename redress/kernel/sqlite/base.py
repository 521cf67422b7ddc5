"""Django's SQLite, with one thing more: threads of one process that write wait for each other without sleeping.

SQLite's own waiting is to look again after 1, 2, 5 … 100 ms, so that under load a writer sleeps on long after the other
has finished, and whoever comes late may overtake. A lock of the process wakes the next writer at once. Between processes
(web, worker, commands) SQLite's own waiting stays; the time-out is the same.
"""

from threading import Lock
from typing import Any

from django.db.backends.sqlite3 import base

WRITERS: dict[str, Lock] = {}  # by file


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that takes its file's lock before BEGIN IMMEDIATE and gives it back when the transaction is over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: Lock | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # if it fails, a rollback follows, and the turn ends there
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        if self._held is None:
            turn = WRITERS.setdefault(str(self.settings_dict["NAME"]), Lock())
            # When the wait is over, SQLite says itself that the database is locked.
            self._held = turn if turn.acquire(timeout=float(self.settings_dict["OPTIONS"].get("timeout", 5))) else None

    def _end_turn(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.release()
