"""The note that the first start leaves for the person who started it: where to go, and the first accounts."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

NAME = "first-run.json"


def write_first_run(folder: Path, *, url: str, accounts: Sequence[Mapping[str, object]]) -> Path:
    """Write the note, readable by its owner alone; it is there whole or not at all.

    accounts -- role, agency, username, password and api_key of each
    """
    path, draft = folder / NAME, folder / f".{NAME}.{os.getpid()}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"url": url, "accounts": list(accounts)}, file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return path
