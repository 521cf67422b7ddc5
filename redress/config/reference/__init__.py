"""Pages of docs/reference/, written from the code. `redress write-reference` writes them; --check finds what has drifted."""

from collections.abc import Iterator
from pathlib import Path

from redress.config.reference import problems, rule_sets, settings

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path("docs/reference")
MARK = "<!-- written by redress write-reference; change the code, not this page -->\n"


def pages() -> Iterator[tuple[Path, str]]:
    """Yield (path in the repository, content) of every generated page."""
    yield FOLDER / "settings.md", MARK + settings.page(ROOT)
    yield FOLDER / "problems.md", MARK + problems.page(ROOT)
    for name, content in rule_sets.pages():
        yield FOLDER / "rule-sets" / f"{name}.md", MARK + content
