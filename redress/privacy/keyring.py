"""The key ring: the few keys that wrap every case's own key, kept in one file outside the database.

The ring holds several generations. The active one wraps; the older ones still open. Removing a generation (after
everything was re-wrapped) makes old copies of the database unreadable, which is what erasure needs of a backup.
"""

import base64
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from redress.privacy.ciphers import KEY_BYTES, Algorithm, CannotOpen, Key, read_header

FORMAT = "openredress-keyring-1"
SUITES: Mapping[str, Algorithm] = {"intl": Algorithm.AES_256_GCM, "national": Algorithm.SM4_GCM}


class KeyRingError(Exception):
    """The key ring cannot be used; the message is for the person who runs the server."""


class KeyRing:
    """All generations in memory, for one cipher suite."""

    def __init__(self, content: Mapping[str, Any], suite: str) -> None:
        if content.get("format") != FORMAT:
            raise KeyRingError("The key ring file is of an unknown format. Restore it from the backup of the keys.")
        self.suite = suite
        self.algorithm = SUITES[suite]
        self._wrapping = {
            row["id"]: Key(base64.b64decode(row["key"]), key_id=row["id"], algorithm=self.algorithm)
            for row in content["wrapping"]
        }
        self.active = self._wrapping[content["active"]]
        self.blind = [base64.b64decode(row["key"]) for row in content["blind"]]

    @property
    def generations(self) -> list[int]:
        return sorted(self._wrapping)

    def wrap(self, case_id: int, data_key: bytes) -> bytes:
        return self.active.seal(data_key, _place(case_id))

    def knows(self, wrapped: bytes) -> bool:
        """Tell whether the generation that wrapped a key is in the ring."""
        return read_header(wrapped)[1] in self._wrapping

    def unwrap(self, case_id: int, wrapped: bytes) -> bytes:
        """Return a case's data key.

        Raises CannotOpen if its generation is no longer in the ring or the wrapping was changed.
        """
        _, generation, _ = read_header(wrapped)
        if generation not in self._wrapping:
            raise CannotOpen(f"Key generation {generation} is not in the key ring.")
        return self._wrapping[generation].open(wrapped, _place(case_id))


def _place(case_id: int) -> bytes:
    return b"redress case key:%d" % case_id


_loaded: dict[tuple[Path, str], tuple[tuple[int, int, int], KeyRing]] = {}


def ring_at(path: Path, suite: str) -> KeyRing:
    """Return the ring stored in a file, read again whenever the file was replaced (so a rotation needs no restart).

    Raises FileNotFoundError if there is none.
    """
    status = path.stat()
    signature = (status.st_ino, status.st_mtime_ns, status.st_size)
    known = _loaded.get((path, suite))
    if known is not None and known[0] == signature:
        return known[1]
    ring = KeyRing(json.loads(path.read_text("utf-8")), suite)
    _loaded[path, suite] = (signature, ring)
    return ring


def create(path: Path) -> None:
    """Make a ring with its first generation, unless another process was faster."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(path):
        if not path.exists():
            first = {"id": 1, "since": None, "key": _new_key()}
            blind = {"id": 1, "since": None, "key": _new_key()}
            _write(path, {"format": FORMAT, "active": 1, "wrapping": [first], "blind": [blind]})


def add_generation(path: Path, *, now: datetime) -> int:
    """Add a wrapping key, make it the active one, and return its number. Older keys still open."""
    with _locked(path):
        content = json.loads(path.read_text("utf-8"))
        number: int = 1 + max(row["id"] for row in content["wrapping"])
        content["wrapping"].append({"id": number, "since": now.isoformat(), "key": _new_key()})
        content["active"] = number
        _write(path, content)
    return number


def replaced_at(path: Path, number: int) -> datetime | None:
    """Return when a generation stopped being the active one: when the next was added; None if it never did."""
    later = [row for row in json.loads(path.read_text("utf-8"))["wrapping"] if row["id"] > number]
    return datetime.fromisoformat(min(later, key=lambda row: row["id"])["since"]) if later else None


def remove_generation(path: Path, number: int) -> None:
    """Destroy an old wrapping key for good. The caller has made sure that nothing is wrapped with it any more.

    Raises KeyRingError for the active generation.
    """
    with _locked(path):
        content = json.loads(path.read_text("utf-8"))
        if number == content["active"]:
            raise KeyRingError(f"Generation {number} is in use. Rotate first, then remove it.")
        content["wrapping"] = [row for row in content["wrapping"] if row["id"] != number]
        _write(path, content)


def _new_key() -> str:
    return base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let one process at a time change the ring."""
    handle = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    """Replace the file in one step, readable by its owner alone, and safe against a power cut."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
