"""Work in several processes that prepare side by side and write in turn: as fast as the cores, in the order of one.

Whatever is written lies in the order of the batches, so that work that was stopped is done up to a place and not beyond.
"""

import itertools
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, TypeVar

from django.db import connection, connections

from redress.kernel.processes import end_with_parent

Batch = TypeVar("Batch")
Prepared = TypeVar("Prepared")
Result = TypeVar("Result")
MOST = 4  # more only wait for their turn to write


class Broken(RuntimeError):
    """A process was ended from outside. What was written stays; the rest is not done."""


class _Said(NamedTuple):
    """What a process says of one batch: what came of it, why it failed, or that there are no more."""

    result: Any = None
    error: BaseException | None = None
    end: bool = False


def processes() -> int:
    """How many processes are of use here: one inside a transaction, which no other process could see into."""
    if sys.platform != "linux" or connection.in_atomic_block:
        return 1
    return max(1, min(MOST, os.cpu_count() or 1))


def run(
    batches: Callable[[], Iterator[Batch]],
    prepare: Callable[[Batch], Prepared],
    write: Callable[[Prepared], Result],
    *,
    count: int,
) -> Iterator[Result]:
    """Prepare and write every batch; yield what came of each, in their order.

    batches -- called in every process: each reads all and takes its own; must give the same every time
    write -- called for one batch at a time, in their order; returns something small, which is handed to this process
    count -- of processes; the first batch is always done here, so that the others inherit what it had to load
    Raises what `prepare` or `write` raises, and Broken if a process was ended.
    """
    for batch in itertools.islice(batches(), 1 if count > 1 else None):
        yield write(prepare(batch))
    if count > 1:
        yield from _side_by_side(batches, prepare, write, count)


def _side_by_side(batches: Any, prepare: Any, write: Any, count: int) -> Iterator[Any]:
    context = multiprocessing.get_context("fork")
    turns = [context.Semaphore(1 if place == 0 else 0) for place in range(count)]
    connections.close_all()  # a connection is no good in two processes
    ends, children = [], []
    for place in range(count):
        ours, theirs = context.Pipe(duplex=False)
        mine = itertools.islice(batches(), 1 + place, None, count)
        given = (mine, prepare, write, turns[place], turns[(place + 1) % count], theirs)
        children.append(context.Process(target=_work, args=given, daemon=True))
        children[-1].start()
        theirs.close()
        ends.append(ours)
    try:
        for end in itertools.cycle(ends):
            said = _heard(end)
            if said.error is not None:
                raise said.error
            if said.end:
                return
            yield said.result
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.join()


def _heard(end: Connection) -> _Said:
    try:
        said: _Said = end.recv()
    except EOFError:
        raise Broken from None
    return said


def _work(batches: Any, prepare: Any, write: Any, turn: Any, following: Any, end: Connection) -> None:
    end_with_parent(signal.SIGKILL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        for batch in batches:
            prepared = prepare(batch)
            turn.acquire()
            result = write(prepared)
            following.release()
            end.send(_Said(result))
        end.send(_Said(end=True))
    except BaseException as error:
        end.send(_Said(error=error))
    finally:
        connections.close_all()
