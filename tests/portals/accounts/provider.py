"""A provider of OpenID Connect for stories: real HTTP on this machine, real signatures, and lies on demand."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "redress-desk", "s3cret of the desk"


class Provider:
    """Who signs in there, and how the provider misbehaves.

    person -- claims of whoever sits in front of it
    lies -- claims that replace the true ones in the next ID token; None takes one out
    """

    def __init__(self) -> None:
        self.person: dict[str, Any] = {"sub": "00u1", "name": "李雷", "groups": ["desk-officers"]}
        self.lies: dict[str, Any] = {}
        self.issuer = ""
        self.keys = [RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, private=True)]
        self.signs_with: Any = self.keys[0]
        self.alg = "RS256"
        self.down = False
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.forges: Callable[[Provider, dict[str, Any]], str] | None = None

    def signed(self, claims: dict[str, Any]) -> str:
        header = {"alg": self.alg, "kid": self.signs_with.kid}
        return jwt.encode(header, claims, self.signs_with, algorithms=[self.alg])

    def config(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/logout",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def authorised(self, asked: dict[str, str]) -> str:
        """Note what was asked and return where the browser goes back to."""
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The answer to a code, or None: used, another client, another verifier, another address."""
        asked = self.codes.pop(form.get("code", ""), None)
        expected = "Basic " + base64.b64encode(f"{CLIENT}:s3cret%20of%20the%20desk".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            asked is None
            or authorization != expected
            or asked["redirect_uri"] != form["redirect_uri"]
            or asked["code_challenge"] != proof
        ):
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
        }
        claims = {name: value for name, value in (claims | self.lies).items() if value is not None}
        return {
            "token_type": "Bearer",
            "access_token": "not-to-be-kept",
            "id_token": (self.forges or Provider.signed)(self, claims),
        }


def forged_key() -> RSAKey:
    """A key that says to be the provider's and is not."""
    return RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, private=True)


def signed_with_the_public_key(provider: Provider, claims: dict[str, Any]) -> str:
    """The provider's public key taken for a shared secret: the old trick of RS256 turned HS256."""
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "kid": "one"}, claims)]
    signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    mac = hmac.digest(provider.keys[0].as_pem(private=False), signed, "sha256")
    return (signed + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()


def unsigned(provider: Provider, claims: dict[str, Any]) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
    return b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts).decode() + "."


def another_kind_of_key() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": "two", "use": "sig"}, private=True)


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            given = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if provider.down:
                self.send_error(503)
            elif parts.path.endswith("/openid-configuration"):
                self.say(provider.config())
            elif parts.path == "/keys":
                self.say({"keys": [key.as_dict(private=False) for key in provider.keys]})
            elif parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorised(given))
                self.end_headers()
            elif parts.path == "/logout":
                self.say({"signed out": given["client_id"]})
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            provider.asked.append(self.path)
            if provider.down:
                self.send_error(503)
                return
            answer = provider.token(
                {name: values[0] for name, values in form.items()}, self.headers["Authorization"] or ""
            )
            self.say(answer or {"error": "invalid_grant"}, 200 if answer else 400)

        def say(self, value: Any, status: int = 200) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
