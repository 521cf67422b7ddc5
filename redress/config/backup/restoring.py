"""Reading a backup back: unpacked and checked in a scratch folder first, put in place only when everything is right."""

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from redress.config.backup import box, database
from redress.config.backup.making import ABOUT, FORMAT, KEYS, LIST
from redress.privacy.erasure import LEDGER


class CannotRestore(Exception):
    """Nothing was changed; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup lying open in a scratch folder: `database/` and `data/`."""

    folder: Path
    about: dict[str, Any]
    files: int


def unpack(path: Path, *, secret: bytes, into: Path) -> Unpacked:
    """Open a backup into an empty folder and check every file against the list.

    Raises CannotRestore if the file cannot be read, is damaged, or was made by a newer release.
    """
    try:
        with path.open("rb") as file:
            sealed = box.Reader(file, secret)
            with tarfile.open(fileobj=sealed, mode="r|") as archive:  # type: ignore[call-overload]
                archive.extractall(into, filter="data")
            sealed.read()  # to the end: a file that was cut off says so only there
    except (OSError, tarfile.TarError, box.BoxError) as error:
        raise CannotRestore(str(error)) from error
    about, listed = _read(into / ABOUT), _read(into / LIST)
    if about.get("format") != FORMAT:
        raise CannotRestore(_("This backup was made by a newer release; install that one first."))
    wrong = sorted(name for name, told in listed.items() if _measure(into / name) != told)
    if wrong:
        raise CannotRestore(_("The backup is not complete: %(names)s.") % {"names": ", ".join(wrong[:5])})
    return Unpacked(into, about, len(listed))


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise CannotRestore(_("The backup is not complete: %(names)s.") % {"names": path.name})
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def _measure(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return {"size": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def lend_keys(unpacked: Unpacked, data: Path) -> None:
    """Complete a backup that was made without its keys with those that lie here. Raises CannotRestore if one is missing."""
    apart = unpacked.about.get("keys_apart", [])
    missing = [name for name in apart if name != "backup-passphrase" and not (data / KEYS / name).is_file()]
    if missing:
        message = _(
            "The keys are not in this backup, nor here: %(names)s. Put them back from paper: redress keys --restore"
        )
        raise CannotRestore(message % {"names": ", ".join(missing)})
    for name in apart:
        if (data / KEYS / name).is_file():
            (unpacked.folder / "data" / KEYS).mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy2(data / KEYS / name, unpacked.folder / "data" / KEYS / name)


def keep_erased(unpacked: Unpacked, ledgers: Iterable[Path]) -> None:
    """Add to a backup's list of erased cases what was erased since: from where the list went on, or a copy of it.

    ledgers -- such lists; one that is not there says nothing
    """
    own = unpacked.folder / "data" / KEYS / LEDGER
    lines: dict[str, None] = {}
    for path in [own, *ledgers]:
        if path.is_file():
            lines |= dict.fromkeys(path.read_text("utf-8").splitlines())
    if lines:
        own.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        own.touch(mode=0o600)
        own.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def check_sqlite(unpacked: Unpacked) -> list[str]:
    """Return what is wrong with the rows of a SQLite backup."""
    with closing(
        sqlite3.connect(f"file:{unpacked.folder / 'database' / database.SQLITE_NAME}?mode=ro", uri=True)
    ) as rows:
        faults = [row[0] for row in rows.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
        faults += [f"foreign key: {row[0]} {row[1]}" for row in rows.execute("PRAGMA foreign_key_check").fetchmany(5)]
        if not faults and database.count_sqlite(rows) != unpacked.about["rows"]:
            faults.append(_("The number of rows is not what it was."))
    return faults


def put_in_place(unpacked: Unpacked, data: Path) -> None:
    """Move files, keys and, for SQLite, the database to where they belong. The caller has made room."""
    for path in sorted((unpacked.folder / "data").rglob("*")):
        if path.is_file():
            target = data / path.relative_to(unpacked.folder / "data")
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.replace(target)
    file = unpacked.folder / "database" / database.SQLITE_NAME
    if file.exists():
        file.chmod(0o600)
        file.replace(data / database.SQLITE_NAME)
    os.sync()


def holds_anything(data: Path) -> bool:
    """Tell whether a folder holds an installation: a database, or files. A key made a moment ago does not count."""
    return (data / database.SQLITE_NAME).exists() or any(path.is_file() for path in (data / "files").rglob("*"))


def set_aside(data: Path, name: str) -> Path:
    """Move what is in a data folder into a subfolder of it. Return that folder."""
    aside = data / name
    aside.mkdir(mode=0o700)
    for path in data.iterdir():
        if path.name not in {name, "tmp"} and not path.name.startswith("before-restore-"):
            path.replace(aside / path.name)
    return aside
