"""A proof that one leaf is in the log, in one small text that needs nobody's server (C2SP tlog-proof)."""

from dataclasses import dataclass

from redress.records.checkpoint import decimal
from redress.records.merkle import HASH_SIZE
from redress.records.notes import BadNote, b64, from_b64

HEADER = "c2sp.org/tlog-proof@v1"
MAX_PROOF = 131_072
MAX_PATH = 63
MAX_EXTRA = 1_024


@dataclass(frozen=True, slots=True)
class Proof:
    """Place, path and signed checkpoint of one leaf.

    extra -- for our receipts: the 32 bytes of salt without which the leaf says nothing
    note -- the signed checkpoint, word for word
    """

    index: int
    path: tuple[bytes, ...]
    note: str
    extra: bytes | None = None

    def __str__(self) -> str:
        lines = [HEADER]
        if self.extra is not None:
            lines.append(f"extra {b64(self.extra)}")
        lines.append(f"index {self.index}")
        lines += map(b64, self.path)
        return "\n".join(lines) + "\n\n" + self.note

    @classmethod
    def parse(cls, text: str) -> "Proof":
        """Read a proof. Raises BadNote for anything that is not exactly one; nothing in it is checked yet."""
        if len(text) > MAX_PROOF:
            raise BadNote("A proof is at most 128 KiB of text.")
        head, blank, note = text.partition("\n\n")
        lines = head.split("\n")
        if not blank or lines[0] != HEADER:
            raise BadNote(f"A proof begins with the line {HEADER}.")
        rest = lines[1:]
        extra = None
        if rest and rest[0].startswith("extra "):
            extra = from_b64(rest.pop(0)[6:])
            if len(extra) > MAX_EXTRA:
                raise BadNote("The extra line is too long.")
        if not rest or not rest[0].startswith("index "):
            raise BadNote("A proof says at which index its leaf is.")
        index = decimal(rest.pop(0)[6:])
        if len(rest) > MAX_PATH:
            raise BadNote("The path is longer than any tree is high.")
        path = tuple(map(from_b64, rest))
        if any(len(hash_) != HASH_SIZE for hash_ in path):
            raise BadNote("Each hash of the path has 32 bytes.")
        return cls(index, path, note, extra)
