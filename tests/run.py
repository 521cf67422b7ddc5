"""The whole suite on both databases at once; the last line is pytest's own summary.

Arguments go to pytest: make test ARGS="tests/kernel -k fenced"
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.postgres import Postgres

ROOT = Path(__file__).resolve().parent.parent
OF_AN_INSTALLATION = {"REDRESS_DATA", "REDRESS_DATABASE_URL", "REDRESS_BASE_URL", "PORT", "EXAMPLE"}
NO_TESTS = 5  # pytest's word for a selection that matched nothing on this engine


def main() -> int:
    subprocess.run([ROOT / "requirements" / "system"], check=False)
    arguments = sys.argv[1:]
    with Postgres() as url, tempfile.TemporaryFile("w+", encoding="utf-8") as second:
        on_postgres = start(arguments, second.fileno(), REDRESS_DATABASE_URL=url)
        say("== on SQLite\n")
        on_sqlite = start(arguments, subprocess.PIPE, REDRESS_DATABASE_URL="")
        summary = ""
        for line in on_sqlite.stdout or ():
            say(line)
            summary = line if line.strip() else summary
        codes = {on_sqlite.wait(), on_postgres.wait()} - {0, NO_TESTS}
        say("\n== on PostgreSQL\n")
        second.seek(0)
        say(second.read())
    if on_sqlite.returncode not in (0, NO_TESTS) and on_postgres.returncode == 0:
        say("\n== failed on SQLite, see above\n" + summary)
    return max(codes, default=0)


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def start(arguments: list[str], output: int, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in OF_AN_INSTALLATION} | environment,
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
    )


if __name__ == "__main__":
    sys.exit(main())
