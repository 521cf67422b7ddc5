"""Telling that two stories are nearly the same: a 64-bit print of their character pairs."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache

BITS = 64
_EACH = sum(1 << (16 * bit) for bit in range(BITS))  # one in every lane of `_lanes`
_TOP = bytes(48 + (byte >> 7) for byte in range(256))  # a byte to the digit of its highest bit
CLOSE = 10  # prints that differ in at most so many bits are shown as look-alikes


@lru_cache(maxsize=65_536)
def _spread(pair: str) -> int:
    """A 64-bit hash of a pair, its bits spread over bytes so that eight pairs can be added in one go."""
    return int.from_bytes(hashlib.blake2b(pair.encode("utf-8", "replace"), digest_size=8).digest(), "big")


@lru_cache(maxsize=65_536)
def _lanes(pair: str) -> int:
    """The hash with every bit in a lane of 16 bits: a story has fewer than 32,768 pairs, so the highest bit of a sum stays free."""
    value = _spread(pair)
    lanes = 0
    for bit in range(BITS):
        if value >> bit & 1:
            lanes |= 1 << (16 * bit)
    return lanes


def fingerprint(text: str) -> int | None:
    """Return the print of a text as a signed 64-bit number; None if there is too little of it.

    Near-equal texts have prints that differ in few bits (Charikar's similarity hash).
    """
    compact = "".join(filter(str.isalnum, text))[:1500].lower()
    if len(compact) < 12:
        return None
    pairs = {compact[place : place + 2] for place in range(len(compact) - 1)}
    # Topped up so that the highest bit of a lane says whether more than half of the pairs have that bit.
    sums = sum(map(_lanes, pairs)) + _EACH * (0x7FFF - len(pairs) // 2)
    value = int(sums.to_bytes(2 * BITS, "big")[::2].translate(_TOP), 2)
    return value - (1 << 64) if value >> 63 else value


def distance(one: int, other: int) -> int:
    """Number of bits in which two prints differ.

    >>> distance(0, 7)
    3
    """
    return ((one ^ other) & (2**64 - 1)).bit_count()


def groups(prints: Iterable[tuple[int, int | None]]) -> list[list[int]]:
    """Group (id, print) pairs whose prints are close; only groups of two or more, largest first."""
    heads: list[tuple[int, list[int]]] = []
    for case_id, value in prints:
        if value is None:
            continue
        for head, members in heads:
            if distance(head, value) <= CLOSE:
                members.append(case_id)
                break
        else:
            heads.append((value, [case_id]))
    return sorted((members for _, members in heads if len(members) > 1), key=len, reverse=True)
