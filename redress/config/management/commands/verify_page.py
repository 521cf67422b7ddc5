"""Write the page that checks receipts as one file and print its hash: to hand out on a stick, by mail, on another site."""

from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from redress.portals.log import checking, single_file


class Command(BaseCommand):
    help = "回执核验页，单一文件，离线可用 / the page that checks receipts, one file, works offline"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=Path("verify.html"))

    def handle(self, *, file: Path, **_rest: Any) -> None:
        content = single_file.produce(
            checking.printed_keys(),
            issuer=settings.REDRESS_ORGANISATION_ZH,
            issuer_en=settings.REDRESS_ORGANISATION_EN,
        )
        file.write_text(content, "utf-8")
        self.stdout.write(f"{file}  SHA-256 {sha256(content.encode()).hexdigest()}")
