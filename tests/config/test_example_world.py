"""The example world: every state, both rule sets, every role; and it goes away again, but never with real cases."""

import json
from pathlib import Path

from tests.installation import Installation


def test_it_holds_every_state_and_goes_away_unless_somebody_filed(empty: Installation):
    empty.environment["REDRESS_LANGUAGE"] = "en"
    assert empty.redress("migrate").returncode == 0
    loaded = empty.redress("load_example", "--now", "2026-11-23T10:00:00+08:00")
    assert loaded.returncode == 0, loaded.stderr

    states = {row[0] for row in empty.rows("SELECT DISTINCT state FROM cases_case")}
    assert states == {
        "received", "distributed", "awaiting_materials", "accepted", "mediating", "entrusted", "testing", "suspended",
        "settled", "terminated", "not_accepted", "withdrawn", "transferred", "verifying", "filed", "not_filed",
        "decided", "closed",
    }  # fmt: skip
    assert {row[0] for row in empty.rows("SELECT DISTINCT rule_set FROM cases_case")} == {
        "cn-samr-2019",
        "cn-samr-2026",
    }
    assert empty.rows("SELECT COUNT(*) FROM cases_case")[0][0] >= 400
    first_run = Path(empty.folder) / "first-run.json"
    assert oct(first_run.stat().st_mode)[-3:] == "600"
    accounts = json.loads(first_run.read_text())["accounts"]
    at_home = {account["role"] for account in accounts if account["agency"] == "310115"}
    assert at_home >= {"clerk", "officer", "mediator", "supervisor", "auditor", "analyst", "educator", "admin"}
    assert any(account["role"] == "officer" and account["agency"] == "330108" for account in accounts)

    again = empty.redress("load_example")
    assert again.returncode != 0

    removed = empty.redress("load_example", "--remove")
    assert removed.returncode == 0, removed.stderr
    assert empty.rows("SELECT COUNT(*) FROM cases_case") == [(0,)]
    assert empty.redress("load_example", "--remove").returncode != 0
