"""The calendar in use: the one that ships, with the years an office has published since.

Published years lie in the data folder (calendars/<name>/<year>.toml), so that every process counts with the same days.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from redress.kernel.moments import SHANGHAI
from redress.law.calendars import Calendar, load_calendar, republished

_held: dict[str, tuple[int, Calendar]] = {}
_places: dict[tuple[str, str], str] = {}  # paths are dear to put together, and every case asks


def folder(name: str) -> Path:
    return Path(settings.REDRESS_DATA) / "calendars" / name


def current(name: str) -> Calendar:
    """Return the calendar that clocks are counted with now."""
    key = (str(settings.REDRESS_DATA), name)
    place = _places.get(key) or _places.setdefault(key, str(folder(name)))
    try:
        stamp = os.stat(place).st_mtime_ns  # noqa: PTH116 -- see _places
    except FileNotFoundError:
        return load_calendar(name)
    held = _held.get(name)
    if held is None or held[0] != stamp:
        held = _held[name] = (stamp, _read(name))
    return held[1]


def _read(name: str) -> Calendar:
    tables = [tomllib.loads(path.read_text("utf-8")) for path in sorted(folder(name).glob("*.toml"))]
    return republished(name, tables) if tables else load_calendar(name)


def publish(name: str, text: str) -> Calendar:
    """Take a year's arrangement into use, in place of what was known of that year; return the calendar as it is then.

    text -- TOML in the shape of law/calendar_data/<name>/<year>.toml
    Raises CalendarError or TOMLDecodeError, and changes nothing, for a text that cannot be right.
    """
    table: Mapping[str, Any] = tomllib.loads(text)
    others = [tomllib.loads(path.read_text("utf-8")) for path in folder(name).glob("*.toml")]
    republished(name, [*(row for row in others if row["year"] != table.get("year")), table])
    place = folder(name)
    place.mkdir(parents=True, exist_ok=True)
    draft = place / f".{table['year']}.part"
    draft.write_text(text, "utf-8")
    draft.replace(place / f"{table['year']}.toml")
    _held.pop(name, None)
    return current(name)


__all__ = ["SHANGHAI", "current", "publish"]
