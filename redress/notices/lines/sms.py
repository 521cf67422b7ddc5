"""Text messages, through an HTTP gateway: its address, key and the form of its body are settings."""

import http.client
import json
import socket
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from django.conf import settings

from redress.notices.lines.outcome import Outcome, Parcel

SECONDS = 20
MOST_BYTES = 65_536


class SmsLine:
    """Each text message is a request of its own."""

    def send(self, parcel: Parcel) -> Outcome:
        request = Request(  # noqa: S310 -- the address is the operator's own setting, checked at the start
            settings.REDRESS_SMS_URL, data=body(parcel), method="POST",
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Idempotency-Key": parcel.message_id,
                **({"Authorization": f"Bearer {settings.REDRESS_SMS_KEY}"} if settings.REDRESS_SMS_KEY else {}),
                **({"X-Redress-Repeat": "yes"} if parcel.repeat else {}),
            },
        )  # fmt: skip
        try:
            with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                return Outcome("sent", remote_id=remote_id(answer.read(MOST_BYTES)))
        except HTTPError as error:
            error.close()
            return by_status("sms", error.code)
        except URLError as error:
            return no_answer("sms", error.reason)
        except (OSError, http.client.HTTPException):
            return Outcome("unknown", "sms.line_broke")

    def close(self) -> None:
        """Nothing stays open."""


def by_status(channel: str, status: int) -> Outcome:
    """What an HTTP status other than success means for a notice."""
    if status in {401, 403, 404}:  # our key or address is wrong, not this addressee
        return Outcome("unreachable", f"{channel}.refused_{status}")
    if status in {408, 425, 429} or status >= 500:
        return Outcome("later", f"{channel}.later_{status}")
    return Outcome("refused", f"{channel}.refused_{status}")


def no_answer(channel: str, reason: object) -> Outcome:
    """A request that failed before any answer: whether the other side may have had it."""
    if isinstance(reason, TimeoutError | ConnectionResetError | BrokenPipeError):
        return Outcome("unknown", f"{channel}.line_broke")
    if isinstance(reason, socket.gaierror):
        return Outcome("unreachable", f"{channel}.no_such_host")
    return Outcome("unreachable", f"{channel}.no_answer")


def body(parcel: Parcel) -> bytes:
    """Fill the operator's form of the body: a JSON text whose values name {phone}, {text} and {id}."""
    values = {"{phone}": parcel.to, "{text}": f"{settings.REDRESS_SMS_SIGN}{parcel.text}", "{id}": parcel.message_id}
    return json.dumps(_filled(json.loads(settings.REDRESS_SMS_BODY), values), ensure_ascii=False).encode()


def _filled(form: Any, values: dict[str, str]) -> Any:
    if isinstance(form, dict):
        return {name: _filled(value, values) for name, value in form.items()}
    if isinstance(form, list):
        return [_filled(value, values) for value in form]
    return values.get(form, form) if isinstance(form, str) else form


def remote_id(answer: bytes) -> str:
    """The gateway's own name for the message, if its answer is JSON and has one under REDRESS_SMS_ID."""
    try:
        value = json.loads(answer)
        for name in settings.REDRESS_SMS_ID.split("/"):
            value = value[int(name)] if isinstance(value, list) else value[name]
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
    return str(value)[:80] if isinstance(value, str | int) else ""
