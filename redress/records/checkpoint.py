"""What the log says of itself at one moment: name, size, root (C2SP tlog-checkpoint)."""

from collections.abc import Sequence
from dataclasses import dataclass

from redress.records.merkle import HASH_SIZE, MAX_SIZE
from redress.records.notes import COSIGNATURE, BadNote, Note, Signature, SigningKey, VerifierKey, b64, from_b64, signed


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a tree, to be signed as a note."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "".join(f"{line}\n" for line in (self.origin, self.size, b64(self.root), *self.extensions))

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the text of a checkpoint, without its signatures. Raises BadNote."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines):
            raise BadNote("A checkpoint is name, size and root, a line each.")
        root = from_b64(lines[2])
        if len(root) != HASH_SIZE:
            raise BadNote("The root of the tree is a hash of 32 bytes.")
        return cls(lines[0], decimal(lines[1]), root, tuple(lines[3:]))

    def sign(self, keys: Sequence[SigningKey]) -> Note:
        return signed(str(self), keys)


def decimal(text: str) -> int:
    """Read a plain decimal number without leading zeroes, at most 2**63 - 1. Raises BadNote."""
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or (text[0] == "0" and text != "0"):
        raise BadNote("That is not a plain decimal number.")
    value = int(text)
    if value > MAX_SIZE:
        raise BadNote("That number is too large.")
    return value


def opened(note: str, keys: Sequence[VerifierKey]) -> tuple[Checkpoint, list[Signature]]:
    """Read a signed checkpoint that one of the keys signed, under the key's own name. Raises BadNote."""
    parsed = Note.parse(note)
    head = Checkpoint.parse(parsed.text)
    own = [key for key in keys if key.name == head.origin and key.algorithm != COSIGNATURE]
    if not own:
        raise BadNote(f"The log calls itself {head.origin}; no trusted key has that name.")
    parsed.accepted(own)
    return head, parsed.accepted(keys)
