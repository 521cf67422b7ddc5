"""The form of any step, drawn from the table: which values it needs, which lists they come from."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext

from redress.agencies import absences, queries, teams
from redress.agencies.models import Absence, Staff, Team
from redress.cases import bodies, competence, evidence, reading, reports
from redress.cases.effects import TEAM
from redress.cases.letters import queries as letters
from redress.cases.models import Case, Task
from redress.kernel.actors import CASE_ROLES, Actor
from redress.kernel.moments import day_of
from redress.kernel.problems import Problem
from redress.law import telling
from redress.law.packs import Ground, Step, say
from redress.portals import present
from redress.portals.casework.labels import LABELS, TEXT_LABELS

LAID_OUT = {
    "reason_code",
    "performed",
    "decision",
    "proposal",
    "mode",
    "how",
    "cost_paid_by",
    "answer",
}  # shown as radios, all at once
DAYS = {"due_on", "on", "perform_by", "review_on", "answer_by"}
FLAGS = {"complainant_consents", "respondent_consents", "granted", "call_back"}
AREAS = {"text"}
NARROW = {"amount", "days"}
SEVERAL = {"about"}  # any number of them is ticked


def fields(
    case: Case, step: Step, *, actor: Actor, given: Mapping[str, Any], problems: Iterable[Problem]
) -> list[dict[str, Any]]:
    """Every field of a step's form, with what was typed and what is wrong with it."""
    wrong = {problem.pointer.strip("/"): problem.message for problem in problems if problem.pointer}
    names = [*step.needs, *bodies.OPTIONAL.get(step.verb, ())]
    if step.reasons and "reason_code" not in names:
        names.insert(0, "reason_code")
    return [_field(case, step, name, actor, given, wrong.get(name, "")) for name in dict.fromkeys(names)]


def _field(case: Case, step: Step, name: str, actor: Actor, given: Mapping[str, Any], error: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": name,
        "label": _label(step, name),
        "value": given.get(name, ""),
        "error": error,
        "optional": name not in step.needs and not (name == "reason_code" and step.reasons),
        "kind": "text",
        "audience": _audience(case, step) if name == "text" else "staff",
    }
    if name in DAYS:
        field |= {"kind": "day"}
    elif name in FLAGS:
        field |= {"kind": "choices", "options": _flag_options(given.get(name))}
    elif name in AREAS:
        field |= {"kind": "area"}
    elif name in OPTIONS:
        rows = OPTIONS[name](case, step, actor)
        chosen = given.get(name, "")
        picked = set(map(str, chosen)) if isinstance(chosen, list) else {str(chosen)}
        options = [row | {"checked": str(row["value"]) in picked} for row in rows]
        kind = "checks" if name in SEVERAL else "choices" if name in LAID_OUT else "select"
        field |= {"kind": kind, "options": options}
        if not options:
            field["hint"] = NOTHING_TO_CHOOSE[name]() if name in NOTHING_TO_CHOOSE else ""
    elif name == "reasons":
        field |= {"kind": "hidden"}
    elif name in NARROW:
        field |= {"width": 10}
    return field


def first_values(step: Step, asked: Mapping[str, str], *, actor: Actor, today: date) -> dict[str, Any]:
    """What stands in the form at first: what the link brought, else today and oneself, which can be changed."""
    names = {*step.needs, *bodies.OPTIONAL.get(step.verb, ()), "reason_code"}
    found: dict[str, Any] = {}
    if "on" in step.needs:
        found["on"] = today.isoformat()
    if actor.staff_id and "to" in step.needs:
        found["to"] = "me"
    return found | {
        name: asked[name][:200]
        for name in names & {"reason_code", "letter_id", "task_id", "task", "into", "decision"}
        if asked.get(name)
    }


def _audience(case: Case, step: Step) -> str:
    """Who reads the words of a step; nothing of a report reaches the operator."""
    if not step.letter and step.verb not in reading.TELL_COMPLAINANT:
        return "staff"
    return "reporter" if case.kind == "report" else "both"


def _label(step: Step, name: str) -> str:
    if name == "text" and "text" not in step.needs:
        return gettext("Note")
    if name == "agency" and step.verb == "raise_dispute":
        return gettext("With which body")
    label = TEXT_LABELS[step.verb] if name == "text" and step.verb in TEXT_LABELS else LABELS[name]
    return str(label())


def _flag_options(given: Any) -> list[dict[str, Any]]:
    return [
        {"value": "1", "label": gettext("Yes"), "checked": given is True},
        {"value": "0", "label": gettext("No"), "checked": given is False},
    ]


