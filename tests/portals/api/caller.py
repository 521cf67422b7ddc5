"""A program that calls the API, in process."""

import json

from django.test import Client

from tests.portals.api.fits import fitting

API = "/api/v1"


class Caller:
    """A client with or without a key, to which every answer has to be what the OpenAPI document says."""

    def __init__(self, key: str = "", phrase: str = "", lang: str = "en") -> None:
        self.client = Client(headers={"Accept-Language": lang})
        self.headers = (
            {"Authorization": f"Bearer {key}"} if key else {"Authorization": f"Pickup {phrase}"} if phrase else {}
        )

    def get(self, path: str):
        return fitting("GET", path, self.client.get(API + path, headers=self.headers))

    def post(self, path: str, body=None, **headers: str):
        data = body if isinstance(body, str | bytes) else json.dumps(body or {})
        headers = self.headers | headers
        return fitting(
            "POST", path, self.client.post(API + path, data, content_type="application/json", headers=headers)
        )

    def send(self, path: str, raw: bytes, kind: str | None, **headers: str):
        """Send bytes as they are, called whatever one likes, or nothing."""
        more = {} if kind is None else {"content_type": kind}
        return fitting(
            "POST", path, self.client.generic("POST", API + path, raw, headers=self.headers | headers, **more)
        )

    def other(self, method: str, path: str):
        return fitting(method, path, self.client.generic(method, API + path, headers=self.headers))
