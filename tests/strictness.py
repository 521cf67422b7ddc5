"""What this suite demands of itself: a skip is loud, and where the machine could have run the test it is a failure."""

import os

import pytest

ALLOWED = ("reference data not here", "only on sqlite", "only on postgresql")


def pytest_configure(config: pytest.Config) -> None:
    """Hash passwords quickly; nothing here tests how long that takes."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tell browser stories once: they run the real stack, on a database of its own."""
    if not os.environ.get("REDRESS_DATABASE_URL"):
        return
    told_elsewhere = [item for item in items if item.get_closest_marker("browser")]
    items[:] = [item for item in items if item not in told_elsewhere]
    config.hook.pytest_deselected(items=told_elsewhere)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = skipped_for(terminalreporter)
    if reasons:
        terminalreporter.section("SKIPPED: the machine lacks something", red=True, bold=True)
        for reason in sorted(reasons):
            terminalreporter.line(f"{len(reasons[reason])} tests: {reason}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skip that the machine could satisfy is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter is not None and skipped_for(reporter) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def skipped_for(reporter: pytest.TerminalReporter) -> dict[str, list[str]]:
    """Return the reasons for skips that are not in the nature of the run, with the tests."""
    found: dict[str, list[str]] = {}
    for report in reporter.stats.get("skipped", ()):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        if not reason.startswith(ALLOWED):
            found.setdefault(reason, []).append(report.nodeid)
    return found
