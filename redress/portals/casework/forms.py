"""The form of any step, drawn from the table: which values it needs, which lists they come from."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from redress.agencies import queries
from redress.agencies.models import Staff
from redress.cases import bodies
from redress.cases.letters import queries as letters
from redress.cases.models import Case, Task
from redress.kernel.actors import CASE_ROLES, Actor
from redress.kernel.problems import Problem
from redress.law.packs import Step, say
from redress.portals import present

DAYS = {"due_on", "on", "perform_by", "review_on"}
FLAGS = {"complainant_consents", "respondent_consents", "granted", "call_back"}
AREAS = {"text"}


def fields(case: Case, step: Step, *, actor: Actor, given: Mapping[str, Any], problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Every field of a step's form, with what was typed and what is wrong with it."""
    wrong = {problem.pointer.strip("/"): problem.message for problem in problems if problem.pointer}
    names = [*step.needs, *bodies.OPTIONAL.get(step.verb, ())]
    if step.reasons and "reason_code" not in names:
        names.insert(0, "reason_code")
    return [_field(case, step, name, actor, given, wrong.get(name, "")) for name in dict.fromkeys(names)]


def _field(case: Case, step: Step, name: str, actor: Actor, given: Mapping[str, Any], error: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": name,
        "id": f"id_{name}",
        "label": LABELS[name](),
        "value": given.get(name, ""),
        "error": error,
        "optional": name not in step.needs,
        "kind": "text",
        "audience": "both" if name == "text" and step.letter else "staff",
    }
    if name in DAYS:
        field |= {"kind": "day", "hint": gettext("Such as 2026-09-22")}
    elif name in FLAGS:
        field |= {"kind": "choices", "options": _flag_options(given.get(name))}
    elif name in AREAS:
        field |= {"kind": "area"}
    elif name in OPTIONS:
        rows = OPTIONS[name](case, step, actor)
        field |= {"kind": "select", "options": [row | {"checked": str(row["value"]) == str(given.get(name, ""))} for row in rows]}
    elif name == "reasons":
        field |= {"kind": "hidden"}
    return field


def _flag_options(given: Any) -> list[dict[str, Any]]:
    return [
        {"value": "1", "label": gettext("Yes"), "checked": given is True},
        {"value": "0", "label": gettext("No"), "checked": given is False},
    ]


def _grounds(case: Case, step: Step, actor: Actor) -> list[dict[str, Any]]:
    rows = case.pack.grounds.get(step.reasons or step.verb, {})
    return [{"value": row.code, "label": say(row.title, present.lang())} for row in rows.values()]


def _staff(case: Case, step: Step, actor: Actor) -> list[dict[str, Any]]:
    roles = [role.value for role in CASE_ROLES]
    rows = Staff.objects.filter(agency_id__in=queries.below(case.agency_id), role__in=roles, is_active=True)
    people = [{"value": row.username, "label": row.display_name} for row in rows.order_by("username")[:200]]
    first = [{"value": "me", "label": gettext("Myself")}] if actor.staff_id else []
    nobody = [{"value": "none", "label": gettext("Nobody for now")}] if step.verb == "assign" else []
    return first + people + nobody


def _agencies(case: Case, step: Step, actor: Actor) -> list[dict[str, Any]]:
    bodies_here = sorted(queries.directory().by_id.values(), key=lambda body: body.path)
    return [{"value": body.code, "label": body.name(present.lang())} for body in bodies_here if body.id != case.agency_id]


def _tasks(case: Case, step: Step, actor: Actor) -> list[dict[str, Any]]:
    rows = Task.objects.filter(case=case, finished_at=None)
    return [{"value": row.pk, "label": f"{task_words(row.kind)} · {row.due_on}"} for row in rows]


def _letters(case: Case, step: Step, actor: Actor) -> list[dict[str, Any]]:
    rows = letters.documents(case, staff=True, language=present.lang())
    return [{"value": row["id"], "label": f"{row['title']} {row['number'] or ''}"} for row in rows]


def _codes(*pairs: tuple[str, str, str]) -> Any:
    def rows(case: Case, step: Step, actor: Actor) -> list[dict[str, Any]]:
        return [{"value": value, "label": say({"zh": zh, "en": en}, present.lang())} for value, zh, en in pairs]

    return rows


def _of_group(group: str) -> Any:
    def rows(case: Case, step: Step, actor: Actor) -> list[dict[str, Any]]:
        return [
            {"value": row.code, "label": say(row.title, present.lang())}
            for row in case.pack.grounds.get(group, {}).values()
        ]

    return rows


