"""Opening, joining and leaving a joint complaint, choosing who speaks, and agreeing to terms (S Art. 12)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from redress.cases import numbers
from redress.cases.door import get
from redress.cases.models import Case
from redress.joint import queries
from redress.joint.models import IN_IT, MOST_REPRESENTATIVES, Assent, How, Joint, Member, Standing, Terms
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.privacy import vault
from redress.records.entries import Draft, append

HANDLERS = frozenset({Role.OFFICER, Role.SUPERVISOR})
MOST_WORDS = 4000
MOST_MEMBERS = 500


@transaction.atomic
def propose(given: Sequence[str], *, into: Joint | None = None, actor: Actor, now: datetime) -> Joint:
    """Ask the people behind these cases whether they agree to be handled together; nothing else changes for any of them.

    into -- a joint complaint that they are to join; a new one if not said
    Raises NotAllowed (role, ended), NotThere (a case that is not there for this person), Invalid (with every reason).
    """
    _require_handler(actor)
    cases = [get(number, actor=actor) for number in dict.fromkeys(map(numbers.canonical, given))]
    joint = _seen(into, actor) if into else None
    if joint:
        _require_running(joint)
    problems = _unfit(cases, [one.case for one in queries.members(joint)] if joint else [])
    if problems:
        raise Invalid(problems)
    first = cases[0]
    joint = joint or Joint.objects.create(
        agency_id=first.agency_id, trader_name=first.trader_name, trader_uscc=first.trader_uscc, opened_at=now,
        opened_by=actor.key,
    )  # fmt: skip
    try:
        with transaction.atomic():
            Member.objects.bulk_create([Member(joint=joint, case=case) for case in cases])
    except IntegrityError:  # somebody else was quicker with one of them
        raise Invalid([_problem("joint.elsewhere", _elsewhere())]) from None
    append([Draft(case.pk, "joint.proposed", now, actor.key, {"joint": joint.pk}) for case in cases])
    return joint


def _unfit(cases: Sequence[Case], others: Sequence[Case]) -> list[Problem]:
    """Every reason why these cannot be one joint complaint: two people or more, one dispute, one trader, one body.

    others -- the cases that are or were in it already
    """
    found = []
    together = [*cases, *others]
    if not cases or len(together) < 2:
        found.append(_problem("joint.too_few", gettext("A joint complaint needs two people at least; tick two cases.")))
    if len(together) > MOST_MEMBERS:
        found.append(_problem("joint.too_many", gettext("Take %(most)s cases at most.") % {"most": MOST_MEMBERS}))
    if any(case.kind != "complaint" for case in cases):
        found.append(_problem("joint.report", gettext("Reports are not handled jointly; leave them out.")))
    if any(case.phase != "open" for case in cases):
        found.append(_problem("joint.over", gettext("One of the cases is not open any more; leave it out.")))
    if len({case.agency_id for case in together}) > 1:
        found.append(_problem("joint.bodies", gettext("The cases are with different bodies; distribute them first.")))
    if not _one_trader(together):
        found.append(_problem("joint.traders", gettext("The cases are not about one and the same trader.")))
    again = {case.pk for case in cases} & {case.pk for case in others}
    if again or Member.objects.filter(case__in=cases, standing__in=IN_IT).exists():
        found.append(_problem("joint.elsewhere", _elsewhere()))
    return found


def _one_trader(cases: Sequence[Case]) -> bool:
    codes = {case.trader_uscc for case in cases if case.trader_uscc}
    named = {case.trader_name for case in cases}
    return bool(cases) and len(codes) <= 1 and (len(named) == 1 or all(case.trader_uscc for case in cases))


def _elsewhere() -> str:
    return gettext("One of the cases belongs to a joint complaint already; leave it out.")


@transaction.atomic
def answer(
    member: Member,
    *,
    agrees: bool,
    stands: bool = False,
    chosen: Sequence[int] = (),
    how: str = How.WEB,
    actor: Actor,
    now: datetime,
) -> Member:
    """Record what a person says to joint handling, and whom they choose in writing to speak for them.

    stands -- is willing to speak for others, who then see the surname. chosen -- ids of members who are willing
    Raises NotThere, NotAllowed, Invalid.
    """
    member = _theirs(member, actor, how)
    _require_running(member.joint)
    if member.standing not in IN_IT:
        raise NotAllowed([_problem("joint.left", gettext("This person is no longer part of it."))])
    willing = {one.pk: one for one in queries.members(member.joint) if one.stands and one.standing == Standing.AGREED}
    picked = [willing[pk] for pk in dict.fromkeys(chosen) if pk in willing and pk != member.pk] if agrees else []
    if len(picked) != len(set(chosen) - {member.pk}) and agrees:
        raise Invalid([_problem("joint.not_willing", gettext("Choose among those who are willing."), "/chosen")])
    if len(picked) > MOST_REPRESENTATIVES:
        raise Invalid([_problem("joint.two", gettext("Two people at most speak for others; choose two."), "/chosen")])
    member.standing = Standing.AGREED if agrees else Standing.DECLINED
    member.stands = agrees and stands
    member.answered_at, member.how = now, how
    member.save(update_fields=["standing", "stands", "answered_at", "how"])
    member.chosen.set(picked)
    event = "joint.agreed" if agrees else "joint.declined"
    data = {"joint": member.joint_id, "stands": member.stands, "chosen": [one.pk for one in picked], "how": how}
    append([Draft(member.case_id, event, now, actor.key, data)])
    return member


@transaction.atomic
def leave(member: Member, *, how: str = How.WEB, actor: Actor, now: datetime) -> None:
    """Take back the consent to joint handling: from now on the case goes on alone. Raises NotThere, NotAllowed."""
    member = _theirs(member, actor, how)
    if member.standing not in IN_IT:
        raise NotAllowed([_problem("joint.left", gettext("This person is no longer part of it."))])
    Member.objects.filter(pk=member.pk).update(standing=Standing.LEFT, stands=False, answered_at=now, how=how)
    append([Draft(member.case_id, "joint.left", now, actor.key, {"joint": member.joint_id, "how": how})])


@transaction.atomic
def put_terms(joint: Joint, text: str, *, actor: Actor, now: datetime) -> Terms:
    """Put the terms of a settlement to everybody who takes part; earlier terms, and what was said to them, lapse.

    Raises NotThere, NotAllowed, Invalid.
    """
    joint = _seen(joint, actor)
    _require_handler(actor)
    _require_running(joint)
    text = text.replace("\x00", "").strip()
    if not text or len(text) > MOST_WORDS:
        message = gettext("Write the terms, in %(most)s characters at most.") % {"most": MOST_WORDS}
        raise Invalid([_problem("joint.terms", message, "/text")])
    taking_part = [one for one in queries.members(joint) if one.standing == Standing.AGREED]
    if not taking_part:
        raise Invalid([_problem("joint.nobody", gettext("Nobody has agreed to joint handling yet."))])
    terms = Terms.objects.create(joint=joint, made_at=now, made_by=actor.key)
    for one in taking_part:
        try:
            vault.put(one.case_id, f"joint:{terms.pk}", {"text": text})
        except vault.Erased:
            continue  # whose case was erased is asked nothing any more
        append([Draft(one.case_id, "joint.terms_put", now, actor.key, {"joint": joint.pk, "terms": terms.pk})])
    return terms


@transaction.atomic
def assent(member: Member, terms_id: int, *, agrees: bool, how: str = How.WEB, actor: Actor, now: datetime) -> Assent:
    """Record what a person says to the terms. Raises NotThere, NotAllowed (they are not the last terms any more)."""
    member = _theirs(member, actor, how)
    _require_running(member.joint)
    terms = queries.last_terms(member.joint)
    if terms is None or terms.pk != terms_id or member.standing != Standing.AGREED:
        message = gettext("The terms have changed meanwhile; read the new ones and answer again.")
        raise NotAllowed([_problem("joint.terms_changed", message)])
    row, _ = Assent.objects.update_or_create(
        terms=terms, member=member, defaults={"agrees": agrees, "at": now, "how": how}
    )
    event = "joint.terms_agreed" if agrees else "joint.terms_refused"
    append([Draft(member.case_id, event, now, actor.key, {"joint": member.joint_id, "terms": terms.pk, "how": how})])
    return row


@transaction.atomic
def end(joint: Joint, *, actor: Actor, now: datetime) -> None:
    """End joint handling; every case goes on alone from where it stands. Raises NotThere, NotAllowed."""
    joint = _seen(joint, actor)
    _require_handler(actor)
    _require_running(joint)
    Joint.objects.filter(pk=joint.pk).update(ended_at=now)
    still = [one for one in queries.members(joint) if one.standing in IN_IT]
    Member.objects.filter(pk__in=[one.pk for one in still]).update(standing=Standing.LEFT, stands=False)
    append([Draft(one.case_id, "joint.ended", now, actor.key, {"joint": joint.pk}) for one in still])


def _theirs(member: Member, actor: Actor, how: str) -> Member:
    """The member, if this actor may speak for it: the person on the web, the office for what came on paper."""
    _seen(member.joint, actor)
    found = Member.objects.select_for_update().select_related("joint").get(pk=member.pk)
    if actor.role == Role.COMPLAINANT:
        if found.case_id != actor.case_id:
            raise NotThere("joint")
    elif how != How.PAPER or actor.role not in HANDLERS:
        message = gettext("Only the person answers on the web; the office records what came on paper.")
        raise NotAllowed([_problem("joint.not_theirs", message)])
    return found


def _seen(joint: Joint, actor: Actor) -> Joint:
    found = queries.seen_by(actor, joint.pk)
    if found is None:
        raise NotThere("joint")
    return found


def _require_handler(actor: Actor) -> None:
    if actor.role not in HANDLERS:
        message = gettext("Officers and supervisors handle joint complaints.")
        raise NotAllowed([_problem("joint.role", message)])


def _require_running(joint: Joint) -> None:
    if joint.ended_at is not None:
        raise NotAllowed([_problem("joint.ended", gettext("Joint handling has ended; each case goes on alone."))])


def _problem(code: str, message: str, pointer: str = "") -> Problem:
    return Problem(code, message, pointer, cites=({"law": "samr-complaint-2026", "article": "12"},))
