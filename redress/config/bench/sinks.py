"""A mail server and a text-message gateway that take everything and count it: python -m redress.config.bench.sinks

Prints the two ports. The mail server tells its count when asked for HELP, the gateway when asked with GET.
"""

import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MAILS: set[bytes] = set()
TEXTS: set[str] = set()
TOLD = {"mail": 0, "sms": 0}


class Mail(socketserver.StreamRequestHandler):
    """Enough of SMTP to take a message; Message-IDs are kept, so that one sent twice is seen."""

    def handle(self) -> None:
        self._say("220 sink")
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper()
            if word == b"DATA":
                self._say("354 go on")
                self._take()
                self._say("250 taken")
            elif word == b"HELP":
                self._say(f"214 {TOLD['mail']} {len(MAILS)}")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self) -> None:
        for line in iter(self.rfile.readline, b""):
            if line == b".\r\n":
                break
            if line.lower().startswith(b"message-id:"):
                MAILS.add(line)
        TOLD["mail"] += 1

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class Gateway(BaseHTTPRequestHandler):
    """Takes every POST; the key that makes a repeat harmless is kept."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        TEXTS.add(self.headers.get("Idempotency-Key", ""))
        TOLD["sms"] += 1
        self._answer(f'{{"id": "{TOLD["sms"]}"}}')

    def do_GET(self) -> None:
        self._answer(f"{TOLD['sms']} {len(TEXTS)}")

    def _answer(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    mail = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail)
    gateway = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    mail.daemon_threads = gateway.daemon_threads = True
    for server in (mail, gateway):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{mail.server_address[1]} {gateway.server_address[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()  # ends with whoever started it


if __name__ == "__main__":
    main()
