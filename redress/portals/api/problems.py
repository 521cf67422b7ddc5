"""Errors as RFC 9457 problem documents, every problem of a request at once."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext, gettext_lazy

from redress.kernel.problems import Problem

TITLES = {
    400: gettext_lazy("The request cannot be read."),
    401: gettext_lazy("This key is not valid."),
    403: gettext_lazy("This key may not do that."),
    404: gettext_lazy("There is nothing here, or it is not yours to see."),
    405: gettext_lazy("This address does not take that method."),
    409: gettext_lazy("This step is not open now; nothing was changed."),
    413: gettext_lazy("This is too large."),
    415: gettext_lazy("This kind of content is not read here."),
    410: gettext_lazy("The personal data of this case was erased."),
    422: gettext_lazy("Some values need another look; nothing was changed."),
    429: gettext_lazy("Too many requests; please wait a moment."),
    503: gettext_lazy("This cannot be taken just now. Please send the same again in a moment."),
    500: gettext_lazy("The mistake is ours. Nothing you sent was lost by you; please try again."),
}


def respond(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str)
    return HttpResponse(
        text.encode("utf-8", "replace"),
        status=status,
        content_type="application/json; charset=utf-8",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", **(headers or {})},
    )


def problem(
    status: int,
    code: str,
    *,
    detail: str = "",
    errors: Iterable[Problem] = (),
    headers: dict[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Return a problem document.

    errors -- each becomes {pointer, code, message, cites}; more -- members of this problem alone
    """
    rows = [row.as_dict() | {"pointer": row.pointer} for row in errors]
    body: dict[str, Any] = {
        "type": f"urn:openredress:problem:{code}",
        "title": str(TITLES.get(status, gettext("This did not work."))),
        "status": status,
        "code": code,
        **(more or {}),
    }
    if detail or rows:
        body["detail"] = detail or " ".join(str(row["message"]) for row in rows[:5])
    if rows:
        body["errors"] = rows
    response = respond(body, status, headers)
    response["Content-Type"] = "application/problem+json; charset=utf-8"
    return response
