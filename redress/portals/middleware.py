"""What every answer gets: language, security headers; and what the API does not need."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from redress.portals import errors
from redress.privacy.vault import Erased

Handler = Callable[[HttpRequest], HttpResponse]
LANGUAGES = {"zh": "zh-hans", "zh-cn": "zh-hans"} | {code: code for code, _ in settings.LANGUAGES}
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


def language_of(request: HttpRequest) -> str:
    """Return the language asked for: ?lang=, then the cookie, then Accept-Language, then Chinese."""
    for asked in (request.GET.get("lang", ""), request.COOKIES.get("lang", "")):
        if asked.lower() in LANGUAGES:
            return LANGUAGES[asked.lower()]
    for part in request.headers.get("Accept-Language", "").split(","):
        tag = part.split(";")[0].strip().lower()
        if tag in LANGUAGES:
            return LANGUAGES[tag]
        if tag.split("-")[0] in LANGUAGES:
            return LANGUAGES[tag.split("-")[0]]
    return settings.LANGUAGE_CODE


class ApiFastLane:
    """Send /api/ straight to its view: keys instead of sessions, so none of the page machinery is needed."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.direct: Handler | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/v1/"):
            return self.get_response(request)
        from redress.portals.api.lane import answer  # noqa: PLC0415 -- the API is built when first asked

        return answer(request)


class Language:
    """Chinese unless asked otherwise; remembered in a cookie when chosen with ?lang=."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = language_of(request)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        if request.GET.get("lang", "").lower() in LANGUAGES:
            response.set_cookie("lang", code, max_age=31_536_000, samesite="Lax", secure=settings.SECURE, httponly=True)
        return response


class SecurityHeaders:
    """A strict policy on every page: nothing inline, nothing from elsewhere."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), payment=()")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """An erased case is gone, not broken: 410 wherever something of it was asked for or was to be added."""
        return errors.erased(request) if isinstance(exception, Erased) else None
