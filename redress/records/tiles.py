"""The tree cut into tiles of 256 hashes that can be kept, served and cached as files (C2SP tlog-tiles).

A tile of level L holds hashes of complete subtrees of 256**L leaves; every hash between is computed from them.
"""

from collections.abc import Callable
from hashlib import sha256

from redress.records.merkle import HASH_SIZE, Node, fold

HEIGHT = 8
WIDTH = 1 << HEIGHT
FULL = WIDTH * HASH_SIZE
MAX_LEVEL = 7  # 256**8 leaves and more are beyond any log

Read = Callable[[int, int, int], bytes]


def width(level: int, number: int, size: int) -> int:
    """Return how many hashes this tile has in a tree of `size` leaves: 0 (no such tile) to 256."""
    return max(0, min(WIDTH, (size >> (HEIGHT * level)) - number * WIDTH))


def path(level: int, number: int, width: int) -> str:
    """Return the address of a tile below the log's prefix.

    >>> path(0, 1234067, 256)
    'tile/0/x001/x234/067'
    >>> path(1, 0, 17)
    'tile/1/000.p/17'
    """
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def number_from(groups: str) -> int:
    """Return the tile number written as `x001/x234/067`. Raises ValueError for any other spelling."""
    number = 0
    *higher, last = groups.split("/")
    for group in higher:
        if not group.startswith("x"):
            raise ValueError("Every group of a tile number but the last begins with x.")
        number = number * 1000 + _three_digits(group[1:])
    number = number * 1000 + _three_digits(last)
    if path(0, number, WIDTH) != f"tile/0/{groups}":
        raise ValueError("A tile number has no groups of zeroes in front.")
    return number


def reader(read: Read, size: int) -> Node:
    """Return the `node` function of the tree of `size` leaves whose tiles `read(level, number, width)` returns.

    read -- may return more than the width asked for (a tile that has grown since), never less
    """
    kept: dict[tuple[int, int], bytes] = {}

    def node(level: int, index: int) -> bytes:
        tile_level, height = divmod(level, HEIGHT)
        first = index << height
        number, offset = first >> HEIGHT, first & (WIDTH - 1)
        tile = kept.get((tile_level, number))
        if tile is None:
            wanted = width(tile_level, number, size)
            tile = read(tile_level, number, wanted)
            if len(tile) < wanted * HASH_SIZE:
                raise ValueError(f"{path(tile_level, number, wanted)} is shorter than the tree needs.")
            kept[tile_level, number] = tile
        places = range(offset * HASH_SIZE, (offset + (1 << height)) * HASH_SIZE, HASH_SIZE)
        return fold([tile[place : place + HASH_SIZE] for place in places])

    return node


def tile_root(tile: bytes) -> bytes:
    """Return the hash of a full tile, which is its place in the level above."""
    if len(tile) != FULL:
        raise ValueError("Only a full tile has a place in the level above.")
    while len(tile) > HASH_SIZE:  # two hashes at a time; an audit spends a fifth of its time here
        pairs = range(0, len(tile), 2 * HASH_SIZE)
        tile = b"".join([sha256(b"\x01" + tile[place : place + 2 * HASH_SIZE]).digest() for place in pairs])
    return tile


def _three_digits(text: str) -> int:
    if len(text) != 3 or not (text.isascii() and text.isdigit()):
        raise ValueError("A group of a tile number has three digits.")
    return int(text)
