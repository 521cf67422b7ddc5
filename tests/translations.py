"""Are the texts complete: python -m tests.translations

Every text that Python or a template asks for has a Chinese translation, none is doubtful or left over, and what is
compiled is what was translated.
"""

import gettext
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
CATALOGUE = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
LEFT_OUT = shutil.ignore_patterns("__pycache__", "locale", "static", "migrations", "*.toml", "*.json")


def rooms() -> list[Path]:
    return sorted(path for path in (ROOT / "redress").iterdir() if (path / "__init__.py").exists())


def asked_for(room: Path, scratch: Path) -> Path | None:
    """Return a template of every text the room asks for; None if it asks for none."""
    copy = scratch / room.name
    shutil.copytree(room, copy, ignore=LEFT_OUT)
    (copy / "locale").mkdir()
    command = [sys.executable, "-P", "-m", "django", "makemessages", "-l", LANGUAGE, "--no-location", "-v", "0"]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    found = copy / CATALOGUE
    return found if found.exists() else None


def faults(room: Path, scratch: Path) -> list[str]:
    asked, have = asked_for(room, scratch), room / CATALOGUE
    if asked is None:
        return [f"{have.relative_to(ROOT)}: nothing in this room is translated; remove it"] if have.exists() else []
    if not have.exists():
        return [f"{have.relative_to(ROOT)} is missing: {room.name} has texts"]
    compared = subprocess.run(["msgcmp", have, asked], capture_output=True, text=True, check=False)
    told = [line for line in compared.stderr.splitlines() if line.strip() and not line.startswith("msgcmp:")]
    left_over = subprocess.run(["msgattrib", "--obsolete", have], capture_output=True, text=True, check=True).stdout
    if "msgid" in left_over:
        told.append(f"{have.relative_to(ROOT)}: obsolete entries (#~) left over")
    return told + compiled_differs(have, scratch)


def compiled_differs(source: Path, scratch: Path) -> list[str]:
    fresh, kept = scratch / "fresh.mo", source.with_suffix(".mo")
    made = subprocess.run(
        ["msgfmt", "--check-format", "-o", fresh, source], capture_output=True, text=True, check=False
    )
    if made.returncode:
        return made.stderr.splitlines()
    if not kept.exists() or catalogue(kept) != catalogue(fresh):
        return [f"{kept.relative_to(ROOT)} is not what {source.name} says: run compilemessages"]
    return []


def catalogue(path: Path) -> dict[object, object]:
    with path.open("rb") as file:
        return dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]


def main() -> int:
    if shutil.which("msgcmp") is None:
        sys.stderr.write("gettext is not here: apt-get install gettext\n")
        return 1
    found = []
    for room in rooms():
        with tempfile.TemporaryDirectory() as scratch:
            found += faults(room, Path(scratch))
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
