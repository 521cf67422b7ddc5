"""The door for other installations. What comes in carries its own signature; what goes out carries ours."""

import re

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from redress.exchange import actions
from redress.exchange.models import HandOver
from redress.exchange.words import Word
from redress.kernel.actors import system
from redress.kernel.problems import NotAllowed

MOST = 128_000_000
DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@csrf_exempt
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take a sealed file in and acknowledge it; the same file again is acknowledged again and makes nothing new."""
    if not 0 < int(request.META.get("CONTENT_LENGTH") or 0) <= MOST:
        return HttpResponse(status=413)
    try:
        row = actions.take_in(request.read(MOST), actor=system("exchange"), now=timezone.now())
    except NotAllowed as refused:
        return JsonResponse({"problems": [problem.as_dict() for problem in refused.problems]}, status=422)
    return _word(row)


@require_safe
def status(request: HttpRequest, digest: str) -> HttpResponse:
    """Say where a case stands; whoever knows the digest of the sealed file has, or made, the file."""
    if not DIGEST.fullmatch(digest):
        raise Http404
    row = HandOver.objects.filter(direction="in", digest=bytes.fromhex(digest)).select_related("case").first()
    if row is None or row.case is None:
        raise Http404
    return _word(row)


def _word(row: HandOver) -> HttpResponse:
    case = row.case
    word = Word(bytes(row.digest).hex(), case.number if case else "", case.state if case else row.state, timezone.now())
    return HttpResponse(word.signed(), content_type="text/plain; charset=utf-8")
