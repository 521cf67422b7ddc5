"""A real browser on the real stack: `redress serve` in a folder of its own, with the example world.

Stories use `page` (told twice: on a phone and on a desktop), `site` (address and accounts), `axe` and `picture`.
Mark them `@pytest.mark.browser`.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
WIDTHS = {"phone": (360, 740), "desktop": (1280, 800)}
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync",
         "--disable-component-update", "--no-first-run", "--font-render-hinting=none")  # fmt: skip


@dataclass(frozen=True)
class Site:
    """The running product."""

    url: str
    accounts: list[dict[str, str]]
    folder: Path

    def account(self, role: str, agency: str | None = None) -> dict[str, str]:
        """Return the first account of a role, of one agency if it matters."""
        return next(each for each in self.accounts if each["role"] == role and agency in (None, each["agency"]))

    def sign_in(self, page: Any, role: str, agency: str | None = None) -> None:
        account = self.account(role, agency)
        page.goto(f"{self.url}accounts/login/")
        page.fill("input[name=login]", account["username"])
        page.fill("input[name=password]", account["password"])
        page.click("form button[type=submit]")
        page.wait_for_load_state()


def chromium() -> str | None:
    """Return where a Chromium is: REDRESS_CHROMIUM, or the system's own. Never one that is downloaded."""
    given = os.environ.get("REDRESS_CHROMIUM")
    names = (given,) if given else ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the example world for the length of the run."""
    data, port = tmp_path_factory.mktemp("site"), free_port()
    environment = {**os.environ, "REDRESS_DATA": str(data), "REDRESS_DATABASE_URL": "", "EXAMPLE": "1"}
    environment |= {"REDRESS_BASE_URL": f"http://127.0.0.1:{port}", "PYTHONUNBUFFERED": "1"}
    with (data / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "redress.config.cli", "serve", "--port", str(port), "--stop-with-parent"],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
    assert server.stdout is not None
    try:
        for line in server.stdout:
            if line.startswith("Ready:"):
                break
        else:
            pytest.fail("The product did not start:\n" + (data / "log").read_text(errors="replace")[-3000:])
        yield Site(f"http://127.0.0.1:{port}/", json.loads((data / "first-run.json").read_text())["accounts"], data)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=40)
        server.stdout.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium, or set REDRESS_CHROMIUM to its path")
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread; the stories of other files, which use the database, share it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture(params=list(WIDTHS))
def page(request: pytest.FixtureRequest, browser: Any, site: Site) -> Iterator[Any]:
    """A page as wide as a phone, then as wide as a desktop. Anything it asks from elsewhere fails the story."""
    width, height = WIDTHS[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", base_url=site.url)
    opened = context.new_page()
    opened.width_name = request.param
    elsewhere: list[str] = []
    faults: list[str] = []
    opened.on(
        "request", lambda asked: asked.url.startswith((site.url, "data:", "blob:")) or elsewhere.append(asked.url)
    )
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    context.close()
    assert not elsewhere, f"asked from elsewhere: {elsewhere}"
    assert not faults, f"the browser complained: {faults}"


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], None]:
    """Assert that axe finds nothing on the page."""

    def check(page: Any) -> None:
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(page).response["violations"]
        told = [f"{each['id']}: {each['help']} at {[node['target'] for node in each['nodes'][:3]]}" for each in found]
        assert not told, "\n".join([page.url, *told])

    return check


@pytest.fixture
def picture(page: Any) -> Callable[[str], None]:
    """Keep a picture for the documentation, when REDRESS_PICTURES=1; the width is added to its name.

    of -- another person's page of the same width
    """

    def keep(name: str, *, whole: bool = False, of: Any = None) -> None:
        if os.environ.get("REDRESS_PICTURES") == "1":
            PICTURES.mkdir(parents=True, exist_ok=True)
            (of or page).screenshot(path=PICTURES / f"{name}-{page.width_name}.png", full_page=whole)

    return keep
