"""Carry sealed files to their partners, and ask where the cases stand there."""

import http.client
from datetime import datetime, timedelta
from urllib.request import Request, urlopen

from redress.exchange import actions, taken_in, words
from redress.exchange.models import HandOver
from redress.kernel import jobs
from redress.kernel.actors import system
from redress.records.notes import BadNote, VerifierKey

SECONDS = 30
EXCHANGE = system("exchange")
LONGEST_WORD = 8_192


class PartnerAway(Exception):
    """The partner does not answer, or not in its own name; tried again later."""


@jobs.job("exchange.carry", attempts=24, together=False)
def carry(payload: jobs.Payload, *, now: datetime) -> None:
    """Bring one file; the partner knows it by its digest, so that twice is once."""
    row = HandOver.objects.select_related("partner").get(pk=int(str(payload["hand_over"])))
    content = taken_in.take_file(row.case_id or 0, f"sealed-out-{row.pk}.zip")
    _listen(row, Request(f"{row.partner.url.rstrip('/')}/hand-overs", data=content, method="POST"), now=now)  # noqa: S310


@jobs.job("exchange.ask", together=False)
def ask(payload: jobs.Payload, *, now: datetime) -> None:
    """Ask the partners where our cases stand; one that is away does not keep the others from being asked."""
    for row in HandOver.objects.filter(direction="out", state="taken", partner__active=True).exclude(partner__url=""):
        place = f"{row.partner.url.rstrip('/')}/hand-overs/{bytes(row.digest).hex()}"
        try:
            _listen(row, Request(place), now=now)  # noqa: S310 -- an address an administrator registered
        except PartnerAway:
            continue


jobs.schedule("exchange.ask", every=timedelta(hours=1))


def _listen(row: HandOver, request: Request, *, now: datetime) -> None:
    request.add_header("Content-Type", "application/zip")
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 -- an address an administrator registered
            text = answer.read(LONGEST_WORD).decode()
        key = VerifierKey.parse(row.partner.vkey)
        said = words.heard(text, key=key, digest=bytes(row.digest).hex())
    except (OSError, http.client.HTTPException, BadNote, UnicodeDecodeError) as error:
        raise PartnerAway(type(error).__name__) from None
    actions.hear(row, said, actor=EXCHANGE, now=now)
