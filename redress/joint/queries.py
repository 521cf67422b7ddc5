"""What is known of a joint complaint: who speaks for whom, and whether a settlement may bind a person (S Art. 12(2))."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from redress.cases.models import Case
from redress.joint.models import IN_IT, MOST_REPRESENTATIVES, Assent, Joint, Member, Standing, Terms
from redress.kernel.actors import Actor
from redress.privacy import vault


@dataclass(frozen=True, slots=True)
class Line:
    """One member as the pages show them. spoken_by -- the representatives that speak for them; empty: nobody else"""

    member: Member
    represents: bool
    spoken_by: tuple[Member, ...]
    assent: Assent | None


def members(joint: Joint) -> list[Member]:
    """Everybody who is or was in it, with their case, in the order in which they were asked."""
    return list(Member.objects.filter(joint=joint).select_related("case").prefetch_related("chosen").order_by("pk"))


def representatives(everybody: Sequence[Member]) -> list[Member]:
    """Return who speaks for others: of those willing, the two whom most others chose; who was asked first wins a tie."""
    agreed = {one.pk: one for one in everybody if one.standing == Standing.AGREED}
    votes = Counter(
        choice.pk
        for one in agreed.values()
        for choice in one.chosen.all()
        if choice.pk != one.pk and choice.pk in agreed and agreed[choice.pk].stands
    )
    ranked = sorted(votes, key=lambda pk: (-votes[pk], pk))
    return [agreed[pk] for pk in sorted(ranked[:MOST_REPRESENTATIVES])]


def spoken_by(member: Member, speakers: Sequence[Member]) -> tuple[Member, ...]:
    """The representatives that this person chose; nobody speaks for somebody who did not choose them, or for themselves."""
    chosen = {choice.pk for choice in member.chosen.all()}
    return tuple(one for one in speakers if one.pk in chosen and one.pk != member.pk)


def lines(joint: Joint) -> list[Line]:
    everybody = members(joint)
    speakers = representatives(everybody)
    terms = last_terms(joint)
    said = {row.member_id: row for row in Assent.objects.filter(terms=terms)} if terms else {}
    return [
        Line(
            one, one in speakers, spoken_by(one, speakers) if one.standing == Standing.AGREED else (), said.get(one.pk)
        )
        for one in everybody
    ]


def last_terms(joint: Joint) -> Terms | None:
    return Terms.objects.filter(joint=joint).order_by("-pk").first()


def words(terms: Terms, case_id: int) -> str:
    """The words of the terms, as sealed in the case of one of the people; empty after it was erased."""
    try:
        return str(vault.open(case_id, f"joint:{terms.pk}")["text"])
    except (vault.Erased, vault.NothingSealed):
        return ""


def running(case_id: int) -> Member | None:
    """The membership of a case in a joint complaint that is not over."""
    found = Member.objects.filter(case_id=case_id, standing__in=IN_IT, joint__ended_at=None).select_related("joint")
    return found.first()


def of_case(case: Case) -> Member | None:
    """The latest membership of a case, over or not."""
    return Member.objects.filter(case=case).select_related("joint").order_by("-pk").first()


def seen_by(actor: Actor, joint_id: int) -> Joint | None:
    return Joint.objects.visible_to(actor).filter(pk=joint_id).first()


def represented_agree(case: Case, body: Mapping[str, Any] | None, now: datetime) -> str:
    """Why a settlement cannot bind this person yet: others speak for them, and they have not agreed to the last terms."""
    member = running(case.pk)
    if member is None or member.standing != Standing.AGREED:
        return ""
    if not spoken_by(member, representatives(members(member.joint))):
        return ""
    terms = last_terms(member.joint)
    if terms and Assent.objects.filter(terms=terms, member=member, agrees=True).exists():
        return ""
    return gettext(
        "This person is represented in a joint complaint: record that they agree to the terms first (Measures, Art. 12), "
        "or they end the representation."
    )
