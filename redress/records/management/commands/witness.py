"""Watch the log of another body: cosign it while it only grows, and cry out when it does not."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from redress.records import watching
from redress.records.notes import COSIGNATURE, BadNote, VerifierKey
from redress.records.watchtower import stored_key
from redress.records.witness import Witness


class Command(BaseCommand):
    help = gettext(
        "Watch a log over HTTP: check that it only grows, cosign it, hand the cosignature in. Needs no database."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", help=_("the log's address, for example https://complaints.example.gov.cn/log"))
        parser.add_argument("--vkey", required=True, help=_("the log's public key, from its operator"))
        parser.add_argument("--name", default="witness.example", help=_("the name this witness signs under"))
        parser.add_argument("--state", default="witness", help=_("folder for key and memory (default: ./witness)"))
        parser.add_argument("--every", type=int, metavar="SECONDS", help=_("go on watching, this often; default: once"))
        parser.add_argument("--keep", action="store_true", help=_("do not hand the cosignature in, only print it"))

    def handle(
        self, *, url: str, vkey: str, name: str, state: str, every: int | None, keep: bool, **_rest: Any
    ) -> None:
        folder = Path(state)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            witness = Witness(stored_key(folder / "witness.key", name), [VerifierKey.parse(vkey)], folder)
        except BadNote as error:
            raise CommandError(str(error)) from None
        own = VerifierKey(witness.key.name, witness.key.verifier.key, COSIGNATURE)
        self.stderr.write(_("This witness: {vkey}").format(vkey=own))
        while True:
            self._round(witness, url, deliver=not keep, forgiving=every is not None)
            if every is None:
                return
            time.sleep(every)

    def _round(self, witness: Witness, url: str, *, deliver: bool, forgiving: bool) -> None:
        try:
            seen = watching.watch(witness, url, at=int(time.time()), deliver=deliver)
        except watching.Contradiction as error:
            raise CommandError(_("THE LOG CONTRADICTS ITSELF. {what}").format(what=error), returncode=2) from None
        except (BadNote, OSError) as error:
            if not forgiving:
                raise CommandError(str(error)) from None
            self.stderr.write(str(error))
            return
        self.stderr.write(
            _("{origin}: {old} → {size} leaves, cosigned.").format(origin=seen.origin, old=seen.old, size=seen.size)
        )
        if seen.delivered is False:
            self.stderr.write(_("The log did not take the cosignature: its operator has to list this witness's key."))
        self.stdout.write(seen.cosignature.strip())
