"""Text with signatures under it (C2SP signed-note), and the keys that make and check them.

Every key carries an algorithm byte, and the key's id depends on it, so that another suite (SM2 with SM3, ML-DSA) can
stand beside Ed25519 on the same note: add a row to ALGORITHMS.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
COSIGNATURE = 0x04
MAX_NOTE = 65_536
MAX_SIGNATURES = 64


class BadNote(ValueError):
    """The text is not a note, or none of the keys we trust signed it."""


def b64(data: bytes) -> str:
    return b64encode(data).decode()


def from_b64(text: str) -> bytes:
    """Read standard base64 in its one spelling. Raises BadNote."""
    try:
        data = b64decode(text, validate=True)
    except (NotBase64, ValueError):
        raise BadNote("That is not base64.") from None
    if b64(data) != text:
        raise BadNote("Base64 that has another spelling of the same bytes is refused.")
    return data


def _check_ed25519(key: bytes, text: str, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def cosigned_text(text: str, at: int) -> str:
    """Return what a witness signs: its header, its time (seconds since 1970) and the note's text (C2SP tlog-cosignature)."""
    return f"cosignature/v1\ntime {at}\n{text}"


def _check_cosignature(key: bytes, text: str, signature: bytes) -> bool:
    if len(signature) != 72:
        return False
    return _check_ed25519(key, cosigned_text(text, int.from_bytes(signature[:8])), signature[8:])


# algorithm byte -> (length of the public key, check)
ALGORITHMS: dict[int, tuple[int, Callable[[bytes, str, bytes], bool]]] = {
    ED25519: (32, _check_ed25519),
    COSIGNATURE: (32, _check_cosignature),
}


def key_id(name: str, algorithm: int, key: bytes) -> bytes:
    return sha256(f"{name}\n".encode() + bytes([algorithm]) + key).digest()[:4]


def _require_name(name: str) -> None:
    if not name or "+" in name or any(letter.isspace() or letter < " " for letter in name):
        raise BadNote("A key name has no spaces and no plus sign.")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key as it is printed: `name+id+base64(algorithm || key)`."""

    name: str
    key: bytes
    algorithm: int = ED25519

    def __post_init__(self) -> None:
        _require_name(self.name)
        if self.algorithm not in ALGORITHMS:
            raise BadNote(f"Signature algorithm {self.algorithm:#04x} is not known here.")
        if len(self.key) != ALGORITHMS[self.algorithm][0]:
            raise BadNote("The public key has the wrong length.")

    @property
    def id(self) -> bytes:
        return key_id(self.name, self.algorithm, self.key)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64(bytes([self.algorithm]) + self.key)}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read a printed key, whatever line breaks it was printed with. Raises BadNote, also if its id is not its own."""
        parts = "".join(text.split()).split("+", 2)
        if len(parts) != 3:
            raise BadNote("A public key is written name+id+key.")
        raw = from_b64(parts[2])
        if not raw:
            raise BadNote("The public key is empty.")
        found = cls(parts[0], raw[1:], raw[0])
        if found.id.hex() != parts[1].lower():
            raise BadNote("The id in the public key does not belong to it: a letter is wrong.")
        return found

    def accepts(self, text: str, signature: bytes) -> bool:
        return ALGORITHMS[self.algorithm][1](self.key, text, signature)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line."""

    name: str
    key_id: bytes
    data: bytes

    def __str__(self) -> str:
        return f"— {self.name} {b64(self.key_id + self.data)}\n"

    @property
    def cosigned_at(self) -> int | None:
        """Seconds since 1970 at which a witness signed; None for a signature without time."""
        return int.from_bytes(self.data[:8]) if len(self.data) == 72 else None


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private Ed25519 key with the name it signs under."""

    name: str
    seed: bytes
    algorithm: int = ED25519

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r})"

    @property
    def verifier(self) -> VerifierKey:
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return VerifierKey(self.name, private.public_key().public_bytes_raw(), self.algorithm)

    @property
    def text(self) -> str:
        """Return the key as it is kept in its file: `PRIVATE+KEY+name+id+base64(algorithm || seed)`."""
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{b64(bytes([self.algorithm]) + self.seed)}"

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        parts = text.strip().split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
            raise BadNote("A private key is written PRIVATE+KEY+name+id+key.")
        raw = from_b64(parts[4])
        if len(raw) != 33:
            raise BadNote("The private key has the wrong length.")
        found = cls(parts[2], raw[1:], raw[0])
        if found.verifier.id.hex() != parts[3].lower():
            raise BadNote("The id in the private key does not belong to it: a letter is wrong.")
        return found

    def sign(self, text: str) -> Signature:
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return Signature(self.name, self.verifier.id, private.sign(text.encode()))

    def cosign(self, text: str, at: int) -> Signature:
        """Sign a checkpoint as a witness at a time, in seconds since 1970."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        stamp = at.to_bytes(8) + private.sign(cosigned_text(text, at).encode())
        return Signature(self.name, key_id(self.name, COSIGNATURE, self.verifier.key), stamp)


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signatures found under it, none of them checked yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))

    @classmethod
    def parse(cls, note: str) -> "Note":
        """Read a note. Raises BadNote for anything that is not exactly one."""
        if len(note) > MAX_NOTE or any(letter < " " and letter != "\n" for letter in note):
            raise BadNote("A note is plain text of at most 64 KiB.")
        text, blank, lines = note.rpartition("\n\n")
        if not blank or not lines.endswith("\n"):
            raise BadNote("A note is a text, an empty line and signature lines.")
        found = lines[:-1].split("\n")
        if len(found) > MAX_SIGNATURES:
            raise BadNote(f"A note with more than {MAX_SIGNATURES} signatures is refused.")
        return cls(text + "\n", tuple(map(_signature, found)))

    def accepted(self, keys: Iterable[VerifierKey]) -> list[Signature]:
        """Return the signatures of the given keys, all good. Raises BadNote if a known key's signature is wrong, or none is there."""
        known = {(key.name, key.id): key for key in keys}
        good: dict[tuple[str, bytes], Signature] = {}
        for signature in self.signatures:
            who = (signature.name, signature.key_id)
            if who in good or who not in known:
                continue
            if not known[who].accepts(self.text, signature.data):
                raise BadNote(f"The signature of {signature.name} does not belong to this text.")
            good[who] = signature
        if not good:
            raise BadNote("None of the trusted keys signed this text.")
        return list(good.values())


def signed(text: str, keys: Sequence[SigningKey]) -> Note:
    """Return the text, which ends in a newline, with a signature of each key."""
    if not text.endswith("\n"):
        raise BadNote("The text of a note ends in a newline.")
    return Note(text, tuple(key.sign(text) for key in keys))


def signature_line(line: str) -> Signature:
    """Read one signature line, with or without its newline. Raises BadNote."""
    return _signature(line.removesuffix("\n"))


def _signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "—":
        raise BadNote("A signature line begins with a long dash and a space.")
    _require_name(name)
    raw = from_b64(encoded)
    if len(raw) < 5:
        raise BadNote("The signature is too short.")
    return Signature(name, raw[:4], raw[4:])
