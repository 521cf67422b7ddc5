"""Everything that can be checked without running the product: make check. Names what failed; changes nothing."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
REDRESS = [PYTHON, "-m", "redress.config.cli"]


def templates() -> list[str]:
    return [str(path) for path in sorted((ROOT / "redress").rglob("templates/**/*.html"))]


def checks() -> dict[str, list[str | Path]]:
    return {
        "formatting": [BIN / "ruff", "format", "--check", "--quiet", "."],
        "habits": [BIN / "ruff", "check", "--quiet", "."],
        "types": [BIN / "mypy", "--no-error-summary"],
        "directions of imports": [BIN / "lint-imports"],
        "templates": [BIN / "djade", "--check", "--target-version", "5.2", *templates()],
        "configuration": [*REDRESS, "check"],
        "migrations": [*REDRESS, "makemigrations", "--check", "--dry-run"],
        "generated reference": [*REDRESS, "write-reference", "--check"],
        "translations": [PYTHON, "-m", "tests.translations"],
    }


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "REDRESS_DATA": data, "REDRESS_DATABASE_URL": "", "REDRESS_LANGUAGE": "en"}
        for name, command in checks().items():
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
            sys.stdout.write(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name}\n")
            if done.returncode:
                failed.append(name)
                sys.stdout.write(done.stdout + done.stderr)
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
