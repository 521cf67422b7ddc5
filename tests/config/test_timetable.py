"""What comes round by itself does what it is for, and doing it again changes nothing."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.module_loading import autodiscover_modules

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
@pytest.mark.parametrize("kind", ["house.seal_archive", "house.sweep_limits", "house.forget_sessions"])
def test_each_round_is_done_and_may_be_done_again(kind):
    for hour in (0, 1):
        enqueue(kind, now=NOON + timedelta(hours=hour))
        Worker("one", clock=lambda: NOON + timedelta(hours=2)).drain()
    assert not Job.objects.filter(kind=kind).exists()
