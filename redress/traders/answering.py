"""What a trader says to a complaint: six answers, each an entry of the case with a receipt of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from pydantic_core import PydanticCustomError

from redress.agencies import queries
from redress.cases import door, tasks, values
from redress.cases.messages import message_for
from redress.cases.models import Case
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.privacy import vault
from redress.records.entries import Draft, append, stamp
from redress.traders import ladder
from redress.traders.ladder import Ladder
from redress.traders.models import ANSWERS, Answer, Invitation, Trader, Watch

REMEDIES = ("REFUND", "RETURN", "EXCHANGE", "REPAIR", "REDO", "MAKE_UP_QUANTITY", "DAMAGES", "OTHER")
IN_MONEY = frozenset({"REFUND", "DAMAGES"})
TEXT_LIMIT = 5_000
TAKEN_DOWN_BY = frozenset({Role.CLERK, Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR})
SILENCE_TASKS = ("call_trader", "decide_silence", "silence_overdue")
LOOK = "consider_answer"
CHECK = "check_trader"
tasks.remind(*SILENCE_TASKS, LOOK, CHECK)


@dataclass(frozen=True, slots=True)
class Said:
    """A trader's answer, read and checked."""

    kind: str
    text: str = ""
    remedy: str = ""
    amount: Decimal | None = None
    day: date | None = None


def read(data: Any, *, rules: Ladder, now: datetime) -> Said:
    """Read an answer: {"kind", "text", "remedy", "amount", "day"}. Raises Invalid with every problem."""
    given: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
    problems = faults(given)
    kind, text = given.get("kind"), _text(given.get("text"), [])
    if kind not in ANSWERS:
        raise Invalid(problems)
    if not text and kind in ("contest", "time") and not problems_at("/text", problems):
        message = gettext("Please say why, in a sentence or two.")
        problems.append(Problem("answer.text.missing", message, "/text"))
    day = _day(given.get("day"), [])
    remedy, amount = "", None
    if kind == "offer":
        remedy, amount = _offer(given, text, problems)
    if kind in ("offer", "time") and day is None and not problems_at("/day", problems):
        problems.append(Problem("answer.day.missing", gettext("Say until which day."), "/day"))
    if day is not None:
        _check_day(kind, day, rules, day_of(now), problems)
    if problems:
        raise Invalid(problems)
    return Said(kind, text, remedy, amount, day if kind in ("agree", "offer", "time") else None)


