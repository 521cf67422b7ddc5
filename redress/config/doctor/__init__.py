"""`redress doctor`: look at everything this installation stands on, and say what to do about what is not well."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.db import DatabaseError
from django.utils.translation import gettext

from redress.config.doctor import data, machine, outgoing
from redress.config.doctor.findings import DEGRADED, MUST_FIX, OK, Finding, must_fix

Check = Callable[[datetime], Iterable[Finding]]
CHECKS: tuple[Check, ...] = (
    machine.clock,
    machine.zone,
    machine.disk,
    data.database,
    data.durability,
    data.tables,
    data.keys,
    data.paper,
    data.worker,
    data.set_aside,
    data.calendar,
    machine.fonts,
    machine.mailbox,
    outgoing.mail,
    outgoing.sms,
    outgoing.notices,
    outgoing.webhooks,
    outgoing.sign_in,
    outgoing.pressure,
    machine.scanner,
    machine.pictures,
    machine.analytics,
    machine.settings_in_force,
    data.backups,
)

# Checks whose finding has another name than they have themselves.
NAMES = {"set_aside": "queue", "settings_in_force": "settings", "sign_in": "sign-in"}

__all__ = ["CHECKS", "DEGRADED", "MUST_FIX", "OK", "Finding", "examine"]


def examine(now: datetime) -> Iterator[Finding]:
    """Yield what every check finds. A check that breaks is itself a finding, and does not keep the others from running."""
    for check in CHECKS:
        name = NAMES.get(check.__name__, check.__name__)
        try:
            yield from check(now)
        except DatabaseError as error:
            found = gettext("Not looked at; the database says: %(why)s") % {"why": str(error).strip()}
            yield must_fix(name, found, gettext("Mend what is said of the database first, then look again."))
        except Exception as error:
            advice = gettext("The check itself failed. Mend what it names, or report it: SECURITY.md, README.md.")
            yield must_fix(name, f"{type(error).__name__}: {error}", advice)