def _grounds(case: Case, step: Step, actor: Actor) -> list[dict[str, Any]]:
    rows = case.pack.grounds.get(step.reasons or step.verb, {})
    known = ONLY[step.verb](case) if step.verb in ONLY else rows
    return [
        _ground(row) for code, row in rows.items() if code in known and case.kind in row.extra.get("for", (case.kind,))
    ]


# Where only some grounds of a list can be chosen now.
ONLY: Mapping[str, Any] = {"leave_time_out": reports.may_leave_out, "count_time_again": reports.left_out}


def _ground(row: Ground) -> dict[str, Any]:
    """A reason as it is chosen: its title, and below it the plain words of the letter with the article."""
    plain, cites = say(row.plain, present.lang()) if row.plain else "", present.cite_words(row.cites)
    return {"value": row.code, "label": say(row.title, present.lang()), "hint": "　".join(filter(None, (plain, cites)))}


def _staff(case: Case, step: Step, actor: Actor) -> list[dict[str, Any]]:
    roles = [role.value for role in CASE_ROLES]
    rows = Staff.objects.filter(agency_id__in=queries.below(case.agency_id), role__in=roles, is_active=True)
    people = _present_first(rows.order_by("username")[:200])
    first = [{"value": "me", "label": gettext("Myself")}] if actor.staff_id else []
    nobody = [{"value": "none", "label": gettext("Nobody for now")}]
    return first + people + (nobody + _teams(case) if step.verb == "assign" else [])


def _teams(case: Case) -> list[dict[str, Any]]:
    """The teams of the body, with who is on duty today and takes the case."""
    day = day_of(timezone.now())
    found = []
    for team in Team.objects.filter(agency_id=case.agency_id, active=True).order_by("code")[:100]:
        taken = teams.on_duty(team, day, kind=case.kind)
        person = Staff.objects.filter(pk=taken.staff_id).first() if taken.staff_id else None
        words = {"team": team.name(present.lang()), "name": person.display_name if person else ""}
        label = (
            gettext("Team %(team)s, on duty today: %(name)s")
            if person
            else gettext("Team %(team)s, nobody on duty today")
        )
        found.append({"value": f"{TEAM}{team.code}", "label": label % words})
    return found


def _present_first(rows: Iterable[Staff]) -> list[dict[str, Any]]:
    """People as options: those at work today, then those away, with until when and who stands in."""
    people = list(rows)
    away = absences.away_on(people, day_of(timezone.now()))
    return [
        {"value": row.username, "label": away_words(row, away.get(row.pk))}
        for row in sorted(people, key=lambda row: row.pk in away)
    ]


def away_words(person: Staff, absence: Absence | None) -> str:
    """A name; of somebody who is away, also until when and who stands in."""
    if absence is None:
        return person.display_name
    words = {"name": person.display_name, "day": absence.last_on, "other": ""}
    if absence.substitute is None:
        return gettext("%(name)s – away until %(day)s") % words
    words["other"] = absence.substitute.display_name
    return gettext("%(name)s – away until %(day)s, %(other)s stands in") % words


def _agencies(case: Case, step: Step, actor: Actor) -> list[dict[str, Any]]:
    """Bodies a step may name: the two of a dispute, those below who speaks, else every other one."""
    known = queries.directory().by_id
    if step.verb == "settle_dispute":
        other = queries.standing(str(competence.dispute(case).get("with", "")))
        found = {case.agency_id, *([other.id] if other else [])}
    elif step.verb in {"designate", "hand_down"}:
        over = actor.agency_id if step.superior else case.agency_id
        found = set(queries.below(over)) - {over}
    else:
        found = set(known) - {case.agency_id}
    rows = sorted((known[each] for each in found), key=lambda body: body.path)
    return [{"value": body.code, "label": body.name(present.lang())} for body in rows]


def _tasks(case: Case, step: Step, actor: Actor) -> list[dict[str, Any]]:
    rows = Task.objects.filter(case=case, finished_at=None)
    return [{"value": row.pk, "label": f"{task_words(row.kind)} · {row.due_on}"} for row in rows]


def _letters(case: Case, step: Step, actor: Actor) -> list[dict[str, Any]]:
    rows = letters.documents(case, staff=True, language=present.lang())
    return [{"value": row["id"], "label": f"{row['title']} {row['number'] or ''}"} for row in rows]


def _laws(case: Case, step: Step, actor: Actor) -> list[dict[str, Any]]:
    return [
        {"value": code, "label": say(row["title"], present.lang()), "hint": present.cite_words(row["cites"])}
        for code, row in telling.laws(case.pack).items()
        if case.kind == "report" or "clock" in row
    ]


