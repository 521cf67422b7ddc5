"""Evidence of a case: judged by content, sealed on disk, once a case, with an entry in the archive.

A file that was acknowledged survives a stop at any moment: its sealed bytes are on the disk before its row is committed.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext, ngettext

from redress.cases import filetypes, reading, scanner
from redress.cases.filetypes import Kind, refused
from redress.cases.models import Case, Exhibit
from redress.cases.models.work import AUDIENCES
from redress.kernel import jobs
from redress.kernel.actors import Actor
from redress.kernel.problems import NotAllowed, NotThere, Problem
from redress.privacy import vault
from redress.records.entries import Draft, append

MEGA = 1_000_000


class Stream(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept."""

    name: str
    content: bytes
    kind: Kind
    scan: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as it is handed out: always as a download, under a name that fits its content."""

    name: str
    media_type: str
    content: bytes


def check(*, name: str, stream: Stream | BinaryIO | bytes) -> Checked:
    """Read a file and judge it. Raises Invalid with what is wrong and what to do; nothing is kept then."""
    content = stream if isinstance(stream, bytes) else _read(stream)
    kind = filetypes.judge(content)
    verdict = scanner.scan(content)
    if verdict == scanner.INFECTED:
        message = gettext(
            "This file did not pass the safety check and was not kept. Please send a picture or a PDF instead."
        )
        raise refused("file.infected", message)
    return Checked(filetypes.fitting_name(name, kind), content, kind, verdict)


def _read(stream: Stream | BinaryIO) -> bytes:
    most = settings.REDRESS_MAX_UPLOAD_MB * MEGA
    content = stream.read(most + 1)
    if len(content) > most:
        raise too_large()
    return content


def too_large() -> NotAllowed:
    message = gettext(
        "A file may have at most %(most)s MB. You can shorten the film, send pictures, or bring it to the counter later."
    )
    return refused("file.too_large", message % {"most": settings.REDRESS_MAX_UPLOAD_MB})


def add_exhibit(
    case: Case,
    *,
    name: str,
    stream: Stream | BinaryIO | bytes,
    audience: str,
    actor: Actor,
    now: datetime,
    note: str = "",
    captured_at: datetime | None = None,
) -> Exhibit:
    """Add a file to the evidence of a case; the same bytes twice in a case are one exhibit.

    audience -- staff, both or public; what is sent in with a report is for staff alone (S Art. 37)
    note -- kind of evidence, a code; never free text
    Raises Invalid (file or audience) or NotAllowed (case closed, too many files); nothing is kept then.
    """
    if audience not in AUDIENCES or (audience == "public" and not actor.is_staff):
        message = gettext("Choose who may see the file: staff or both.")
        raise refused("file.audience_unknown", message)
    if case.phase == "closed":
        message = gettext("The case is closed and archived; ask for it to be reopened, then add the file.")
        raise NotAllowed([Problem(code="evidence.add.closed", message=message)])
    return keep(
        case,
        check(name=name, stream=stream),
        audience="staff" if case.kind == "report" and audience == "both" else audience,
        actor=actor,
        now=now,
        note=note,
        captured_at=captured_at,
    )


def keep(
    case: Case,
    file: Checked,
    *,
    audience: str,
    actor: Actor,
    now: datetime,
    note: str = "",
    captured_at: datetime | None = None,
) -> Exhibit:
    """Keep a file that was checked before: first its sealed bytes on the disk, then its row."""
    from redress.cases import previews  # noqa: PLC0415 -- 9 MB that an idle process does without

    digest = hashlib.sha256(file.content).hexdigest()
    known = Exhibit.objects.filter(case=case, sha256=digest).first()
    if known is not None:
        return known
    _refuse_too_many(case, actor)
    path = _store(case, f"{digest}", file.content)
    small = previews.preview(file.content, file.kind)
    row = Exhibit(
        case=case,
        sha256=digest,
        size=len(file.content),
        media_type=file.kind.media_type,
        audience=audience,
        added_at=now,
        added_by=actor.key,
        added_role=actor.role.value,
        captured_at=captured_at,
        note=note,
        scan=file.scan,
        path=path,
        preview_path=_store(case, f"{digest}.preview", small) if small else "",
    )
    try:
        _record(row, file, actor=actor, now=now)
    except IntegrityError:  # the same file came in twice at the same moment
        return Exhibit.objects.get(case=case, sha256=digest)
    return row


@transaction.atomic
def _record(row: Exhibit, file: Checked, *, actor: Actor, now: datetime) -> None:
    row.save(force_insert=True)
    vault.put(row.case_id, f"exhibit:{row.pk}", {"name": file.name})
    data = {"exhibit": row.pk, "sha256": row.sha256, "size": row.size, "type": row.media_type, "audience": row.audience}
    append([Draft(subject=row.case_id, event="evidence.added", at=now, actor=actor.key, data=data)])
    Case.objects.filter(pk=row.case_id).update(last_event_at=now)
    if row.scan == scanner.WAITING:
        jobs.enqueue("evidence.scan", {"exhibit": row.pk}, now=now, unique=str(row.pk))


def _refuse_too_many(case: Case, actor: Actor) -> None:
    """Each side may send so many files; staff are not counted."""
    most: int = settings.REDRESS_MAX_FILES
    if actor.is_staff or Exhibit.objects.filter(case=case, added_role=actor.role.value).count() < most:
        return
    message = ngettext(
        "A case takes %(most)s file from you; bring the others to the counter.",
        "A case takes %(most)s files from you; bring the others to the counter.",
        most,
    )
    raise NotAllowed([Problem(code="evidence.add.too_many", message=message % {"most": most}, pointer="/file")])


def folder() -> Path:
    return Path(settings.REDRESS_DATA) / "files"


def _store(case: Case, name: str, content: bytes) -> str:
    """Seal bytes and put them on the disk for good; return the path under the folder of files."""
    place = f"{case.pk % 1000:03d}/{case.pk}/{name}"
    write(folder() / place, vault.seal_bytes(case.pk, f"file:{name}", content))
    return place


def write(path: Path, content: bytes) -> None:
    """Write a file so that it is there, whole, after any stop from here on."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name[:40]}.{os.getpid()}.{os.urandom(4).hex()}")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    for parent in (path.parent, path.parent.parent):
        _sync_folder(parent)


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def find(case: Case, exhibit_id: int, *, actor: Actor) -> Exhibit:
    """Return a piece of evidence this person may see. Raises NotThere."""
    row = reading.exhibits(case, actor=actor).filter(pk=exhibit_id).first()
    if row is None:
        raise NotThere(str(exhibit_id))
    return row


