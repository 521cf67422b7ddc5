"""The short way through the server for the API: language, caller, quota, view, problem document."""

import json
import logging
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone, translation

from redress.cases.actions import UnknownVerb
from redress.cases.messages import message_for
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem, Unreadable
from redress.portals.api.auth import BadKey, OutOfScope, TooMany, caller_of, require_scope
from redress.portals.api.problems import problem
from redress.portals.limits import Limit, address_of
from redress.portals.middleware import language_of
from redress.privacy.vault import Erased

LOG = logging.getLogger("redress.api")
ANONYMOUS_WRITES = Limit("writes", most=settings.REDRESS_PUBLIC_RATE, seconds=60)
ANONYMOUS_READS = Limit("reads", most=settings.REDRESS_PUBLIC_RATE * 20, seconds=60)
BODY_LIMIT = 2_000_000
NO_STORE_LAW = ("/api/v1/clock", "/api/v1/remedies", "/api/v1/jurisdiction", "/api/v1/receipts/verify")


def answer(request: HttpRequest) -> HttpResponse:
    """Answer one API request; whatever goes wrong becomes a problem document in the language asked for."""
    language = language_of(request)
    with translation.override(language):
        request.LANGUAGE_CODE = language
        response = _guarded(request)
    response.headers["Content-Language"] = language
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if request.path_info == "/api/v1/docs":
        response.headers["Content-Security-Policy"] = (
            "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
        )
    else:
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
    return response


def _guarded(request: HttpRequest) -> HttpResponse:
    try:
        return _answer(request)
    except Exception as error:
        return response_for(error, request)


def _answer(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    match, named = _resolved(request.path_info)
    caller = caller_of(request, now=now)
    require_scope(caller, request)
    request.caller, request.now = caller, now  # type: ignore[attr-defined]
    if not caller.actor.is_staff or not caller.unlimited:
        write = request.method == "POST" and request.path_info not in NO_STORE_LAW
        limit = ANONYMOUS_WRITES if write else ANONYMOUS_READS
        wait = limit.take(f"{caller.actor.key}:{address_of(request.META)}", now=now)
        if wait:
            raise TooMany(wait)
    request.resolver_match = match
    response: HttpResponse = match.func(request, *match.args, **named)
    if response.status_code == 405:
        return problem(405, "method.not_allowed", headers={"Allow": response.headers.get("Allow", "GET, POST")})
    return response


_CASE_PATH = re.compile(r"/api/v1/complaints/([0-9A-Za-z-]{4,40})/([a-z_]{1,40})")


@lru_cache(maxsize=256)
def _step_view(verb: str) -> ResolverMatch:
    return resolve(f"/api/v1/complaints/0000/{verb}")


def _resolved(path: str) -> tuple[ResolverMatch, dict[str, Any]]:
    """Find the view of a path. Trying every pattern costs more than some answers, so steps are remembered by verb."""
    found = _CASE_PATH.fullmatch(path)
    if found is not None:
        match = _step_view(found[2])
        return match, match.kwargs | {"number": found[1]}
    match = _filing_view() if path == "/api/v1/complaints" else resolve(path)
    return match, match.kwargs


@lru_cache(maxsize=1)
def _filing_view() -> ResolverMatch:
    return resolve("/api/v1/complaints")


Handler = Callable[[Any], HttpResponse]
KNOWN: tuple[tuple[type[Exception], Handler], ...] = (
    (Invalid, lambda error: problem(error.status, "request.invalid", errors=error.problems)),
    (NotAllowed, lambda error: problem(409, "step.not_open", errors=error.problems)),
    (UnknownVerb, lambda error: problem(404, "verb.unknown")),
    (NotThere, lambda error: problem(404, "not_found")),
    (Resolver404, lambda error: problem(404, "not_found")),
    (Http404, lambda error: problem(404, "not_found")),
    (Erased, lambda error: problem(410, "case.erased")),
    (BadKey, lambda error: problem(401, "key.invalid", headers={"WWW-Authenticate": "Bearer, Pickup"})),
    (OutOfScope, lambda error: problem(403, "key.scope")),
    (TooMany, lambda error: problem(429, "quota.exceeded", headers={"Retry-After": str(error.seconds)})),
    (RequestDataTooBig, lambda error: problem(413, "body.too_large")),
    (UnreadablePostError, lambda error: problem(400, "body.unreadable")),
    (SuspiciousOperation, lambda error: problem(400, "request.unreadable")),
)


def response_for(error: Exception, request: HttpRequest) -> HttpResponse:
    for kind, handler in KNOWN:
        if isinstance(error, kind):
            return handler(error)
    LOG.error("API error in %s %s: %s", request.method, request.resolver_match, type(error).__name__, exc_info=error)
    return problem(500, "server.error")


def body_of(request: HttpRequest) -> Any:
    """Read a JSON body. Raises Invalid if it is none; numbers with decimals are read exactly."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > BODY_LIMIT:
        raise RequestDataTooBig
    raw = request.body
    if not raw:
        return {}
    try:
        return json.loads(raw.decode("utf-8"), parse_float=Decimal, parse_int=_whole, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        code, message = message_for("json_invalid", "", {})
        raise Unreadable([Problem(code=code, message=message)]) from None


def _whole(digits: str) -> int | Decimal:
    """Read a whole number; one that is longer than Python reads as an int is left for the field to refuse."""
    return int(digits) if len(digits) < 400 else Decimal(digits)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")
