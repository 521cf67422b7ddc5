"""The `redress` command: Django's commands and ours, under one name."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.config.settings")
    arguments = sys.argv[:]
    if len(arguments) == 1 or arguments[1] in {"--help", "-h", "help"} and len(arguments) == 2:
        from redress.config.contents import table_of_contents  # noqa: PLC0415 -- settings must be chosen first

        sys.stdout.write(table_of_contents())
        return
    execute_from_command_line(arguments)


if __name__ == "__main__":
    main()
