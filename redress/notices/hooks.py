"""Webhooks: subscribers are told of steps by HTTP, signed, numbered without a gap, in order, and again when they ask.

Signed as Standard Webhooks are: `webhook-signature: v1,<base64 of HMAC-SHA256 over "id.timestamp.body">`, under a secret
that is shown once. The body names number, step and state, and nothing of the people or the matter.
"""

import base64
import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from redress.agencies import queries
from redress.cases.models import Case
from redress.kernel.actors import SYSTEM, Actor, Role
from redress.kernel.moments import SHANGHAI
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.notices import ledger, outside
from redress.notices.models import Endpoint, Notice, agency_compartment
from redress.privacy import vault
from redress.records.entries import Draft, Recorded, append

EDITORS = (Role.ADMIN,)
TEMPLATE = "webhook.step"
LOCAL = ("localhost", "127.0.0.1", "::1")


def is_step(entry: Recorded) -> bool:
    return "verb" in entry.data or entry.event == "case.received"


def publish(case: Case, entry: Recorded, *, now: datetime) -> None:
    """Tell every subscriber of the case's body, and of the bodies above it, of one step."""
    if not is_step(entry):
        return
    above = [int(part) for part in queries.body(case.agency_id).path.split("/") if part.isdecimal()]
    found = Endpoint.objects.filter(agency_id__in={*above, case.agency_id}, owner="").exclude(state="closed")
    for endpoint in found.order_by("pk"):
        if not endpoint.events or entry.event in endpoint.events.split():
            body = {
                "number": case.number, "kind": case.kind, "state": str(entry.data.get("to", case.state)),
                "agency": queries.body(case.agency_id).code, "rule_set": case.rule_set,
            }  # fmt: skip
            push(endpoint, entry.event, body, at=entry.at, case=case, entry=entry.id, now=now)


@transaction.atomic
def push(
    endpoint: Endpoint, event: str, body: dict[str, Any], *, at: datetime, now: datetime,
    case: Case | None = None, entry: int | None = None, actor: Actor = SYSTEM,
) -> Notice:  # fmt: skip
    """Number one message to an endpoint and queue it. body -- JSON without personal values"""
    held = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    held.last += 1
    held.save(update_fields=["last"])
    message_id = secrets.token_hex(12)
    text = {
        "id": message_id,
        "sequence": held.last,
        "type": event,
        "at": at.astimezone(SHANGHAI).isoformat(),
        "data": body,
    }
    notice = Notice.objects.create(
        key=f"hook:{held.pk}:{held.last}", case=case, agency_id=held.agency_id, template=TEMPLATE, audience="subscriber",
        channel="webhook", language="en", entry_id=entry, endpoint=held, sequence=held.last, made_at=now,
        made_by=actor.key, message_id=message_id, next_at=now,
        state="held" if held.state == "paused" else "waiting", fault="endpoint.paused" if held.state == "paused" else "",
    )  # fmt: skip
    vault.put(notice.compartment, notice.slot, {"to": held.url, "subject": event, "text": json.dumps(text)})
    if notice.state == "waiting":
        ledger.wake("webhook", at=now, now=now)
    return notice


def subscribe(url: str, events: Iterable[str], *, actor: Actor, now: datetime) -> tuple[Endpoint, str]:
    """Add an endpoint of a body and return it with its secret, which is shown this once.

    Raises NotAllowed (role), Invalid (address); nothing is kept then.
    """
    return add(url, events, agency_id=_editor(actor), owner="", actor=actor, now=now)


@transaction.atomic
def add(
    url: str, events: Iterable[str], *, agency_id: int, owner: str, actor: Actor, now: datetime
) -> tuple[Endpoint, str]:
    """Add an endpoint for whoever the caller let do that. owner -- such as “account:12”; empty: the body's own

    What an outsider names must be an address of the open net: this server makes no calls into its own house for them.
    Raises Invalid (address); nothing is kept then.
    """
    parts = _parts(url.strip())
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > 300 or parts.username:
        raise Invalid(
            [Problem("webhook.url.unreadable", gettext("Write an address such as https://example.org/in."), "/url")]
        )
    if parts.scheme == "http" and settings.SECURE and parts.hostname not in LOCAL:
        raise Invalid([Problem("webhook.url.not_secure", gettext("The address must begin with https://."), "/url")])
    if owner and not outside.is_outside(parts.hostname):
        message = gettext("This address is not one of the open net; this server does not call it.")
        raise Invalid([Problem("webhook.url.inside", message, "/url")])
    endpoint = Endpoint.objects.create(
        agency_id=agency_id, owner=owner, url=url.strip(), events=" ".join(events), made_at=now, made_by=actor.key
    )
    secret = base64.b64encode(secrets.token_bytes(32)).decode()
    vault.put(agency_compartment(agency_id), endpoint.slot, {"secret": secret})
    _record(endpoint, "subscribed", actor=actor, now=now)
    return endpoint, f"whsec_{secret}"


