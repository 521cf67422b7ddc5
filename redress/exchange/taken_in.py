"""A partner's sealed file as it reaches us: whose it is, whether it is whole, and the copy that is kept as it came."""

from pathlib import Path

from django.utils.translation import gettext

from redress.cases import evidence
from redress.exchange import keys
from redress.exchange.container import MANIFEST, BadFile, Opened, open_sealed
from redress.exchange.models import HandOver, Partner
from redress.kernel.problems import NotAllowed, Problem
from redress.privacy import vault
from redress.records import receipts
from redress.records.notes import BadNote, VerifierKey


def read(content: bytes) -> tuple[Partner, Opened]:
    """Open a sealed file and say whose it is; every receipt in it is checked against the log its manifest names."""
    partners = {partner.vkey: partner for partner in Partner.objects.filter(active=True)}
    try:
        opened = open_sealed(content, [VerifierKey.parse(text) for text in partners])
        _check_proofs(opened)
        if opened.manifest.get("to_vkey") != str(keys.own().verifier):
            raise BadFile("not_for_us", MANIFEST)
    except BadFile as bad:
        raise NotAllowed([_problem(bad)]) from None
    return partners[str(opened.signer)], opened


def _problem(bad: BadFile) -> Problem:
    if bad.why == "not_signed":
        message = gettext("No body that is registered here signed this file.")
        return Problem("sealed_file.take.not_signed", message, f"/{bad.member}")
    if bad.why == "not_for_us":
        message = gettext("This file was sealed for another body.")
        return Problem("sealed_file.take.not_for_us", message, f"/{bad.member}")
    message = gettext("This file is not as it was sealed; wrong is: %(member)s. Ask for it again.")
    return Problem(
        "sealed_file.take.changed", message % {"member": bad.member or gettext("the file as a whole")}, f"/{bad.member}"
    )


def _check_proofs(opened: Opened) -> None:
    try:
        trusted = [VerifierKey.parse(str(opened.manifest.get("log_vkey", "")))]
    except BadNote as error:
        raise BadFile("changed", "manifest.json") from error
    for name, content in opened.members.items():
        if name.startswith("proofs/"):
            receipt = receipts.read_file(content)
            if (
                receipt.subject.get("number") != opened.manifest.get("number")
                or not (receipts.verify(receipt.proof, receipt.subject, vkeys=trusted)["valid"])
            ):
                raise BadFile("proof", name)


def keep_file(case_id: int, name: str, content: bytes) -> None:
    """Seal a file in a case's compartment; it goes when the case goes."""
    evidence.write(_place(case_id, name), vault.seal_bytes(case_id, f"file:{name}", content))


def take_file(case_id: int, name: str) -> bytes:
    return vault.open_bytes(case_id, f"file:{name}", _place(case_id, name).read_bytes())


def original(row: HandOver) -> bytes:
    """Return a file that was taken in, as it came. Raises vault.Erased after the case was erased."""
    return take_file(row.case_id or 0, "sealed-case.zip")


def _place(case_id: int, name: str) -> Path:
    return evidence.folder() / f"{case_id % 1000:03d}/{case_id}/{name}"
