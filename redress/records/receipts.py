"""Receipts: what they say, how they are checked, and the file they are handed out as.

A receipt is a subject (what it says, JSON without personal values) and a proof (tlog-proof). The proof's extra line is
the salt, 32 bytes; the leaf is SHA-256(0x00 || salt || RFC 8785 form of the subject). Nothing here touches the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from redress.records import keys
from redress.records.checkpoint import Checkpoint, opened
from redress.records.entries import SALT
from redress.records.jcs import NotCanonical, canonical, parse
from redress.records.merkle import BadProof, leaf_hash, root_from_inclusion
from redress.records.notes import BadNote, Signature, VerifierKey
from redress.records.proof import Proof

FORMAT = "openredress-receipt/1"
MAX_SUBJECT = 65_536
MAX_FILE = 262_144


class BadReceipt(ValueError):
    """The file is not a receipt; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is handed to a person.

    vkey -- public key of the log, for convenience: trust the one you got another way
    """

    subject: Mapping[str, Any]
    proof: str
    vkey: str

    def as_dict(self) -> dict[str, Any]:
        return {"format": FORMAT, "subject": self.subject, "proof": self.proof, "vkey": self.vkey}

    @property
    def file(self) -> bytes:
        """Return the receipt as a file (`….receipt.json`)."""
        return canonical(self.as_dict())


def read_file(content: bytes) -> Receipt:
    """Read a receipt file. Raises BadReceipt; nothing in it is checked yet."""
    if len(content) > MAX_FILE:
        raise BadReceipt(_("This file is too large to be a receipt."))
    try:
        value = parse(content)
    except NotCanonical:
        value = None
    if not isinstance(value, dict) or not isinstance(value.get("proof"), str) or "subject" not in value:
        raise BadReceipt(
            _("This file is not a receipt. A receipt file ends in .receipt.json and holds subject and proof.")
        )
    subject = value["subject"]
    if isinstance(subject, str):
        subject = _subject_from_text(subject)
    if not isinstance(subject, dict):
        raise BadReceipt(_("The receipt's subject must be a JSON object."))
    return Receipt(subject, value["proof"], str(value.get("vkey", "")))


@dataclass(slots=True)
class _Verdict:
    leaf: bytes | None = None
    index: int | None = None
    size: int | None = None
    origin: str | None = None
    cosigned: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, object]] = field(default_factory=list)

    def problem(self, code: str, message: str) -> None:
        self.problems.append({"code": f"receipt.verify.{code}", "message": message})

    def as_dict(self) -> dict[str, Any]:
        return {
            "valid": not self.problems,
            "leaf_hash": self.leaf.hex() if self.leaf else None,
            "index": self.index,
            "size": self.size,
            "origin": self.origin,
            "cosigned": self.cosigned,
            "problems": self.problems,
        }


def verify(proof_text: object, subject: object, *, vkeys: Sequence[VerifierKey] | None = None) -> dict[str, Any]:
    """Check a receipt and say everything that is wrong with it; never raises on what it is given.

    subject -- the object, or its JSON text
    vkeys -- public keys to trust: the log's own, and any witnesses'; None: this installation's
    Returns {"valid", "leaf_hash" (hex or None), "index", "size", "origin", "cosigned": [{"witness", "at"}], "problems"}.
    """
    verdict = _Verdict()
    trusted = [*keys.trusted(), *keys.witnesses()] if vkeys is None else list(vkeys)
    canonical_subject = _canonical_subject(subject, verdict)
    proof = _parsed(proof_text, verdict)
    if proof is None:
        return verdict.as_dict()
    verdict.index = proof.index
    if proof.extra is None or len(proof.extra) != SALT:
        verdict.problem(
            "no_salt", _("The proof has no salt (its extra line), so the subject cannot be tied to the leaf.")
        )
    elif canonical_subject is not None:
        verdict.leaf = leaf_hash(proof.extra + canonical_subject)
    head = _signed_head(proof, trusted, verdict)
    if head is not None and verdict.leaf is not None:
        _check_path(proof, head, verdict)
    return verdict.as_dict()


def _canonical_subject(subject: object, verdict: _Verdict) -> bytes | None:
    try:
        if isinstance(subject, str | bytes):
            if len(subject) > MAX_SUBJECT:
                raise NotCanonical("too long")
            subject = parse(subject)
        if not isinstance(subject, dict):
            raise NotCanonical("not an object")
        written = canonical(subject)
        if len(written) > MAX_SUBJECT:
            raise NotCanonical("too long")
    except (NotCanonical, RecursionError):
        verdict.problem("bad_subject", _("The subject is not a JSON object that can be checked."))
        return None
    return written


def _subject_from_text(text: str) -> Any:
    try:
        return parse(text)
    except NotCanonical:
        return None


def _parsed(proof_text: object, verdict: _Verdict) -> Proof | None:
    try:
        if not isinstance(proof_text, str):
            raise BadNote("A proof is text.")
        # Files that went through Windows or a mail program still are the same proof.
        return Proof.parse(proof_text.replace("\r\n", "\n").strip("\n") + "\n")
    except (BadNote, UnicodeError):
        verdict.problem(
            "bad_proof", _("This is not a proof. A proof is a text that begins with c2sp.org/tlog-proof@v1.")
        )
        return None


def _signed_head(proof: Proof, trusted: Sequence[VerifierKey], verdict: _Verdict) -> Checkpoint | None:
    try:
        head = Checkpoint.parse(proof.note.rpartition("\n\n")[0] + "\n")
        verdict.size, verdict.origin = head.size, head.origin
    except (BadNote, UnicodeError):
        verdict.problem("bad_checkpoint", _("The proof holds no readable checkpoint of a log."))
        return None
    try:
        _head, signatures = opened(proof.note, trusted)
    except (BadNote, UnicodeError):
        verdict.problem("wrong_signature", _("The checkpoint is not signed with a key that is trusted here."))
        return head
    verdict.cosigned = [_cosigned(signature) for signature in signatures if signature.cosigned_at is not None]
    return head


def _cosigned(signature: Signature) -> dict[str, Any]:
    return {"witness": signature.name, "at": signature.cosigned_at}


def _check_path(proof: Proof, head: Checkpoint, verdict: _Verdict) -> None:
    try:
        root = root_from_inclusion(verdict.leaf or b"", proof.index, head.size, proof.path)
    except BadProof:
        verdict.problem("bad_path", _("The proof's path does not fit the size of the log."))
        return
    if root != head.root:
        verdict.problem(
            "not_in_log", _("The log does not hold this subject with this salt: one of the two was changed.")
        )
