"""Taking the list out: what is in it, what never is, and that it is written down."""

import csv
import io
import json

import pytest

from redress.cases import exporting
from redress.cases.reading import Filter
from redress.kernel.actors import system
from redress.kernel.problems import Invalid
from redress.records import entries
from tests.conftest import NOON
from tests.world import STORY, Office


def text(wanted: Filter, form: str, **more: object) -> str:
    more = {"actor": system("export")} | more
    return "".join(exporting.export(wanted, form=form, now=NOON, **more))


def test_a_sheet_has_one_line_a_case_and_no_personal_value(office: Office):
    filed = [office.file() for _ in range(3)]

    rows = list(csv.DictReader(io.StringIO(text(Filter(), "csv").lstrip("\ufeff"))))

    assert [row["number"] for row in rows] == [one.number for one in filed]
    assert {row["state"] for row in rows} == {"received"}
    for value in ("林小雨", "138 0000 1234", "13800001234", STORY):
        assert value not in text(Filter(), "csv") + text(Filter(), "jsonl")


def test_staff_take_out_what_they_may_see_and_what_the_filter_leaves(office: Office):
    office.file()

    lines = text(Filter(phase="closed"), "jsonl", actor=office.staff("clerk"))

    assert lines == ""


def test_personal_values_leave_under_a_name_and_with_a_reason_which_is_kept(office: Office):
    office.file()
    officer = office.staff("officer")

    line = json.loads(
        text(Filter(), "jsonl", actor=officer, personal=True, reason=next(iter(exporting.reveals.REASONS)))
    )

    assert line["name"] == "林小雨"
    kept = entries.of(0, ["cases.exported"])[-1]
    assert kept.actor == officer.key
    assert kept.data["personal"] is True


@pytest.mark.parametrize("more", [{"reason": "because"}, {"reason": ""}])
def test_without_a_reason_no_personal_value_leaves(office: Office, more: dict[str, str]):
    with pytest.raises(Invalid) as refusal:
        text(Filter(), "csv", actor=office.staff("officer"), personal=True, **more)

    assert [problem.code for problem in refusal.value.problems] == ["export.needs_reason"]


def test_a_system_takes_no_personal_values_out(office: Office):
    with pytest.raises(Invalid) as refusal:
        text(Filter(), "csv", personal=True, reason=next(iter(exporting.reveals.REASONS)))

    assert [problem.code for problem in refusal.value.problems] == ["export.needs_staff"]


def test_what_a_sheet_would_calculate_is_made_harmless(office: Office):
    office.file(respondent={"name": "=1+1"})

    assert "'=1+1" in text(Filter(), "csv")
