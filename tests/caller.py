"""Programs and browsers as a server meets them from outside: over a socket, with what they remember between requests."""

import json
import re
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FIELD = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Any
    text: str
    url: str

    @property
    def data(self) -> Any:
        return json.loads(self.text)


class NoAnswer(Exception):
    """The line broke before a whole answer came: whoever asked cannot know what became of it."""


class Caller:
    """One browser or program. Raises NoAnswer where the server went away."""

    def __init__(self, url: str, *, key: str = "", timeout: float = 60) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = "en"
        if key:
            self.session.headers["Authorization"] = f"Bearer {key}"
        self.timeout = timeout

    def ask(self, method: str, path: str, **named: Any) -> Answer:
        try:
            found = self.session.request(method, self.url + path, timeout=self.timeout, **named)
        except requests.RequestException as error:
            raise NoAnswer(str(error)) from error
        return Answer(found.status_code, found.headers, found.text, found.url.removeprefix(self.url))

    def get(self, path: str, **named: Any) -> Answer:
        return self.ask("GET", path, **named)

    def post(self, path: str, body: Any = None, *, once: str = "", phrase: str = "", files: Any = None) -> Answer:
        """Send JSON, or files as a form, to the API. once -- the Idempotency-Key"""
        headers = {"Idempotency-Key": once} if once else {}
        if phrase:
            headers["Authorization"] = f"Pickup {phrase}"
        if files is not None:
            return self.ask("POST", path, files=files, data=body, headers=headers)
        content = json.dumps(body).encode()
        return self.ask("POST", path, data=content, headers=headers | {"Content-Type": "application/json"})

    def send(self, path: str, fields: dict[str, Any] | None = None, *, form: str = "", files: Any = None) -> Answer:
        """Open a page and send its form, with every hidden field it came with. form -- the page, if it is another"""
        page = self.get(form or path)
        hidden = dict(FIELD.findall(page.text))
        return self.resend(path, hidden | {"csrfmiddlewaretoken": self.token_in(page)} | (fields or {}), files=files)

    def resend(self, path: str, fields: dict[str, Any], *, files: Any = None) -> Answer:
        return self.ask("POST", path, data=fields, files=files, headers={"Referer": self.url + path})

    @staticmethod
    def token_in(page: Answer) -> str:
        found = TOKEN.search(page.text)
        return found[1] if found else ""

    def hang_up(self, path: str, body: Any, *, once: str = "", after: float = 0.0) -> None:
        """Send a request whole, and close the line before reading the answer."""
        parts = urlsplit(self.url)
        content = json.dumps(body).encode()
        lines = [
            f"POST {path} HTTP/1.1", f"Host: {parts.netloc}", "Content-Type: application/json",
            f"Content-Length: {len(content)}", *([f"Idempotency-Key: {once}"] if once else []), "Connection: close",
        ]  # fmt: skip
        with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=self.timeout) as line:
            line.sendall("\r\n".join([*lines, "", ""]).encode() + content)
            time.sleep(after)


def signed_in(url: str, username: str, password: str) -> Caller:
    """A member of staff at the desk."""
    person = Caller(url)
    person.send("/accounts/login/", {"login": username, "password": password})
    return person
