"""This installation as a witness for the logs of other bodies."""

import secrets
from pathlib import Path

from django.conf import settings

from redress.records import keys
from redress.records.notes import COSIGNATURE, SigningKey, VerifierKey
from redress.records.witness import Witness


def witness() -> Witness:
    """Return our witness for the logs listed in keys/logs.vkeys; its memory lies in the data folder."""
    return Witness(key(), keys.listed("logs.vkeys"), Path(settings.REDRESS_DATA) / "witness")


def key() -> SigningKey:
    """Return the key that cosigns; another than the log's, because a cosignature does not name who gave it."""
    return stored_key(keys.folder() / "witness.key", f"{keys.log_key().name}/witness")


def vkey() -> VerifierKey:
    return VerifierKey(key().name, key().verifier.key, COSIGNATURE)


def stored_key(path: Path, name: str) -> SigningKey:
    """Return the signing key in a file, made under this name on first use."""
    if not path.is_file():
        keys.write_once(path, SigningKey(name, secrets.token_bytes(32)).text)
    return SigningKey.parse(path.read_text())
