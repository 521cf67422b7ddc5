"""Django's `flush`, except that an archive is never emptied: only a test database is."""

from pathlib import PurePath
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush
from django.db import DEFAULT_DB_ALIAS, connections

from redress.records import guards, log


class Command(Flush):
    help = "Empty a test database. Refused for any other: the archive is append-only."

    def handle(self, **options: Any) -> None:
        connection = connections[options.get("database") or DEFAULT_DB_ALIAS]
        name = str(connection.settings_dict["NAME"])
        if "mode=memory" not in name and not PurePath(name).name.startswith("test_"):
            raise CommandError(
                "The archive is append-only and cannot be emptied. To start anew, give the server another data folder "
                "or another database."
            )
        guards.remove(connection)
        log.remembered_file().unlink(missing_ok=True)
        try:
            super().handle(**options)
        finally:
            guards.install(connection)
