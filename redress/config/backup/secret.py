"""Where the passphrase of a backup comes from: a file, the environment, or the person at the terminal."""

import getpass
import sys
from pathlib import Path

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from redress.config import env

LEAST = 12  # characters


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="Its content is the passphrase.")


def passphrase(file: Path | None, *, twice: bool) -> bytes:
    """Return the passphrase. Raises CommandError if there is none, or a short one.

    twice -- ask a person two times, so that a slip does not make a backup that nobody can open
    """
    if file is not None:
        try:
            secret = file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
    else:
        secret = env.text("REDRESS_BACKUP_PASSPHRASE") or _ask(twice=twice)
    if len(secret) < LEAST:
        raise CommandError(_("The passphrase needs at least %(least)d characters.") % {"least": LEAST})
    return secret.encode()


def _ask(*, twice: bool) -> str:
    if not sys.stdin.isatty():
        raise CommandError(_("No passphrase: give --passphrase-file, or set REDRESS_BACKUP_PASSPHRASE."))
    secret = getpass.getpass(_("Passphrase: "))
    if twice and getpass.getpass(_("Once more: ")) != secret:
        raise CommandError(_("The two are not the same."))
    return secret
