"""Whether an address that an outsider named lies in the open net, and not in the house of this server."""

import ipaddress
import socket

from django.conf import settings

LOCAL = ("localhost", "127.0.0.1", "::1")


def is_outside(host: str) -> bool:
    """Every address a name stands for must be a public one. An installation without https is a trial: it may call itself."""
    if not settings.SECURE and host in LOCAL:
        return True
    try:
        found = {row[4][0] for row in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ipaddress.ip_address(str(one).split("%")[0]).is_global for one in found)
