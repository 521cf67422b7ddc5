"""Is this call real? Four digits that the person sees on their page and the officer reads out; new every day."""

import hashlib
from datetime import datetime

from django.utils.crypto import salted_hmac

from redress.kernel.moments import day_of


def code(number: str, *, now: datetime) -> str:
    """Return today's four digits of a case, the same for both sides; yesterday's are worth nothing.

    Not a secret that opens anything: it only shows that whoever calls has the file in front of them.
    """
    digest = salted_hmac("redress.call", f"{number} {day_of(now)}", algorithm=hashlib.sha256().name).digest()
    return f"{int.from_bytes(digest[:4], 'big') % 10_000:04d}"
