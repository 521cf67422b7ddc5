"""The API as one object: routers, generated OpenAPI document, local docs page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI

from redress import __version__
from redress.portals.api import bodies, complaints, indicators, law, notices, remedies, trader
from redress.portals.api.lane import response_for
from redress.portals.api.openapi import PROBLEMS, SECURITY_SCHEMES


def as_problem_documents(responses: dict[int, dict[str, Any]]) -> None:
    """Say of every refusal that it is application/problem+json; the generator knows one media type only."""
    for status in PROBLEMS & responses.keys():
        content = responses[status]["content"]
        content["application/problem+json"] = content.pop("application/json")


class Api(NinjaAPI):
    """The API; its document also says how callers show who they are."""

    def get_openapi_schema(self, **named: Any) -> Any:
        document = super().get_openapi_schema(**named)
        document["components"]["securitySchemes"] = SECURITY_SCHEMES
        document["security"] = [{}, *({name: []} for name in SECURITY_SCHEMES)]
        for operation in (one for place in document["paths"].values() for one in place.values()):
            as_problem_documents(operation["responses"])
        return document


api = Api(
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
api.add_router("", bodies.router)
urlpatterns = [path("", api.urls)]
