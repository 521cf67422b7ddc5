"""Taking the example world away: the whole installation goes back to empty. Refuses where real cases are."""

import json
import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Max

from redress.agencies import queries
from redress.cases.models import Case
from redress.records import log

MARK = "example-world"


class RealData(Exception):
    """There is something here that is not of the example world."""


def mark() -> Path:
    return Path(settings.REDRESS_DATA) / MARK


def remember() -> None:
    """Note where the example world ends: every later case was filed by somebody."""
    last = Case.objects.aggregate(last=Max("pk"))["last"] or 0
    mark().write_text(json.dumps({"last_case": last}) + "\n", "utf-8")


def filed_since() -> int:
    """How many cases were filed after the example world was loaded. Raises RealData if it never was."""
    try:
        last = int(json.loads(mark().read_text("utf-8"))["last_case"])
    except (OSError, ValueError, KeyError, TypeError):
        raise RealData("This installation does not hold the example world; nothing was removed.") from None
    return Case.objects.filter(pk__gt=last).count()


def remove(*, also_filed_since: bool) -> None:
    """Empty the installation. Raises RealData, and removes nothing, if cases were filed since and that was not said."""
    count = filed_since()
    if count and not also_filed_since:
        raise RealData(
            f"{count} cases were filed since the example world was loaded. If they are trials too, "
            "repeat with --also-filed-since; nothing was removed."
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    else:
        name = Path(connection.settings_dict["NAME"])
        connection.close()
        for part in (name, name.with_name(name.name + "-wal"), name.with_name(name.name + "-shm")):
            part.unlink(missing_ok=True)
    folder = Path(settings.REDRESS_DATA)
    shutil.rmtree(folder / "files", ignore_errors=True)
    for left in (mark(), folder / "first-run.json", log.remembered_file()):
        left.unlink(missing_ok=True)
    queries.forget()
    call_command("migrate", verbosity=0)