TASKS = (
    ("evidence_request", "调取证据", "Request evidence"),
    ("sales_records", "调取销售记录", "Request sales records"),
    ("sampling", "抽样", "Take samples"),
    ("testing", "送检、鉴定", "Testing"),
    ("site_visit", "实地走访", "Site visit"),
    ("interview", "询问", "Interview"),
    ("contact_party", "联系责任方", "Contact the responsible party"),
    ("technician_visit", "技术人员上门", "Technician's visit"),
    ("other", "其他", "Other"),
)
WAYS = (
    ("letter", "邮寄", "Post"),
    ("counter", "当面", "At the counter"),
    ("phone", "电话", "Phone"),
    ("sms", "短信", "SMS"),
    ("email", "电子邮件", "E-mail"),
    ("web", "网页查询", "Web page"),
    ("message", "站内消息", "Message"),
    ("public_notice", "公告", "Public notice"),
)
MODES = (
    ("on_site", "现场", "On site"),
    ("phone", "电话", "Phone"),
    ("internet", "互联网", "Internet"),
    ("video", "视频", "Video"),
    ("letter", "书面", "In writing"),
)


def task_words(kind: str) -> str:
    return next((say({"zh": zh, "en": en}, present.lang()) for code, zh, en in TASKS if code == kind), kind)


OPTIONS: Mapping[str, Any] = {
    "reason_code": _grounds,
    "to": _staff,
    "owner": _staff,
    "agency": _agencies,
    "task_id": _tasks,
    "letter_id": _letters,
    "task": _codes(*TASKS),
    "how": _codes(*WAYS),
    "mode": _codes(*MODES),
    "performed": _codes(("full", "全部履行", "In full"), ("partly", "部分履行", "In part"), ("none", "没有履行", "Not at all")),
    "decision": _codes(("penalised", "给予处罚", "Penalty"), ("no_penalty", "不予处罚", "No penalty"), ("transferred", "移送", "Transferred")),
    "cost_paid_by": _codes(("complainant", "投诉人", "Complainant"), ("respondent", "商家", "Trader"), ("shared", "双方分担", "Shared"), ("authority", "办理机关", "Authority")),
    "verdict": _of_group("verdict"),
    "grade": _of_group("rating"),
}  # fmt: skip
LABELS: Mapping[str, Any] = {
    "text": lambda: gettext("Facts and reason"),
    "reason_code": lambda: gettext("Ground"),
    "to": lambda: gettext("Who handles it"),
    "owner": lambda: gettext("Who does it"),
    "agency": lambda: gettext("Which body"),
    "body": lambda: gettext("Name of the body"),
    "due_on": lambda: gettext("Due on"),
    "on": lambda: gettext("On which day"),
    "perform_by": lambda: gettext("To be performed by"),
    "review_on": lambda: gettext("Look at it again on"),
    "complainant_consents": lambda: gettext("Does the complainant agree?"),
    "respondent_consents": lambda: gettext("Does the trader agree?"),
    "granted": lambda: gettext("Is the challenge granted?"),
    "call_back": lambda: gettext("May we call back?"),
    "task": lambda: gettext("What is to be done"),
    "task_id": lambda: gettext("Which task"),
    "letter_id": lambda: gettext("Which letter"),
    "how": lambda: gettext("How it was delivered"),
    "mode": lambda: gettext("In which way"),
    "performed": lambda: gettext("What was performed"),
    "decision": lambda: gettext("Decision"),
    "cost_paid_by": lambda: gettext("Who pays for the test"),
    "place": lambda: gettext("Place"),
    "mediator": lambda: gettext("Mediator"),
    "present": lambda: gettext("Who took part"),
    "responsible": lambda: gettext("Who is responsible"),
    "amount": lambda: gettext("Sum agreed (yuan)"),
    "verdict": lambda: gettext("Was it solved?"),
    "grade": lambda: gettext("How was the service?"),
    "reasons": lambda: gettext("Reasons"),
}


def body_from(post: QueryDict, step: Step) -> dict[str, Any]:
    """Read a posted form into the body the action takes; empty fields stay out."""
    names = {*step.needs, *bodies.OPTIONAL.get(step.verb, ()), "reason_code"}
    found: dict[str, Any] = {}
    for name in names:
        value = post.get(name, "").strip()
        if value == "":
            continue
        if name in FLAGS:
            found[name] = value == "1"
        elif name == "reasons":
            found[name] = post.getlist(name)
        else:
            found[name] = value
    return found


def letter_words(case: Case, step: Step) -> str:
    """What taking a step will send out."""
    if not step.letter:
        return ""
    table = case.pack.tables.get("letters", {}).get("letter", {})
    row = table.get(step.letter, {})
    return say(row.get("title"), present.lang()) or step.letter


def clock_words(step: Step, case: Case, *, now: datetime) -> list[str]:
    """Which limits a step starts or ends."""
    found = []
    for limit in case.pack.clocks_of(case.kind):
        if set(limit.starts_on) & set(step.clock):
            found.append(gettext("starts: %(limit)s") % {"limit": say(limit.title, present.lang())})
        if set(limit.met_by) & set(step.clock):
            found.append(gettext("ends: %(limit)s") % {"limit": say(limit.title, present.lang())})
        if any(step.clock and part.begins_on in step.clock for part in limit.excluded):
            found.append(gettext("pauses: %(limit)s") % {"limit": say(limit.title, present.lang())})
    return found
