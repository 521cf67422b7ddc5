"""Rules of this house that no linter knows."""

import inspect
import re
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
REDRESS = ROOT / "redress"
MODULES = [path for path in sorted(REDRESS.rglob("*.py")) if "migrations" not in path.parts]
TEMPLATES = sorted(REDRESS.rglob("templates/**/*.html"))
CONFIGS = [config for config in apps.get_app_configs() if config.name.startswith("redress.")]

LONGEST_MODULE = 400  # lines
LONGEST_TEMPLATE = 150
LONGER_FOR_NOW: dict[str, int] = {}  # path -> lines; numbers here may only go down
ROOMS = frozenset(
    [
        "law",
        "kernel",
        "records",
        "privacy",
        "agencies",
        "deadlines",
        "cases",
        "remedies",
        "routing",
        "joint",
        "notices",
        "traders",
        "education",
        "mediation",
        "oversight",
        "insight",
        "exchange",
        "portals",
        "config",
    ]
)
FORBIDDEN_NAMES = frozenset(["utils", "helpers", "misc", "common", "manager", "handler", "services"])


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def committed(*patterns: str) -> list[Path]:
    """Return the files under version control; where there is none (an unpacked archive), those of the package."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        return [path for path in REDRESS.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def texts(*patterns: str) -> Iterator[tuple[str, int, str]]:
    """Yield (path, line number, line) of every committed text."""
    for path in committed(*patterns):
        try:
            lines = path.read_text("utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            yield named(path), number, line


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_fits_in_one_reading(path):
    limit = LONGER_FOR_NOW.get(named(path), LONGEST_MODULE)
    assert len(path.read_text("utf-8").splitlines()) <= limit


def test_no_exception_is_kept_longer_than_needed():
    assert all(len((ROOT / name).read_text("utf-8").splitlines()) == lines for name, lines in LONGER_FOR_NOW.items())


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_named_after_what_it_is_about(path):
    assert path.stem not in FORBIDDEN_NAMES


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "__init__.py"], ids=named)
def test_a_module_says_what_it_is_for(path):
    text = path.read_text("utf-8")
    assert text.startswith('"""') or (path.name == "apps.py" and '"""' in text) or len(text.splitlines()) <= 10


def test_every_folder_of_the_house_is_one_of_its_rooms():
    found = {path.name for path in REDRESS.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert found <= ROOMS


def action_modules() -> Iterator[str]:
    for config in CONFIGS:
        package = import_module(config.name)
        for found in walk_packages(package.__path__, f"{config.name}."):
            if found.name.rsplit(".", 1)[-1] == "actions" or ".actions." in found.name:
                yield found.name


def actions() -> Iterator[object]:
    for name in action_modules():
        for title, function in inspect.getmembers(import_module(name), inspect.isfunction):
            if function.__module__ == name and not title.startswith("_"):
                yield pytest.param(function, id=f"{name.removeprefix('redress.')}.{title}")


@pytest.mark.parametrize("action", list(actions()))
def test_an_action_is_told_who_and_when(action):
    parameters = inspect.signature(action).parameters
    assert parameters["actor"].kind == parameters["now"].kind == inspect.Parameter.KEYWORD_ONLY


def test_a_chapter_has_its_page():
    chapters = {config.label: config.chapter for config in CONFIGS if hasattr(config, "chapter")}
    missing = [label for label, number in chapters.items() if not list((ROOT / "docs/chapters").glob(f"{number}-*.md"))]
    assert missing == []


def test_every_room_has_tests():
    rooms = {path.parent.name for path in REDRESS.glob("*/__init__.py")}
    assert {room for room in rooms if list((ROOT / "tests" / room).glob("**/test_*.py"))} == rooms


def test_nothing_is_left_open_in_the_code():
    # Written apart, so that this file does not find itself.
    words = re.compile("TO" r"DO\b|FIX" r"ME\b|\bXX" r"X\b|NotImplemented" "Error|pragma: no" " cover")
    assert [
        f"{path}:{number}"
        for path, number, line in texts("*.py", "*.html", "*.css", "*.js", "*.toml")
        if words.search(line)
    ] == []


def test_no_path_of_any_machine_is_in_the_repository():
    words = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/[\w.]+|\.py" "env")
    assert [f"{path}:{number}" for path, number, line in texts() if words.search(line)] == []


def test_no_host_of_a_package_registry_is_in_the_repository():
    words = re.compile("py" r"pi\.org|python" r"hosted\.org|npm" r"js\.|registry\." r"npm|deb\." "debian")
    assert [f"{path}:{number}" for path, number, line in texts() if words.search(line)] == []


def test_everything_a_page_loads_comes_from_this_server():
    words = re.compile(
        r"""(?:src|href|action|url\()\s*=?\s*["']?(?:https?:)?//[\w.-]+/[^"')\s]*\.(?:js|css|woff2?|png|svg|jpg)"""
    )
    found = [
        f"{path}:{number}" for path, number, line in texts("*.html", "*.css", "*.js", "*.svg") if words.search(line)
    ]
    assert found == []


INLINE = {
    "a style": re.compile(r"<style[\s>]|\sstyle=", re.I),
    "a script": re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))[^>]*>", re.I),
    "a handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I),
    "a javascript address": re.compile(r"javascript:", re.I),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_is_short_and_carries_nothing_inline(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_TEMPLATE
    assert [what for what, words in INLINE.items() if words.search(text)] == []


def template_name(path: Path) -> str:
    return str(path).split("/templates/", 1)[1]


# Names that frameworks look up themselves.
LOOKED_UP = re.compile(r"^(?:4\d\d|500)\.html$|^(?:account|mfa|usersessions|allauth|socialaccount)/|^django/|^ninja/")


def test_every_template_is_used():
    sources = "\n".join(path.read_text("utf-8") for path in [*MODULES, *TEMPLATES])
    by_folder = set(re.findall(r'f"([\w/]+)/\{[^}]+\}\.html"', sources))  # f"styleguide/{page}.html"
    unused = [
        name
        for path in TEMPLATES
        if not LOOKED_UP.match(name := template_name(path))
        and f'{name}"' not in sources
        and name.rpartition("/")[0] not in by_folder
    ]
    assert unused == []
