"""`redress mail`: fetch the mailbox now, receive over LMTP, or take in files."""

import mailbox as boxes
import signal
import threading
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext

from redress.portals.inbox import mailbox, taking


class Command(BaseCommand):
    help = gettext("Complaints by e-mail: fetch the mailbox, receive over LMTP, or take in .eml and mbox files.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        kinds.add_parser("fetch", help="Take in what is unseen in REDRESS_MAILBOX_URL.")
        server = kinds.add_parser("lmtp", help="Receive from the own mail server until stopped.")
        server.add_argument("--host", default="127.0.0.1")
        server.add_argument("--port", type=int, default=2424)
        files = kinds.add_parser("file", help="Take in mails from files; the same mail twice is taken in once.")
        files.add_argument("paths", nargs="+", type=Path)

    def handle(self, *, kind: str, **options: Any) -> None:
        if kind == "fetch":
            self._fetch()
        elif kind == "lmtp":
            self._lmtp(host=options["host"], port=options["port"])
        else:
            self._file(options["paths"])

    def _fetch(self) -> None:
        if not settings.REDRESS_MAILBOX_URL:
            raise CommandError(gettext("No mailbox is set: REDRESS_MAILBOX_URL=imaps://user:password@host/INBOX"))
        try:
            done = mailbox.fetch(now=timezone.now())
        except mailbox.MailboxAway as error:
            raise CommandError(gettext("The mailbox is away: %(why)s") % {"why": error}) from None
        self._tell(done)

    def _lmtp(self, *, host: str, port: int) -> None:
        from redress.portals.inbox.lmtp import Server  # noqa: PLC0415 -- only where it is asked for

        server, stop = Server(host=host, port=port), threading.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: stop.set())
        server.start()
        self.stdout.write(f"LMTP {host}:{port}")
        self.stdout.flush()
        stop.wait()
        server.stop()

    def _file(self, paths: list[Path]) -> None:
        done = mailbox.Round()
        for path in paths:
            if not path.is_file():
                raise CommandError(gettext("There is no file %(path)s.") % {"path": path})
            for raw in _mails_in(path):
                done.seen += 1
                mailbox.count(done, taking.receive(raw, now=timezone.now()))
        self._tell(done)

    def _tell(self, done: mailbox.Round) -> None:
        told = gettext(
            "%(seen)d mails: %(filed)d new cases, %(added)d answers, %(held)d held, %(other)d put away, %(failed)d too large"
        )
        self.stdout.write(told % vars(done))


def _mails_in(path: Path) -> list[bytes]:
    """The mails of a file: one, or as many as an mbox holds."""
    content = path.read_bytes()
    if not content.startswith(b"From "):
        return [content]
    with closing(boxes.mbox(path, create=False)) as box:
        return [mail.as_bytes() for mail in box]