def replay(endpoint_id: int, *, since: int, actor: Actor, now: datetime) -> int:
    """Send again what an endpoint of one's body was told. As send_again. Raises NotAllowed (role), NotThere."""
    return send_again(_own(endpoint_id, actor), since=since, actor=actor, now=now)


def _parts(url: str) -> SplitResult | None:
    """An address in its parts; None for what cannot be taken apart."""
    try:
        parts = urlsplit(url)
        return parts if url.isprintable() and (parts.port is None or parts.port > 0) else None
    except ValueError:
        return None


@transaction.atomic
def send_again(endpoint: Endpoint, *, since: int, actor: Actor, now: datetime) -> int:
    """Send again, in order and under the same ids, everything from a number on; a paused endpoint is open again.

    Return how many. Raises NotAllowed.
    """
    endpoint = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    if endpoint.state == "closed":
        raise NotAllowed([Problem("webhook.replay.closed", gettext("This endpoint is closed; add it anew."))])
    endpoint.state = "open"
    endpoint.save(update_fields=["state"])
    rows = Notice.objects.filter(endpoint=endpoint)
    again = rows.filter(sequence__gte=since)
    again.filter(attempts__gt=0).update(doubtful=True)
    count = again.update(state="waiting", fault="", ended_at=None, next_at=now, made_at=now)
    rows.filter(state="held").update(state="waiting", fault="", next_at=now)
    ledger.wake("webhook", at=now, now=now)
    _record(endpoint, "replayed", actor=actor, now=now, since=since, count=count)
    return count


def close(endpoint_id: int, *, actor: Actor, now: datetime) -> None:
    """End a subscription of one's body. As end. Raises NotAllowed (role), NotThere."""
    end(_own(endpoint_id, actor), actor=actor, now=now)


@transaction.atomic
def end(endpoint: Endpoint, *, actor: Actor, now: datetime) -> None:
    """End a subscription: nothing more is sent; what waits fails."""
    endpoint.state = "closed"
    endpoint.save(update_fields=["state"])
    waiting = Notice.objects.filter(endpoint=endpoint, state__in=("waiting", "held"))
    waiting.update(state="failed", fault="endpoint.closed", ended_at=now, next_at=None)
    vault.drop(agency_compartment(endpoint.agency_id), endpoint.slot)
    _record(endpoint, "closed", actor=actor, now=now)


def told_secret(endpoint: Endpoint) -> str:
    """The secret as its owner is told it."""
    return f"whsec_{base64.b64encode(secret_of(endpoint)).decode()}"


def secret_of(endpoint: Endpoint) -> bytes:
    return base64.b64decode(vault.open(agency_compartment(endpoint.agency_id), endpoint.slot)["secret"])


def gave_up(notice: Notice) -> None:
    """A message failed for a day: the endpoint is paused, so that what follows waits in order instead of failing too."""
    if notice.endpoint is None:
        return
    Endpoint.objects.filter(pk=notice.endpoint.pk, state="open").update(state="paused")
    rest = Notice.objects.filter(endpoint=notice.endpoint, state="waiting")
    rest.update(state="held", fault="endpoint.paused", next_at=None)


def _editor(actor: Actor) -> int:
    if actor.role == Role.SYSTEM or actor.role not in EDITORS or actor.agency_id is None:
        raise NotAllowed([Problem("webhook.wrong_role", gettext("Webhooks are set up by an administrator."))])
    return actor.agency_id


def _own(endpoint_id: int, actor: Actor) -> Endpoint:
    _editor(actor)
    endpoint = Endpoint.objects.filter(pk=endpoint_id, agency_id__in=actor.agency_ids, owner="").first()
    if endpoint is None:
        raise NotThere(f"endpoint {endpoint_id}")
    return endpoint


def _record(endpoint: Endpoint, what: str, *, actor: Actor, now: datetime, **more: Any) -> None:
    append([Draft(0, f"webhook.{what}", now, actor.key, {"endpoint": endpoint.pk, **more})])
