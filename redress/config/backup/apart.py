"""What is done to a restored installation in a process of its own, its folder and database in the environment.

load FOLDER -- fill the empty database from an unpacked backup
examine     -- open every key, some sealed values, and audit the whole archive; prints one JSON object
"""

import json
import sys
from pathlib import Path

import django

django.setup()

from redress.config.backup import database  # noqa: E402 -- after the settings
from redress.privacy import vault  # noqa: E402
from redress.privacy.models import CaseKey  # noqa: E402
from redress.records import keys  # noqa: E402
from redress.records.audit import audit  # noqa: E402

SAMPLE = 200  # newest cases whose key is opened


def examine() -> dict[str, object]:
    keys.log_key()
    keys.archive_key()
    ring, opened = vault.ring(), 0
    for case in CaseKey.objects.filter(destroyed_at=None).order_by("-pk")[:SAMPLE]:
        ring.unwrap(case.pk, bytes(case.wrapped))
        opened += 1
    result = audit()
    problems = [finding.message for finding in result.findings]
    return {"opened": opened, "entries": result.entries, "leaves": result.size, "problems": problems}


def main() -> None:
    if sys.argv[1] == "load":
        folder = Path(sys.argv[2])
        database.load_postgresql(folder / "database", json.loads((folder / "about.json").read_text("utf-8")))
    else:
        sys.stdout.write(json.dumps(examine(), ensure_ascii=False))


if __name__ == "__main__":
    main()
