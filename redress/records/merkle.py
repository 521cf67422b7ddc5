"""The tree that commits to the archive: hashes, proofs, and their checks, as in RFC 9162 section 2.1.

Nothing here knows how leaves are stored. Whoever wants a proof brings `node(level, index)`, which returns the hash of
the complete subtree over the leaves [index * 2**level, (index + 1) * 2**level).
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

Node = Callable[[int, int], bytes]

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
MAX_SIZE = 2**63 - 1


class BadProof(ValueError):
    """The hashes do not connect the leaf (or the earlier tree) with the root."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf; the prefix 0x00 keeps leaves and nodes apart."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over 2**k neighbouring hashes.

    >>> fold([EMPTY_ROOT]) == EMPTY_ROOT
    True
    """
    row = list(hashes)
    if not row or len(row) & (len(row) - 1):
        raise ValueError(f"A complete subtree has a power of two of hashes, not {len(row)}.")
    while len(row) > 1:
        row = [sha256(b"\x01" + row[i] + row[i + 1]).digest() for i in range(0, len(row), 2)]
    return row[0]


class Frontier:
    """The right edge of a growing tree: all that is needed to add a leaf in O(log n) and to know the root."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if len(peaks) != size.bit_count():
            raise ValueError(f"A tree of {size} leaves has {size.bit_count()} complete subtrees, not {len(peaks)}.")
        self.size = size
        self.peaks = list(peaks)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        size = self.size
        while size & 1:
            leaf = sha256(b"\x01" + self.peaks.pop() + leaf).digest()
            size >>= 1
        self.peaks.append(leaf)
        self.size += 1

    def extend_complete(self, root: bytes, level: int) -> None:
        """Add a complete subtree of 2**level leaves; the size must be a multiple of that."""
        if self.size & ((1 << level) - 1):
            raise ValueError(f"A subtree of {1 << level} leaves cannot follow {self.size} leaves.")
        size = self.size >> level
        while size & 1:
            root = sha256(b"\x01" + self.peaks.pop() + root).digest()
            size >>= 1
        self.peaks.append(root)
        self.size += 1 << level

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = sha256(b"\x01" + peak + root).digest()
        return root


def range_root(start: int, end: int, node: Node) -> bytes:
    """Return the root over the leaves [start, end), where start is a multiple of a power of two not below end - start."""
    if start == end == 0:
        return EMPTY_ROOT
    peaks = []
    while start < end:
        level = (end - start).bit_length() - 1
        peaks.append(node(level, start >> level))
        start += 1 << level
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """Return the hashes from the leaf's sibling up to the root's child (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"There is no leaf {index} in a tree of {size}.")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        split = start + _largest_power_below(end - start)
        if index < split:
            path.append(range_root(split, end, node))
            end = split
        else:
            path.append(range_root(start, split, node))
            start = split
    path.reverse()
    return path


def consistency_proof(old: int, new: int, node: Node) -> list[bytes]:
    """Return the hashes that show the first `old` leaves of the tree of `new` to be the old tree (RFC 9162, 2.1.4.1)."""
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {new} leaves cannot follow one of {old}.")
    if old in {0, new}:
        return []
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while end != old:
        split = start + _largest_power_below(end - start)
        if old <= split:
            path.append(range_root(split, end, node))
            end = split
        else:
            path.append(range_root(start, split, node))
            start, whole = split, False
    if not whole:
        path.append(range_root(start, end, node))
    path.reverse()
    return path


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Return the root that this leaf and path lead to (RFC 9162, 2.1.3.2). Raises BadProof if the path cannot fit."""
    if not 0 <= index < size <= MAX_SIZE:
        raise BadProof(f"There is no leaf {index} in a tree of {size}.")
    first, last, root = index, size - 1, leaf
    for hash_ in path:
        if last == 0:
            raise BadProof("The proof is longer than the tree is high.")
        if first & 1 or first == last:
            root = node_hash(hash_, root)
            while not first & 1 and first:
                first >>= 1
                last >>= 1
        else:
            root = node_hash(root, hash_)
        first >>= 1
        last >>= 1
    if last != 0:
        raise BadProof("The proof is shorter than the tree is high.")
    return root


def check_consistency(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> None:
    """Raise BadProof unless the old tree is the beginning of the new one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new <= MAX_SIZE:
        raise BadProof(f"A tree of {new} leaves cannot follow one of {old}.")
    if old in {0, new}:
        expected = EMPTY_ROOT if old == 0 else new_root
        if path or old_root != expected:
            raise BadProof("Two trees of the same size differ." if old else "An empty tree needs no proof.")
        return
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not hashes:
        raise BadProof("The proof is empty.")
    if (old_root, new_root) != _roots_from_consistency(old, new, hashes):
        raise BadProof("The old tree is not the beginning of the new one.")


def _roots_from_consistency(old: int, new: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    first, last = old - 1, new - 1
    while first & 1:
        first >>= 1
        last >>= 1
    old_root = new_root = hashes[0]
    for hash_ in hashes[1:]:
        if last == 0:
            raise BadProof("The proof is longer than the tree is high.")
        if first & 1 or first == last:
            old_root = node_hash(hash_, old_root)
            new_root = node_hash(hash_, new_root)
            while not first & 1 and first:
                first >>= 1
                last >>= 1
        else:
            new_root = node_hash(new_root, hash_)
        first >>= 1
        last >>= 1
    if last != 0:
        raise BadProof("The proof is shorter than the tree is high.")
    return old_root, new_root


def _largest_power_below(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)
