"""The tree of bodies is changed by its administrators: one by one, from a table, and by closing one for another."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from redress.agencies import queries, teams, tree
from redress.agencies.models import Agency, Staff
from redress.cases import actions, search, succession
from redress.cases.models import Case
from redress.cases.trying import simulate
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.kernel.worker import Worker
from redress.portals import whence
from redress.records import entries
from redress.routing import actions as tables
from redress.routing import queries as routing
from tests.conftest import NOON
from tests.world import Office, complainant

NEW = {
    "code": "310115-02", "name_zh": "张江所", "name_en": "Zhangjiang", "kind": "branch_office", "level": "town",
    "division": "310115", "parent": "310115", "address": "", "phone": "", "opening": "", "hours": "",
}  # fmt: skip


@pytest.fixture
def head(office: Office) -> Actor:
    """An administrator of the city, above the county of the story."""
    row = Staff.objects.get(username="admin-310115")
    row.agency = Agency.objects.get(code="310000")
    row.save()
    return queries.actor_of(row)


def codes_wrong(refusal) -> set[tuple[str, str]]:
    return {(one.code, one.pointer) for one in refusal.value.problems}


def work_off() -> None:
    Worker("one", clock=lambda: NOON + timedelta(minutes=1)).drain()


def closed(head: Actor, code: str = "310115", successor: str = "310104") -> None:
    if not Agency.objects.filter(code=successor).exists():
        xuhui = NEW | {"code": successor, "kind": "market_supervision", "level": "county", "division": "310104"}
        tree.add_body(xuhui | {"parent": "310000"}, actor=head, now=NOON)
    again = queries.actor_of(Staff.objects.get(pk=head.staff_id))
    succession.close_body(code, successor=successor, actor=again, now=NOON)
    work_off()


def test_a_body_is_added_and_changed_and_the_archive_says_which_columns(office: Office):
    admin = office.staff("admin")
    tree.add_body(NEW, actor=admin, now=NOON)
    admin = office.staff("admin")
    tree.change_body("310115-02", NEW | {"phone": "021-1"}, actor=admin, now=NOON)
    tree.change_body("310115-02", NEW | {"phone": "021-1"}, actor=admin, now=NOON)

    assert queries.body_by_code("310115-02").phone == "021-1"
    told = [(one.event, one.data) for one in entries.of(0, ["body.added", "body.changed"])]
    assert told == [
        ("body.added", {"body": "310115-02", "parent": "310115"}),
        ("body.changed", {"body": "310115-02", "changes": "phone"}),
    ]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"code": "a b"}, ("body.code", "/code")),
        ({"code": "330108"}, ("body.taken", "/code")),
        ({"name_en": ""}, ("body.missing", "/name_en")),
        ({"name_zh": "长" * 121}, ("body.too_long", "/name_zh")),
        ({"kind": "shop"}, ("body.kind", "/kind")),
        ({"level": "village"}, ("body.level", "/level")),
        ({"division": "330103"}, ("body.division", "/division")),
        ({"division": "x"}, ("body.division", "/division")),
        ({"parent": "330100"}, ("body.parent", "/parent")),
        ({"parent": ""}, ("body.parent", "/parent")),
    ],
)
def test_what_cannot_be_a_body_is_refused_with_its_place(office: Office, change: dict, wrong: tuple):
    with pytest.raises(Invalid) as refusal:
        tree.add_body(NEW | change, actor=office.staff("admin"), now=NOON)
    assert codes_wrong(refusal) == {wrong}


def test_nobody_changes_bodies_but_the_administrators_above_them(office: Office):
    with pytest.raises(NotThere):
        tree.add_body(NEW, actor=office.staff("supervisor"), now=NOON)
    with pytest.raises(NotThere):
        tree.change_body("330108", NEW, actor=office.staff("admin"), now=NOON)
    with pytest.raises(NotThere):
        succession.close_body("330108", successor="310115", actor=office.staff("admin"), now=NOON)


def test_a_body_does_not_stand_below_itself(office: Office, head: Actor):
    values = tree.values_of(Agency.objects.get(code="310115"))
    with pytest.raises(Invalid) as refusal:
        tree.change_body("310115", values | {"parent": "310115-01"}, actor=head, now=NOON)
    assert codes_wrong(refusal) == {("body.parent", "/parent")}


def test_a_body_that_moves_takes_those_below_along_and_its_cases_are_found_from_above(office: Office, head: Actor):
    city = NEW | {"code": "310100", "kind": "market_supervision", "level": "city", "division": "310000"}
    tree.add_body(city | {"parent": "310000"}, actor=head, now=NOON)
    filed = office.file()
    head = queries.actor_of(Staff.objects.get(pk=head.staff_id))
    values = tree.values_of(Agency.objects.get(code="310115"))
    succession.change_body("310115", values | {"parent": "310100"}, actor=head, now=NOON)
    work_off()

    between = queries.body_by_code("310100").id
    assert queries.body_by_code("310115-01").id in queries.below(between)
    assert search.ids("扫地机器人", scopes=[between], below=None, limit=5) == [filed.id]


def test_what_is_open_goes_to_the_successor_and_what_is_over_keeps_its_name(office: Office, head: Actor):
    over, open_ = office.file(), office.file()
    actions.act(over.number, "withdraw", {}, actor=complainant(over), now=NOON)
    actions.act(over.number, "issue_result", {"text": "x"}, actor=office.staff(), now=NOON)
    actions.act(over.number, "close", {}, actor=office.staff(), now=NOON)
    actions.act(open_.number, "accept", {}, actor=office.staff(), now=NOON)
    due = office.case(open_).next_due_on
    team = teams.add_team("310115", code="T", name_zh="组", name_en="Team", actor=office.staff("supervisor"), now=NOON)
    Case.objects.filter(pk=open_.id).update(team=team)

    closed(head)
    officer = queries.actor_of(Staff.objects.get(username="officer-310115"))
    old, new = office.case(over), office.case(open_)

    assert queries.body(old.agency_id).code == "310115"
    assert queries.body(new.agency_id).code == "310104"
    assert (new.next_due_on, new.assignee_id, new.team_id) == (due, officer.staff_id, None)
    assert officer.agency_id == new.agency_id, "its people work for the successor"
    assert {old, new} <= set(Case.objects.visible_to(officer)), "who took over reads what was before"
    assert set(search.ids("扫地机器人", scopes=[new.agency_id], below=None, limit=5)) == {old.pk, new.pk}
    assert queries.body_by_code("310115-01").parent_id == new.agency_id
    assert whence.why_here(new, staff=True)["moves"][0].count("浦东区局") == 1
    assert not teams.codes()
    actions.act(open_.number, "begin_mediation", {"complainant_consents": True, "respondent_consents": True}, actor=officer, now=NOON)  # fmt: skip


def test_the_complainant_still_reads_a_case_of_a_closed_body(office: Office, head: Actor, settings):
    filed = office.file()
    actions.act(filed.number, "withdraw", {}, actor=complainant(filed), now=NOON)
    actions.act(filed.number, "issue_result", {"text": "x"}, actor=office.staff(), now=NOON)
    actions.act(filed.number, "close", {}, actor=office.staff(), now=NOON)
    closed(head)

    answer = Client().get(
        f"/api/v1/complaints/{filed.number}",
        headers={"authorization": "Pickup " + "".join(f"%{byte:02X}" for byte in filed.pickup.encode())},
    )
    assert answer.status_code == 200
    assert answer.json()["agency"]["code"] == "310115"


def test_new_cases_of_its_area_come_to_the_successor_by_law_and_by_the_routing_table(office: Office, head: Actor):
    row = {
        "row": "R1", "priority": "10", "division": "310115", "body": "310115-01", "why_zh": "由所办理", "why_en": "To the branch",
        "kind": "complaint",
    }  # fmt: skip
    number = tables.draft("x", actor=head, now=NOON).number
    tables.put_row(number, row, revision=1, actor=head, now=NOON)
    tables.validate(number, actor=head, now=NOON)
    simulate(number, actor=head, now=NOON)
    tables.release(number, live_from=NOON, actor=head, now=NOON)
    tree.add_body(NEW, actor=head, now=NOON)
    closed(head, "310115-01", "310115-02")
    routing.forget()
    assert queries.body(office.case(office.file()).agency_id).code == "310115-02"

    tables.stop(number, actor=head, now=NOON)
    routing.forget()
    closed(head)
    assert queries.body(office.case(office.file()).agency_id).code == "310104"
    assert "310104" in {body.code for body in queries.covering("310115")}


def test_a_body_is_not_closed_by_its_own_people_nor_for_itself_or_one_below(office: Office, head: Actor):
    with pytest.raises(NotAllowed) as own:
        succession.close_body("310000", successor="310115", actor=head, now=NOON)
    with pytest.raises(Invalid) as below:
        succession.close_body("310115", successor="310115-01", actor=head, now=NOON)

    assert codes_wrong(own) == {("body.close.own", "")}
    assert codes_wrong(below) == {("body.close.successor", "/successor")}
    assert not Agency.objects.filter(active=False).exists()


def test_successors_of_successors_and_a_code_is_never_used_again(office: Office, head: Actor):
    closed(head)
    tree.add_body(NEW | {"parent": "310000"}, actor=queries.actor_of(Staff.objects.get(pk=head.staff_id)), now=NOON)
    closed(head, "310104", "310115-02")

    assert queries.standing("310115").code == "310115-02"
    assert queries.named("310115").name_zh == "浦东区局"
    with pytest.raises(Invalid) as refusal:
        tree.add_body(NEW | {"code": "310104", "parent": "310000"}, actor=queries.actor_of(Staff.objects.get(pk=head.staff_id)), now=NOON)  # fmt: skip
    assert codes_wrong(refusal) == {("body.taken", "/code")}


def test_a_table_is_looked_at_row_by_row_and_taken_in_whole_or_not_at_all(office: Office):
    admin = office.staff("admin")
    desk = NEW | {"code": "310115-03", "parent": "310115-02"}
    own = tree.values_of(Agency.objects.get(code="310115")) | {"phone": "12315"}
    rows = [(2, desk), (3, NEW), (4, own), (5, tree.values_of(Agency.objects.get(code="310115-01")))]

    looked = succession.take_in(rows, store=False, actor=admin, now=NOON)
    assert [line.result for line in looked] == ["added", "added", "changed", "same"]
    assert not Agency.objects.filter(code="310115-02").exists()

    bad = [*rows, (6, None), (7, NEW), (8, NEW | {"code": "330108"})]
    refused = succession.take_in(bad, store=True, actor=admin, now=NOON)
    assert [[one.code for one in line.problems] for line in refused[4:]] == [["body.row.broken"], ["body.row.twice"], ["body.taken"]]  # fmt: skip
    assert not Agency.objects.filter(code="310115-02").exists()

    succession.take_in(rows, store=True, actor=admin, now=NOON)
    assert queries.body_by_code("310115-03").parent_id == queries.body_by_code("310115-02").id
    assert queries.body_by_code("310115").phone == "12315"


def test_a_table_whose_bodies_stand_on_each_other_in_a_ring_is_refused(office: Office):
    ring = [(2, NEW | {"parent": "310115-03"}), (3, NEW | {"code": "310115-03", "parent": "310115-02"})]
    lines = succession.take_in(ring, store=True, actor=office.staff("admin"), now=NOON)
    assert [[one.code for one in line.problems] for line in lines] == [["body.round"], ["body.round"]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_taken_out_comes_back_in_unchanged_over_the_pages(office: Office, kind: str):
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(Staff.objects.get(username="admin-310115"))
    content = browser.get(f"/desk/bodies/table.{kind}").content
    page = browser.post("/desk/bodies/table/", {"file": SimpleUploadedFile(f"bodies.{kind}", content)})

    assert page.status_code == 200
    assert page.content.decode().count("stays as it is") == 2


def test_a_table_goes_in_over_the_pages_after_a_look(office: Office):
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(Staff.objects.get(username="admin-310115"))
    text = ",".join(tree.COLUMNS) + "\n" + ",".join(NEW.values()) + "\n"
    looked = browser.post("/desk/bodies/table/", {"file": SimpleUploadedFile("b.csv", text.encode("gb18030"))})
    assert "would be added" in looked.content.decode()
    browser.post("/desk/bodies/table/", {"do": "store", "text": looked.context["text"]})
    assert queries.body_by_code("310115-02").name_zh == "张江所"

    assert browser.post("/desk/bodies/table/", {"file": SimpleUploadedFile("b.pdf", b"x")}).status_code == 422
    assert browser.post("/desk/bodies/table/", {}).status_code == 422


def test_the_pages_add_change_and_close(office: Office, head: Actor):
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(Staff.objects.get(pk=head.staff_id))
    assert browser.post("/desk/bodies/", NEW).status_code == 302
    assert browser.post("/desk/bodies/", NEW).status_code == 422
    assert browser.post("/desk/bodies/310115-02/", NEW | {"do": "change", "name_en": ""}).status_code == 422
    assert browser.post("/desk/bodies/310115-02/", NEW | {"do": "change", "name_en": "Z"}).status_code == 302
    assert browser.post("/desk/bodies/310115-02/", {"do": "close", "successor": ""}).status_code == 422
    assert browser.post("/desk/bodies/310115-02/", {"do": "close", "successor": "310115-01"}).status_code == 302
    page = browser.get("/desk/bodies/310115-02/").content.decode()

    assert "Its work is done by 陆家嘴所" in page
    assert "→ 陆家嘴所" in browser.get("/desk/bodies/").content.decode()
    assert head.role == Role.ADMIN
