"""Writing together: those who come while another's transaction is being written share the next one.

Making a commit durable costs the same for one filing as for ten, and on SQLite the commits of a process come one after
the other anyway. Each caller still returns only after its own work is committed.
"""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

MOST = 64  # pieces of work in one transaction, so that nobody waits long for the others
T = TypeVar("T")


class _Ticket(Generic[T]):
    __slots__ = ("done", "error", "work")

    def __init__(self, work: T) -> None:
        self.work = work
        self.done = False
        self.error: BaseException | None = None


class Together(Generic[T]):
    """store -- writes all it is given in one transaction of its own, or nothing, and raises"""

    def __init__(self, store: Callable[[Sequence[T]], None]) -> None:
        self._store = store
        self._turn = Lock()
        self._waiting: deque[_Ticket[T]] = deque()

    def write(self, work: T) -> None:
        """Return when the work is committed. Raises what storing this piece of work raised; the others' goes on."""
        ticket = _Ticket(work)
        self._waiting.append(ticket)
        with self._turn:
            while not ticket.done:  # whoever held the turn before may have written this too
                self._write([self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))])
        if ticket.error is not None:
            raise ticket.error

    def _write(self, tickets: Sequence[_Ticket[T]]) -> None:
        try:
            self._store([ticket.work for ticket in tickets])
        except BaseException as error:
            if len(tickets) > 1:  # one of them is at fault: each alone, so that it fails alone
                for ticket in tickets:
                    self._write([ticket])
                return
            tickets[0].error = error
        for ticket in tickets:
            ticket.done = True