def _earlier_reports(case: Case, step: Step, actor: Actor) -> list[dict[str, Any]]:
    return [
        {"value": other.number, "label": f"{other.grouped_number} · {other.matter}"}
        for other in reports.earlier(case, actor=actor)
    ]


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
GIVEN_TASKS = (  # by the house itself; nobody chooses them
    ("call_trader", "给商家打电话，记下结果", "Call the trader and note what came of it"),
    ("decide_silence", "商家一直不答复：决定下一步", "The trader stays silent: decide what comes next"),
    ("silence_overdue", "商家不答复、也没有处理：请负责人督办", "Silent trader, nothing done: for the supervisor"),
    ("consider_answer", "查看商家的答复并跟进", "Look at the trader's answer and go on"),
    ("check_trader", "商家说不是他们：核对经营者", "“Not us”: find the right trader"),
    ("designate", "下级部门报请：请确定由谁处理", "Asked from below: say who handles it"),
    ("call_party", "打电话告知：按要点说，记下结果", "Telephone: say what the sheet says, note what came of it"),
    ("await_answer", "等接收单位函复：到期未复的，请催办", "The other body is to answer: remind it if it has not"),
    ("decide_proposal", "经办人报请决定：请负责人答复", "Put to the head: a decision is asked for"),
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
    return next(
        (say({"zh": zh, "en": en}, present.lang()) for code, zh, en in (*TASKS, *GIVEN_TASKS) if code == kind), kind
    )


def way_words(how: str | None) -> str:
    return next((say({"zh": zh, "en": en}, present.lang()) for code, zh, en in WAYS if code == how), how or "")


def _exhibits(case: Case, step: Step, actor: Actor) -> list[dict[str, Any]]:
    named = dict(evidence.names(reading.sealed(case)))
    return [{"value": row.pk, "label": named.get(row.pk, f"#{row.pk}")} for row in reading.exhibits(case, actor=actor)]


OPTIONS: Mapping[str, Any] = {
    "exhibit": _exhibits,
    "answer": _codes(("accepted", "接收，由其办理", "It takes the matter"), ("refused", "不接收", "It refuses the matter"), ("result", "告知处理结果", "It tells what came of it")),
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
    "decision": _codes(("penalised", "给予行政处罚（第1项）", "Penalty (item 1)"), ("no_penalty", "有违法行为，依法不予处罚（第2项）", "A breach, but by law no penalty (item 2)"), ("not_established", "违法事实不能成立（第3项）", "The breach could not be established (item 3)"), ("transferred", "移送其他行政管理部门（第4项）", "To another department (item 4)"), ("to_court", "涉嫌犯罪，移送司法机关（第5项）", "Suspected crime: to the judicial authority (item 5)")),
    "proposal": _codes(("extend", "延长期限", "Lengthen the limit"), ("file", "立案", "Open a penalty case"), ("not_file", "不予立案", "Open no case"), ("decide", "作出处理决定", "Decide the case")),
    "about": _laws,
    "into": _earlier_reports,
    "cost_paid_by": _codes(("complainant", "投诉人", "Complainant"), ("respondent", "商家", "Trader"), ("shared", "双方分担", "Shared"), ("authority", "办理机关", "Authority")),
    "verdict": _of_group("verdict"),
    "grade": _of_group("rating"),
}  # fmt: skip
NOTHING_TO_CHOOSE: Mapping[str, Any] = {
    "exhibit": lambda: gettext("Nothing is in the evidence yet; choose its file below."),
    "task_id": lambda: gettext("This case has no open task."),
    "into": lambda: gettext("No earlier report by the same person about the same operator was found."),
    "letter_id": lambda: gettext("No letter has been made yet; one that was just issued is ready in a few seconds."),
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
        elif name == "reasons" or name in SEVERAL:
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
    """Which limits a step starts, ends, pauses or lengthens."""
    told = {*step.clock, *_by_ground(step, case)}
    found = []
    for limit in case.pack.clocks_of(case.kind):
        title = {"limit": say(limit.title, present.lang())}
        if set(limit.starts_on) & told:
            found.append(gettext("starts: %(limit)s") % title)
        if set(limit.met_by) & told:
            found.append(gettext("ends: %(limit)s") % title)
        if any(part.begins_on in told for part in limit.excluded):
            found.append(gettext("pauses: %(limit)s") % title)
        if told & {limit.further, limit.extension.event if limit.extension else ""} - {""}:
            found.append(gettext("lengthens: %(limit)s") % title)
    return found


def _by_ground(step: Step, case: Case) -> set[str]:
    """What the clocks would be told by the grounds that can be chosen now."""
    if step.verb != "leave_time_out":
        return set()
    return {case.pack.grounds["left_out"][code].extra["begins"] for code in reports.may_leave_out(case)}
