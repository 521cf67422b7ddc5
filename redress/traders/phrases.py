"""The words a business answers with: kept in versions, with places that are filled for each matter."""

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from redress.kernel.actors import Actor
from redress.kernel.problems import Invalid, NotThere, Problem
from redress.records.entries import Draft, append
from redress.traders import accounts
from redress.traders.answering import TEXT_LIMIT
from redress.traders.models import ANSWERS, Invitation, Phrase
from redress.traders.seeing import Matter

PLACES = ("number", "trader", "received_on", "answer_by", "what", "order_number", "amount")
_PLACE = re.compile(r"\{([a-z_]*)\}")


def in_use(actor: Actor) -> list[Phrase]:
    """Words of one's own account, by name."""
    rows = Phrase.objects.filter(account=accounts.member_of(actor).account, active=True)
    return list(rows.order_by("name"))


def find(phrase_id: int, *, actor: Actor) -> Phrase:
    """Raises NotThere."""
    row = Phrase.objects.filter(account=accounts.member_of(actor).account, pk=phrase_id).first()
    if row is None:
        raise NotThere(str(phrase_id))
    return row


def versions(phrase: Phrase) -> list[Phrase]:
    """Every version of the same words, newest first."""
    return list(Phrase.objects.filter(account=phrase.account, name=phrase.name).order_by("-version"))


@transaction.atomic
def save(name: str, kind: str, text: str, *, actor: Actor, now: datetime) -> Phrase:
    """Keep words under a name; under a known one they are its next version. Raises NotThere, NotAllowed, Invalid."""
    mine = accounts.require_role(actor, "owner", "agent")
    name, text = " ".join(name.split()), text.strip()
    problems = problems_with(text)
    if not 0 < len(name) <= 60:
        problems.append(Problem("phrase.name.missing", gettext("Give these words a name."), "/name"))
    if kind not in ANSWERS:
        problems.append(Problem("answer.kind.unknown", gettext("Choose one of the answers."), "/kind"))
    if problems:
        raise Invalid(problems)
    rows = Phrase.objects.select_for_update().filter(account=mine.account, name=name)
    last = rows.order_by("-version").first()
    rows.filter(active=True).update(active=False)
    made = Phrase.objects.create(
        account=mine.account, name=name, kind=kind, text=text, version=last.version + 1 if last else 1, made_at=now,
        made_by=actor.key,
    )  # fmt: skip
    data = {"account": mine.account_id, "phrase": made.pk, "version": made.version}
    append([Draft(0, "account.words_kept", now, actor.key, data)])
    return made


@transaction.atomic
def drop(phrase_id: int, *, actor: Actor, now: datetime) -> None:
    """Put words out of use; their versions stay. Raises NotThere, NotAllowed."""
    accounts.require_role(actor, "owner", "agent")
    row = find(phrase_id, actor=actor)
    Phrase.objects.filter(account=row.account, name=row.name, active=True).update(active=False)
    append([Draft(0, "account.words_dropped", now, actor.key, {"account": row.account_id, "phrase": row.pk})])


def problems_with(text: str) -> list[Problem]:
    """What is wrong with words before they are filled in."""
    found = []
    strange = sorted({place for place in _PLACE.findall(text) if place not in PLACES})
    if strange:
        message = gettext("There is no place called %(names)s. Known: %(known)s.")
        said = message % {"names": ", ".join(strange), "known": ", ".join(PLACES)}
        found.append(Problem("phrase.place.unknown", said, "/text"))
    if len(text) > TEXT_LIMIT:
        message = gettext("Please shorten this to %(most)s characters; longer papers can be added as a file.")
        found.append(Problem("answer.text.too_long", message % {"most": TEXT_LIMIT}, "/text"))
    return found


def filled(text: str, matter: Matter, invitation: Invitation) -> str:
    """Fill the places of words for one matter, with nothing but what its trader sees anyway. Raises Invalid.

    A place that has no value in this matter is a problem of this matter, not an empty space in a letter.
    """
    values = {
        "number": matter.number, "trader": invitation.trader.name, "received_on": str(matter.received_on),
        "answer_by": str(invitation.answer_by), "what": matter.what, "order_number": matter.order_number,
        "amount": str(matter.amount) if matter.amount is not None else "",
    }  # fmt: skip
    problems = problems_with(text)
    empty = sorted({place for place in _PLACE.findall(text) if not values.get(place, "-")})
    if empty:
        message = gettext("This matter has no value for: %(names)s.") % {"names": ", ".join(empty)}
        problems.append(Problem("phrase.place.empty", message, "/text"))
    if problems:
        raise Invalid(problems)
    return _PLACE.sub(lambda found: values[found[1]], text)
