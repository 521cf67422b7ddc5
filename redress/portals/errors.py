"""Pages for what went wrong. None shows a trace; each says what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


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
    return render(request, "500.html", status=500)
