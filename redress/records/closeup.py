"""A section that does not hold, looked at row by row: which entry, and what was done to it."""

from collections.abc import Set as AbstractSet

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redress.records import keys, tiles, tree
from redress.records.findings import Audit, Finding
from redress.records.merkle import HASH_SIZE
from redress.records.rows import Row, read_outside, read_section, swapped
from redress.records.sections import SECTION, Section

_INSERTED = gettext_lazy("Entry {entry} was put in: the log has no leaf for it.")
_CHANGED = gettext_lazy("Entry {entry} is not what was recorded: it was changed.")
_HASH_CHANGED = gettext_lazy("The hashes or the salt kept with entry {entry} were changed.")
_MOVED = gettext_lazy("Entry {entry} is not at its leaf: its place was changed, or the tree was.")


class Closeup:
    """Follows the sections of the tree and says what is wrong where one does not hold.

    expected -- the leaf at which the next entry has to begin
    odd -- entries that are not what their leaf says; two of them may have been exchanged
    """

    def __init__(self, result: Audit, size: int) -> None:
        self.result, self.size = result, size
        self.expected = 0
        self.odd: list[Row] = []
        self.broken: set[int] = set()
        self._suspicious = False

    def follow(self, section: Section) -> None:
        """Take the next section; look closely if it does not hold."""
        self.result.entries += section.entries
        self.result.erased += section.erased
        if section.sound:
            self._gap(section.first)
            self.expected = section.end
        else:
            self._look(section.start)

    def finish(self) -> None:
        """Say what is missing at the end, what stands outside the tree, and which entries were exchanged."""
        self._gap(self.size)
        for row in map(Row.honest, read_outside(self.size)):
            self.result.entries += 1
            self.result.add("inserted", _INSERTED.format(entry=row.id), entry=row.id, index=row.tree_index)
        odd = [row for row in self.odd if row.tree_index // tiles.WIDTH not in self.broken]
        for one, other in swapped(odd, keys.seal(), tree.leaf_at):
            message = _("Entries {one} and {other} were swapped.").format(one=one.id, other=other.id)
            first = min(one.tree_index, other.tree_index)
            self.result.findings.insert(0, Finding("log.audit.swapped", message, one.id, first))

    def _look(self, start: int) -> None:
        stop = min(start + SECTION, self.size)
        self.broken |= check_tiles(self.result, 0, range(start // tiles.WIDTH, -(-stop // tiles.WIDTH)), self.size)
        known = tree.leaves_between(start, min(stop + 1, self.size))
        for row in map(Row.honest, read_section(start, stop)[1]):
            self._gap(row.tree_index)
            self._suspicious = not self._holds(row, known, start)
            self.expected = min(max(self.expected, row.tree_index + row.leaves), self.size)

    def _holds(self, row: Row, known: bytes, start: int) -> bool:
        index, seal = row.tree_index, keys.seal()
        if index < self.expected:
            self.result.add("inserted", _INSERTED.format(entry=row.id), entry=row.id, index=index)
        elif not self._is_leaf(index, tree.row_leaf(row.sealed_by(seal)), known, start):
            self.odd.append(row)
            code, message = ("moved", _MOVED) if row.holds(seal) else ("changed", _CHANGED)
            self.result.add(code, message.format(entry=row.id), entry=row.id, index=index)
        elif not row.holds(seal):
            self.result.add("hash_changed", _HASH_CHANGED.format(entry=row.id), entry=row.id, index=index)
        elif row.leaf_hash is not None and not self._is_leaf(index + 1, row.leaf_hash, known, start):
            self.result.add("moved", _MOVED.format(entry=row.id), entry=row.id, index=index + 1)
        else:
            return True
        return False

    def _is_leaf(self, index: int, leaf: bytes, known: bytes, start: int) -> bool:
        # Rows are not blamed for a tile that is broken itself.
        place = (index - start) * HASH_SIZE
        return index // tiles.WIDTH in self.broken or known[place : place + HASH_SIZE] == leaf

    def _gap(self, index: int) -> None:
        """Report the leaves before this one that no entry stands for; not right behind a changed entry, whose gap it is."""
        if index > self.expected and not self._suspicious:
            if index - self.expected == 1:
                message = _("The entry at leaf {start} is gone.").format(start=self.expected)
            else:
                message = _("The entries at leaves {start} to {end} are gone.")
                message = message.format(start=self.expected, end=index - 1)
            self.result.add("dropped", message, index=self.expected)
        self._suspicious = False


def check_tiles(result: Audit, level: int, numbers: range, size: int) -> AbstractSet[int]:
    """Hold tiles of one level against the one above; return the numbers of those that differ."""
    broken = set()
    for number in numbers:
        width = tiles.width(level, number, size)
        problem = _tile_problem(level, number, width)
        if problem:
            place = tiles.path(level, number, width)
            first = number << (tiles.HEIGHT * (level + 1))
            result.add("tile_changed", problem.format(place=place, width=width), index=first)
            broken.add(number)
    return broken


def _tile_problem(level: int, number: int, width: int) -> str:
    tile = tree.read(level, number)
    if len(tile) != width * HASH_SIZE:
        return _("The tree was changed: {place} does not have {width} hashes.")
    if width < tiles.WIDTH:
        return ""
    upper, place = divmod(number, tiles.WIDTH)
    above = tree.read(level + 1, upper)[place * HASH_SIZE : (place + 1) * HASH_SIZE]
    return "" if tiles.tile_root(tile) == above else _("The tree was changed: {place} and the tile above it differ.")
