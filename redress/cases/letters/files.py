"""The sealed files of issued letters, on disk under the data folder.

Sealed with the key of their case: when that key is destroyed, nobody can read them again. A file is on the disk before
the row that names it is committed; one left over from a transaction that failed is written over by the next try.
"""

from pathlib import Path

from django.conf import settings

from redress.cases import evidence
from redress.cases.letters.models import Letter
from redress.privacy import vault


def slot_of(letter_id: int) -> str:
    return f"letter:{letter_id}"


def _path(letter_id: int) -> Path:
    """Folders of a thousand, so that none grows without end."""
    folder: Path = settings.REDRESS_DATA / "files" / "letters" / f"{letter_id // 1000:06d}"
    return folder / f"{letter_id}.sealed"


def keep(case_id: int, letter_id: int, document: bytes) -> None:
    """Seal a document and make sure it is on the disk.

    Raises vault.Erased after the destruction of the case's key, vault.NothingSealed if the case has none.
    """
    evidence.write(_path(letter_id), vault.seal_bytes(case_id, slot_of(letter_id), document))


def opened(letter: Letter) -> bytes:
    """Return the document as it was issued.

    Raises vault.Erased after the destruction of the case's key, FileNotFoundError if the file was lost.
    """
    return vault.open_bytes(letter.case_id, letter.file_slot, _path(letter.pk).read_bytes())


def destroy(letter_id: int) -> None:
    """Delete a letter's sealed file, after its case's key was destroyed; safe twice."""
    _path(letter_id).unlink(missing_ok=True)
