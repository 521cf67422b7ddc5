"""The sealed container: AES-256-GCM in chunks, so that any size streams in constant memory.

A first line, a line of parameters, then chunks of `chunk` bytes and 16 bytes of tag each. The nonce is a random prefix,
the number of the chunk and whether it is the last (the STREAM construction): chunks cannot be changed, moved, left out
or cut off without the reader noticing. The key comes from a passphrase by scrypt (RFC 7914).
"""

import base64
import hashlib
import json
import os
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"OpenRedress backup 1\n"
CHUNK = 1 << 18
TAG = 16
PREFIX = 7
SCRYPT = {"n": 1 << 15, "r": 8, "p": 1}
MOST_WORK = 1 << 20  # a header may not ask for more than this


class BoxError(Exception):
    """The file cannot be read; the message is for the person who holds it."""


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


def _key(secret: bytes, salt: bytes, n: int, r: int, p: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(secret)


class Writer:
    """Seals what is written into a file; `close` writes the last chunk and does not close the file."""

    def __init__(self, file: IO[bytes], secret: bytes) -> None:
        salt, self._prefix = os.urandom(16), os.urandom(PREFIX)
        header: dict[str, Any] = {"cipher": "AES-256-GCM", "kdf": "scrypt", **SCRYPT, "chunk": CHUNK}
        header |= {"salt": base64.b64encode(salt).decode(), "prefix": base64.b64encode(self._prefix).decode()}
        head = MAGIC + json.dumps(header, sort_keys=True).encode() + b"\n"
        self._cipher = AESGCM(_key(secret, salt, **SCRYPT))
        self._context = hashlib.sha256(head).digest()
        self._file, self._waiting, self._number = file, bytearray(), 0
        file.write(head)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > CHUNK:  # one chunk is kept back: it may be the last
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        self._seal(bytes(self._waiting), last=True)
        self._file.flush()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last=last)
        self._file.write(self._cipher.encrypt(nonce, chunk, self._context))
        self._number += 1


class Reader:
    """Opens what was sealed, chunk by chunk. Raises BoxError at the first one that is not as it was written."""

    def __init__(self, file: IO[bytes], secret: bytes) -> None:
        if file.readline(len(MAGIC)) != MAGIC:
            raise BoxError("This is not a backup of OpenRedress.")
        line = file.readline(4096)
        try:
            header = json.loads(line)
            work = {name: int(header[name]) for name in ("n", "r", "p")}
            salt = base64.b64decode(header["salt"])
            self._prefix = base64.b64decode(header["prefix"])
            self._size = int(header["chunk"])
        except (ValueError, KeyError, TypeError) as error:
            raise BoxError("The head of the backup is damaged.") from error
        if work["n"] > MOST_WORK or work["r"] > 32 or work["p"] > 16 or not 0 < self._size <= 1 << 26:
            raise BoxError("The head of the backup is damaged.")
        self._context = hashlib.sha256(MAGIC + line).digest()
        self._cipher = AESGCM(_key(secret, salt, **work))
        self._file, self._open, self._number, self._ended = file, b"", 0, False
        self._ahead = file.read(self._size + TAG)

    def read(self, size: int = -1) -> bytes:
        while not self._ended and (size < 0 or len(self._open) < size):
            self._next()
        taken, self._open = (self._open, b"") if size < 0 else (self._open[:size], self._open[size:])
        return taken

    def _next(self) -> None:
        chunk, self._ahead = self._ahead, self._file.read(self._size + TAG)
        self._ended = not self._ahead
        try:
            self._open += self._cipher.decrypt(
                _nonce(self._prefix, self._number, last=self._ended), chunk, self._context
            )
        except InvalidTag:
            raise BoxError(
                "The passphrase is not the one this backup was made with."
                if self._number == 0
                else f"The backup is damaged or cut off (at chunk {self._number})."
            ) from None
        self._number += 1
