"""Measure an archive in a process of its own: `python -m redress.records.bench_apart SIZE…`, on an empty database."""

import json
import sys
from datetime import UTC, datetime

import django
from django.core.management import call_command

django.setup()

from redress.records import bench  # noqa: E402 -- after the settings


def main() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    for row in bench.measure(tuple(map(int, sys.argv[1:])), now=datetime.now(UTC)):
        sys.stdout.write(json.dumps(row) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
