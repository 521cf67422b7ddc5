"""The bench measures what works: it stops at a receipt that does not verify or an archive that does not hold."""

import pytest

from redress.records import bench
from tests.records.cast import NOON


@pytest.mark.django_db
def test_every_figure_is_there_at_every_size():
    rows = list(bench.measure((20, 60), now=NOON))
    named = [(row["bench"].removeprefix("records."), row.get("size")) for row in rows]
    each = ["append", "sequence", "proof", "verify", "audit"]
    assert named == [("hash", None), *((name, size) for size in (20, 60) for name in each)]
    assert all(row["per_second"] > 0 for row in rows)
    assert rows[-1]["leaves"] == 90


def test_the_tree_alone_can_be_measured():
    assert [row["count"] for row in bench.measure_tree(700)] == [700, 200, 200]


def test_the_whole_bench_brings_its_own_archive():
    rows = list(bench.bench((20,), tree=300))
    assert [row["bench"].split(".")[1] for row in rows] == ["tree"] * 3 + [
        "hash",
        "append",
        "sequence",
        "proof",
        "verify",
        "audit",
    ]
