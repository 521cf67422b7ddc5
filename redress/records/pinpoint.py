"""Which hash of the tree was touched: a tile held against what lies below it and against the tile above.

Below the lowest tiles lie the rows, whose seals need a key that is not in the database; below every other tile lie the
tiles of the level before. Where two of the three agree, the third is the one that was changed.
"""

from collections.abc import Set as AbstractSet

from django.utils.translation import gettext as _

from redress.records import keys, tiles, tree
from redress.records.findings import Audit
from redress.records.merkle import HASH_SIZE
from redress.records.rows import Row, read_section

_NOTHING = b"\0" * HASH_SIZE


def check_tiles(result: Audit, level: int, numbers: range, size: int) -> AbstractSet[int]:
    """Hold tiles of one level against the one above; name the hash that was changed and return the tiles that differ.

    A last tile that has more hashes than it should is none of this: the log may have grown since `size` was read.
    """
    broken = set()
    for number in numbers:
        width = tiles.width(level, number, size)
        there = tree.read(level, number)
        tile = there[: width * HASH_SIZE] if width < tiles.WIDTH else there
        above = _above(level, number) if width == tiles.WIDTH else b""
        if len(tile) == width * HASH_SIZE and (not above or tiles.tile_root(tile) == above):
            continue
        broken.add(number)
        _name(result, level, number, tile, above, width)
    return broken


def _name(result: Audit, level: int, number: int, tile: bytes, above: bytes, width: int) -> None:
    """Say which hash is another one: of this tile, or the one above that stands for it."""
    span = tiles.HEIGHT * level
    place, first = tiles.path(level, number, width), number * tiles.WIDTH
    below = _leaves(first, width) if level == 0 else _roots(level - 1, first, width)
    if tile == below and len(tile) == width * HASH_SIZE:
        upper, hash_ = divmod(number, tiles.WIDTH)
        message = _("The tree was changed: hash {hash} of tile {tile}, which stands for the leaves {start} to {end}.")
        start = first << span
        end = start + (tiles.WIDTH << span) - 1
        upper_tile = tiles.path(level + 1, upper, tiles.WIDTH)
        result.add("tile_changed", message.format(hash=hash_, tile=upper_tile, start=start, end=end), index=start)
        return
    if len(tile) != width * HASH_SIZE:
        message = _("The tree was changed: {place} does not have {width} hashes.")
    elif level and tiles.tile_root(below) == above:
        return  # its hashes were held against the tiles below it before: the one that differs has been named
    else:
        message = _("The tree was changed: {place} and the tile above it differ.")
    index = (first + _first_odd(tile, below, width)) << span
    result.add("tile_changed", message.format(place=place, width=width), index=index)


def _above(level: int, number: int) -> bytes:
    upper, place = divmod(number, tiles.WIDTH)
    return tree.read(level + 1, upper)[place * HASH_SIZE : (place + 1) * HASH_SIZE] or _NOTHING


def _first_odd(tile: bytes, below: bytes, width: int) -> int:
    """Return the place of the first hash that is not what lies below says; 0 if that says nothing."""
    for place in range(width):
        piece = slice(place * HASH_SIZE, (place + 1) * HASH_SIZE)
        if below[piece] != _NOTHING and tile[piece] != below[piece]:
            return place
    return 0


def _leaves(first: int, width: int) -> bytes:
    """Return the leaves that the rows placed there make, zeroes where none does."""
    before, rows = read_section(first, first + width)
    known: dict[int, bytes] = {}
    seal = keys.seal()
    for row in map(Row.honest, [*([before] if before else []), *rows]):
        known.setdefault(row.tree_index, tree.row_leaf(row.sealed_by(seal)))
        if row.leaf_hash is not None:
            known.setdefault(row.tree_index + 1, row.leaf_hash)
    return b"".join(known.get(place, _NOTHING) for place in range(first, first + width))


def _roots(level: int, first: int, width: int) -> bytes:
    """Return the roots of full tiles of a level, zeroes where one is not full."""
    found = [tree.read(level, number) for number in range(first, first + width)]
    return b"".join(tiles.tile_root(tile) if len(tile) == tiles.FULL else _NOTHING for tile in found)
