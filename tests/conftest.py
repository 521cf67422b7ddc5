"""The fixed cast and the fixed moments of every story told here."""

import os
import tempfile
from pathlib import Path

# Tests never touch the data of an installation: each run has a folder of its own.
os.environ.setdefault("REDRESS_DATA", tempfile.mkdtemp(prefix="redress-test-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.config.settings")

ROOT = Path(__file__).resolve().parent.parent
