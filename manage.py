#!/usr/bin/env python3
"""Django's usual entry point; the installed command is `redress`."""

from redress.config.cli import main

if __name__ == "__main__":
    main()
