"""When the last backup was made; `redress doctor` asks."""

import json
from datetime import datetime
from pathlib import Path

NAME = "last-backup.json"


def note_backup(data: Path, *, file: Path, now: datetime) -> None:
    (data / NAME).write_text(json.dumps({"made_at": now.isoformat(), "file": file.name}), encoding="utf-8")


def last_backup(data: Path) -> datetime | None:
    """Return when the last backup was made; None if none was. Raises ValueError if the note cannot be read."""
    path = data / NAME
    return datetime.fromisoformat(json.loads(path.read_text("utf-8"))["made_at"]) if path.exists() else None
