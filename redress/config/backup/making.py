"""Putting a backup together: the rows first, then files and keys, which only ever gain; what is in it, at the end."""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Collection, Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any

from redress.config.backup import box, database

FORMAT = 1
ABOUT, LIST = "about.json", "list.json"
REMEMBERED = "log"
KEYS = "keys"
# Made anew, or of this one machine: not part of what is kept.
LEFT_OUT = frozenset({REMEMBERED, "tmp", "static", "first-run.json", "last-backup.json"})


class _Measured:
    """A file that remembers what was read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.hash, self.size = file, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.hash.update(data)
        self.size += len(data)
        return data


def release() -> str:
    """Return the version of what is installed; a checkout that was not installed has none."""
    try:
        return version("openredress")
    except PackageNotFoundError:
        return "checkout"


def make(path: Path, *, data: Path, secret: bytes, now: datetime, without: Collection[str] = ()) -> dict[str, Any]:
    """Write a sealed backup of everything to a file; it is there whole or not at all. Return what is in it.

    data -- the folder of the installation
    without -- names of key files that stay out: they come back from paper, and with a key that was destroyed on paper
        and here, what it had sealed is gone from this backup too
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            sealed = box.Writer(file, secret)
            with tarfile.open(fileobj=sealed, mode="w|", format=tarfile.PAX_FORMAT) as archive:  # type: ignore[call-overload]
                about = _fill(archive, data, now, without)
            sealed.close()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return about


def _fill(archive: tarfile.TarFile, data: Path, now: datetime, without: Collection[str]) -> dict[str, Any]:
    listed: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(dir=data / "tmp", prefix="backup-") as scratch:
        rows, before = Path(scratch) / "rows", Path(scratch) / "before"
        rows.mkdir()
        # What the log remembers having signed is copied before the rows: it may be older than they, never newer.
        if (data / REMEMBERED).is_dir():
            shutil.copytree(data / REMEMBERED, before)
        about = {"format": FORMAT, "release": release(), "made_at": now.isoformat(), **database.dump(rows)}
        about["keys_apart"] = sorted(name for name in without if (data / KEYS / name).is_file())
        _add_text(archive, ABOUT, about)
        for path in sorted(rows.iterdir()):
            listed[f"database/{path.name}"] = _add(archive, path, f"database/{path.name}")
        for path in sorted(before.rglob("*")) if before.is_dir() else ():
            name = f"data/{REMEMBERED}/{path.relative_to(before).as_posix()}"
            listed[name] = _add(archive, path, name)
    for path in kept_files(data):
        if path.parent == data / KEYS and path.name in without:
            continue
        name = f"data/{path.relative_to(data).as_posix()}"
        try:
            listed[name] = _add(archive, path, name)
        except FileNotFoundError:  # erased while this was made
            continue
    _add_text(archive, LIST, listed)
    return about | {"files": len(listed), "bytes": sum(each["size"] for each in listed.values())}


def kept_files(data: Path) -> Iterator[Path]:
    """Yield every file of the data folder that a backup keeps: files, keys and whatever else lies there."""
    for path in sorted(data.iterdir()):
        if (
            path.name in LEFT_OUT
            or path.name.startswith((database.SQLITE_NAME, "before-restore-", "."))
            or path.suffix == ".lock"
        ):
            continue
        if path.is_dir():
            yield from (each for each in sorted(path.rglob("*")) if each.is_file() and each.suffix != ".lock")
        elif path.is_file():
            yield path


def _add(archive: tarfile.TarFile, path: Path, name: str) -> dict[str, Any]:
    with path.open("rb") as file:
        info = archive.gettarinfo(arcname=name, fileobj=file)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        measured = _Measured(file)
        archive.addfile(info, measured)
    return {"size": measured.size, "sha256": measured.hash.hexdigest()}


def _add_text(archive: tarfile.TarFile, name: str, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(text), 0o600
    archive.addfile(info, io.BytesIO(text))
