"""A witness: it remembers how far it has seen a log grow, and signs only what continues that (C2SP tlog-witness).

Another body runs one against our log; ours can watch another body's. It keeps its own memory in a folder of its own
and needs no database.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from redress.records.checkpoint import Checkpoint, decimal, opened
from redress.records.merkle import EMPTY_ROOT, BadProof, check_consistency
from redress.records.notes import MAX_NOTE, BadNote, Note, SigningKey, VerifierKey, b64, from_b64

MAX_LINES = 63
SIZE = "text/x.tlog.size"
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness replies: an HTTP status, and signature lines, a size or a sentence."""

    status: int
    body: str
    content_type: str = PLAIN


def request_text(old: int, path: Sequence[bytes], note: str) -> str:
    """Write what is sent to a witness: the size it knows, the proof from there, the signed checkpoint."""
    return "".join([f"old {old}\n", *(f"{b64(hash_)}\n" for hash_ in path), "\n", note])


class Witness:
    """One witness with its key, the logs it watches and the folder where it remembers them."""

    def __init__(self, key: SigningKey, logs: Sequence[VerifierKey], folder: Path) -> None:
        self.key = key
        self.logs = list(logs)
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def known(self, origin: str) -> Checkpoint:
        """Return the newest checkpoint cosigned for a log; the empty tree if there is none."""
        path = self.memory(origin)
        if not path.is_file():
            return Checkpoint(origin, 0, EMPTY_ROOT)
        return Checkpoint.parse(Note.parse(path.read_text()).text)

    def memory(self, origin: str) -> Path:
        return self.folder / f"{sha256(origin.encode()).hexdigest()[:32]}.checkpoint"

    def add_checkpoint(self, request: str, *, at: int) -> Answer:
        """Check that a checkpoint continues what is known and cosign it; remembered on disk before it is answered.

        at -- seconds since 1970, goes into the cosignature
        """
        try:
            old, path, note = _read_request(request)
            origin = Checkpoint.parse(Note.parse(note).text).origin
        except (BadNote, UnicodeError) as error:
            return Answer(400, f"{error}\n")
        if origin not in {log.name for log in self.logs}:
            return Answer(404, "This witness does not watch that log.\n")
        try:
            head, _signatures = opened(note, self.logs)
        except BadNote as error:
            return Answer(403, f"{error}\n")
        with self._alone():
            return self._continue(old, path, note, head, at)

    def _continue(self, old: int, path: Sequence[bytes], note: str, head: Checkpoint, at: int) -> Answer:
        if old > head.size:
            return Answer(400, "The old size is larger than the checkpoint.\n")
        known = self.known(head.origin)
        if old != known.size:
            return Answer(409, f"{known.size}\n", SIZE)
        if old == head.size and head.root != known.root:
            return Answer(409, f"{known.size}\n", SIZE)
        try:
            check_consistency(old, known.root, head.size, head.root, path)
        except BadProof as error:
            return Answer(422, f"{error}\n")
        self._remember(head.origin, note)
        return Answer(200, str(self.key.cosign(str(head), at)))

    def _remember(self, origin: str, note: str) -> None:
        path = self.memory(origin)
        draft = path.with_suffix(".new")
        with draft.open("w") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Look and write as one step, whichever process does it; else an older size could overwrite a newer."""
        with (self.folder / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _read_request(request: str) -> tuple[int, list[bytes], str]:
    if len(request) > 2 * MAX_NOTE:
        raise BadNote("The request is too long.")
    head, blank, note = request.partition("\n\n")
    first, *lines = head.split("\n")
    if not blank or not first.startswith("old "):
        raise BadNote("A request is “old <size>”, proof lines, an empty line and a checkpoint.")
    if len(lines) > MAX_LINES:
        raise BadNote(f"A proof has at most {MAX_LINES} lines.")
    return decimal(first.removeprefix("old ")), [from_b64(line) for line in lines], note
