"""The same request under the same Idempotency-Key is answered once, whatever it creates."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse

from redress.cases import filing
from redress.cases.once import once
from redress.portals.api.problems import respond

Run = Callable[[], tuple[list[str], Any]]


def ran(request: HttpRequest, owner: str, data: Any, run: Run) -> tuple[Any, dict[str, str]]:
    """Run a request, or remember how it was answered; return that answer and the headers that say so.

    owner -- who sends, and to where: keys of different owners never meet
    data -- everything the request says; another saying under the same key is refused
    run -- returns (case numbers, answer without secrets); what is kept with the key is what it returned
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return run()[1], {}
    digest = filing.digest_of([owner, data])
    _, answer, fresh = once(owner, key, digest, run, now=request.now)  # type: ignore[attr-defined]
    return answer, {} if fresh else {"Idempotent-Replay": "true"}


def answer_once(request: HttpRequest, owner: str, data: Any, run: Run, *, status: int) -> HttpResponse:
    answer, headers = ran(request, owner, data, run)
    return respond(answer, status, headers)


def of_file(file: "UploadedFile[Any]", **said: str) -> dict[str, str]:
    """What a request with a file says: the file by its content, for a retry may cut its parts elsewhere."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return {"name": file.name or "", "sha256": digest.hexdigest(), **said}
