"""Sealed values: authenticated encryption, with all that is needed to open them later written in front.

A sealed value is `version (1) || algorithm (1) || key id (4) || nonce (12) || ciphertext || tag (16)`. The header and the
caller's context are authenticated with it, so a value moved to another case or slot no longer opens.
"""

import hashlib
import hmac
import os
import struct
from enum import IntEnum
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
HEADER = struct.Struct(">BBI12s")
OVERHEAD = HEADER.size + TAG_BYTES


class Algorithm(IntEnum):
    """Identifiers written into every sealed value; never renumbered."""

    AES_256_GCM = 1
    SM4_GCM = 2


class CannotOpen(Exception):
    """The value was not sealed with this key for this place, or it was changed since."""


class Aead(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


class Sm4Gcm:
    """SM4 (GB/T 32907) in Galois/counter mode, with the same two methods as AESGCM.

    The 16-byte key is derived from the 32-byte one by HMAC-SM3, so that no key ever serves two ciphers.
    """

    def __init__(self, material: bytes) -> None:
        self._cipher = algorithms.SM4(hmac.digest(material, b"SM4-GCM", "sm3")[:16])

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        encryptor = Cipher(self._cipher, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data or b"")
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        if len(data) < TAG_BYTES:
            raise InvalidTag
        decryptor = Cipher(self._cipher, modes.GCM(nonce, data[-TAG_BYTES:])).decryptor()
        decryptor.authenticate_additional_data(associated_data or b"")
        return decryptor.update(data[:-TAG_BYTES]) + decryptor.finalize()


def _aead(algorithm: int, material: bytes) -> Aead:
    return AESGCM(material) if algorithm == Algorithm.AES_256_GCM else Sm4Gcm(material)


class Key:
    """One 32-byte key. Seals with one algorithm, opens what it sealed with either."""

    __slots__ = ("_aead", "algorithm", "id", "material")

    def __init__(self, material: bytes, *, key_id: int, algorithm: int) -> None:
        if len(material) != KEY_BYTES:
            raise ValueError(f"A key has {KEY_BYTES} bytes, not {len(material)}.")
        self.material = material
        self.id = key_id
        self.algorithm = algorithm
        self._aead = _aead(algorithm, material)

    def seal(self, plain: bytes, context: bytes) -> bytes:
        """Encrypt `plain` for one place.

        context -- names that place; the same bytes are needed to open it
        """
        nonce = os.urandom(NONCE_BYTES)
        header = HEADER.pack(VERSION, self.algorithm, self.id, nonce)
        return header + self._aead.encrypt(nonce, plain, header + context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Decrypt a value sealed for this place.

        Raises CannotOpen if the key, the place or a single bit differs.
        """
        algorithm, key_id, nonce = read_header(sealed)
        if key_id != self.id:
            raise CannotOpen(f"Sealed with key {key_id:08x}, not with {self.id:08x}.")
        aead = self._aead if algorithm == self.algorithm else _aead(algorithm, self.material)
        try:
            return aead.decrypt(nonce, sealed[HEADER.size :], sealed[: HEADER.size] + context)
        except InvalidTag:
            raise CannotOpen("The sealed value does not belong here, or was changed.") from None


def read_header(sealed: bytes) -> tuple[int, int, bytes]:
    """Return algorithm, key id and nonce of a sealed value.

    Raises CannotOpen if it is too short or of a version or algorithm this program does not know.
    """
    if len(sealed) < OVERHEAD:
        raise CannotOpen("Too short for a sealed value.")
    version, algorithm, key_id, nonce = HEADER.unpack_from(sealed)
    if version != VERSION or algorithm not in (Algorithm.AES_256_GCM, Algorithm.SM4_GCM):
        raise CannotOpen(f"Sealed in format {version}, algorithm {algorithm}, which this version cannot open.")
    return algorithm, key_id, nonce


def data_key_id(material: bytes) -> int:
    """Return the 4-byte name of a case's data key: a one-way digest, so that it tells nothing about the key."""
    return int.from_bytes(hashlib.sha256(b"openredress data key" + material).digest()[:4], "big")
