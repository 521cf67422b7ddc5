"""The documentation is true: links lead somewhere, generated pages say what the code says, every setting has its line."""

import re
from pathlib import Path

import pytest

from redress.config import reference
from redress.config.contents import SECTIONS
from redress.config.reference import problems, settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_links_lead_to_something_that_is_here(path):
    text = FENCE.sub("", path.read_text("utf-8"))
    targets = [
        link.split("#")[0]
        for link in LINK.findall(text)
        if not link.startswith(("http://", "https://", "mailto:", "#"))
    ]
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_pages_of_the_documentation_that_are_named_exist(path):
    mentioned = set(re.findall(r"\bdocs/[\w./-]+\.(?:md|toml)", path.read_text("utf-8")))
    assert {name for name in mentioned if not (ROOT / name).exists()} == set()


def test_pages_that_the_code_names_exist():
    code = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "redress").rglob("*.py")))
    mentioned = set(re.findall(r"\bdocs/[\w./-]+\.(?:md|toml)", code))
    assert {name for name in mentioned if not (ROOT / name).exists()} == set()


def test_generated_pages_say_what_the_code_says():
    drifted = [str(path) for path, content in reference.pages() if not same(ROOT / path, content)]
    assert drifted == [], "run: redress write-reference"


def same(path: Path, content: str) -> bool:
    return path.exists() and path.read_text("utf-8") == content


def test_every_setting_has_its_meaning_in_both_languages():
    assert settings.known(ROOT).keys() == settings.MEANING.keys()
    assert all(english and chinese for english, chinese in settings.MEANING.values())


def test_the_settings_page_reads_defaults_off_the_code():
    found = settings.known(ROOT)
    assert found["REDRESS_THREADS"].default == "4"
    assert found["REDRESS_DEBUG"].default == "0"
    assert found["REDRESS_CIPHER_SUITE"].kind == "one of intl, national"


def test_problem_codes_are_noun_verb_reason():
    codes = {code for code, _ in problems.codes(ROOT)}
    assert {code for code in codes if not re.fullmatch(r"[a-z_]+(\.[a-z_]+){1,3}", code)} == set()


def test_decisions_are_numbered_once_and_say_context_decision_consequences():
    numbers = [path.name[:4] for path in sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))]
    assert len(numbers) == len(set(numbers))
    for path in (ROOT / "docs/decisions").glob("[0-9]*.md"):
        text = path.read_text("utf-8")
        assert [word for word in ("Context", "Decision", "Consequences") if word not in text] == [], named(path)


def test_the_contents_speak_both_languages():
    assert all(zh and en for _, _, entries in SECTIONS for _, zh, en in entries)
