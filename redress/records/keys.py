"""The files that make this log this log: its signing key, the archive's sealing key, retired keys, known witnesses.

All lie in `keys/` of the data folder, readable by the server alone. They are made on first use, once, even when several
processes start together; and never made anew while an archive exists that was written under others.
"""

import os
import secrets
from functools import cache, lru_cache
from pathlib import Path
from tempfile import mkstemp

from django.conf import settings

from redress.records.models import Entry, Head
from redress.records.notes import COSIGNATURE, BadNote, SigningKey, VerifierKey
from redress.records.sealing import Seal, sealer


class KeyMissing(RuntimeError):
    """A key file is gone while the archive that needs it is there."""


def folder() -> Path:
    """Return the folder of the keys, made if need be."""
    place = Path(settings.REDRESS_DATA) / "keys"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def log_key() -> SigningKey:
    """Return the key that signs checkpoints; its name is the log's origin."""
    path = folder() / "log.key"
    if not path.is_file():
        _require_empty_archive(path)
        write_once(path, SigningKey(settings.REDRESS_LOG_ORIGIN, secrets.token_bytes(32)).text)
    # Looked at every time, so that a change of key reaches every process at once.
    return _log_key(path, path.stat().st_mtime_ns)


def archive_key() -> bytes:
    """Return the 32 bytes that seal rows."""
    return _archive_key(settings.REDRESS_DATA)


def seal() -> Seal:
    """Return the function that seals a row of this archive."""
    return _sealer(settings.REDRESS_DATA)


def is_made() -> bool:
    """Return whether this installation has a log key already."""
    return (folder() / "log.key").is_file()


def trusted() -> list[VerifierKey]:
    """Return the public keys that receipts of this log may be signed with: today's, then retired ones."""
    return [log_key().verifier, *listed("log-retired.vkeys")]


def witnesses() -> list[VerifierKey]:
    """Return the public keys of the bodies whose cosignatures we take (`witnesses.vkeys`, one a line)."""
    return listed("witnesses.vkeys")


def listed(name: str) -> list[VerifierKey]:
    """Read a file of printed public keys, one a line; lines beginning with # are for people."""
    path = folder() / name
    if not path.is_file():
        return []
    lines = [line.strip() for line in path.read_text().splitlines()]
    try:
        return [VerifierKey.parse(line) for line in lines if line and not line.startswith("#")]
    except BadNote as error:
        raise BadNote(f"{path}: {error}") from None


def trust_witness(key: VerifierKey) -> None:
    """Take this witness's cosignatures from now on. Raises BadNote for a key that is not a witness's."""
    if key.algorithm != COSIGNATURE:
        raise BadNote("This is not a witness's key: those are of algorithm 4.")
    if key not in witnesses():
        with (folder() / "witnesses.vkeys").open("a") as file:
            file.write(f"{key}\n")


def rotate() -> None:
    """Sign with a new key from now on, under the same name; what the old one signed stays good."""
    old = log_key()
    retired, path = folder() / "log-retired.vkeys", folder() / "log.key"
    with retired.open("a") as file:
        file.write(f"{old.verifier}\n")
    draft = folder() / "log.key.new"
    draft.unlink(missing_ok=True)
    write_once(draft, SigningKey(old.name, secrets.token_bytes(32)).text)
    draft.replace(path)
    forget()


def forget() -> None:
    """Read the files again on next use; after a restore or a change of key."""
    for kept in (_log_key, _archive_key, _sealer):
        kept.cache_clear()


@lru_cache(maxsize=4)
def _log_key(path: Path, _changed_at: int) -> SigningKey:
    return SigningKey.parse(path.read_text())


@cache
def _archive_key(data: Path) -> bytes:
    path = folder() / "archive.key"
    if not path.is_file():
        _require_empty_archive(path)
        write_once(path, secrets.token_hex(32))
    return bytes.fromhex(path.read_text())


@cache
def _sealer(data: Path) -> Seal:
    return sealer(_archive_key(data))


def _require_empty_archive(path: Path) -> None:
    if path.name == "archive.key" and not Entry.objects.exists():
        return
    if path.name == "log.key" and not Head.objects.filter(size__gt=0).exists():
        return
    raise KeyMissing(
        f"{path} is missing, but there is an archive that needs it. Put it back from the backup or from paper."
    )


def write_once(path: Path, text: str) -> None:
    """Write a file that no other may read, whole or not at all; whoever comes second keeps what the first wrote."""
    handle, draft = mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
