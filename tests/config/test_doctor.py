"""The doctor says what is so, how bad it is, and what to do; and insists on what cannot wait."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import connection

from redress.config.doctor import CHECKS, DEGRADED, MUST_FIX, OK, data, examine, machine
from redress.config.doctor.findings import TITLES
from redress.kernel.models import Job, WorkerSeen
from redress.kernel.moments import SHANGHAI
from tests.conftest import NOON


def levels(check, now=NOON):
    return [finding.level for finding in check(now)]


@pytest.mark.django_db
def test_every_finding_has_a_title_and_all_that_is_not_well_has_advice():
    findings = list(examine(NOON))
    assert {finding.name for finding in findings} <= TITLES.keys()
    assert len(findings) >= len(CHECKS)
    assert all(finding.advice for finding in findings if finding.level != OK and finding.name != "settings")


@pytest.mark.parametrize(
    ("day", "level"),
    [
        ("2026-11-30T23:59", DEGRADED),  # the notice may still come
        ("2026-12-01T00:00", MUST_FIX),  # limits of 15 working days already reach into the new year
        ("2025-12-15T12:00", OK),  # 2026 is known
        ("2027-01-04T09:00", MUST_FIX),
    ],
)
def test_next_years_working_days_are_asked_for_and_from_december_on_insisted_upon(day, level):
    assert levels(data.calendar, datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)) == [level]


@pytest.mark.django_db
def test_the_database_is_durable_as_it_comes():
    assert levels(data.durability) == [OK]


@pytest.mark.only_on_sqlite
def test_a_database_that_may_lose_what_it_acknowledged_must_be_fixed(django_db_blocker, django_db_setup):
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
        try:
            assert levels(data.durability) == [MUST_FIX]
        finally:
            cursor.execute("PRAGMA synchronous = FULL")


@pytest.mark.django_db
@pytest.mark.only_on_postgres
def test_a_server_that_may_lose_what_it_acknowledged_must_be_fixed():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    assert levels(data.durability) == [MUST_FIX]


@pytest.mark.django_db
def test_a_worker_counts_only_while_it_is_heard_of():
    assert levels(data.worker) == [DEGRADED]
    WorkerSeen.objects.create(name="one", started_at=NOON, seen_at=NOON - timedelta(seconds=30))
    assert levels(data.worker) == [OK]
    assert levels(data.worker, NOON + timedelta(minutes=5)) == [DEGRADED]


@pytest.mark.django_db
def test_work_that_was_set_aside_is_named():
    Job.objects.create(kind="a.b", next_at=NOON, created_at=NOON, dead_at=NOON, attempts=8)
    assert levels(data.set_aside) == [DEGRADED]


@pytest.mark.django_db
def test_keys_that_others_may_read_must_be_fixed(settings, tmp_path):
    settings.REDRESS_DATA = tmp_path
    (tmp_path / "keys").mkdir(mode=0o700)
    assert levels(data.keys) == [OK]
    (tmp_path / "keys" / "vault.json").chmod(0o644)
    assert levels(data.keys) == [MUST_FIX]


def test_a_scanner_that_is_set_but_silent_must_be_fixed(settings):
    settings.REDRESS_CLAMD = "127.0.0.1:1"
    assert levels(machine.scanner) == [MUST_FIX]
    settings.REDRESS_CLAMD = ""
    assert levels(machine.scanner) == [DEGRADED]


def test_a_cluster_that_cannot_answer_is_said(settings):
    settings.REDRESS_SPARK_MASTER = ""
    assert levels(machine.analytics) == [OK]
    settings.REDRESS_SPARK_MASTER = "spark://127.0.0.1:1"
    assert levels(machine.analytics) == [DEGRADED]


@pytest.mark.parametrize(
    ("address", "hosts", "secure", "level"),
    [
        ("http://127.0.0.1:8000", ["127.0.0.1"], False, OK),
        ("https://a.gov.cn", ["a.gov.cn"], True, OK),
        ("http://a.gov.cn", ["a.gov.cn"], False, MUST_FIX),
        ("https://a.gov.cn", ["localhost"], True, MUST_FIX),
    ],
)
def test_settings_that_are_right_on_a_desk_are_wrong_on_the_network(settings, address, hosts, secure, level):
    settings.REDRESS_BASE_URL, settings.ALLOWED_HOSTS, settings.SECURE, settings.DEBUG = address, hosts, secure, False
    assert level in levels(machine.settings_in_force)


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on(monkeypatch):
    def broken(now):
        raise OSError("gone")
        yield

    monkeypatch.setattr("redress.config.doctor.CHECKS", (broken, machine.zone))
    assert [finding.level for finding in examine(NOON)] == [MUST_FIX, OK]


def test_it_is_told_to_programs_by_exit_code_and_json(opened):
    """The calendar alone may have to be mended, from December on: the command reads the clock of today."""
    well = opened.redress("doctor", "--json")
    findings = [json.loads(line) for line in well.stdout.splitlines()]
    must_fix = {found["name"] for found in findings if found["level"] == MUST_FIX}
    assert must_fix <= {"calendar"}, well.stdout
    assert well.returncode == len(must_fix), well.stdout
    opened.environment["REDRESS_DEBUG"] = "1"
    assert opened.redress("doctor").returncode == 1
