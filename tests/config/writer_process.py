"""Keeps writing pairs of rows, each pair in one transaction, until stopped: `python -m tests.config.writer_process`."""

import signal
import sys
from itertools import count

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from redress.kernel.models import Schedule, WorkerSeen  # noqa: E402

running = [True]
signal.signal(signal.SIGTERM, lambda *_: running.clear())
for number in count():
    if not running:
        sys.exit(0)
    now = timezone.now()
    with transaction.atomic():
        Schedule.objects.create(name=f"pair {number}", next_at=now)
        WorkerSeen.objects.create(name=f"pair {number}", started_at=now, seen_at=now)
