"""The addresses of a room below the address of its case, the same behind every door."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache

from redress.portals.public.uploads import with_files
from redress.portals.room import deeds, live, papers, views
from redress.portals.room.doors import View


def room(before: str, door: Callable[[View], View]) -> list[URLPattern]:
    """before -- the address of the case; door -- lets people in"""
    return [
        path(before, never_cache(door(views.room)), name="room"),
        path(f"{before}news/", never_cache(_quiet(door(live.news))), name="room_news"),
        path(f"{before}lines/<slug:channel>/", never_cache(door(live.lines)), name="room_lines"),
        path(f"{before}do/<slug:deed>/", never_cache(with_files(door(deeds.do))), name="room_do"),
        path(f"{before}paper/<int:letter_id>.<slug:kind>", never_cache(door(papers.paper)), name="room_paper"),
        path(f"{before}file/<int:exhibit_id>/", never_cache(door(papers.file)), name="room_file"),
        path(f"{before}<slug:tab>/", never_cache(door(views.room)), name="room_tab"),
    ]


def _quiet(view: View) -> View:
    """A page that asks by itself does not keep a session alive: nobody may be sitting before it any more."""

    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *args, **named)
        response.cookies.clear()
        return response

    return inside
