"""New lines as they come: short answers to an event stream, each ended at once, so that no worker waits for anybody.

The browser asks again by itself after `retry`, with the last id it has heard of; without script nothing of this is used.
"""

import json

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from redress.kernel.whole import whole_number
from redress.mediation import reading
from redress.mediation.actions import talk
from redress.portals.look import wording
from redress.portals.room.place import Place
from redress.portals.room.words import side_name

RETRY = 4_000  # milliseconds until the browser asks again


@require_safe
def news(request: HttpRequest, place: Place) -> HttpResponse:
    """Say which channels have new lines since the id the browser knows; ids only, never words."""
    if place.room is None:
        raise Http404
    newest = reading.newest(place.room, actor=place.actor)
    heard = _number(request.headers.get("Last-Event-ID") or request.GET.get("since", ""))
    last = max(newest.values(), default=0)
    body = f"retry: {RETRY}\n"
    if last > heard:
        told = [channel for channel, number in newest.items() if number > heard]
        body += f"id: {last}\nevent: lines\ndata: {json.dumps(told)}\n"
    return HttpResponse(body + "\n", content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@require_safe
def lines(request: HttpRequest, place: Place, channel: str) -> HttpResponse:
    """The lines of a channel after one, for a page that is open."""
    if place.room is None or channel not in reading.channels(place.room, place.actor):
        raise Http404
    after = _number(request.GET.get("after", ""))
    found = reading.lines(place.room, channel, actor=place.actor, after=after).lines
    if found:
        talk.mark_read(place.room, place.side, channel, found[-1].id, actor=place.actor, now=timezone.now())
    return JsonResponse({
        "lines": [
            {
                "id": line.id,
                "who": side_name(line.side),
                "when": wording.moment(line.at),
                "at": line.at.isoformat(),
                "text": line.text,
                "mine": line.mine,
            }
            for line in found
        ]
    })  # fmt: skip


def _number(text: str) -> int:
    return whole_number(text) or 0
