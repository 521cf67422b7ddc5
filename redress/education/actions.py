"""What happens to a text that teaches: written, given to a second person, published or sent back, withdrawn."""

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from redress.education.handing import Text, read, submit_problems
from redress.education.models import KINDS, READERS, WRITERS, Edition
from redress.kernel import jobs
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem, require_none
from redress.records.entries import Draft, append

LONGEST = 20_000


@transaction.atomic
def write(kind: str, slug: str, text: Text, *, actor: Actor, now: datetime) -> Edition:
    """Keep a draft: a new item, a new version of one, or the open draft written over. Raises NotAllowed, Invalid."""
    if actor.role not in WRITERS and actor.role != Role.SYSTEM:
        require_none([Problem("education.write.wrong_role", gettext("Texts are written by those who teach."))])
    return keep(kind, slug, text, actor=actor, now=now)


@transaction.atomic
def keep(kind: str, slug: str, text: Text, *, source: str = "", actor: Actor, now: datetime) -> Edition:
    """As write(), for a caller that has established that this person may begin a text.

    source -- what the figures in it were taken from; kept from version to version
    """
    problems = _shape(kind, slug, text)
    if problems:
        raise Invalid(problems)
    last = Edition.objects.select_for_update().filter(kind=kind, slug=slug).order_by("-number").first()
    if last is not None and last.state == "review":
        require_none([Problem("education.write.in_review", gettext("This text is with a second person just now."))])
    if last is None or last.state != "draft":
        last = Edition(
            kind=kind, slug=slug, number=(last.number if last else 0) + 1, source=last.source if last else ""
        )
    for name in Text.__slots__:
        setattr(last, name, getattr(text, name))
    last.source = source or last.source
    last.written_by, last.written_at = actor.key, now
    last.save()
    _record(last, "education.written", actor=actor, now=now)
    return last


def _shape(kind: str, slug: str, text: Text) -> list[Problem]:
    problems = []
    if kind not in KINDS or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 60:
        message = gettext("The name in the address has small letters, digits and hyphens only.")
        problems.append(Problem("education.name.unreadable", message, "/slug"))
    if not text.title_zh or not text.text_zh:
        message = gettext("Write a title and a text in Chinese; English may follow later.")
        problems.append(Problem("education.text.missing", message, "/text_zh"))
    if max(len(text.text_zh), len(text.text_en)) > LONGEST or len(text.title_zh) > 120 or len(text.title_en) > 160:
        problems.append(Problem("education.text.too_long", gettext("This text is too long; divide it."), "/text_zh"))
    return problems


@transaction.atomic
def submit(edition_id: int, *, actor: Actor, now: datetime) -> Edition:
    """Give a draft to a second person. Raises NotThere, NotAllowed."""
    row = _held(edition_id, ("draft",), actor)
    require_none(submit_problems(row, now=now))
    row.state = "review"
    row.save()
    _record(row, "education.submitted", actor=actor, now=now)
    return row


@transaction.atomic
def publish(edition_id: int, *, actor: Actor, now: datetime) -> Edition:
    """Publish what a second person has read; the version before it is replaced. Raises NotThere, NotAllowed."""
    row = _held(edition_id, ("review",), actor)
    problems = submit_problems(row, now=now)
    if row.written_by == actor.key:
        message = gettext("Somebody else than the writer reviews a text.")
        problems.append(Problem("education.review.own", message))
    require_none(problems)
    Edition.objects.filter(kind=row.kind, slug=row.slug, state="published").update(state="replaced", closed_at=now)
    row.state, row.reviewed_by, row.published_at = "published", actor.key, now
    row.save()
    _record(row, "education.published", actor=actor, now=now)
    if row.kind == "warning":
        jobs.enqueue("education.send_warning", {"edition": row.pk}, now=now)
    return row


@transaction.atomic
def send_back(edition_id: int, *, actor: Actor, now: datetime) -> Edition:
    """Give a text back to be written on. Raises NotThere, NotAllowed."""
    row = _held(edition_id, ("review",), actor)
    row.state = "draft"
    row.save()
    _record(row, "education.sent_back", actor=actor, now=now)
    return row


@transaction.atomic
def withdraw(edition_id: int, *, actor: Actor, now: datetime) -> Edition:
    """Take a published text off the pages; it stays in the history. Raises NotThere, NotAllowed."""
    row = _held(edition_id, ("published",), actor)
    row.state, row.closed_at = "withdrawn", now
    row.save()
    _record(row, "education.withdrawn", actor=actor, now=now)
    return row


def _held(edition_id: int, states: tuple[str, ...], actor: Actor) -> Edition:
    row = Edition.objects.select_for_update().filter(pk=edition_id).first()
    if row is None or (actor.role not in READERS and actor.role != Role.SYSTEM):
        raise NotThere(f"edition {edition_id}")
    if row.state not in states:
        message = gettext("The text has moved on meanwhile; look at it again.")
        raise NotAllowed([Problem("education.step.moved_on", message)])
    return row


def _record(row: Edition, event: str, *, actor: Actor, now: datetime) -> None:
    data = {"edition": row.pk, "kind": row.kind, "slug": row.slug, "number": row.number}
    append([Draft(0, event, now, actor.key, data)])


__all__ = ["Text", "keep", "publish", "read", "send_back", "submit", "submit_problems", "withdraw", "write"]
