"""The key this installation signs its sealed files and requests with; made once, on first use, beside the others."""

import secrets

from django.conf import settings

from redress.records import keys
from redress.records.notes import SigningKey


def own() -> SigningKey:
    """Return our signing key; its name is the log's origin with /exchange, so that it never passes for the log's."""
    path = keys.folder() / "exchange.key"
    if not path.is_file():
        keys.write_once(path, SigningKey(f"{settings.REDRESS_LOG_ORIGIN}/exchange", secrets.token_bytes(32)).text)
    return SigningKey.parse(path.read_text())
