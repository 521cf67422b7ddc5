"""Serve the log (C2SP tlog-tiles) and take in witnesses' cosignatures. Plain text and bytes; no sessions, no pages."""

import re
import time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from redress.kernel.problems import Invalid
from redress.records import cosigning, issue, keys, log, tiles, tree, watchtower
from redress.records.merkle import HASH_SIZE
from redress.records.notes import b64

PLAIN = "text/plain; charset=utf-8"
FOR_GOOD = "public, max-age=31536000, immutable"
SECONDS = "public, max-age=3"
MAX_BODY = 131_072
_TILE = re.compile(r"(?P<number>(?:x\d{3}/)*\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?", re.ASCII)


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    return _answer(log.checkpoint(), cache=SECONDS)


@require_safe
def tile(request: HttpRequest, level: int, place: str) -> HttpResponse:
    """Serve `tile/<L>/<N>[.p/<W>]`; 404 for tiles that the signed tree does not have (yet)."""
    found = _TILE.fullmatch(place)
    width = int(found["width"] or tiles.WIDTH) if found else 0
    if not found or level > tiles.MAX_LEVEL or not (0 < width < tiles.WIDTH or found["width"] is None):
        return _answer("There is no such tile.\n", 404)
    try:
        number = tiles.number_from(found["number"])
    except ValueError:
        return _answer("There is no such tile.\n", 404)
    hashes = tree.read(level, number) if width <= tiles.width(level, number, log.size()) else b""
    if len(hashes) < width * HASH_SIZE:
        return _answer("There is no such tile.\n", 404)
    return HttpResponse(
        hashes[: width * HASH_SIZE], content_type="application/octet-stream", headers={"Cache-Control": FOR_GOOD}
    )


@require_safe
def consistency(request: HttpRequest, old: int, new: int) -> HttpResponse:
    """Serve the proof that one tree is the beginning of another, a hash a line; what tiles give, ready made."""
    try:
        path = log.consistency(old, new)
    except ValueError:
        return _answer("There is no such proof.\n", 404)
    return _answer("".join(f"{b64(hash_)}\n" for hash_ in path), cache=FOR_GOOD)


@require_safe
def standing(request: HttpRequest, index: int, leaf: str) -> HttpResponse:
    """Say whether the case behind a leaf has been erased since; a leaf says nothing else about it."""
    return JsonResponse(issue.standing(index, leaf).as_dict(), headers={"Cache-Control": SECONDS})


@require_safe
def vkey(request: HttpRequest) -> HttpResponse:
    """Serve the public keys that sign this log, today's first."""
    return _answer("".join(f"{key}\n" for key in keys.trusted()), cache="public, max-age=3600")


@csrf_exempt
@require_POST
def cosignature(request: HttpRequest) -> HttpResponse:
    """Take in a cosigned checkpoint: its text, our signature line, the witness's line."""
    text = _body(request)
    try:
        names = cosigning.accept(text, now=timezone.now())
    except Invalid as refused:
        return _answer("".join(f"{problem.message}\n" for problem in refused.problems), 422)
    return _answer("".join(f"{name}\n" for name in names))


@require_safe
def witness_vkey(request: HttpRequest) -> HttpResponse:
    """Serve the public key with which this installation cosigns the logs of others."""
    return _answer(f"{watchtower.vkey()}\n")


@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Cosign another body's checkpoint (C2SP tlog-witness) if its key is in keys/logs.vkeys."""
    answer = watchtower.witness().add_checkpoint(_body(request), at=int(time.time()))
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)


def _body(request: HttpRequest) -> str:
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
        return ""
    return request.read(MAX_BODY + 1).decode(errors="replace")


def _answer(text: str, status: int = 200, cache: str = "no-store") -> HttpResponse:
    return HttpResponse(text, status=status, content_type=PLAIN, headers={"Cache-Control": cache})
