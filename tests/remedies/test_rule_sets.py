"""What differs between two rule sets, what a new one would do to open cases, and the law at the command line."""

import json
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from redress.cases import actions
from redress.cases.models import Case
from redress.deadlines.models import Clock
from redress.kernel.actors import system
from redress.kernel.moments import SHANGHAI
from redress.law import packs
from redress.remedies import differences, replay
from redress.remedies.actions import assess
from redress.remedies.models import Assessment
from tests.conftest import NOON

EARLIER = {"purchase": {"bought_on": "2026-03-28"}, "problem": {"discovered_on": "2026-04-10"}}
OLD, NEW = "cn-samr-2019", "cn-samr-2026"
BEFORE = datetime(2026, 4, 14, 12, tzinfo=SHANGHAI)  # one day before the new Measures


def told(*arguments: str) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command("law", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def found(part: str, code: str) -> list[tuple[str, str, str]]:
    rows = differences.between(packs.load(OLD), packs.load(NEW))
    return [
        (one.aspect["en"], one.before["en"], one.after["en"]) for one in rows if (one.part, one.code) == (part, code)
    ]


def test_mediation_took_forty_five_working_days_and_takes_sixty_days():
    assert ("length", "45 working days", "60 calendar days") in found("limit", "T_MEDIATE")


def test_telling_a_named_reporter_is_gone_and_two_grounds_are_new():
    assert ("there", "yes", "none") in found("limit", "T_TELL_REPORTER")
    assert ("there", "none", "yes") in found("ground", "refusal.IMPERSONATION_OR_REFUSED_ID")


def test_entrusting_needs_the_consent_of_both_now():
    assert any(aspect == "guards" for aspect, _, _ in found("step", "entrust"))


def test_a_rule_set_differs_in_nothing_from_itself():
    assert differences.between(packs.load(NEW), packs.load(NEW)) == []


def test_a_case_of_the_day_before_would_have_other_dates_and_is_not_changed(office):
    office.file(now=BEFORE, **EARLIER)
    rows = list(Clock.objects.values())
    seen = replay.replay(NEW, actor=system("replay"), now=NOON)
    assert seen.looked_at == 1
    assert seen.already == 0
    assert list(Clock.objects.values()) == rows
    assert Case.objects.get().rule_set == OLD


def test_an_accepted_case_would_be_mediated_by_another_day(office):
    filed = office.file(now=BEFORE, **EARLIER)
    actions.act(filed.number, "accept", {}, actor=office.staff(), now=BEFORE)
    seen = replay.replay(NEW, actor=system("replay"), now=NOON)
    changed = {one.code: (one.before["en"], one.after["en"]) for one in seen.changed[0].differences}
    assert changed["T_MEDIATE"][1] == "2026-06-13"
    assert changed["T_MEDIATE"][0] != changed["T_MEDIATE"][1]
    assert seen.dates == 1


def test_only_cases_from_a_day_on_are_looked_at(office):
    office.file(now=BEFORE, **EARLIER)
    office.file()
    assert replay.replay(NEW, received_from=date(2026, 4, 15), actor=system("replay"), now=NOON).looked_at == 1


def test_an_assessment_kept_under_earlier_rules_is_asked_again(office):
    filed = office.file()
    assess(filed.number, {"fraud": True, "price": "3999.00"}, actor=office.staff(), now=NOON)
    assert replay.replay(NEW, actor=system("replay"), now=NOON).remedies == 0
    kept = Assessment.objects.get()
    earlier = kept.result.replace('"11997.00"', '"3999.00"')  # once the price, as before 2014-03-15
    assert earlier != kept.result
    Assessment.objects.update(rules="cn-earlier", result=earlier)
    seen = replay.replay(NEW, actor=system("replay"), now=NOON)
    changed = [one for one in seen.changed[0].differences if one.part == "remedy"]
    assert seen.remedies == 1
    assert [one.code for one in changed] == ["FRAUD_X3"]
    assert "3999.00" in changed[0].before["en"]
    assert "11997.00" in changed[0].after["en"]


def test_facts_that_later_rules_do_not_know_have_to_be_given_anew(office):
    filed = office.file()
    assess(filed.number, {"fraud": True, "price": "3999.00"}, actor=office.staff(), now=NOON)
    facts = Assessment.objects.get().facts.replace('"fraud"', '"deceived"')
    Assessment.objects.update(rules="cn-earlier", facts=facts)
    changed = replay.replay(NEW, actor=system("replay"), now=NOON).changed[0].differences
    assert [(one.part, one.code) for one in changed] == [("remedy", "facts")]


def test_a_supervisor_replays_the_cases_of_the_own_office(office):
    office.file()
    assert replay.replay(NEW, actor=office.staff(code="330108"), now=NOON).looked_at == 0


def test_progress_is_told(office):
    office.file()
    steps: list[tuple[int, int]] = []
    replay.replay(NEW, actor=system("replay"), now=NOON, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 1)]


