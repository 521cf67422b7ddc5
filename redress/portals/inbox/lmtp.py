"""Receiving over LMTP from the own mail server: 250 for each mail once it is stored, 451 where it could not be."""

import asyncio
import logging
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from redress.portals.inbox import taking

LOG = logging.getLogger("redress.inbox")


class Taker:
    """Hands every mail to the same action as the mailbox does, in a thread of its own."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        try:
            await asyncio.to_thread(_receive, bytes(envelope.original_content or envelope.content))
        except Exception as error:
            LOG.exception("A mail could not be taken in: %s", type(error).__name__)
            return "451 4.3.0 Not stored; please try again later"
        return "250 2.0.0 Stored"


def _receive(raw: bytes) -> None:
    close_old_connections()
    try:
        taking.receive(raw, now=timezone.now())
    finally:
        close_old_connections()


class Server(Controller):
    """LMTP on a port of this machine. Size above the limit is refused by the protocol itself (552)."""

    def __init__(self, *, host: str = "127.0.0.1", port: int = 2424) -> None:
        super().__init__(Taker(), hostname=host, port=port)

    def factory(self) -> LMTP:
        most = settings.REDRESS_MAX_MAIL_MB * 1_000_000
        return LMTP(self.handler, data_size_limit=most, enable_SMTPUTF8=True, decode_data=False)
