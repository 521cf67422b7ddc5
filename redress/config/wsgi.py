"""The WSGI application that granian serves."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.config.settings")
django = get_wsgi_application()

MOST_DRAINED = 128 * 1024 * 1024  # bytes; a caller who sends more than this gets a closed connection
PIECE = 256 * 1024


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer, and take in what of the body the answer did not need.

    A caller still sending when the connection closes sees a broken pipe instead of the sentence that says its file
    or its story is too large.
    """
    answer: Iterable[bytes] = django(environ, start_response)
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        drain(environ["wsgi.input"])
    return answer


def drain(body: Any) -> None:
    left = MOST_DRAINED
    while left > 0:
        piece = body.read(PIECE)
        if not piece:
            return
        left -= len(piece)
