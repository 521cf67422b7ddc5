"""The API as one object: routers, generated OpenAPI document, local docs page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI

from redress import __version__
from redress.portals.api import complaints, indicators, law, notices, remedies, trader
from redress.portals.api.lane import response_for

api = NinjaAPI(
    title="OpenRedress",
    version=__version__,
    description=(
        "Complaints and reports from the first word to a result both sides can prove. "
        "Errors are RFC 9457 problem documents; every POST that creates takes an Idempotency-Key."
    ),
    docs_url="/docs",
    openapi_url="/openapi.json",
    urls_namespace="api",
)


@api.exception_handler(Exception)
def on_error(request: HttpRequest, error: Any) -> HttpResponse:
    return response_for(error, request)


api.add_router("", law.router)
api.add_router("", remedies.router)
api.add_router("", complaints.router)
api.add_router("", indicators.router)
api.add_router("", notices.router)
api.add_router("", trader.router)
urlpatterns = [path("", api.urls)]
