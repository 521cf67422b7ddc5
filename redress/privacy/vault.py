"""The vault: the only place where personal values are stored, each case under a key of its own.

A slot is a name inside a case: "intake", "message:17", "file:3:name". Values are JSON; files stay on disk, sealed by
`seal_bytes`. Nothing here decides who may read; callers ask first.
"""

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from pydantic_core import from_json, to_json

from redress.kernel.rows import execute, fetch
from redress.kernel.rows import insert as insert_rows
from redress.privacy import blind, keyring
from redress.privacy.ciphers import KEY_BYTES, Key, data_key_id
from redress.privacy.keyring import KeyRing, KeyRingError
from redress.privacy.models import BlindIndex, CaseKey, Sealed

Value = Mapping[str, Any] | Sequence[Any] | str | int | float | bool | None

KEYS = ("privacy_casekey", {"case_id": "bigint", "key_id": "integer", "wrapped": "bytea"})
VALUES = ("privacy_sealed", {"case_id": "bigint", "slot": "text", "body": "bytea"})
DIGESTS = ("privacy_blindindex", {"case_id": "bigint", "kind": "text", "digest": "bytea"})

# Slots that begin so are opened one by one by the room that owns them, and never with the whole case: words that one
# side said in confidence must not come along with a file, a search or an access request of the other.
APART = "room:"
RING_SECONDS = 1.0  # how long a process trusts the ring it has read, before it looks whether the file was replaced
_held: dict[tuple[Path, str], tuple[float, KeyRing]] = {}


class Erased(Exception):
    """The case's key was destroyed: what it sealed can never be read again. HTTP 410."""

    status = 410

    def __init__(self, case_id: int) -> None:
        self.case_id = case_id
        super().__init__(f"The personal data of case {case_id} was erased.")


class NothingSealed(LookupError):
    """The case has nothing under this slot."""

    def __init__(self, case_id: int, slot: str) -> None:
        super().__init__(f"Case {case_id} has nothing sealed as {slot}.")


class PreparedVault(NamedTuple):
    """Everything `insert` writes for one new case, already sealed."""

    case_id: int
    key_id: int
    wrapped: bytes
    sealed: list[tuple[int, str, bytes]]
    digests: list[tuple[int, str, bytes]]


def ring_path() -> Path:
    data: Path = settings.REDRESS_DATA
    return data / "keys" / "vault.json"


def ring(*, fresh: bool = False) -> KeyRing:
    """Return this installation's key ring; make it on the very first use.

    fresh -- look at the file even if that was done a moment ago
    Raises KeyRingError if the database has sealed cases but the ring is gone: a new one could open none of them.
    """
    place = settings.REDRESS_DATA, settings.REDRESS_CIPHER_SUITE
    held = _held.get(place)
    moment = time.monotonic()
    if held is not None and not fresh and moment - held[0] < RING_SECONDS:
        return held[1]
    found = _ring(ring_path(), settings.REDRESS_CIPHER_SUITE)
    _held[place] = (moment, found)
    return found


def _ring(path: Path, suite: str) -> KeyRing:
    try:
        return keyring.ring_at(path, suite)
    except FileNotFoundError:
        if CaseKey.objects.filter(destroyed_at=None).exists():
            raise KeyRingError(
                f"The key ring {path} is missing, but the database holds sealed cases. "
                "Restore the file from the backup of the keys, or set REDRESS_DATA to the folder that holds it."
            ) from None
        keyring.create(path)
        return keyring.ring_at(path, suite)


def _place(case_id: int, slot: str) -> bytes:
    return f"redress:{case_id}:{slot}".encode()


def prepare(case_id: int, slots: Mapping[str, Value], lookups: Sequence[tuple[str, str]] = ()) -> PreparedVault:
    """Seal the values of a new case, without touching the database.

    lookups -- (kind, value) pairs to be found by later; kind as in blind.NORMALISERS; empty values are passed over
    """
    keys = ring()
    material = os.urandom(KEY_BYTES)
    key = Key(material, key_id=data_key_id(material), algorithm=keys.algorithm)
    return PreparedVault(
        case_id,
        keys.active.id,
        keys.wrap(case_id, material),
        [(case_id, slot, key.seal(to_json(value), _place(case_id, slot))) for slot, value in slots.items()],
        _digests(keys, case_id, lookups),
    )


