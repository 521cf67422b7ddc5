"""The keys of the log: show the public one, put all on paper, take them back from paper, change the signing key."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from redress.records import keys, paper
from redress.records.notes import BadNote, VerifierKey


class Command(BaseCommand):
    help = gettext(
        "Show the log's public key; put the private keys on paper and take them back; change the signing key."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--paper",
            type=Path,
            metavar="FILE",
            help=_("write all private keys to a sheet (.pdf or .txt) for the safe"),
        )
        what.add_argument(
            "--restore",
            type=Path,
            metavar="FILE",
            help=_("read such a sheet (text; - for standard input) and put the keys back"),
        )
        what.add_argument(
            "--rotate", action="store_true", help=_("sign with a new key from now on; the old public key stays trusted")
        )
        what.add_argument("--witness", metavar="VKEY", help=_("take cosignatures of this witness from now on"))

    def handle(self, **options: Any) -> None:
        try:
            self._do(options)
        except (BadNote, paper.BadSheet, keys.KeyMissing, OSError) as error:
            raise CommandError(str(error)) from None

    def _do(self, options: dict[str, Any]) -> None:
        if options["paper"]:
            paper.write(options["paper"])
            self.stdout.write(_("Print {path}, lock it away, and remove the file.").format(path=options["paper"]))
        elif options["restore"]:
            for name in paper.restore(_text(options["restore"])):
                self.stdout.write(_("{name} is back.").format(name=name))
        elif options["rotate"]:
            keys.rotate()
            self.stdout.write(_("From now on this key signs. Print it where people find it:"))
            self.stdout.write(str(keys.log_key().verifier))
        elif options["witness"]:
            keys.trust_witness(VerifierKey.parse(options["witness"]))
            self.stdout.write(_("Cosignatures of this witness are taken from now on."))
        else:
            self.stdout.write("\n".join(map(str, keys.trusted())))


def _text(path: Path) -> str:
    return sys.stdin.read() if str(path) == "-" else path.read_text()
