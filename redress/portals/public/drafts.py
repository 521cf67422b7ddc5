"""Unfinished filings. Answers and files are sealed under a key that only the visitor holds, as a cookie or as six words.

The token is stretched from the words (scrypt), so that the words alone bring a draft back on another device. The server
keeps a digest of the token and what it cannot open.
"""

import base64
import binascii
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from redress.cases import evidence, numbers
from redress.cases.models import Draft

KEPT = timedelta(days=7)  # after the last change
KEPT_AFTER_SENDING = timedelta(days=1)
WORDS = 6  # 48 bits, each guess a scrypt
NONCE = 12
Answers = dict[str, Any]


@dataclass(slots=True)
class OpenDraft:
    """A draft while its visitor is here."""

    token: str
    answers: Answers
    numbers: tuple[str, ...] = ()
    started_at: datetime | None = None
    touched_at: datetime | None = None
    fresh: bool = field(default=False)

    @property
    def phrase(self) -> str:
        return str(self.answers.get("phrase", ""))

    @property
    def spoken(self) -> str:
        return str(self.answers.get("spoken", ""))

    @property
    def sent(self) -> bool:
        return bool(self.numbers)


def _token(places: list[int]) -> str:
    salt = hashlib.sha256(b"openredress draft\0" + settings.SECRET_KEY.encode()).digest()
    stretched = hashlib.scrypt(bytes(places), salt=salt, n=1 << 14, r=8, p=1, dklen=32)
    return base64.urlsafe_b64encode(stretched).decode().rstrip("=")


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _key(token: str) -> AESGCM:
    material = HKDF(hashes.SHA256(), 32, None, b"openredress draft answers").derive(token.encode())
    return AESGCM(material)


def seal(token: str, content: bytes, place: str) -> bytes:
    """Seal bytes so that only the holder of the token opens them. place -- names what they are"""
    nonce = os.urandom(NONCE)
    return nonce + _key(token).encrypt(nonce, content, _digest(token) + place.encode())


def unseal(token: str, sealed: bytes, place: str) -> bytes:
    """Open what `seal` made. Raises InvalidTag if it was made with another token or for another place."""
    return _key(token).decrypt(sealed[:NONCE], sealed[NONCE:], _digest(token) + place.encode())


def _sealed_answers(token: str, answers: Answers) -> bytes:
    return seal(token, json.dumps(answers, ensure_ascii=False, separators=(",", ":")).encode(), "answers")


def start(*, now: datetime) -> OpenDraft:
    """Begin a draft and return it; its token goes into the visitor's cookie."""
    places = [secrets.randbelow(256) for _ in range(WORDS)]
    characters, letters = numbers.spoken(places)
    answers: Answers = {"said": {}, "files": [], "seen": [], "phrase": letters, "spoken": characters}
    token = _token(places)
    Draft.objects.create(
        token_digest=_digest(token), sealed=_sealed_answers(token, answers), started_at=now, touched_at=now
    )
    return OpenDraft(token, answers, started_at=now, touched_at=now, fresh=True)


def is_token(text: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(text + "=")) == 32
    except (ValueError, binascii.Error):
        return False


def load(token: str, *, now: datetime) -> OpenDraft | None:
    """Return the visitor's draft; None if there is none, it has expired, or this is no token."""
    if not token.isascii() or not is_token(token):
        return None
    row = Draft.objects.filter(token_digest=_digest(token)).first()
    return _opened(row, token) if row is not None and row.touched_at > now - KEPT else None


def _opened(row: Draft, token: str) -> OpenDraft | None:
    try:
        answers = json.loads(unseal(token, bytes(row.sealed), "answers"))
    except (InvalidTag, ValueError):
        return None
    return OpenDraft(token, answers, tuple(row.numbers.split()), row.started_at, row.touched_at)


def resume(phrase: str, *, now: datetime) -> OpenDraft | None:
    """Return the draft of six words, typed in characters or letters; None if there is none."""
    places = numbers.places(phrase)
    if len(places) != WORDS or not all(0 <= place < 256 for place in places):
        return None
    return load(_token(places), now=now)


@transaction.atomic
def change(token: str, edit: Callable[[Answers], None], *, now: datetime) -> OpenDraft | None:
    """Change a draft's answers under lock, so that two tabs never lose each other's; None if it is not there."""
    row = Draft.objects.select_for_update().filter(token_digest=_digest(token)).first()
    draft = _opened(row, token) if row is not None else None
    if row is None or draft is None:
        return None
    if not draft.sent:
        edit(draft.answers)
        Draft.objects.filter(pk=row.pk).update(sealed=_sealed_answers(token, draft.answers), touched_at=now)
    return draft


def mark_sent(token: str, case_numbers: list[str], *, now: datetime) -> None:
    """Note which cases the draft became, in the transaction that made them."""
    Draft.objects.filter(token_digest=_digest(token)).update(numbers=" ".join(case_numbers), touched_at=now)


@transaction.atomic
def empty(token: str, *, now: datetime) -> None:
    """Forget the answers of a draft that was sent and whose files have arrived; its numbers stay for retries."""
    row = Draft.objects.select_for_update().filter(token_digest=_digest(token)).first()
    if row is not None and row.numbers:
        bare: Answers = {"said": {}, "files": [], "seen": [], "done": True}
        Draft.objects.filter(pk=row.pk).update(sealed=_sealed_answers(token, bare), touched_at=now)
        shutil.rmtree(_folder(token), ignore_errors=True)


def discard(token: str) -> None:
    """Delete a draft and its files for good, because its visitor says so."""
    Draft.objects.filter(token_digest=_digest(token)).delete()
    shutil.rmtree(_folder(token), ignore_errors=True)


def _home() -> Path:
    return Path(settings.REDRESS_DATA) / "drafts"


def _folder(token: str) -> Path:
    return _home() / _digest(token).hex()


def keep_file(token: str, content: bytes) -> str:
    """Seal a file of a draft on the disk; return the name it is known by inside the draft."""
    name = secrets.token_hex(8)
    evidence.write(_folder(token) / name, seal(token, content, name))
    return name


def open_file(token: str, name: str) -> bytes:
    return unseal(token, (_folder(token) / name).read_bytes(), name)


def drop_file(token: str, name: str) -> None:
    (_folder(token) / name).unlink(missing_ok=True)


def purge(*, now: datetime) -> int:
    """Delete drafts that nobody came back to, with their files; return how many."""
    old = Draft.objects.filter(touched_at__lt=now - KEPT) | Draft.objects.filter(
        touched_at__lt=now - KEPT_AFTER_SENDING
    ).exclude(numbers="")
    count = 0
    for row in old.only("pk", "token_digest").iterator():
        shutil.rmtree(_home() / bytes(row.token_digest).hex(), ignore_errors=True)
        count += Draft.objects.filter(pk=row.pk).delete()[0]
    return count