def faults(given: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with an answer whatever it says: a kind that is none, words and days that cannot be read."""
    problems: list[Problem] = []
    kind = given.get("kind")
    if not isinstance(kind, str) or kind not in ANSWERS:
        message = gettext("Choose one of the answers.")
        problems.append(Problem(code="answer.kind.unknown", message=message, pointer="/kind"))
    _text(given.get("text"), problems)
    _day(given.get("day"), problems)
    return problems


def _text(value: Any, problems: list[Problem]) -> str:
    try:
        if value is not None and not isinstance(value, str):
            raise PydanticCustomError("string_type", "text")
        text = values.clean(value or "")
    except PydanticCustomError as error:
        code, message = message_for(error.type, "/text", {})
        problems.append(Problem(code, message, "/text"))
        return ""
    if len(text) > TEXT_LIMIT:
        message = gettext("Please shorten this to %(most)s characters; longer papers can be added as a file.")
        problems.append(Problem("answer.text.too_long", message % {"most": TEXT_LIMIT}, "/text"))
    return text


def problems_at(pointer: str, problems: Sequence[Problem]) -> bool:
    return any(problem.pointer == pointer for problem in problems)


def _day(value: Any, problems: list[Problem]) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        problems.append(Problem("answer.day.unreadable", gettext("Write the day as year, month, day."), "/day"))
        return None


def _offer(given: Mapping[str, Any], text: str, problems: list[Problem]) -> tuple[str, Decimal | None]:
    remedy = str(given.get("remedy") or "")
    if remedy not in REMEDIES:
        problems.append(Problem("answer.remedy.unknown", gettext("Choose what you offer."), "/remedy"))
    amount = None
    raw = "" if given.get("amount") is None else str(given["amount"]).strip()
    if raw:
        try:
            amount = None if isinstance(given["amount"], bool) else values.sum_of(values.money(raw))
        except PydanticCustomError:
            amount = None
        if not amount:
            amount = None
            message = gettext("Write the sum in figures, such as 299.00.")
            problems.append(Problem("answer.amount.unreadable", message, "/amount"))
    elif remedy in IN_MONEY:
        problems.append(Problem("answer.amount.missing", gettext("Say how much you would pay."), "/amount"))
    if remedy == "OTHER" and not text:
        problems.append(Problem("answer.text.missing", gettext("Say what you offer."), "/text"))
    return remedy, amount


def _check_day(kind: str, day: date, rules: Ladder, today: date, problems: list[Problem]) -> None:
    if day < today or (kind == "time" and day == today):
        problems.append(Problem("answer.day.past", gettext("Choose a day that is still to come."), "/day"))
    last = today + timedelta(days=rules.most_time_days)
    if kind == "time" and day > last:
        message = gettext("At most until %(day)s; if you need longer, call us.") % {"day": last.isoformat()}
        problems.append(Problem("answer.day.too_late", message, "/day"))
    if kind in ("agree", "offer") and day > today + timedelta(days=366):
        message = gettext("Choose a day within a year.")
        problems.append(Problem("answer.day.too_far", message, "/day"))


@transaction.atomic
def take_down(
    number: str, data: Any, *, trader: Trader, seen: int | None = None, actor: Actor, now: datetime
) -> Answer:
    """Take a trader's answer down; return it. By the trader itself, or by staff to whom it was told.

    seen -- id of the newest answer the writer had seen (0 for none): another tab or colleague may have answered since
    Raises NotThere, NotAllowed, Invalid; nothing is kept then.
    """
    case = door.get(number, actor=actor, lock=True)
    rules = ladder.of(case.agency_id)
    invitation = Invitation.objects.filter(case=case, trader=trader, revoked_at=None).first()
    watch = Watch.objects.select_for_update().filter(invitation=invitation).first() if invitation else None
    problems = problems_with(case, trader, watch, actor=actor, seen=seen)
    if problems:
        raise NotAllowed(problems)
    said = read(data, rules=rules, now=now)
    if said.kind == "time" and watch is not None and watch.more_time >= rules.most_times:
        message = gettext("More time was given already; please answer now, or call us.")
        raise NotAllowed([Problem(code="answer.time.used_up", message=message, pointer="/kind")])
    row = _record(case, trader, said, actor=actor, now=now)
    if watch is not None:
        _tell_watch(watch, said, rules, now=now)
    _hand_on(case, said, rules, actor=actor, now=now)
    return row


def problems_with(
    case: Case, trader: Trader, watch: Watch | None, *, actor: Actor, seen: int | None = None
) -> list[Problem]:
    """Every reason why no answer can be taken now."""
    found = []
    if actor.is_staff and actor.role not in TAKEN_DOWN_BY:
        message = gettext("Clerks, officers, mediators and supervisors take down what a trader says.")
        found.append(Problem(code="answer.wrong_role", message=message))
    if case.kind != "complaint" or case.phase != "open" or watch is None:
        message = gettext("This matter cannot be answered here any more. Please call the office.")
        found.append(Problem(code="answer.closed", message=message))
    newest = of_case(case, trader=trader).last()
    if newest is not None and newest.kind == "not_us":
        message = gettext("You told us that this is not your business. If that was a mistake, please call the office.")
        found.append(Problem(code="answer.not_yours", message=message))
    if seen is not None and seen != (newest.pk if newest else 0):
        message = gettext("An answer was given in the meantime, in another window or by a colleague. Look at it first.")
        found.append(Problem(code="answer.changed_meanwhile", message=message))
    return found


def _record(case: Case, trader: Trader, said: Said, *, actor: Actor, now: datetime) -> Answer:
    data: dict[str, Any] = {"trader": trader.pk, "answer": said.kind}
    data |= {"remedy": said.remedy} if said.remedy else {}
    data |= {"amount": str(said.amount)} if said.amount is not None else {}
    data |= {"day": str(said.day)} if said.day else {}
    receipt = {
        "number": case.number, "event": "trader.answered", "kind": case.kind, "at": stamp(now),
        "agency": queries.body(case.agency_id).code, "rule_set": f"{case.rule_set}@{case.rule_version}",
        **{name: value for name, value in data.items() if name != "trader"},
    }  # fmt: skip
    if actor.role == Role.RESPONDENT and actor.staff_id is not None:  # who of a business with an account
        data["member"] = actor.staff_id
    draft = Draft(case.pk, "trader.answered", now, actor.key, data, receipted=True, receipt_subject=receipt)
    entry_id = append([draft])[0]
    row = Answer.objects.create(
        case=case, trader=trader, kind=said.kind, remedy=said.remedy, amount=said.amount, day=said.day, at=now,
        by=actor.key, entry_id=entry_id,
    )  # fmt: skip
    if said.text:
        vault.put(case.pk, f"answer:{row.pk}", {"text": said.text})
    Case.objects.filter(pk=case.pk).update(last_event_at=now)
    return row


def _tell_watch(watch: Watch, said: Said, rules: Ladder, *, now: datetime) -> None:
    """Whoever asked for time is left alone until that day, then the ladder goes on; any other answer ends the waiting."""
    if watch.ended_at is not None:
        return
    if said.kind == "time" and said.day is not None:
        watch.more_time += 1
        watch.rung = min(watch.rung, _first_call(rules))
        watch.started_on, watch.next_on = said.day, ladder.workday(said.day, 1)
    else:
        watch.ended_at, watch.ended_as, watch.next_on = now, "answered", None
    watch.save()


def _first_call(rules: Ladder) -> int:
    """After more time the ladder begins again at the last rung before the call."""
    return max(0, next(place for place, rung in enumerate(rules.rungs) if rung.do != "nudge") - 1)


def _hand_on(case: Case, said: Said, rules: Ladder, *, actor: Actor, now: datetime) -> None:
    """An answer becomes work for somebody, by a day; what was to be done about the silence is done."""
    if said.kind == "time":
        tasks.done(case, ("call_trader",), actor=actor, now=now)
        return
    tasks.done(case, SILENCE_TASKS, actor=actor, now=now)
    kind = CHECK if said.kind == "not_us" else LOOK
    if not tasks.is_open(case, (kind,)):
        due_on = ladder.workday(day_of(now), rules.look_days)
        tasks.add(case, kind, due_on=due_on, actor=actor, now=now)


def watch_of(invitation: Invitation) -> Watch | None:
    """The watch over an invitation that was not taken back."""
    return Watch.objects.filter(pk=invitation.pk, invitation__revoked_at=None).first()


# ---- reading -------------------------------------------------------------------------------------------------------


def of_case(case: Case, *, trader: Trader | None = None) -> Any:
    """Answers to a case, oldest first; those of one trader if given."""
    rows = Answer.objects.filter(case=case).order_by("pk")
    return rows.filter(trader=trader) if trader is not None else rows


def shown(case: Case, *, actor: Actor, slots: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Answers with their words, newest first, for staff, for the complainant, and for the trader that gave them.

    slots -- everything sealed for the case (reading.sealed)
    """
    if not case.seen_by(actor):
        raise NotThere(case.number)
    rows = of_case(case).select_related("trader")
    if actor.role == Role.RESPONDENT:
        rows = rows.filter(trader_id=int(actor.key.rpartition(":")[2]))
    return [
        {
            "id": row.pk,
            "kind": row.kind,
            "remedy": row.remedy,
            "amount": row.amount,
            "day": row.day,
            "at": row.at,
            "text": slots.get(f"answer:{row.pk}", {}).get("text", ""),
            "trader": row.trader.name,
            "told_to_staff": row.by.startswith("staff:"),
            "entry_id": row.entry_id,
        }
        for row in reversed(rows)
    ]
