"""The sealed case file as bytes: a zip of one shape, a manifest that names every member, a signature over it.

Members are stored as they are, in order, with one date: the same content is the same bytes, so that not a single byte
can be another without being noticed. Nothing here touches the database.
"""

import hashlib
import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from redress.records.jcs import NotCanonical, canonical, parse
from redress.records.notes import BadNote, Note, SigningKey, VerifierKey, signed

FORMAT = "openredress-sealed-case/1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
MOST_MEMBERS = 2_000
MOST_BYTES = 512_000_000
DAY = (1980, 1, 1, 0, 0, 0)


class BadFile(Exception):
    """The file is not what was sealed. `member` is the one that is wrong; empty if it is the file as a whole."""

    def __init__(self, why: str, member: str = "") -> None:
        self.why, self.member = why, member
        super().__init__(f"{why}: {member}" if member else why)


@dataclass(frozen=True, slots=True)
class Opened:
    """A sealed case file that was found whole, and the key it was signed with."""

    manifest: Mapping[str, Any]
    members: Mapping[str, bytes]
    signer: VerifierKey
    digest: bytes


def seal(head: Mapping[str, Any], members: Mapping[str, bytes], *, key: SigningKey) -> bytes:
    """Return the file: head says whose case, made when, on which basis."""
    listed = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in sorted(members.items())
    ]
    manifest = canonical({**head, "format": FORMAT, "members": listed})
    return _zip(manifest, str(signed(_signed_text(manifest), [key])).encode(), members)


def open_sealed(content: bytes, trusted: Sequence[VerifierKey]) -> Opened:
    """Read a sealed case file. Raises BadFile, naming the member, for anything that is not exactly what was signed."""
    raw = _read(content)
    manifest, signature = raw.pop(MANIFEST, None), raw.pop(SIGNATURE, None)
    if manifest is None or signature is None:
        raise BadFile("missing", MANIFEST if manifest is None else SIGNATURE)
    signer = _signer(manifest, signature, trusted)
    told = _manifest(manifest)
    listed = {str(row["name"]): row for row in told["members"]}
    for name, content_ in raw.items():
        if name not in listed:
            raise BadFile("not_listed", name)
        if hashlib.sha256(content_).hexdigest() != listed[name]["sha256"]:
            raise BadFile("changed", name)
    for name in listed.keys() - raw.keys():
        raise BadFile("missing", name)
    if _zip(manifest, signature, raw) != content:
        raise BadFile("container")
    return Opened(told, raw, signer, hashlib.sha256(content).digest())


def _signed_text(manifest: bytes) -> str:
    return f"{FORMAT}\n{b64encode(hashlib.sha256(manifest).digest()).decode()}\n"


def _zip(manifest: bytes, signature: bytes, members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as bundle:
        for name, content in ((MANIFEST, manifest), (SIGNATURE, signature), *sorted(members.items())):
            entry = zipfile.ZipInfo(name, DAY)
            entry.create_system = 3  # otherwise it would depend on the machine
            bundle.writestr(entry, content)
    return buffer.getvalue()


def _read(content: bytes) -> dict[str, bytes]:
    if len(content) > MOST_BYTES:
        raise BadFile("too_large")
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            rows = bundle.infolist()
            if len(rows) > MOST_MEMBERS or sum(row.file_size for row in rows) > MOST_BYTES:
                raise BadFile("too_large")
            for row in rows:
                if row.filename in found or row.compress_type != zipfile.ZIP_STORED:
                    raise BadFile("container", row.filename)
                found[row.filename] = _member(bundle, row)
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, RuntimeError) as error:
        raise BadFile("container") from error
    return found


def _member(bundle: zipfile.ZipFile, row: zipfile.ZipInfo) -> bytes:
    try:
        return bundle.read(row)
    except zipfile.BadZipFile as error:  # its checksum is wrong, or its head names another
        raise BadFile("changed", row.filename) from error


def _signer(manifest: bytes, signature: bytes, trusted: Sequence[VerifierKey]) -> VerifierKey:
    try:
        note = Note.parse(signature.decode())
        accepted = note.accepted(trusted)
    except (BadNote, UnicodeDecodeError) as error:
        raise BadFile("not_signed", SIGNATURE) from error
    if note.text != _signed_text(manifest):
        raise BadFile("changed", MANIFEST)
    who = accepted[0]
    return next(key for key in trusted if (key.name, key.id) == (who.name, who.key_id))


def _manifest(content: bytes) -> dict[str, Any]:
    try:
        told = parse(content)
    except NotCanonical as error:
        raise BadFile("changed", MANIFEST) from error
    if not isinstance(told, dict) or told.get("format") != FORMAT or not isinstance(told.get("members"), list):
        raise BadFile("format", MANIFEST)
    return told


def json_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode()
