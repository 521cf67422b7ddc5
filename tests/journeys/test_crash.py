"""The power goes out again and again while people file: whatever was acknowledged is there, whole."""

import json
import os
import random
import threading
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.installation import Installation, eventually
from tests.postgres import free_port
from tests.world import COMPLAINT

OUTAGES = 4
FILERS = 3


class Filers:
    """People who file over and over, each request under its own key, and note what was acknowledged."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.acknowledged: dict[str, str] = {}
        self.open: set[str] = set()
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._file, args=(place,)) for place in range(FILERS)]

    def _file(self, place: int) -> None:
        count = 0
        while not self.over.is_set():
            count += 1
            self.try_once(f"filer-{place}-{count}")

    def try_once(self, key: str) -> bool:
        body = json.dumps(COMPLAINT | {"kind": "both" if key.endswith("3") else "complaint"}).encode()
        request = urllib.request.Request(
            f"{self.url}/api/v1/complaints", body, {"Content-Type": "application/json", "Idempotency-Key": key}
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                number = json.loads(answer.read())["number"]
        except (OSError, HTTPException, ValueError):  # refused, cut off in the middle, or no answer at all
            with self.lock:
                self.open.add(key)
            self.over.wait(0.05)
            return False
        with self.lock:
            self.acknowledged[key] = number
            self.open.discard(key)
        return True


@pytest.fixture
def installation(tmp_path: Path):
    server = os.environ.get("REDRESS_DATABASE_URL", "")
    place = Installation(tmp_path / "data", server if server.startswith("postgres") else "")
    place.folder.mkdir(exist_ok=True)
    port = free_port()
    place.environment |= {
        "EXAMPLE": "0",
        "REDRESS_BASE_URL": f"http://127.0.0.1:{port}",
        "REDRESS_PUBLIC_RATE": "100000",
    }
    place.port = port
    yield place
    place.close()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def test_what_was_acknowledged_survives_kill_nine(installation: Installation):
    assert installation.redress("prepare").returncode == 0
    url = f"http://127.0.0.1:{installation.port}"
    filers = Filers(url)
    chance = random.Random(7)
    web = installation.start("redress.config.web", "127.0.0.1", str(installation.port))
    eventually(lambda: _answers(url))
    for thread in filers.threads:
        thread.start()
    for _ in range(OUTAGES):
        so_far = len(filers.acknowledged)
        eventually(lambda so_far=so_far: len(filers.acknowledged) >= so_far + 12)
        filers.over.wait(chance.random() * 0.05)
        web.kill()
        web.wait()
        web = installation.start("redress.config.web", "127.0.0.1", str(installation.port))
        eventually(lambda: _answers(url))
    filers.over.set()
    for thread in filers.threads:
        thread.join()
    for key in list(filers.open):  # the answer was lost: the same request again is answered, and makes no double
        eventually(lambda key=key: filers.try_once(key))

    stored = {row[0] for row in installation.rows("SELECT number FROM cases_case WHERE kind = 'complaint'")}
    assert stored == set(filers.acknowledged.values())
    whole = """
        SELECT COUNT(*) FROM cases_case c
        WHERE EXISTS (SELECT 1 FROM records_entry e WHERE e.subject = c.id AND e.event = 'case.received')
          AND EXISTS (SELECT 1 FROM privacy_sealed s WHERE s.case_id = c.id)
          AND EXISTS (SELECT 1 FROM privacy_casekey k WHERE k.case_id = c.id)
          AND EXISTS (SELECT 1 FROM deadlines_clock d WHERE d.subject = c.id)
    """
    assert installation.rows(whole) == installation.rows("SELECT COUNT(*) FROM cases_case")
    halves = "SELECT COUNT(*) FROM cases_case c WHERE c.linked_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cases_case l WHERE l.id = c.linked_id AND l.linked_id = c.id)"
    assert installation.rows(halves) == [(0,)]
    counted = installation.rows("SELECT SUM(n) FROM cases_tally WHERE key = 'all'")[0][0]
    assert int(counted) == installation.rows("SELECT COUNT(*) FROM cases_case")[0][0]
