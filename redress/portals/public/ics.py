"""Dates for the person's own calendar (RFC 5545). A calendar may be shared: no name, no trader, no goods in it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse

LONGEST = 73  # bytes of a line before it is folded


def calendar(
    number: str, dues: Iterable[Mapping[str, Any]], *, address: str, organisation: str, now: datetime
) -> bytes:
    """Write running dates as whole-day entries; the same case gives the same entries again, so they are replaced."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//OpenRedress//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for due in dues:
        day = due["due_on"]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{number}-{due['code']}@openredress",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(due['text'])}",
            f"DESCRIPTION:{_text(f'{organisation} {number} {address}')}",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{_text(due['text'])}",
            "TRIGGER:-PT14H",
            "END:VALARM",
            "END:VEVENT",
        ]
    return "".join(f"{line}\r\n" for line in _folded([*lines, "END:VCALENDAR"])).encode()


def _text(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(lines: Iterable[str]) -> Iterable[str]:
    """Break lines that are too long, never inside a character."""
    for line in lines:
        part = b""
        for character in line:
            encoded = character.encode()
            if len(part) + len(encoded) > LONGEST:
                yield part.decode()
                part = b" "
            part += encoded
        yield part.decode()


def response(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return answer