def test_many_cases_are_replayed_part_by_part(office):
    numbers = [office.file().number for _ in range(3)]
    first = replay.replay(NEW, most=2, actor=system("replay"), now=NOON)
    assert (first.looked_at, first.passed, first.total, first.last) == (2, 2, 3, numbers[1])

    rest = replay.replay(NEW, after=first.last, most=2, actor=system("replay"), now=NOON)
    assert (rest.looked_at, rest.passed, rest.total, rest.last) == (1, 3, 3, "")

    with pytest.raises(LookupError):
        replay.replay(NEW, after="nonsense", actor=system("replay"), now=NOON)


def test_explain_tells_sums_articles_and_what_would_change_it(tmp_path):
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"on": "2026-11-23", "facts": {"fraud": True, "price": "3999"}}), "utf-8")
    text = told("explain", str(file))
    assert "FRAUD_X3" in text
    assert "11997.00" in text
    assert "Art. 55(1)" in text
    assert "staged_claim" in text
    assert "not a decision" in text


def test_explain_speaks_json_as_the_interface_does(tmp_path):
    file = tmp_path / "facts.json"
    file.write_text('{"fraud": true, "price": "120"}', "utf-8")
    answer = json.loads(told("explain", str(file), "--on", "2026-11-23", "--json"))
    assert next(one for one in answer["findings"] if one["id"] == "FRAUD_X3")["amount"] == "500.00"


@pytest.mark.parametrize(("content", "told_of"), [
    ('{"pric": 1, "price": -1}', ["/facts/pric", "/facts/price"]), ("[1]", ["object"]), ("nonsense", ["cannot be read"]),
    ('{"facts": [1]}', ["object"]), ('{"on": "soon", "facts": {}}', ["soon"]),
])  # fmt: skip
def test_explain_names_what_is_wrong_with_a_file(tmp_path, content, told_of):
    file = tmp_path / "facts.json"
    file.write_text(content, "utf-8")
    with pytest.raises(CommandError) as refused:
        told("explain", str(file))
    assert all(word in str(refused.value) for word in told_of)


def test_diff_and_replay_at_the_command_line(office):
    office.file()
    assert "60 calendar days" in told("diff", "--from", OLD, "--to", NEW)
    assert json.loads(told("diff", "--from", OLD, "--to", NEW, "--json"))
    assert "Nothing was changed" in told("replay", "--rule-set", OLD)
    assert json.loads(told("replay", "--rule-set", OLD, "--json"))["looked_at"] == 1


@pytest.mark.parametrize(
    "arguments", [("diff", "--from", "nonsense", "--to", NEW), ("replay", "--rule-set", "nonsense")]
)
def test_an_unknown_rule_set_is_named(db, arguments):
    with pytest.raises(CommandError, match="nonsense"):
        told(*arguments)
