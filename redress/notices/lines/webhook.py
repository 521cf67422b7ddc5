"""Webhooks: one signed POST each; what is not a success is tried again."""

import base64
import hashlib
import hmac
import http.client
import time
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from redress.notices import outside
from redress.notices.lines.outcome import Outcome, Parcel

SECONDS = 10


class _Stay(HTTPRedirectHandler):
    """A signed message goes to the address that was agreed, and to no other."""

    def redirect_request(self, *_: object) -> None:
        return None


OPENER = build_opener(_Stay)


class WebhookLine:
    """Each message is a request of its own; one subscriber's trouble is not another's."""

    def send(self, parcel: Parcel) -> Outcome:
        if parcel.more.get("owner") and not outside.is_outside(urlsplit(parcel.to).hostname or ""):
            return Outcome("later", "webhook.inside")  # what a name stands for may have changed since it was added
        request = Request(parcel.to, data=parcel.text.encode(), method="POST", headers=headers(parcel))  # noqa: S310
        try:
            with OPENER.open(request, timeout=SECONDS):
                return Outcome("sent")
        except HTTPError as error:
            error.close()
            return Outcome("later", f"webhook.later_{error.code}")
        except URLError:
            return Outcome("later", "webhook.no_answer")
        except (OSError, http.client.HTTPException, ValueError):
            return Outcome("unknown", "webhook.line_broke")

    def close(self) -> None:
        """Nothing stays open."""


def headers(parcel: Parcel) -> dict[str, str]:
    stamp = str(int(time.time()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "OpenRedress",
        "webhook-id": parcel.message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{signature(parcel.more['secret'], parcel.message_id, stamp, parcel.text)}",
        "X-Redress-Sequence": str(parcel.more["sequence"]),
        **({"X-Redress-Repeat": "yes"} if parcel.repeat else {}),
    }


def signature(secret: bytes, message_id: str, stamp: str, text: str) -> str:
    """What a receiver computes as well: base64 of HMAC-SHA256 over "id.timestamp.body"."""
    said = f"{message_id}.{stamp}.{text}".encode()
    return base64.b64encode(hmac.new(secret, said, hashlib.sha256).digest()).decode()
