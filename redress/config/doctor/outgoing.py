"""Checks of what goes out: mail server, gateway for text messages, notices that wait, webhooks that were paused."""

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from redress.agencies import queries
from redress.config.doctor.findings import Finding, degraded, must_fix, ok
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid
from redress.notices.lines.email import Server
from redress.notices.models import Endpoint, Notice
from redress.portals import work
from redress.portals.accounts.oidc import provider, rules

PATIENCE = timedelta(hours=1)


def mail(now: datetime) -> Iterator[Finding]:
    if not settings.REDRESS_MAIL_URL:
        yield degraded(
            "mail",
            _("No mail leaves this server: e-mails are held."),
            _("Set REDRESS_MAIL_URL and REDRESS_MAIL_FROM: docs/how-to/mail.md. What is held goes out then."),
        )
        return
    server = Server.at(settings.REDRESS_MAIL_URL)
    if not _answers(server.host, server.port):
        yield must_fix("mail", _("The mail server does not answer."), _("Check its address and whether it runs."))
    elif settings.REDRESS_MAIL_FROM.endswith("@localhost"):
        yield degraded("mail", _("E-mails have no sender that can be answered."), _("Set REDRESS_MAIL_FROM."))
    else:
        yield ok("mail", _("The mail server answers."))


def sms(now: datetime) -> Iterator[Finding]:
    if not settings.REDRESS_SMS_URL:
        yield degraded(
            "sms",
            _("No text message leaves this server: they are held."),
            _("Set REDRESS_SMS_URL to the address of your gateway: docs/how-to/mail.md. What is held goes out then."),
        )
        return
    parts = urlsplit(settings.REDRESS_SMS_URL)
    if _answers(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)):
        yield ok("sms", _("The gateway for text messages answers."))
    else:
        yield must_fix(
            "sms", _("The gateway for text messages does not answer."), _("Check its address and whether it runs.")
        )


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=5):
            return True
    except OSError:
        return False


def notices(now: datetime) -> Iterator[Finding]:
    late = Notice.objects.filter(state="waiting", next_at__lt=now - PATIENCE).count()
    failed = (
        Notice.objects.filter(state="failed", ended_at__gt=now - timedelta(days=1)).exclude(channel="webhook").count()
    )
    if late:
        yield degraded(
            "notices",
            _("%(count)d notices have been due for more than an hour.") % {"count": late},
            _("See whether a worker runs and the mail server and gateway answer; nothing is lost meanwhile."),
        )
    elif failed:
        yield degraded(
            "notices",
            _("%(count)d notices failed within a day.") % {"count": failed},
            _("They stand under Notices at the desk, each with its reason; those of a case are tasks."),
        )
    else:
        yield ok("notices", _("No notice is late, and none failed within a day."))


def webhooks(now: datetime) -> Iterator[Finding]:
    paused = Endpoint.objects.filter(state="paused").count()
    if paused:
        yield degraded(
            "webhooks",
            _("%(count)d webhook endpoints failed for a day and are paused.") % {"count": paused},
            _("Have the receiver mended, then send again from the first failed number: Notices, Webhooks."),
        )
    else:
        yield ok("webhooks", _("No webhook endpoint is paused."))


def sign_in(now: datetime) -> Iterator[Finding]:
    """The provider at which staff sign in, and the rules on its groups."""
    if not settings.REDRESS_OIDC_ISSUER:
        yield ok("sign-in", _("Staff sign in with their accounts here; no provider is set."))
        return
    found = list(_rules_on_groups())
    provider.forget()
    try:
        provider.keys()
    except provider.ProviderAway as error:
        advice = _("Check REDRESS_OIDC_ISSUER and the way there; passwords here work meanwhile.")
        found.append(must_fix("sign-in", _("The sign-in provider is away: %(why)s") % {"why": error}, advice))
    yield from found or [ok("sign-in", _("The sign-in provider answers; the rules on its groups can be read."))]


def _rules_on_groups() -> Iterator[Finding]:
    advice = _("Correct %(file)s; nobody new comes in by it meanwhile.") % {"file": settings.REDRESS_OIDC_RULES.name}
    try:
        known = rules.read()
    except Invalid as wrong:
        for problem in wrong.problems:
            yield must_fix("sign-in", problem.message, advice)
        return
    for rule in known:
        if queries.body_by_code(rule.agency) is None:
            words = _("A rule for the group %(group)s names a body that is not here: %(code)s.")
            yield must_fix("sign-in", words % {"group": rule.group, "code": rule.agency}, advice)


def pressure(now: datetime) -> Iterator[Finding]:
    """How often strangers were asked for a proof of work, today and yesterday."""
    found = {name: sum(work.counts(day_of(now) - timedelta(days=n)).get(name, 0) for n in (0, 1)) for name in MARKS}
    if not found["asked"]:
        yield ok("pressure", _("Nobody was asked for a proof of work since yesterday."))
        return
    words = _(
        "Since yesterday %(asked)s proofs of work were asked for: %(solved)s came, %(waited)s people waited instead, %(refused)s were refused."
    )
    advice = _(
        "If that were people and no machines, raise REDRESS_PRESSURE; if machines get through, raise REDRESS_WORK."
    )
    yield degraded("pressure", words % found, advice)


MARKS = ("asked", "solved", "waited", "refused")
