"""Ways into a room without an account: a link, and a code told by another way. Only digests are kept.

Wrong codes count, so that a link that was forwarded opens nothing; a new invitation closes the earlier ones.
"""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext

from redress.kernel.problems import NotThere
from redress.mediation.door import refuse
from redress.mediation.models import RoomKey

MOST_TRIES = 5


def digest_of(link: str) -> bytes:
    return hashlib.sha256(link.encode()).digest()


def code_digest(salt: str, code: str) -> bytes:
    """Keyed with the secret of the installation: six figures alone would be found from a copy of the table."""
    return salted_hmac("redress.room.code", f"{salt}:{code}", algorithm="sha256").digest()


def same(kept: bytes | memoryview, given: bytes) -> bool:
    return constant_time_compare(bytes(kept), given)


def live(link: str, *, now: datetime) -> RoomKey | None:
    """The invitation behind a link, if it still opens something."""
    row = RoomKey.objects.filter(link=digest_of(link), revoked_at=None, until__gt=now).select_related("room").first()
    return row if row is not None and row.tries < MOST_TRIES else None


def try_code(link: str, code: str, *, now: datetime) -> RoomKey:
    """Open the door with link and code. Raises NotThere for a link that is none, NotAllowed for a wrong code.

    A wrong try is counted even though it is refused; after five the link is dead and a new one has to be asked for.
    """
    row = live(link, now=now)
    if row is None:
        raise NotThere("link")
    if not same(row.code, code_digest(link, "".join(code.split()))):
        with transaction.atomic():
            RoomKey.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
        message = gettext("This is not the code that belongs to the link. After five wrong codes the link is closed.")
        raise refuse("room.code.wrong", message, "/code")
    RoomKey.objects.filter(pk=row.pk).update(tries=0, used_at=row.used_at or now)
    return row


def still_opens(key_id: int, *, now: datetime) -> RoomKey | None:
    """The invitation a browser came in with, unless it was closed meanwhile."""
    found = RoomKey.objects.filter(pk=key_id, revoked_at=None, until__gt=now, used_at__isnull=False)
    return found.select_related("room__case").first()