def open_exhibit(exhibit: Exhibit, *, actor: Actor, now: datetime) -> Opened:
    """Return the file exactly as it came in; that staff opened it is recorded.

    Raises NotAllowed if the scanner found something in it, vault.Erased after the case's key was destroyed.
    """
    if exhibit.scan == scanner.INFECTED:
        message = gettext("The scanner found something harmful in this file; it stays locked.")
        raise NotAllowed([Problem(code="evidence.open.infected", message=message)])
    name = str(vault.open(exhibit.case_id, f"exhibit:{exhibit.pk}")["name"])
    content = _opened(exhibit, exhibit.path)
    if actor.is_staff:
        data = {"exhibit": exhibit.pk}
        append([Draft(subject=exhibit.case_id, event="evidence.opened", at=now, actor=actor.key, data=data)])
    return Opened(name, exhibit.media_type, content)


def open_preview(exhibit: Exhibit) -> bytes | None:
    """Return the small copy of a picture (JPEG made here); None if there is none."""
    if not exhibit.preview_path or exhibit.scan == scanner.INFECTED:
        return None
    return _opened(exhibit, exhibit.preview_path)


def _opened(exhibit: Exhibit, place: str) -> bytes:
    sealed = (folder() / place).read_bytes()
    return vault.open_bytes(exhibit.case_id, f"file:{place.rsplit('/', 1)[-1]}", sealed)


def destroy_files(case_id: int) -> None:
    """Delete a case's sealed files, after its key was destroyed; safe twice."""
    shutil.rmtree(folder() / f"{case_id % 1000:03d}" / str(case_id), ignore_errors=True)


def rescan(exhibit_id: int, *, now: datetime) -> str:
    """Ask the scanner about a file it did not answer for; return the verdict, which is kept."""
    row = Exhibit.objects.filter(pk=exhibit_id, scan=scanner.WAITING).first()
    if row is None:
        return ""
    verdict = scanner.scan(_opened(row, row.path))
    if verdict != scanner.WAITING:
        _settle(row, verdict, now=now)
    return verdict


class ScannerAway(Exception):
    """The scanner still does not answer; the job is tried again later."""


@jobs.job("evidence.scan")
def scan_again(payload: jobs.Payload, *, now: datetime) -> None:
    if rescan(int(str(payload["exhibit"])), now=now) == scanner.WAITING:
        raise ScannerAway


@transaction.atomic
def _settle(row: Exhibit, verdict: str, *, now: datetime) -> None:
    if Exhibit.objects.filter(pk=row.pk, scan=scanner.WAITING).update(scan=verdict):
        data = {"exhibit": row.pk, "verdict": verdict}
        append([Draft(subject=row.case_id, event="evidence.scanned", at=now, actor="system:scanner", data=data)])


def names(slots: dict[str, object]) -> Iterator[tuple[int, str]]:
    """Give the names of a case's files out of everything sealed for it (reading.sealed)."""
    for slot, value in slots.items():
        if slot.startswith("exhibit:") and isinstance(value, dict):
            yield int(slot.partition(":")[2]), str(value.get("name", ""))


def degraded() -> str:
    """Say that files are not being checked, where that is so; empty if they are. For whoever can change it."""
    if settings.REDRESS_CLAMD:
        return ""
    return gettext("Files are not checked for viruses: no scanner is set up (REDRESS_CLAMD).")


__all__ = [
    "Checked",
    "Opened",
    "add_exhibit",
    "check",
    "destroy_files",
    "find",
    "keep",
    "open_exhibit",
    "open_preview",
    "rescan",
]
