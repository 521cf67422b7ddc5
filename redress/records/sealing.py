"""What makes a row of the archive itself: a keyed hash over all of its own content, its number included.

The key lies in a file, not in the database. Whoever can write to the database alone can therefore neither alter a row
nor add one that passes; and because the number is part of what is sealed, a copied or moved row does not pass either.
The hash tells nobody anything about the row, so it can stand in the public tree.
"""

from hashlib import sha256
from typing import Protocol

SUITE = 1  # HMAC-SHA-256 for the row, RFC 9162 with SHA-256 for the tree, Ed25519 for checkpoints
_BLOCK = 64


class Seal(Protocol):
    """Seals one row."""

    def __call__(
        self,
        id_: int,
        subject: int,
        event: str,
        at: str,
        actor: str,
        data: str,
        leaf_hash: bytes | None,
        suite: int = ...,
        /,
    ) -> bytes: ...


def sealer(key: bytes) -> Seal:
    """Return the function that seals a row: (id, subject, event, at, actor, data, leaf_hash) -> 32 bytes.

    HMAC (RFC 2104) with the two padded key blocks hashed once, which halves its cost.
    The separator 0x1F cannot occur in an event, an actor or in JSON, so no two rows have the same sealed form.
    """
    block = key.ljust(_BLOCK, b"\0")
    inner = sha256(bytes(byte ^ 0x36 for byte in block))
    outer = sha256(bytes(byte ^ 0x5C for byte in block))

    def seal(
        id_: int,
        subject: int,
        event: str,
        at: str,
        actor: str,
        data: str,
        leaf_hash: bytes | None,
        suite: int = SUITE,
        /,
    ) -> bytes:
        commitment = leaf_hash.hex() if leaf_hash else ""
        row = f"{suite}\x1f{id_}\x1f{subject}\x1f{event}\x1f{at}\x1f{actor}\x1f{commitment}\x1f{data}"
        first = inner.copy()
        first.update(row.encode())
        last = outer.copy()
        last.update(first.digest())
        return last.digest()

    return seal
