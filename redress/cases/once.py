"""Answering the same request once: a retry after a lost answer, a double click, two tabs."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext

from redress.cases.models import Idempotency
from redress.kernel.problems import Invalid, NotAllowed, Problem
from redress.kernel.rows import stored

LONGEST_KEY = 200


def check_key(key: str) -> None:
    """Raise Invalid for a key that cannot be kept."""
    if not key.strip() or len(key) > LONGEST_KEY or not key.isprintable():
        message = gettext("An Idempotency-Key has 1 to 200 printable characters.")
        raise Invalid([Problem(code="idempotency.key_unreadable", message=message)])


@transaction.atomic
def once(
    owner: str, key: str, body: bytes, run: Callable[[], tuple[list[str], Any]], *, now: datetime
) -> tuple[list[str], Any, bool]:
    """Run a request unless the same owner sent it before under the same key; return numbers, answer, whether it ran.

    owner -- who sends; keys of different owners never meet
    body -- digest of the whole request; another body under the same key is refused
    run -- does the work inside this very transaction and returns (case numbers, answer without secrets)
    """
    check_key(key)
    digest = hashlib.sha256(f"{owner}\0{key}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_idempotency (key, body, numbers, answer, at) VALUES (%s, %s, '', '', %s) "
            "ON CONFLICT (key) DO NOTHING",
            [digest, body, stored(now)],
        )
        fresh = cursor.rowcount == 1
    if not fresh:
        known = Idempotency.objects.get(pk=digest)
        if bytes(known.body) != body:
            message = gettext("This Idempotency-Key was used for another request; take a new key for a new request.")
            raise NotAllowed([Problem(code="idempotency.other_body", message=message)])
        return known.numbers.split(), json.loads(known.answer), False
    numbers, answer = run()
    Idempotency.objects.filter(pk=digest).update(
        numbers=" ".join(numbers), answer=json.dumps(answer, ensure_ascii=False, separators=(",", ":"), default=str)
    )
    return numbers, answer, True


def answered(owner: str, key: str) -> list[str]:
    """Case numbers that an earlier request under this key was answered with; empty if there was none."""
    digest = hashlib.sha256(f"{owner}\0{key}".encode()).digest()
    known = Idempotency.objects.filter(pk=digest).first()
    return known.numbers.split() if known else []


def forget(*, before: datetime) -> int:
    """Drop what was remembered for longer than retries last; returns how many."""
    return Idempotency.objects.filter(at__lt=before).delete()[0]
