"""The rooms of `redress bench room`, in the process that was started in a scratch folder of its own."""

import json
import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.config.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 -- after django.setup
    from django.utils import timezone  # noqa: PLC0415

    from redress.mediation.bench import measure  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    for row in measure(tuple(map(int, sys.argv[1:])), now=timezone.now()):  # noqa: TID251
        sys.stdout.write(json.dumps(row) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
