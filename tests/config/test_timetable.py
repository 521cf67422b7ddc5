"""What comes round by itself does what it is for, and doing it again changes nothing."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.module_loading import autodiscover_modules

from redress.cases.upkeep import clear_leftovers
from redress.kernel import jobs
from redress.kernel.jobs import enqueue
from redress.kernel.models import Job
from redress.kernel.worker import Worker
from tests.conftest import NOON

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _registered():
    autodiscover_modules("jobs")


def test_all_work_that_is_asked_for_is_known_to_the_worker():
    code = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "redress").rglob("*.py")))
    asked = set(re.findall(r'\benqueue\(\s*"([a-z_]+\.[a-z_]+)"', code)) - {"cases.write_letter"}  # the docstring's
    assert asked <= set(jobs.KINDS)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "kind", ["house.seal_archive", "house.sweep_limits", "house.forget_sessions", "house.learn_spread"]
)
def test_each_round_is_done_and_may_be_done_again(kind):
    for hour in (0, 1):
        enqueue(kind, now=NOON + timedelta(hours=hour))
        Worker("one", clock=lambda: NOON + timedelta(hours=2)).drain()
    assert not Job.objects.filter(kind=kind).exists()


def test_what_a_stop_in_mid_upload_left_is_deleted_after_a_day_and_nothing_else(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    for name, days in {"a.upload": 2, "b.upload": 0, "backup-old/dump": 2, "backup-running/dump": 0}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
        moment = (NOON - timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))
        if path.parent != tmp_path:
            os.utime(path.parent, ((NOON - timedelta(days=2)).timestamp(),) * 2)
    clear_leftovers({}, now=NOON)
    assert {path.name for path in tmp_path.iterdir()} == {"b.upload", "backup-running"}
