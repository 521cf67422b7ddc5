"""The key ceremony: every secret of an installation on paper, and back from what was typed or scanned.

Who has the paper and a backup has the installation; who has neither a running server nor the paper has nothing.
Each line of the sheet checks itself; each block ends with a check of its title and of the order of its lines.
"""

import base64
import hashlib
import json
import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from redress.cases import numbers
from redress.exchange import keys as exchange_keys
from redress.privacy import keyring, vault
from redress.records import keys, paper
from redress.records.notes import SigningKey
from redress.records.paper import BadSheet, Block

VAULT = "vault.json"
PASSPHRASE = "backup-passphrase"  # noqa: S105 -- the name of the file
# Files of secrets, by the word that begins their block; the vault's ring is made of several blocks.
PLAIN = {"archive": "archive.key", "pickup": "pickup-key", "secret": "secret-key", "backup": PASSPHRASE}
SIGNING = {"log": "log.key", "exchange": "exchange.key"}
RING = ("wrapping", "blind")
TITLES = frozenset({*PLAIN, *SIGNING, *RING})
FILES = (VAULT, *SIGNING.values(), *PLAIN.values())
_GENERATION = struct.Struct(">HBQ")  # number, whether it is the active one, microseconds since 1970 (0: the first)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CHECK = 4  # bytes
NOTE = "last-paper.json"


