"""The fixed cast and the fixed moments of every story told here."""

import os
import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings

# Tests never touch the data of an installation: each run has a folder of its own.
os.environ.setdefault("REDRESS_DATA", tempfile.mkdtemp(prefix="redress-test-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.config.settings")

# Properties hold at any speed: a busy machine fails no test.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

pytest_plugins = ["tests.browser", "tests.strictness"]

ROOT = Path(__file__).resolve().parent.parent
# A Tuesday; the day before is a working day, Mid-Autumn (25 September) and National Day are still to come.
NOON = datetime(2026, 9, 22, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite, test in a file, as in production: threads, locks and the write-ahead log behave as they will."""
    from django.conf import settings

    default = settings.DATABASES["default"]
    if "sqlite" in default["ENGINE"]:
        default["TEST"]["NAME"] = str(Path(os.environ["REDRESS_DATA"]) / f"test_{os.getpid()}.sqlite3")


@pytest.fixture(autouse=True)
def _bodies_read_anew() -> None:
    """Bodies are held in memory; those of the story before are gone from the database."""
    from redress.agencies import queries
    from redress.routing import queries as routing

    queries.forget()
    routing.forget()


@pytest.fixture(autouse=True)
def _nobody_has_asked_before() -> None:
    """How often an address asked is counted in the process, and every story comes from one address."""
    from redress.portals import limits

    limits.forget()


@pytest.fixture(autouse=True)
def _search_begins_empty(request: pytest.FixtureRequest) -> None:
    """A story that commits is emptied table by table afterwards; the search index is no table of a model."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if not commits and not {"transactional_db", "live_server"} & set(request.fixturenames):
        return
    from django.db import connection

    request.getfixturevalue("transactional_db")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_search")


@pytest.fixture(autouse=True)
def _by_engine(request: pytest.FixtureRequest) -> None:
    """Skip a story that is about the other database."""
    from django.db import connection

    for name, vendor in (("only_on_sqlite", "sqlite"), ("only_on_postgres", "postgresql")):
        if request.node.get_closest_marker(name) and connection.vendor != vendor:
            pytest.skip(f"only on {vendor}; the other run has it")
