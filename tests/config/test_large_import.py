"""A large file imported by several processes: the same result as by one, whatever ends when."""

import csv
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.installation import eventually, family_of

ROWS = 2_300


def text(rows: int = ROWS) -> str:
    """Rows of which every 50th is the one before again, every 90th has no sense; the doubles lie across batches too."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(["编号", "收到时间", "投诉人", "电话", "商家", "金额", "内容"])
    for n in range(1, rows + 1):
        number = f"A{n - 1 if n % 50 == 1 else n}"
        amount = "-5" if n % 90 == 0 else "99.00"
        sheet.writerow([number, "2026/9/1", "林小雨", "13800001234", "小蓝电器商行", amount, f"扫地机坏了第{n}台"])
    return out.getvalue()


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "large.csv"
    path.write_text(text(), encoding="utf-8")
    return path


def run(opened, table, report, processes):
    command = ("import", str(table), "--mapping", "plain", "--quiet", "--report", str(report), "--processes", processes)
    return opened.redress(*command)


def results(report):
    with report.open(encoding="utf-8-sig", newline="") as sheet:
        return [(int(row["row"]), row["result"], row["problems"]) for row in csv.DictReader(sheet)]


def cases(opened):
    return opened.rows("SELECT external_number FROM cases_case ORDER BY id")


def test_several_processes_make_what_one_makes_in_the_order_of_the_file(opened, table, tmp_path):
    several = run(opened, table, tmp_path / "several.csv", "3")
    assert several.returncode == 0, several.stderr
    order = [int(number[1:]) for (number,) in cases(opened)]
    assert order == sorted(order)
    told = results(tmp_path / "several.csv")
    assert [row for row, _, _ in told] == sorted(row for row, _, _ in told)
    counts = {result: sum(one == result for _, one, _ in told) for _, result, _ in told}
    assert counts["made"] == len(order) == len(set(order))
    assert sum(counts.values()) == ROWS
    assert counts["refused"] == ROWS // 90
    again = run(opened, table, tmp_path / "again.csv", "1")
    assert again.returncode == 0
    assert {result for _, result, _ in results(tmp_path / "again.csv")} == {"known", "refused"}
    assert len(cases(opened)) == len(order)
    log = opened.redress("verify", "--log")
    assert log.returncode == 0, log.stdout + log.stderr


@pytest.mark.parametrize("who", ["the whole import", "one of its processes"])
def test_an_import_killed_in_the_middle_goes_on_where_it_stopped(opened, table, who):
    command = [sys.executable, "-m", "redress.config.cli", "import", str(table), "--mapping", "plain", "--quiet"]
    started = subprocess.Popen(
        [*command, "--processes", "3"],
        env=opened.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    eventually(lambda: len(family_of(started.pid)) > 3 or started.poll() is not None)
    family = family_of(started.pid)
    if started.poll() is None and len(family) > 1:
        os.kill(family[0] if who == "the whole import" else family[-1], signal.SIGKILL)
    _, said = started.communicate(timeout=60)
    if who == "one of its processes" and started.returncode:
        assert "run the same command again" in said
    eventually(lambda: not [pid for pid in family if Path(f"/proc/{pid}").exists()])
    before = len(cases(opened))
    again = opened.redress(*command[3:])
    assert again.returncode == 0, again.stderr
    numbers = [number for (number,) in cases(opened)]
    assert len(numbers) == len(set(numbers)) >= before
    assert len(numbers) == len({f"A{n - 1 if n % 50 == 1 else n}" for n in range(1, ROWS + 1) if n % 90})
    assert opened.redress("verify", "--log").returncode == 0
