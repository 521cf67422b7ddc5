"""A rule set of another legal order comes as a package of its own, and a whole case runs under it."""

import sys
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from redress.agencies import queries
from redress.cases import actions
from redress.deadlines import clocks
from redress.kernel.problems import Invalid
from redress.law import packs
from redress.law.calendars import load_calendar
from redress.law.clock import Event, clock
from tests.conftest import NOON
from tests.world import Office

PACKAGE = Path(__file__).resolve().parents[2] / "packs" / "eu-simplified"


@pytest.fixture
def eu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> packs.Pack:
    """The package as an installer would leave it: on the path, with its entry point beside."""
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text("utf-8"))["project"]
    info = tmp_path / "redress_pack_eu_simplified-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    points = project["entry-points"]["redress.packs"]
    lines = "".join(f"{name} = {value}\n" for name, value in points.items())
    (info / "entry_points.txt").write_text(f"[redress.packs]\n{lines}")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.syspath_prepend(str(PACKAGE / "src"))
    packs.forget()
    yield packs.load("eu-simplified")
    sys.modules.pop("redress_pack_eu_simplified", None)
    monkeypatch.undo()
    packs.forget()


def due(pack: packs.Pack, code: str, *events: Event) -> date | None:
    return clock(pack.limits[code], events, load_calendar(pack.calendar), today=None).due_on


@pytest.mark.parametrize(
    ("code", "event", "on", "last"),
    [
        ("WITHDRAWAL", "goods_received", date(2026, 9, 1), date(2026, 9, 15)),
        ("WITHDRAWAL", "goods_received", date(2026, 3, 20), date(2026, 4, 7)),  # 3 to 6 April is Easter
        ("CONFORMITY", "goods_received", date(2026, 9, 1), date(2028, 9, 1)),
        ("ADR_OUTCOME", "file_complete", date(2026, 6, 1), date(2026, 8, 31)),  # the 90th day, 30 August, is a Sunday
        ("ADR_REFUSE", "received", date(2026, 6, 1), date(2026, 6, 22)),
    ],
)
def test_its_periods_are_counted_by_its_own_calendar(eu: packs.Pack, code: str, event: str, on: date, last: date):
    assert due(eu, code, Event(event, datetime(on.year, on.month, on.day, 4, tzinfo=UTC))) == last


def test_no_other_law_speaks_in_it(eu: packs.Pack):
    cited = {cite.law for step in eu.steps for cite in step.cites}
    cited |= {cite.law for limit in eu.limits.values() for cite in limit.cites}
    cited |= {cite.law for group in eu.grounds.values() for ground in group.values() for cite in ground.cites}
    assert {law.split("-")[0] for law in cited} == {"eu"}
    assert eu.folder.is_relative_to(PACKAGE)


def test_a_case_runs_from_filing_to_closing_under_it(eu: packs.Pack, db: None, settings):
    settings.REDRESS_RULE_FAMILY, settings.REDRESS_SERVICE_RULE_SET = "eu-simplified", ""
    queries.forget()
    office = Office(NOON)
    filed = office.file()
    case, officer = office.case(filed), office.staff("officer", case_body(office, filed.id))
    assert filed.rule_set == "eu-simplified"
    assert "deals with it" in filed.why["en"]
    assert [(due.code, due.due_on) for due in filed.dues] == [("ADR_REFUSE", date(2026, 10, 13))]
    with pytest.raises(Invalid):  # a ground of another law is no ground here
        actions.act(case.number, "refuse", {"reason_code": "OUT_OF_SCOPE", "text": "x"}, actor=officer, now=NOON)
    actions.act(case.number, "accept", actor=officer, now=NOON)
    running = {row.limit_code: row.due_on for row in clocks.of(case.pk)}
    assert running["ADR_OUTCOME"] == date(2026, 12, 21)
    later = NOON + timedelta(days=30)
    actions.act(case.number, "issue_result", {"text": "The trader refunds 2,399."}, actor=officer, now=later)
    assert actions.act(case.number, "close", actor=officer, now=later).state == "closed"


def case_body(office: Office, case_id: int) -> str:
    from redress.cases.models import Case

    return queries.body(Case.objects.get(pk=case_id).agency_id).code
