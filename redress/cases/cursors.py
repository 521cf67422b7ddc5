"""Where the next page of a list begins: the key that the list is ordered by, and the row, as one opaque word."""

import base64
import json
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from redress.kernel.problems import Invalid, Problem


def encoded(key: str, pk: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([key, pk]).encode()).decode().rstrip("=")


def read(cursor: str, *, key_is: type[Any] | None = None) -> tuple[Any, int]:
    """The key (a day, a moment, or none) and the row; Invalid where the word is not one of ours.

    key_is -- what the list asked for is ordered by: the word of another list leads nowhere in this one
    """
    try:
        key, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(pk, int) or abs(pk) >= 2**62:
            raise ValueError(cursor)
        read_key = (date.fromisoformat(key) if len(key) == 10 else datetime.fromisoformat(key)) if key else None
        naive = isinstance(read_key, datetime) and read_key.tzinfo is None
        if naive or (key_is is not None and type(read_key) is not key_is):
            raise ValueError(cursor)
        return read_key, pk
    except (ValueError, TypeError, UnicodeDecodeError):
        problem = Problem(
            "cursor.unreadable",
            gettext("This cursor is not one of ours; start the list again without it."),
            "/cursor",
        )
        raise Invalid([problem]) from None
