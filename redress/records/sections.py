"""The tree read section by section, the quick way: does everything in this section hold, yes or no?

Sections do not depend on each other, so that a large archive is read by as many processes as there are processors.
A section that does not hold is then looked at closely (closeup).
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from hashlib import sha256
from itertools import cycle
from typing import Any

SECTION = 8_192  # leaves, 32 tiles
MANY = 1 << 19  # leaves from which starting further processes costs less than it saves


@dataclass(frozen=True, slots=True)
class Section:
    """What one section is like.

    sound -- seals, receipts, places, tiles and the tiles above all agree
    first, end -- the leaves its entries make: the last may reach one leaf into the next section
    """

    start: int
    sound: bool
    entries: int
    erased: int
    first: int
    end: int


def examine(start: int, size: int) -> Section:
    """Read the entries whose places lie in [start, start + SECTION) and hold them against the tree of `size` leaves."""
    from redress.records import keys  # noqa: PLC0415 -- a further process sets up Django before this
    from redress.records.rows import read_section  # noqa: PLC0415

    stop = min(start + SECTION, size)
    before, rows = read_section(start, stop)
    first = start + (1 if before is not None and before[6] is not None else 0)
    try:
        leaves, erased, sound = _leaves_of(rows, first, keys.seal()(rows))
        sound = sound and stop <= first + len(leaves) // 32 <= size and _tree_agrees(start, stop, first, leaves, size)
    except (TypeError, ValueError, AttributeError):  # a value of a kind that the archive never writes
        leaves, erased, sound = b"", 0, False
    return Section(start, sound, len(rows), erased, first, first + len(leaves) // 32)


def sections(size: int) -> Iterator[Section]:
    """Yield every section of the tree in order, read by several processes where that is worth it."""
    with several(size) as workers:
        for start, worker in zip(range(0, size, SECTION), cycle(workers or [None]), strict=False):
            yield answer(worker, start) or examine(start, size)


def _leaves_of(rows: list[tuple[Any, ...]], place: int, seals: list[bytes]) -> tuple[bytes, int, bool]:
    """Return the leaf hashes that the rows make, how many were erased, and whether all seals and receipts hold."""
    hashes: list[bytes] = []
    erased, sound = 0, True
    for (_1, _2, _3, _4, _5, _6, leaf, _8, row_hash, receipt, salt, index), right in zip(rows, seals, strict=True):
        if index != place or row_hash != right:
            sound = False
        hashes.append(sha256(b"\0" + row_hash).digest())
        place += 1
        if leaf is not None:
            hashes.append(leaf)
            place += 1
            if salt is None or receipt is None:
                erased += 1
            elif sha256(b"\0" + salt + receipt.encode()).digest() != leaf:
                sound = False
    return b"".join(hashes), erased, sound


def _tree_agrees(start: int, stop: int, first: int, leaves: bytes, size: int) -> bool:
    """Return whether the section's tiles hold these leaves, and the tile above holds the section's tiles."""
    from redress.records import tiles, tree  # noqa: PLC0415

    hashes, upper = tree.tiles_between(start, stop, size)
    if hashes is None or hashes[(first - start) * 32 :] != leaves[: (stop - first) * 32]:
        return False
    full = len(hashes) // tiles.FULL
    roots = [tiles.tile_root(hashes[place * tiles.FULL : (place + 1) * tiles.FULL]) for place in range(full)]
    return b"".join(roots) == upper


@contextmanager
def several(size: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Run as many processes as there are processors, each examining its share in order; none for a small archive."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    count, name = min(os.cpu_count() or 1, 8), str(connection.settings_dict["NAME"])
    if size < MANY or count < 2 or connection.in_atomic_block or "mode=memory" in name:
        yield []
        return
    environment = {**os.environ, "REDRESS_DATA": str(settings.REDRESS_DATA)}
    workers = [
        subprocess.Popen(  # noqa: S603 -- this very module, with numbers and the database's name
            [sys.executable, "-m", __name__, name, str(number), str(count), str(size)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            text=True,
        )
        for number in range(count)
    ]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()


def answer(worker: subprocess.Popen[str] | None, start: int) -> Section | None:
    """Return a worker's next section; None if it has none, because it could not start or was ended."""
    if worker is None or worker.stdout is None:
        return None
    found = worker.stdout.readline().split()
    if len(found) != 6 or int(found[0]) != start:
        return None
    _start, sound, entries, erased, first, end = map(int, found)
    return Section(start, bool(sound), entries, erased, first, end)


def main() -> None:
    """Examine every count-th section: `python -m redress.records.sections DATABASE NUMBER COUNT SIZE`."""
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection  # noqa: PLC0415

    connection.settings_dict["NAME"] = sys.argv[1]
    number, count, size = map(int, sys.argv[2:])
    for start in range(number * SECTION, size, count * SECTION):
        sys.stdout.write(" ".join(str(int(part)) for part in astuple(examine(start, size))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
