"""How a witness far away watches a log over HTTP: fetch, check against its memory, cosign, hand the cosignature in."""

from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from redress.records import tiles
from redress.records.checkpoint import opened
from redress.records.merkle import HASH_SIZE, consistency_proof
from redress.records.notes import BadNote
from redress.records.witness import Witness, request_text

LIMIT = 1_000_000
SECONDS = 20


class Unreachable(OSError):
    """The log's server did not give what was asked for."""


class Contradiction(RuntimeError):
    """The log shows a tree that does not continue the one it showed before. Both checkpoints are kept as evidence."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one round saw.

    delivered -- the log has taken the cosignature; None if it was not to be handed in
    """

    origin: str
    old: int
    size: int
    cosignature: str
    delivered: bool | None


def watch(witness: Witness, url: str, *, at: int, deliver: bool) -> Seen:
    """Do one round against the log whose prefix is `url`. Raises Unreachable, BadNote, Contradiction.

    at -- seconds since 1970
    """
    prefix = url.rstrip("/")
    note = _get(f"{prefix}/checkpoint").decode(errors="replace")
    head, _signatures = opened(note, witness.logs)
    known = witness.known(head.origin)
    if head.size < known.size:
        raise _evidence(witness, head.origin, note, f"it had {known.size} leaves and now shows {head.size}")
    node = tiles.reader(lambda level, number, width: _tile(prefix, level, number, width), head.size)
    path = consistency_proof(known.size, head.size, node)
    answer = witness.add_checkpoint(request_text(known.size, path, note), at=at)
    if answer.status in {409, 422}:
        raise _evidence(witness, head.origin, note, f"its {head.size} leaves do not continue the {known.size} it had")
    if answer.status != 200:
        raise BadNote(answer.body.strip())
    delivered = _deliver(prefix, note, answer.body) if deliver else None
    return Seen(head.origin, known.size, head.size, answer.body, delivered)


def _evidence(witness: Witness, origin: str, note: str, what: str) -> Contradiction:
    path = witness.memory(origin).with_suffix(".contradiction")
    path.write_text(note)
    return Contradiction(f"{origin}: {what}. Kept as evidence: {witness.memory(origin)} and {path}")


def _deliver(prefix: str, note: str, line: str) -> bool:
    text = Request(f"{_http(prefix)}/cosignature", data=(note + line).encode(), method="POST")  # noqa: S310 -- checked
    text.add_header("Content-Type", "text/plain; charset=utf-8")
    try:
        with urlopen(text, timeout=SECONDS) as answer:  # noqa: S310 -- http or https, see _http
            return bool(answer.status == 200)
    except (HTTPError, URLError, TimeoutError):
        return False


def _tile(prefix: str, level: int, number: int, width: int) -> bytes:
    try:
        found = _get(f"{prefix}/{tiles.path(level, number, width)}")
    except Unreachable:
        # The partial tile may have been replaced by the full one since the checkpoint was signed.
        found = _get(f"{prefix}/{tiles.path(level, number, tiles.WIDTH)}")
    return found[: width * HASH_SIZE]


def _get(url: str) -> bytes:
    try:
        with urlopen(_http(url), timeout=SECONDS) as answer:  # noqa: S310 -- http or https, see _http
            content: bytes = answer.read(LIMIT)
    except (HTTPError, URLError, TimeoutError, ConnectionError) as error:
        raise Unreachable(f"{url}: {error}") from None
    return content


def _http(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise Unreachable(f"{url} is not an address of a log: it begins with https:// or http://.")
    return url
