"""What the frame of every page needs: organisation, contact, language, large type, watermark."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from redress.portals.accounts import provider_name


def furniture(request: HttpRequest) -> dict[str, object]:
    language = get_language() or settings.LANGUAGE_CODE
    chinese = language.startswith("zh")
    return {
        "organisation": settings.REDRESS_ORGANISATION_ZH if chinese else settings.REDRESS_ORGANISATION_EN,
        "hotline": settings.REDRESS_PHONE,
        "window": settings.REDRESS_WINDOW_ZH if chinese else settings.REDRESS_WINDOW_EN,
        "lang": language,
        "more_languages": [(code, name) for code, name in settings.LANGUAGES[2:] if code != language],
        "sign_in_provider": provider_name(),
        "elder": request.COOKIES.get("elder") == "1",
        "theme": request.COOKIES.get("theme", ""),
        "example_world": (settings.REDRESS_DATA / "example-world").exists(),
    }
