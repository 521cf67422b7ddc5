"""Are the texts complete: python -m tests.translations

Every text that Python or a template asks for has a Chinese translation in some catalogue, none is doubtful or left
over, and what is compiled is what was translated.
"""

import gettext
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
PLACE = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
LEFT_OUT = shutil.ignore_patterns("__pycache__", "locale", "static", "migrations", "*.toml", "*.json")


def asked_for(scratch: Path) -> set[str]:
    """Return every text the package asks for."""
    copy = scratch / "redress"
    shutil.copytree(ROOT / "redress", copy, ignore=LEFT_OUT)
    (copy / "locale").mkdir()
    command = [sys.executable, "-P", "-m", "django", "makemessages", "-l", LANGUAGE, "--no-location", "-v", "0"]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    return messages(copy / PLACE)


def messages(catalogue: Path, *only: str) -> set[str]:
    """Return context, singular and plural of every message, as written."""
    command = ["msgattrib", "--no-wrap", "--no-location", *(only or ("--no-obsolete",)), catalogue]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    entries = (re.findall(r'^(?:#~ )?msg(?:ctxt|id|id_plural) "(.*)"$', entry, re.M) for entry in text.split("\n\n"))
    return {" | ".join(found) for found in entries if any(found)}


def faults(scratch: Path) -> list[str]:
    asked, catalogues = asked_for(scratch), sorted((ROOT / "redress").rglob(str(PLACE)))
    told, translated = [], set()
    for path in catalogues:
        name = path.relative_to(ROOT)
        translated |= (whole := messages(path, "--translated", "--no-fuzzy", "--no-obsolete"))
        kept = messages(path)
        told += [f"{name}: doubtful or empty: {text}" for text in sorted(kept - whole)]
        told += [f"{name}: nobody asks for: {text}" for text in sorted(kept - asked)]
        if messages(path, "--only-obsolete"):
            told.append(f"{name}: left-over entries (#~)")
        told += compiled_differs(path, scratch)
    return told + [f"not translated anywhere: {text}" for text in sorted(asked - translated)]


def compiled_differs(source: Path, scratch: Path) -> list[str]:
    fresh, kept = scratch / "fresh.mo", source.with_suffix(".mo")
    made = subprocess.run(
        ["msgfmt", "--check-format", "-o", fresh, source], capture_output=True, text=True, check=False
    )
    if made.returncode:
        return made.stderr.splitlines()
    if not kept.exists() or compiled(kept) != compiled(fresh):
        return [f"{kept.relative_to(ROOT)} is not what {source.name} says: run compilemessages"]
    return []


def compiled(path: Path) -> dict[object, object]:
    with path.open("rb") as file:
        return dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]


def main() -> int:
    if shutil.which("msgattrib") is None:
        sys.stderr.write("gettext is not here: apt-get install gettext\n")
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        found = faults(Path(scratch))
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
