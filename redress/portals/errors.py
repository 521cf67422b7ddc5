"""Pages for what went wrong. None shows a trace; each says what to do next."""

import copy
import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from redress.kernel import unavailable


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"stale_form": True}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def erased(request: HttpRequest) -> HttpResponse:
    """What was asked for was erased with its case; number, dates and proofs are still there."""
    return render(request, "410.html", status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our mistake; or none, if database or disk cannot take anything just now (asked while the error is handled)."""
    code = unavailable.why(sys.exc_info()[1])
    return _not_just_now(request, code) if code else render(request, "500.html", status=500)


def _not_just_now(request: HttpRequest, code: str) -> HttpResponse:
    """A page that needs no database: nobody is signed in on it and nothing waits to be told, in the same language."""
    bare = copy.copy(request)
    for name in ("user", "session", "_messages"):
        bare.__dict__.pop(name, None)
    with translation.override(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)):
        answer = render(bare, "503.html", {"sent": request.method == "POST"}, status=503)
    answer.headers["Retry-After"] = str(unavailable.RETRY_AFTER[code])
    answer.headers["Cache-Control"] = "no-store"
    return answer
