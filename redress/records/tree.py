"""The tree as it is stored: tiles in the database."""

from collections.abc import Sequence

from django.db import OperationalError, connection

from redress.records import tiles
from redress.records.merkle import HASH_SIZE, Node, leaf_hash, range_root

_UPSERT = (
    "INSERT INTO records_tile (level, number, hashes) VALUES (%s, %s, %s) "
    "ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes"
)


class TreeDamaged(RuntimeError):
    """A tile is missing or shorter than the tree is."""


def read(level: int, number: int, width: int = 0) -> bytes:
    """Return the stored hashes of a tile, which may be more than `width`; none if there is no such tile."""
    found = _fetch("SELECT number, hashes FROM records_tile WHERE level = %s AND number = %s", [level, number])
    return found[0][1] if found else b""


def node(size: int) -> Node:
    """Return the hashes of the tree as it was when it had `size` leaves."""
    return tiles.reader(read, size)


def root(size: int) -> bytes:
    return range_root(0, size, node(size))


def extent() -> int:
    """Return how many leaves the lowest tiles have, whatever the checkpoint says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(number) FROM records_tile WHERE level = 0")
        [number] = cursor.fetchone()
    return 0 if number is None else number * tiles.WIDTH + len(read(0, number)) // HASH_SIZE


def extend(size: int, leaves: Sequence[bytes]) -> None:
    """Add leaf hashes behind the first `size`, in the caller's transaction. Raises TreeDamaged."""
    level, start, added = 0, size, list(leaves)
    while added:
        number, offset = divmod(start, tiles.WIDTH)
        known = read(level, number)[: offset * HASH_SIZE] if offset else b""
        if len(known) != offset * HASH_SIZE:
            raise TreeDamaged(f"{tiles.path(level, number, offset)} is missing or too short.")
        hashes = known + b"".join(added)
        pieces = [hashes[place : place + tiles.FULL] for place in range(0, len(hashes), tiles.FULL)]
        with connection.cursor() as cursor:
            cursor.executemany(_UPSERT, [(level, number + place, piece) for place, piece in enumerate(pieces)])
        added = [tiles.tile_root(piece) for piece in pieces if len(piece) == tiles.FULL]
        start >>= tiles.HEIGHT
        level += 1


def tiles_between(start: int, stop: int, size: int) -> tuple[bytes | None, bytes]:
    """Return the leaf hashes [start, stop) as the tiles have them, and what the level above has for the full ones.

    start -- first leaf of a tile; stop -- end of a tile or of the tree; start and stop lie under one tile of level 1
    None instead of the hashes if a tile is missing or does not have the hashes the tree has; what the last one has
    beyond that is left out, since the log may have grown
    """
    first, last = start // tiles.WIDTH, (stop - 1) // tiles.WIDTH
    found = _fetch(
        "SELECT number, hashes FROM records_tile WHERE level = 0 AND number BETWEEN %s AND %s ORDER BY number",
        [first, last],
    )
    whole = [(number, tiles.width(0, number, size) * HASH_SIZE) for number in range(first, last + 1)]
    if found and stop == size and size % tiles.WIDTH:
        found[-1] = (found[-1][0], found[-1][1][: whole[-1][1]])
    if [(number, len(hashes)) for number, hashes in found] != whole:
        return None, b""
    hashes = b"".join(hashes for _, hashes in found)
    place = first % tiles.WIDTH * HASH_SIZE
    return hashes, read(1, first // tiles.WIDTH)[place : place + len(hashes) // tiles.FULL * HASH_SIZE]


def leaves_between(start: int, end: int) -> bytes:
    """Return the leaf hashes [start, end) as the tiles have them, however damaged; zeroes where there is no tile."""
    first, last = start // tiles.WIDTH, (end - 1) // tiles.WIDTH
    whole = b"".join(read(0, number)[: tiles.FULL].ljust(tiles.FULL, b"\0") for number in range(first, last + 1))
    skip = start - first * tiles.WIDTH
    return whole[skip * HASH_SIZE : (skip + end - start) * HASH_SIZE]


def leaf_at(index: int) -> bytes:
    return leaves_between(index, index + 1)


def row_leaf(row_hash: bytes) -> bytes:
    """Return the leaf of an entry itself; a receipt's leaf hashes at least 34 bytes, so the two cannot be confused."""
    return leaf_hash(row_hash)


def _fetch(query: str, parameters: list[int]) -> list[tuple[int, bytes]]:
    """Return numbers and hashes; none where something stands that the log never writes."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(query, parameters)
            rows = cursor.fetchall()
    except OperationalError:
        if connection.vendor != "sqlite":
            raise
        return []
    return [(number, hashes if isinstance(hashes, bytes) else b"") for number, hashes in rows]
