"""Delivery reports: what the gateway for text messages says later. Names of its JSON are a setting."""

import hmac
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from redress.kernel.actors import system
from redress.kernel.problems import Invalid, NotThere, Problem
from redress.notices import ledger

GATEWAY = system("sms-gateway")
MOST = 1000


def take(body: Any, *, key: str, now: datetime) -> int:
    """Take in reports, one or a list; return how many were about notices of ours. Saying the same twice is once.

    Raises NotThere unless the key is the one that was set, Invalid if nothing in it is a report.
    """
    known = settings.REDRESS_SMS_REPORT_KEY
    if not known or not hmac.compare_digest(known.encode(), key.encode("utf-8", "surrogatepass")):
        raise NotThere("reports")
    names = json.loads(settings.REDRESS_SMS_REPORT)
    found = list(_reports(body, names))
    if not found:
        message = gettext("Send a report or a list of them, each with %(names)s.")
        words = {"names": f"“{names.get('id', 'id')}”, “{names.get('status', 'status')}”"}
        raise Invalid([Problem("notice.report.unreadable", message % words)])
    good = {str(word).lower() for word in names.get("delivered", [])}
    return sum(_tell(name, status.lower() in good, now=now) for name, status in found)


def _reports(body: Any, names: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for one in (body if isinstance(body, list) else [body])[:MOST]:
        if isinstance(one, dict):
            name, status = one.get(names.get("id", "id")), one.get(names.get("status", "status"))
            if isinstance(name, str | int) and isinstance(status, str | int) and not isinstance(name, bool):
                yield str(name), str(status)


def _tell(name: str, arrived: bool, *, now: datetime) -> bool:
    if arrived:
        return ledger.delivered(name, now=now, actor=GATEWAY, remote=True) is not None
    return ledger.failed(name, "sms.not_delivered", now=now, actor=GATEWAY, remote=True) is not None
