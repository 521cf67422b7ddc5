"""An office's own table becomes cases: every row judged, none twice, a stopped import goes on."""

import csv
import gzip
import io

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from redress.cases import importing, mapping
from redress.cases.models import Case
from redress.kernel.actors import system
from tests.conftest import NOON
from tests.shared import shared_dir

HEADER = "编号,收到时间,投诉人,电话,商家,金额,内容"
ROWS = [f"A{n},2026/9/{n},林小雨,13800001234,小蓝电器商行,2399.00,扫地机坏了 {n}" for n in range(1, 8)]
PLAIN = "\n".join([HEADER, *ROWS]) + "\n"


def imported(path, *, dry_run=False, tell=lambda _: None, plan="plain"):
    return importing.import_file(path, mapping.load(plan), dry_run=dry_run, tell=tell, actor=system("import"), now=NOON)


@pytest.fixture
def table(tmp_path, office):
    path = tmp_path / "cases.csv"

    def write(text=PLAIN, encoding="utf-8"):
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_a_table_in_any_usual_encoding_becomes_cases(table, encoding):
    assert imported(table(encoding=encoding)).made == 7
    received = sorted(case.received_at.date().isoformat() for case in Case.objects.all())
    assert received == [f"2026-09-0{n}" for n in range(1, 8)]


def test_a_workbook_is_a_table_too(tmp_path, office):
    book = Workbook()
    for line in PLAIN.strip().split("\n"):
        book.active.append(line.split(","))
    path = tmp_path / "cases.xlsx"
    book.save(path)
    assert imported(path).made == 7


def test_json_lines_are_a_table_too(tmp_path, office):
    path = tmp_path / "cases.jsonl"
    path.write_text('{"编号": "A1", "收到时间": "2026-09-01", "内容": "坏了"}\n{"编号": \n', encoding="utf-8")
    summary = imported(path)
    assert (summary.made, summary.refused) == (1, 1)


def test_a_dry_run_judges_every_row_and_stores_nothing(table):
    summary = imported(table(PLAIN + "A9,2026/9/9,林,13800001234,小蓝,一百元,坏了\n"), dry_run=True)
    assert (summary.made, summary.refused) == (7, 1)
    assert list(summary.reasons) == ["/purchase/amount money.not_a_number"]
    assert not Case.objects.exists()


def test_repeating_makes_no_doubles_and_a_longer_file_adds_what_is_new(table):
    assert imported(table()).made == 7
    assert imported(table()).known == 7
    longer = imported(table(PLAIN + "A9,2026/9/9,林小雨,13800001234,小蓝,5.00,坏了\n"))
    assert (longer.made, longer.known) == (1, 7)
    assert Case.objects.count() == 8


def test_a_number_twice_in_one_file_is_one_case(table):
    summary = imported(table(PLAIN + ROWS[0] + "\n"))
    assert (summary.made, summary.known) == (7, 1)


def test_an_import_that_was_stopped_goes_on_where_it_was(table, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 3)

    def stop(outcome):
        if outcome.row >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imported(table(), tell=stop)
    stopped = Case.objects.count()
    assert stopped in {3, 6}
    again = imported(table())
    assert again.made + again.known + stopped >= 7
    assert Case.objects.count() == 7


def test_a_half_written_last_line_is_named_and_the_rest_is_in(table):
    said = []
    summary = imported(table(PLAIN + 'A8,2026/9/8,"林小雨'), tell=said.append)
    assert (summary.made, summary.refused) == (7, 1)
    assert said[-1].problems[0].code in {"row.unreadable", "story.empty"}


def test_every_row_is_reported(table, tmp_path):
    report = tmp_path / "report.csv"
    call_command(
        "import",
        table(PLAIN + "A9,never,林,1,小蓝,5.00,坏了\n"),
        mapping="plain",
        report=report,
        quiet=True,
        stdout=io.StringIO(),
    )
    with report.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["result"] for line in lines] == ["made"] * 7 + ["refused"]
    assert "/received_at" in lines[-1]["problems"]
    assert "/complainant/phone" in lines[-1]["problems"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("cases.pdf", b"%PDF-1.4", "xlsx"),
        ("cases.xlsx", b"no workbook", "xlsx"),
        ("cases.csv", b"", "第一行|first line"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path, office, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        call_command("import", path, mapping="plain", quiet=True, stdout=io.StringIO())


def test_rows_of_a_public_export_of_another_country_are_heard(office, tmp_path):

    path = tmp_path / "export.csv"
    with gzip.open(shared_dir("data", "cfpb") / "cfpb_complaints.csv.gz", "rt", encoding="utf-8") as rows:
        path.write_text("".join(line for line, _ in zip(rows, range(900), strict=False)), encoding="utf-8")
    summary = imported(path, plan="cfpb")
    assert summary.refused == 0
    assert summary.made == summary.rows > 300
