"""`redress doctor`: look at everything this installation stands on, and say what to do about what is not well."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

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

__all__ = ["CHECKS", "DEGRADED", "MUST_FIX", "OK", "Finding", "examine"]


def examine(now: datetime) -> Iterator[Finding]:
    """Yield what every check finds. A check that breaks is itself a finding, and does not keep the others from running."""
    for check in CHECKS:
        try:
            yield from check(now)
        except Exception as error:
            yield must_fix(check.__name__, f"{type(error).__name__}: {error}")