def _digests(keys: KeyRing, case_id: int, lookups: Iterable[tuple[str, str]]) -> list[tuple[int, str, bytes]]:
    rows: dict[tuple[int, str, bytes], None] = {}
    for kind, value in lookups:
        entry = blind.digest(keys.blind[-1], keys.suite, kind, value)
        if entry is not None:
            rows[case_id, kind, entry] = None
    return list(rows)


def insert(prepared: Sequence[PreparedVault]) -> None:
    """Store prepared cases with one statement per table, inside the caller's transaction."""
    _insert(KEYS, [(one.case_id, one.key_id, one.wrapped) for one in prepared])
    _insert(VALUES, [row for one in prepared for row in one.sealed])
    _insert(DIGESTS, [row for one in prepared for row in one.digests])


def _insert(table: tuple[str, Mapping[str, str]], rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    name, columns = table
    if connection.vendor == "postgresql":
        # Arrays keep the statement's text the same for every number of rows, so that it stays prepared.
        arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
        execute(
            f"INSERT INTO {name} ({', '.join(columns)}) SELECT * FROM unnest({arrays})",
            [list(column) for column in zip(*rows, strict=True)],
        )
    else:
        insert_rows(name, tuple(columns), rows)


def _key_of(case_id: int) -> Key:
    """Return the data key of a case.

    Raises Erased after its destruction, NothingSealed if the case never had one.
    """
    row = CaseKey.objects.filter(pk=case_id).values_list("wrapped", "destroyed_at").first()
    if row is None:
        raise NothingSealed(case_id, "anything")
    return _unwrapped(ring(), case_id, *row)


def _unwrapped(keys: KeyRing, case_id: int, wrapped: bytes | memoryview, destroyed_at: object) -> Key:
    if destroyed_at is not None:
        raise Erased(case_id)
    sealed = bytes(wrapped)
    if not keys.knows(sealed):
        keys = ring(fresh=True)  # another process has rotated the keys a moment ago
    material = keys.unwrap(case_id, sealed)
    return Key(material, key_id=data_key_id(material), algorithm=keys.algorithm)


def open(case_id: int, slot: str) -> Any:  # noqa: A001 -- read as `vault.open`
    """Return the value under a slot.

    Raises Erased after the key's destruction, NothingSealed if there is none, ciphers.CannotOpen if it was tampered with.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.wrapped, k.destroyed_at, s.body FROM privacy_casekey k "
            "LEFT JOIN privacy_sealed s ON s.case_id = k.case_id AND s.slot = %s WHERE k.case_id = %s",
            [slot, case_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NothingSealed(case_id, slot)
    wrapped, destroyed_at, body = row
    key = _unwrapped(ring(), case_id, wrapped, destroyed_at)
    if body is None:
        raise NothingSealed(case_id, slot)
    return from_json(key.open(bytes(body), _place(case_id, slot)))


def open_field(case_id: int, field: str) -> Any:
    """Return one value inside a slot.

    field -- slot and place in it, "intake/complainant/phone" (escaped as in RFC 6901); a slot alone gives all of it
    Raises as `open` does; NothingSealed also if the place is not there.
    """
    slot, *steps = field.split("/")
    value = open(case_id, slot)
    for step in steps:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            raise NothingSealed(case_id, field)
    return value


def open_many(case_ids: Iterable[int], slot: str) -> dict[int, Any]:
    """Return the value under the same slot of many cases, in one query; erased and empty ones are left out."""
    wanted = list(case_ids)
    if not wanted:
        return {}
    keys = ring()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.case_id, k.wrapped, s.body FROM privacy_casekey k "
            "JOIN privacy_sealed s ON s.case_id = k.case_id AND s.slot = %s "
            f"WHERE k.destroyed_at IS NULL AND k.case_id IN ({', '.join(['%s'] * len(wanted))})",
            [slot, *wanted],
        )
        rows = cursor.fetchall()
    return {
        case_id: from_json(_unwrapped(keys, case_id, wrapped, None).open(bytes(body), _place(case_id, slot)))
        for case_id, wrapped, body in rows
    }


def open_case(case_id: int) -> dict[str, Any]:
    """Return everything sealed for a case, by slot, but for what is kept apart: what an access request hands over.

    Raises Erased after the key's destruction.
    """
    key = _key_of(case_id)
    # Two ranges of the index, so that ten thousand values kept apart are not even looked at; a database that orders
    # signs by a language of its own may still hand some over, and they are left out here.
    before, after = APART, APART[:-1] + chr(ord(APART[-1]) + 1)
    part = "SELECT slot, body FROM privacy_sealed WHERE case_id = %s AND slot"
    rows = fetch(f"{part} < %s UNION ALL {part} >= %s", [case_id, before, case_id, after])
    kept = sorted((slot, bytes(body)) for slot, body in rows if not slot.startswith(APART))
    return {slot: from_json(key.open(body, _place(case_id, slot))) for slot, body in kept}


def open_slots(case_id: int, slots: Sequence[str]) -> dict[str, Any]:
    """Return the values under these slots of one case, in one query; what is not there is left out.

    Raises Erased after the key's destruction.
    """
    if not slots:
        return {}
    key = _key_of(case_id)
    places = ", ".join(["%s"] * len(slots))
    rows = fetch(f"SELECT slot, body FROM privacy_sealed WHERE case_id = %s AND slot IN ({places})", [case_id, *slots])
    return {slot: from_json(key.open(bytes(body), _place(case_id, slot))) for slot, body in rows}


def put(case_id: int, slot: str, value: Value) -> None:
    """Add a value to a case or replace it; a case without a key gets one. Joins the caller's transaction if there is one.

    Raises Erased after the key's destruction.
    """
    if not connection.in_atomic_block:
        with transaction.atomic():
            return put(case_id, slot, value)
    key = _key_for_writing(case_id)
    body = key.seal(to_json(value), _place(case_id, slot))
    execute(
        "INSERT INTO privacy_sealed (case_id, slot, body) VALUES (%s, %s, %s) "
        "ON CONFLICT (case_id, slot) DO UPDATE SET body = excluded.body, created_at = CURRENT_TIMESTAMP",
        [case_id, slot, body],
    )
    return None


def _key_for_writing(case_id: int) -> Key:
    """Return the data key under lock, so that an erasure cannot pass between reading the key and using it."""
    keys = ring()
    held = "FOR UPDATE" if connection.vendor == "postgresql" else ""
    statement = f"SELECT wrapped, destroyed_at FROM privacy_casekey WHERE case_id = %s {held}"
    found = fetch(statement, [case_id])
    if not found:
        wrapped = keys.wrap(case_id, os.urandom(KEY_BYTES))
        CaseKey.objects.bulk_create(
            [CaseKey(case_id=case_id, key_id=keys.active.id, wrapped=wrapped)], ignore_conflicts=True
        )
        found = fetch(statement, [case_id])
    return _unwrapped(keys, case_id, *found[0])


@transaction.atomic
def drop(case_id: int, slot: str) -> bool:
    """Delete one value for good; return whether there was one."""
    return Sealed.objects.filter(case_id=case_id, slot=slot).delete()[0] > 0


@transaction.atomic
def set_lookups(case_id: int, lookups: Sequence[tuple[str, str]]) -> None:
    """Replace what a case is found by, after a phone, identity number or e-mail was corrected."""
    _key_for_writing(case_id)
    BlindIndex.objects.filter(case_id=case_id).delete()
    _insert(DIGESTS, _digests(ring(), case_id, lookups))


def find(kind: str, value: str) -> list[int]:
    """Return the cases with this phone, identity number, e-mail or name, newest first, however it was spelled."""
    entries = blind.all_digests(ring().blind, kind, value)
    if not entries:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT case_id FROM privacy_blindindex "
            f"WHERE kind = %s AND digest IN ({', '.join(['%s'] * len(entries))}) ORDER BY case_id DESC",
            [kind, *entries],
        )
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def ready(case_id: int) -> None:
    """Give a compartment its key, so that bytes can be sealed in it before any value is. Twice changes nothing."""
    _key_for_writing(case_id)


def seal_bytes(case_id: int, slot: str, data: bytes) -> bytes:
    """Seal a file's content that is kept on disk.

    Raises Erased after the key's destruction, NothingSealed if the case has no key yet.
    """
    return _key_of(case_id).seal(data, _place(case_id, slot))


def open_bytes(case_id: int, slot: str, body: bytes) -> bytes:
    """Open a file's content sealed by `seal_bytes` for the same case and slot."""
    return _key_of(case_id).open(body, _place(case_id, slot))
