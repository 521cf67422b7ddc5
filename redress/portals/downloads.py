"""Handing out files: never shown as pages, never guessed at by a browser, whatever is in them."""

from urllib.parse import quote

from django.http import HttpResponse

OPAQUE = "application/octet-stream"


def attachment(content: bytes, name: str, *, media_type: str = OPAQUE) -> HttpResponse:
    """Return a download. media_type -- only for files this program made itself; anything sent in stays opaque"""
    answer = HttpResponse(content, content_type=media_type)
    plain = "".join(character if character.isascii() and character.isalnum() else "_" for character in name[-40:])
    suffix = f".{name.rsplit('.', 1)[1]}" if "." in name and name.rsplit(".", 1)[1].isalnum() and name.isascii() else ""
    fallback = (plain[: -len(suffix)] if suffix else plain) + suffix
    answer["Content-Disposition"] = f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(name)}"
    return _locked(answer)


def picture(content: bytes, *, media_type: str = "image/jpeg") -> HttpResponse:
    """Return a picture that was drawn here, to be shown in a page."""
    return _locked(HttpResponse(content, content_type=media_type))


def _locked(answer: HttpResponse) -> HttpResponse:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
