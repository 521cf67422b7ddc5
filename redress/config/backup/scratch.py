"""Trying a restored installation where it can do no harm: its own folder, and on PostgreSQL its own database."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
from django.db import connection
from django.utils.translation import gettext as _
from psycopg import sql

from redress.config.backup import database
from redress.config.backup.restoring import CannotRestore, Unpacked, check_sqlite


@contextmanager
def installation(unpacked: Unpacked) -> Iterator[Mapping[str, str]]:
    """Make an unpacked backup an installation that can be started; give the environment for it. Gone afterwards."""
    environment = {**os.environ, "REDRESS_DATA": str(unpacked.folder / "data")}
    (unpacked.folder / "data").mkdir(exist_ok=True)
    if unpacked.about["engine"] == "sqlite":
        if faults := check_sqlite(unpacked):
            raise CannotRestore("; ".join(faults))
        yield environment | {"REDRESS_DATABASE_URL": f"sqlite://{unpacked.folder}/database/{database.SQLITE_NAME}"}
        return
    with _database() as address:
        environment["REDRESS_DATABASE_URL"] = address
        _run(environment, "load", str(unpacked.folder))
        yield environment


@contextmanager
def _database() -> Iterator[str]:
    """Make a database beside ours, and drop it afterwards."""
    settings, name = connection.settings_dict, f"redress_check_{uuid4().hex[:8]}"
    parameters = connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}
    with psycopg.connect(**parameters, autocommit=True) as own:
        try:
            own.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            raise CannotRestore(
                _("A scratch database is needed, and this user may not make one: ALTER ROLE … CREATEDB.")
            ) from None
        try:
            user = quote(settings["USER"] or "", safe="")
            word = f":{quote(settings['PASSWORD'], safe='')}" if settings["PASSWORD"] else ""
            host = quote(settings["HOST"] or "", safe="")
            port = f":{settings['PORT']}" if settings["PORT"] else ""
            yield f"postgres://{user}{word}@{host}{port}/{name}"
        finally:
            own.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def examine(environment: Mapping[str, str]) -> dict[str, Any]:
    """Open the keys, some sealed values and the whole archive of an installation. Raises CannotRestore."""
    told: dict[str, Any] = json.loads(_run(environment, "examine"))
    if told["problems"]:
        raise CannotRestore("; ".join(told["problems"][:5]))
    return told


def _run(environment: Mapping[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "redress.config.backup.apart", *arguments]
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CannotRestore(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else str(done.returncode))
    return done.stdout
