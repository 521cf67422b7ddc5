"""The mail as it came, sealed: in its case's compartment once it has one, else in the body's own."""

import hashlib
from pathlib import Path

from redress.cases import evidence
from redress.notices.models import agency_compartment
from redress.portals.inbox.models import Incoming
from redress.privacy import vault


def keep(raw: bytes, *, agency_id: int, case_id: int | None = None) -> str:
    """Seal a mail and put it on the disk for good; return its place under the folder of files."""
    name = f"mail-{hashlib.sha256(raw).hexdigest()}"
    compartment = case_id if case_id is not None else agency_compartment(agency_id)
    vault.ready(compartment)
    place = f"{case_id % 1000:03d}/{case_id}/{name}" if case_id is not None else f"mail/{agency_id}/{name}"
    evidence.write(evidence.folder() / place, vault.seal_bytes(compartment, f"file:{name}", raw))
    return place


def take(row: Incoming) -> bytes:
    """Return a mail as it came. Raises vault.Erased, or FileNotFoundError once it was deleted."""
    compartment = row.case_id if _in_case(row) else agency_compartment(row.agency_id)
    name = Path(row.path).name
    if not row.path:
        raise FileNotFoundError(name)
    return vault.open_bytes(compartment or 0, f"file:{name}", (evidence.folder() / row.path).read_bytes())


def destroy(place: str) -> None:
    if place.startswith("mail/"):
        (evidence.folder() / place).unlink(missing_ok=True)


def _in_case(row: Incoming) -> bool:
    return row.case_id is not None and not row.path.startswith("mail/")
