"""Measure an archive in a process of its own: `python -m redress.records.bench_apart SIZE…`, on an empty database."""

import json
import sys
from datetime import UTC, datetime

import django
from django.core.management import call_command

django.setup()

from redress.records import bench  # noqa: E402 -- after the settings

MOMENT = datetime(2026, 9, 22, 4, tzinfo=UTC)  # any moment does; the same one gives the same archive


def main() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    for row in bench.measure(tuple(map(int, sys.argv[1:])), now=MOMENT):
        sys.stdout.write(json.dumps(row) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
