"""A section that does not hold, looked at row by row: which entry, and what was done to it."""

from hashlib import sha256
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redress.records import keys, tiles, tree
from redress.records.findings import FEW, Audit, Finding
from redress.records.merkle import HASH_SIZE
from redress.records.models import Head
from redress.records.pinpoint import check_tiles
from redress.records.rows import Row, read_outside, read_section, read_waiting, swapped
from redress.records.sections import SECTION, Section

_INSERTED = gettext_lazy("Entry {entry} was put in: the log has no leaf for it.")
_CHANGED = gettext_lazy("Entry {entry} is not what was recorded: it was changed.")
_HASH_CHANGED = gettext_lazy("The hashes or the salt kept with entry {entry} were changed.")
_TAKEN_OUT = gettext_lazy("Entry {entry} was taken away from its leaf.")
_RECEIPTS = gettext_lazy("The receipts or salts of the entries {one} and {other} were swapped.")
_MOVED = gettext_lazy("Entry {entry} is not at its leaf: its place was changed, or the tree was.")


class Closeup:
    """Follows the sections of the tree and says what is wrong where one does not hold.

    expected -- the leaf at which the next entry has to begin
    odd -- entries that are not what their leaf says; two of them may have been exchanged
    loose -- entries whose receipt or salt is none of theirs; two of them may have been exchanged
    gaps -- leaves without an entry, the first of each gap
    """

    def __init__(self, result: Audit, size: int) -> None:
        self.result, self.size = result, size
        self.expected = 0
        self.odd: list[Row] = []
        self.loose: list[Row] = []
        self.gaps: list[int] = []
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
        outside = [Row.honest(row) for row in _outside(self.size)]
        for row in outside:
            self.result.entries += 1
            self.result.add("inserted", _INSERTED.format(entry=row.id), entry=row.id, index=row.tree_index)
        self._name_taken_out(outside)
        odd = [row for row in self.odd if row.tree_index // tiles.WIDTH not in self.broken]
        for one, other in swapped(odd, keys.seal(), tree.leaf_at):
            message = _("Entries {one} and {other} were swapped.").format(one=one.id, other=other.id)
            first = min(one.tree_index, other.tree_index)
            self.result.findings.insert(0, Finding("log.audit.swapped", message, one.id, first))
        for one, other in combinations(self.loose[:40], 2):
            if _each_others(one, other) and _each_others(other, one):
                message = _RECEIPTS.format(one=one.id, other=other.id)
                self.result.findings.insert(
                    0, Finding("log.audit.receipts_swapped", message, one.id, one.tree_index + 1)
                )

    def _name_taken_out(self, outside: list[Row]) -> None:
        """Name the entries that stand elsewhere and belong to a leaf that has none."""
        if not self.gaps:
            return
        homeless = outside + [Row.honest(row) for row in next(read_waiting(SECTION), [])]
        missing = {tree.leaf_at(index): index for index in self.gaps}
        for row in homeless:
            index = missing.get(tree.row_leaf(row.sealed_by(keys.seal())))
            if index is not None:
                message = _TAKEN_OUT.format(entry=row.id)
                self.result.findings.insert(0, Finding("log.audit.taken_out", message, row.id, index))

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
            at_receipt = row.row_hash == row.sealed_by(seal)
            if at_receipt:
                self.loose.append(row)
            place = index + 1 if at_receipt else index
            self.result.add("hash_changed", _HASH_CHANGED.format(entry=row.id), entry=row.id, index=place)
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
            self.gaps += range(self.expected, min(index, self.expected + FEW - len(self.gaps)))
            self.result.add("dropped", message, index=self.expected)
        self._suspicious = False


def _outside(size: int) -> list[tuple[Any, ...]]:
    """Return the entries that stand beyond the tree, those left out that a log still growing has just taken in."""
    found = read_outside(size)
    while found and (now := Head.objects.values_list("size", flat=True).first() or 0) > size:
        found, size = read_outside(now), now
    return found


def _each_others(one: Row, other: Row) -> bool:
    """Return whether an entry's leaf is made with the other's salt, its receipt, or both."""
    made = {
        sha256(b"\0" + row.salt + receipt.encode()).digest()
        for row in (one, other)
        for receipt in (one.receipt, other.receipt)
        if row.salt is not None and receipt is not None
    }
    return one.leaf_hash in made