def secrets() -> Iterator[Block]:
    """Yield every secret that is here, as its block says it, without the check. Makes those that are made on first use."""
    vault.ring(fresh=True)
    content = json.loads(vault.ring_path().read_text("utf-8"))
    for kind in RING:
        for row in content[kind]:
            active = kind == "wrapping" and row["id"] == content["active"]
            since = datetime.fromisoformat(row["since"]) - _EPOCH if row["since"] else timedelta(0)
            told = _GENERATION.pack(row["id"], active, since // timedelta(microseconds=1))
            yield f"{kind} {row['id']}", told + base64.b64decode(row["key"])
    log, exchange = keys.log_key(), exchange_keys.own()
    yield f"log {log.name}", log.seed
    yield f"exchange {exchange.name}", exchange.seed
    yield "archive", keys.archive_key()
    numbers.pickup("")  # makes the key of the phrases, unless it is there
    for kind in ("pickup", "secret"):
        path = keys.folder() / PLAIN[kind]
        if path.is_file():
            yield kind, path.read_bytes().strip() if kind == "secret" else path.read_bytes()


def write(path: Path, *, passphrase: bytes | None, now: datetime) -> list[str]:
    """Write the sheet and note which keys are on it. Return their titles.

    passphrase -- that of the backups, to stand on the sheet too
    """
    of = list(secrets())
    noted = fingerprints(of)
    if passphrase is not None:
        of.append(("backup", passphrase))
    words = [
        _("Keys of this installation"),
        _("Whoever has this sheet and a backup can read every case and sign in the name of this log."),
        _("Lock it away, apart from the backups; never photograph or send it. After keys were rotated, print it anew."),
        _("To put the keys back on an empty machine: type the lines, or scan the codes, into a text file, and run"),
        "redress keys --restore FILE",
        _("then put the backup back (docs/how-to/restore.md). “redress keys --check FILE” only compares."),
        _("Public key: {key}").format(key=keys.log_key().verifier),
    ]
    paper.write_sheet(path, words, [(title, secret + _check(title, secret)) for title, secret in of])
    (settings.REDRESS_DATA / NOTE).write_text(json.dumps({"made_at": now.isoformat(), "keys": noted}), "utf-8")
    return [title for title, _secret in of]


def fingerprints(of: list[Block]) -> dict[str, str]:
    """Return a short digest of each key; which generation wraps does not matter to it."""
    return {title: hashlib.sha256(b"redress paper\0" + _key(title, secret)).hexdigest()[:16] for title, secret in of}


def _key(title: str, secret: bytes) -> bytes:
    return secret[_GENERATION.size :] if title.split()[0] in RING else secret


def not_on_paper() -> list[str] | None:
    """Return the keys that came after the last sheet was printed; None if none ever was."""
    path = settings.REDRESS_DATA / NOTE
    if not path.is_file():
        return None
    noted = json.loads(path.read_text("utf-8"))["keys"]
    return [title for title, digest in fingerprints(list(secrets())).items() if noted.get(title) != digest]


def compare(text: str) -> list[str]:
    """Say for each key of a typed sheet whether it is the one that is here. Raises BadSheet."""
    typed, here = fingerprints(list(blocks(text))), fingerprints(list(secrets()))
    same = _("{title}: the same as here")
    other = _("{title}: NOT the one that is here")
    absent = _("{title}: here, but not on the sheet")
    told = [
        (same if here[title] == digest else other).format(title=title)
        for title, digest in typed.items()
        if title in here
    ]
    return told + [absent.format(title=title) for title in here if title not in typed]


def restore(text: str, *, replace: Callable[[str], bool]) -> list[str]:
    """Put keys from a typed sheet where there are none; return the names of their files. Raises BadSheet, changing nothing.

    replace -- asked for a file that holds another key; True where nothing was done with that key yet
    """
    found = dict(_files(list(blocks(text))))
    for name, content in found.items():
        path = keys.folder() / name
        if path.is_file() and not _same(name, path.read_bytes(), content) and not replace(name):
            raise BadSheet(_("{name} is there already and is another key. Move it away first.").format(name=name))
    for name, content in found.items():
        path = keys.folder() / name
        if not (path.is_file() and _same(name, path.read_bytes(), content)):
            _put(path, content)
    keys.forget()
    return list(found)


def blocks(text: str) -> Iterator[Block]:
    """Yield the secrets of a typed sheet, each held against its check. Raises BadSheet."""
    for title, said in paper.read(text, TITLES):
        secret, check = said[:-_CHECK], said[-_CHECK:]
        if len(said) == 32 and title.split()[0] in {"log", "archive"}:  # a sheet of the log's keys alone
            yield title, said
        elif check != _check(title, secret):
            raise BadSheet(
                _(
                    "Under “{title}” a line is missing, stands in the wrong place, or the title was not typed right."
                ).format(title=title)
            )
        else:
            yield title, secret


def _check(title: str, secret: bytes) -> bytes:
    return hashlib.sha256(title.encode() + b"\0" + secret).digest()[:_CHECK]


def _files(of: list[Block]) -> Iterator[tuple[str, bytes]]:
    """Turn blocks into key files. Raises BadSheet if a part of the vault's ring is missing."""
    ring = [(title, secret) for title, secret in of if title.split()[0] in RING]
    if ring:
        yield VAULT, _ring(ring)
    for title, secret in of:
        kind, _blank, name = title.partition(" ")
        if kind in SIGNING:
            yield SIGNING[kind], SigningKey(name, secret).text.encode() + b"\n"
        elif kind == "archive":
            yield PLAIN[kind], secret.hex().encode() + b"\n"
        elif kind in PLAIN:
            yield PLAIN[kind], secret
    if not of:
        raise BadSheet(_("There is no key on this sheet."))


def _ring(of: list[Block]) -> bytes:
    content: dict[str, Any] = {"format": keyring.FORMAT, "active": None, "wrapping": [], "blind": []}
    for title, secret in of:
        number, active, since = _GENERATION.unpack(secret[: _GENERATION.size])
        moment = (_EPOCH + timedelta(microseconds=since)).isoformat() if since else None
        key = base64.b64encode(_key(title, secret)).decode("ascii")
        content[title.split()[0]].append({"id": number, "since": moment, "key": key})
        if active:
            content["active"] = number
    if content["active"] is None or not content["blind"]:
        raise BadSheet(_("Blocks “wrapping” and “blind” belong together; one is missing."))
    return json.dumps(content, indent=1).encode()


def _same(name: str, here: bytes, typed: bytes) -> bool:
    if name != VAULT:
        return here.strip() == typed.strip()
    one, other = json.loads(here), json.loads(typed)
    return all(
        {row["id"]: row["key"] for row in one[kind]} == {row["id"]: row["key"] for row in other[kind]} for kind in RING
    )


def _put(path: Path, content: bytes) -> None:
    """Write a key file for its owner alone, whole or not at all."""
    draft = path.with_name(f".{path.name}.typed")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    draft.replace(path)
