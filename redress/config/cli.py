"""The `redress` command: Django's commands and ours, under one name."""

import argparse
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.config.settings")
    arguments = [sys.argv[0], *sys.argv[1:]]
    if arguments[1:] in ([], ["--help"], ["-h"], ["help"]):
        sys.exit(_contents())
    arguments[1] = arguments[1].replace("-", "_") if not arguments[1].startswith("-") else arguments[1]
    if arguments[1] == "serve":
        sys.exit(_serve(arguments[2:]))
    try:
        _manage(arguments)
    except BrokenPipeError:  # whoever read along has seen enough: `redress law explain … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def terminal_language() -> str:
    """Return the language the terminal asks for; Chinese unless it says English (REDRESS_LANGUAGE, then LC_ALL, LANG)."""
    for name in ("REDRESS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if wish := os.environ.get(name, "").lower():
            return "en" if wish.startswith("en") else "zh-hans"
    return "zh-hans"


def _serve(rest: list[str]) -> int:
    from redress.config import serving  # noqa: PLC0415 -- each command loads what it needs

    parser = argparse.ArgumentParser("redress serve", description=serving.__doc__)
    serving.add_arguments(parser)
    return serving.serve(parser.parse_args(rest))


def _contents() -> int:
    import django  # noqa: PLC0415 -- the rooms say which commands there are

    from redress.config.contents import table_of_contents  # noqa: PLC0415

    django.setup()
    sys.stdout.write(table_of_contents())
    return 0


def _manage(arguments: list[str]) -> None:
    import django  # noqa: PLC0415 -- serve does without Django
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import execute_from_command_line  # noqa: PLC0415
    from django.utils import translation  # noqa: PLC0415

    if arguments[1] == "worker":
        settings.INSTALLED_APPS.remove("ninja")  # pages of the API: 13 MB that only the web needs
    django.setup()
    translation.activate(terminal_language())
    execute_from_command_line(arguments)


if __name__ == "__main__":
    main()
