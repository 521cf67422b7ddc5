"""Check a receipt, or read the whole archive again."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from redress.records import issue, keys, receipts
from redress.records.audit import Audit, audit
from redress.records.notes import BadNote, VerifierKey
from redress.records.proof import HEADER, Proof
from redress.records.receipts import BadReceipt, Receipt
from redress.records.words import language, lines


class Command(BaseCommand):
    help = gettext(
        "Check a receipt without any server, or (--log) read the whole archive again. Exit code 1 if it does not hold."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help=_("a .receipt.json file, or a .tlog-proof file"))
        parser.add_argument("--subject", type=Path, help=_("what the receipt says (JSON), for a .tlog-proof file"))
        parser.add_argument(
            "--key", action="append", metavar="VKEY", help=_("public key to trust; default: this installation's")
        )
        parser.add_argument(
            "--log", action="store_true", help=_("read the whole archive and name the first place touched")
        )
        parser.add_argument(
            "--remembered", action="append", type=Path, metavar="FILE", default=[],
            help=_("with --log: a checkpoint kept elsewhere (a witness's memory, a receipt)"),
        )  # fmt: skip

    def handle(self, *, file: Path | None, log: bool, **options: Any) -> None:
        if (file is None) == (not log):
            raise CommandError(_("Name a receipt file, or say --log."), returncode=2)
        good = (
            self._log(options["remembered"]) if file is None else self._file(file, options["subject"], options["key"])
        )
        if not good:
            sys.exit(1)

    def _file(self, path: Path, subject: Path | None, printed: list[str] | None) -> bool:
        receipt = read_receipt(path, subject)
        if printed:
            verdict = receipts.verify(receipt.proof, receipt.subject, vkeys=_keys(printed))
        elif keys.is_made():
            verdict = _check_here(receipt)
        else:
            raise CommandError(_("Give the body's printed public key with --key."), returncode=2)
        self._say_verdict(receipt, verdict)
        return bool(verdict["valid"])

    def _say_verdict(self, receipt: Receipt, verdict: dict[str, Any]) -> None:
        if not verdict["valid"]:
            self.stdout.write(self.style.ERROR(_("This receipt does not check out.")))
            for problem in verdict["problems"]:
                self.stdout.write(f"  {problem['message']}")
            return
        self.stdout.write(self.style.SUCCESS(_("This receipt is genuine.")))
        for label, text in lines(receipt.subject, language()):
            self.stdout.write(f"  {label}: {text}")
        self.stdout.write("  " + _("Leaf {index} (counting from 0) of {size} in the log {origin}").format(**verdict))
        for witness in verdict["cosigned"]:
            self.stdout.write("  " + _("Cosigned by {witness}").format(**witness))
        if verdict.get("standing", {}).get("state") == "erased":
            self.stdout.write(self.style.WARNING("  " + verdict["standing"]["text"]))

    def _log(self, remembered: list[Path]) -> bool:
        result = audit([_note(path) for path in remembered], progress=self._progress if sys.stderr.isatty() else None)
        self.stdout.write(
            _("{entries} entries ({waiting} waiting for the log, {erased} erased), {size} leaves.").format(
                entries=result.entries, waiting=result.waiting, erased=result.erased, size=result.size
            )
        )
        if result.clean:
            self.stdout.write(self.style.SUCCESS(_("Nothing was touched.")))
        else:
            self._say_findings(result)
        return result.clean

    def _say_findings(self, result: Audit) -> None:
        first, *others = result.findings
        self.stdout.write(self.style.ERROR(_("First place touched: {what}").format(what=_where(first))))
        for finding in others[:20]:
            self.stdout.write(f"  {_where(finding)}")
        rest = len(others[20:]) + result.unlisted
        if rest:
            self.stdout.write("  " + ngettext("and {count} more", "and {count} more", rest).format(count=rest))

    def _progress(self, done: int, size: int) -> None:
        self.stderr.write(f"\r{done * 100 // max(size, 1)} %", ending="" if done < size else "\n")


def read_receipt(path: Path, subject: Path | None) -> Receipt:
    """Read a receipt from one file, or a proof and what it is about from two."""
    try:
        content = path.read_bytes()
        if content.startswith(HEADER.encode()):
            if subject is None:
                raise CommandError(
                    _("A .tlog-proof file needs --subject, the file with what the receipt says."), returncode=2
                )
            about = receipts.read_file(b'{"proof":"","subject":' + subject.read_bytes() + b"}")
            return Receipt(about.subject, content.decode(), "")
        return receipts.read_file(content)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(_("The file cannot be read: {why}").format(why=error), returncode=2) from None
    except BadReceipt as error:
        raise CommandError(str(error), returncode=2) from None


def _check_here(receipt: Receipt) -> dict[str, Any]:
    try:
        return issue.check(receipt.proof, receipt.subject)
    except DatabaseError:  # a machine with keys but without the database still checks
        return receipts.verify(receipt.proof, receipt.subject)


def _keys(printed: list[str]) -> list[VerifierKey]:
    try:
        return [VerifierKey.parse(text) for text in printed]
    except BadNote as error:
        raise CommandError(str(error), returncode=2) from None


def _note(path: Path) -> str:
    """Return the signed checkpoint in a file: the note itself, or that of a proof or receipt."""
    try:
        text = path.read_text()
        if text.startswith(HEADER):
            return Proof.parse(text).note
        return Proof.parse(receipts.read_file(text.encode()).proof).note if text.startswith("{") else text
    except (OSError, ValueError) as error:
        raise CommandError(_("The file cannot be read: {why}").format(why=error), returncode=2) from None


def _where(finding: Any) -> str:
    place = "" if finding.index is None else _(" (leaf {index})").format(index=finding.index)
    return f"{finding.message}{place}"
