"""Where the next page of a list begins: the key that the list is ordered by, and the row, as one opaque word."""

import base64
import json
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from redress.kernel.problems import Invalid, Problem


def encoded(key: str, pk: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([key, pk]).encode()).decode().rstrip("=")


def read(cursor: str) -> tuple[Any, int]:
    """The key (a day, a moment, or none) and the row; Invalid where the word is not one of ours."""
    try:
        key, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(pk, int) or abs(pk) >= 2**62:
            raise ValueError(cursor)
        if not key:
            return None, pk
        return (date.fromisoformat(key) if len(key) == 10 else datetime.fromisoformat(key)), pk
    except (ValueError, TypeError, UnicodeDecodeError):
        problem = Problem(
            "cursor.unreadable",
            gettext("This cursor is not one of ours; start the list again without it."),
            "/cursor",
        )
        raise Invalid([problem]) from None
