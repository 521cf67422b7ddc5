"""The short way through the server for the API: language, caller, quota, view, problem document."""

import logging
import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext

from redress.cases.actions import UnknownVerb
from redress.kernel import unavailable
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.portals import work
from redress.portals.api.auth import BadKey, Caller, OutOfScope, TooMany, caller_of, require_scope
from redress.portals.api.body import WrongKind
from redress.portals.api.problems import problem
from redress.portals.limits import Limit, address_of
from redress.portals.middleware import language_of
from redress.privacy.vault import Erased

LOG = logging.getLogger("redress.api")
ANONYMOUS_WRITES = Limit("writes", most=settings.REDRESS_PUBLIC_RATE, seconds=60)
ANONYMOUS_READS = Limit("reads", most=settings.REDRESS_PUBLIC_RATE * 20, seconds=60)
NO_STORE_LAW = ("/api/v1/clock", "/api/v1/remedies", "/api/v1/jurisdiction", "/api/v1/receipts/verify")


def answer(request: HttpRequest) -> HttpResponse:
    """Answer one API request; whatever goes wrong becomes a problem document in the language asked for."""
    language = language_of(request)
    with translation.override(language):
        request.LANGUAGE_CODE = language
        response = _without_body(request) if request.method == "HEAD" else _guarded(request)
    response.headers["Content-Language"] = language
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if request.path_info == "/api/v1/docs":
        response.headers["Content-Security-Policy"] = (
            "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
        )
    else:
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
    return response


def _without_body(request: HttpRequest) -> HttpResponse:
    """HEAD is answered as GET is, but for the body."""
    request.method = "GET"
    response = _guarded(request)
    request.method = "HEAD"
    if not response.streaming:
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
        return response
    response.close()
    return HttpResponse(status=response.status_code, headers=dict(response.headers))


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
        who = address_of(request.META)
        wait = limit.take(f"{caller.actor.key}:{who}", now=now)
        if wait:
            _require_work(request, caller, who, wait, now=now)
    request.resolver_match = match
    response: HttpResponse = match.func(request, *match.args, **named)
    if response.status_code == 405:
        return _other_methods(request, response.headers.get("Allow", ""))
    return response


def _require_work(request: HttpRequest, caller: Caller, who: str, wait: int, *, now: datetime) -> None:
    """Let a stranger who files go on with a proof of work, each once; everything else waits. Raises TooMany."""
    if caller.actor.is_staff or caller.phrase or request.method != "POST" or request.path_info != "/api/v1/complaints":
        raise TooMany(wait)
    solution = request.headers.get("X-Proof-Of-Work", "")
    if not solution:
        raise TooMany(wait, work.challenge("api", who, now=now).as_dict())
    found = work.problem_with(solution, "api", who, now=now)
    if found is not None:
        raise TooMany(wait, work.challenge("api", who, now=now).as_dict(), found)


def _too_many(error: TooMany) -> HttpResponse:
    more = {"challenge": error.challenge} if error.challenge else {}
    errors = [error.why] if error.why else []
    return problem(429, "quota.exceeded", errors=errors, headers={"Retry-After": str(error.seconds)}, more=more)


def _other_methods(request: HttpRequest, allowed: str) -> HttpResponse:
    """What an address takes: asked with OPTIONS it is the answer, otherwise it stands beside the refusal."""
    taken = {name.strip() for name in allowed.split(",") if name.strip()} | {"OPTIONS"}
    allow = ", ".join(sorted(taken | ({"HEAD"} if "GET" in taken else set())))
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": allow})
    message = gettext("This address takes %(methods)s.") % {"methods": allow}
    return problem(405, "method.not_allowed", detail=message, headers={"Allow": allow})


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
    (TooMany, _too_many),
    (WrongKind, lambda error: problem(415, "request.wrong_kind", errors=error.problems, headers=error.accept)),
    (RequestDataTooBig, lambda error: problem(413, "body.too_large")),
    (UnreadablePostError, lambda error: problem(400, "body.unreadable")),
    (SuspiciousOperation, lambda error: problem(400, "request.unreadable")),
    (MultiPartParserError, lambda error: problem(400, "request.unreadable")),
)


def response_for(error: Exception, request: HttpRequest) -> HttpResponse:
    for kind, handler in KNOWN:
        if isinstance(error, kind):
            return handler(error)
    if code := unavailable.why(error):
        LOG.error("API not available in %s %s: %s", request.method, request.resolver_match, code, exc_info=error)
        return problem(503, code, headers={"Retry-After": str(unavailable.RETRY_AFTER[code])})
    LOG.error("API error in %s %s: %s", request.method, request.resolver_match, type(error).__name__, exc_info=error)
    return problem(500, "server.error")
