"""What makes a row of the archive itself: a keyed hash over all of its own content, its number included.

The key lies in a file, not in the database. Whoever can write to the database alone can therefore neither alter a row
nor add one that passes; and because the number is part of what is sealed, a copied or moved row does not pass either.
The hash tells nobody anything about the row, so it can stand in the public tree.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

SUITE = 1  # HMAC-SHA-256 for the row, RFC 9162 with SHA-256 for the tree, Ed25519 for checkpoints
_BLOCK = 64

# What is sealed, in this order, as the first members of a row: id, subject, event, at, actor, data, leaf_hash, suite.
SEALED = "id, subject, event, at, actor, data, leaf_hash, suite"
Seal = Callable[[Iterable[tuple[Any, ...]]], list[bytes]]


def sealer(key: bytes) -> Seal:
    """Return the function that seals rows (SEALED, and whatever follows), 32 bytes each.

    HMAC (RFC 2104) with the two padded key blocks hashed once, and many rows a call: this is what an audit waits for.
    The separator 0x1F cannot occur in an event, an actor or in JSON, so no two rows have the same sealed form.
    """
    block = key.ljust(_BLOCK, b"\0")
    inner = sha256(bytes(byte ^ 0x36 for byte in block))
    outer = sha256(bytes(byte ^ 0x5C for byte in block))

    def seal(rows: Iterable[tuple[Any, ...]]) -> list[bytes]:
        seals = []
        for id_, subject, event, at, actor, data, leaf, suite, *_rest in rows:
            first = inner.copy()
            first.update(
                f"{suite}\x1f{id_}\x1f{subject}\x1f{event}\x1f{at}\x1f{actor}\x1f"
                f"{leaf.hex() if leaf else ''}\x1f{data}".encode()
            )
            last = outer.copy()
            last.update(first.digest())
            seals.append(last.digest())
        return seals

    return seal
