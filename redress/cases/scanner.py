"""The virus scanner: ClamAV's daemon over TCP (INSTREAM). Without one, files are marked as not checked."""

import socket
import struct

from django.conf import settings

CLEAN, INFECTED, UNSCANNED, WAITING = "clean", "infected", "unscanned", "waiting"
CHUNK = 1 << 16
SECONDS = 30.0


def scan(content: bytes) -> str:
    """Return clean, infected, unscanned (no scanner is set up) or waiting (it did not answer; ask again later)."""
    place: str = settings.REDRESS_CLAMD
    if not place:
        return UNSCANNED
    host, _, port = place.rpartition(":")
    try:
        answer = _ask(host or "127.0.0.1", int(port or 3310), content)
    except (OSError, ValueError):
        return WAITING
    if answer.endswith("FOUND"):
        return INFECTED
    return CLEAN if answer.endswith("OK") else WAITING


def _ask(host: str, port: int, content: bytes) -> str:
    with socket.create_connection((host, port), timeout=SECONDS) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            part = content[start : start + CHUNK]
            connection.sendall(struct.pack("!I", len(part)) + part)
        connection.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0"):
            more = connection.recv(4096)
            if not more:
                break
            answer += more
    return answer.rstrip(b"\0\n").decode("ascii", "replace")
