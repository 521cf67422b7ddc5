"""Django's PostgreSQL, with one thing more: a connection that died while nobody used it is noticed without asking.

Connections are kept. After the server was restarted each of them would fail once, at the first request that comes. A
line that the server closed has something to read (its farewell), an idle one has nothing: one look at the socket tells,
where Django's own health check asks the server at every request.
"""

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that looks whether its line still stands before a request uses it (CONN_HEALTH_CHECKS)."""

    def is_usable(self) -> bool:
        if self.connection is None:
            return False
        if self.errors_occurred:  # something went wrong on it: better ask
            return bool(super().is_usable())
        return _quiet(self.connection)


def _quiet(connection: Any) -> bool:
    try:
        line = select.poll()
        line.register(connection.pgconn.socket, select.POLLIN)
        return not connection.closed and not line.poll(0)
    except Exception:  # no socket any more: not usable, whatever the reason
        return False
