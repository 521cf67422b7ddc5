"""The register of traders: one entry a business, under all its names, merged and parted with both roads visible."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext
from pydantic_core import PydanticCustomError

from redress.cases import values
from redress.cases.models import Case
from redress.cases.models.case import CaseQuerySet
from redress.kernel.actors import Actor, Role
from redress.kernel.problems import Invalid, NotAllowed, NotThere, Problem
from redress.records.entries import Draft, append
from redress.traders.models import NAME_KINDS, Account, Invitation, Merger, Trader, TraderName

KEEPERS = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.CLERK, Role.SYSTEM})
REASONS = ("same_code", "renamed", "branch", "brand", "typing_error")
FINDING = ("legal", "alias", "former", "seen")  # kinds of names by which a case finds its trader; brands are shared


def require_keeper(actor: Actor) -> None:
    if actor.role not in KEEPERS:
        message = gettext("The register of traders is kept by clerks, officers and supervisors.")
        raise NotAllowed([Problem(code="trader.keep.wrong_role", message=message)])


def find(trader_id: int, *, actor: Actor, lock: bool = False) -> Trader:
    """Return an entry this person may find. Raises NotThere."""
    rows = Trader.objects.visible_to(actor)
    row = (rows.select_for_update() if lock else rows).filter(pk=trader_id).first()
    if row is None:
        raise NotThere(str(trader_id))
    return row


def code_of(text: str) -> str:
    """Return a credit code as it is stored, checked; empty for none. Raises Invalid."""
    if not text.strip():
        return ""
    try:
        return values.uscc(text)
    except PydanticCustomError:
        message = gettext(
            "The credit code is wrong: 18 characters, the last one checks the others. Look at the licence."
        )
        raise Invalid([Problem(code="trader.uscc.wrong", message=message, pointer="/uscc")]) from None


def _name_of(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > 120:
        message = gettext("Write the name, with at most 120 characters.")
        raise Invalid([Problem(code="trader.name.unreadable", message=message, pointer="/name")])
    return name


@transaction.atomic
def add(name: str, *, uscc: str = "", division: str = "", actor: Actor, now: datetime) -> Trader:
    """Write a trader down; one with a known credit code is that entry, under one more name.

    Raises NotAllowed (role) or Invalid (name or code).
    """
    require_keeper(actor)
    name, code = _name_of(name), code_of(uscc)
    known = Trader.objects.filter(uscc=code).first() if code else None
    if known is None:
        known = Trader.objects.create(
            name=name, uscc=code, division=division, agency_id=actor.agency_id, made_at=now, made_by=actor.key
        )
        append([Draft(0, "trader.added", now, actor.key, {"trader": known.pk, "with_code": bool(code)})])
        _also(known, name, "legal" if code else "seen", actor=actor, now=now)
    else:
        _also(known, name, "seen", actor=actor, now=now)
    return known


def _also(trader: Trader, name: str, kind: str, *, actor: Actor, now: datetime) -> bool:
    _, fresh = TraderName.objects.get_or_create(
        trader=trader, name=name, defaults={"kind": kind, "at": now, "by": actor.key}
    )
    return fresh


@transaction.atomic
def add_name(trader_id: int, name: str, *, kind: str, actor: Actor, now: datetime) -> Trader:
    """Add an alias, a brand or a former name. Raises NotThere, NotAllowed, Invalid."""
    require_keeper(actor)
    trader, name = find(trader_id, actor=actor, lock=True), _name_of(name)
    if kind not in NAME_KINDS:
        message = gettext("Choose what kind of name it is.")
        raise Invalid([Problem(code="trader.name.kind_unknown", message=message, pointer="/kind")])
    if _also(trader, name, kind, actor=actor, now=now):
        append([Draft(0, "trader.named", now, actor.key, {"trader": trader.pk, "kind": kind})])
    return trader


@transaction.atomic
def set_code(trader_id: int, uscc: str, *, actor: Actor, now: datetime) -> Trader:
    """Write down the credit code of a trader that had none. Raises NotThere, NotAllowed, Invalid."""
    require_keeper(actor)
    trader, code = find(trader_id, actor=actor, lock=True), code_of(uscc)
    try:
        with transaction.atomic():
            trader.uscc = code
            trader.save(update_fields=["uscc"])
    except IntegrityError:
        message = gettext("Another entry has this credit code; merge the two.")
        raise NotAllowed([Problem(code="trader.uscc.taken", message=message, pointer="/uscc")]) from None
    append([Draft(0, "trader.code_set", now, actor.key, {"trader": trader.pk})])
    return trader


@transaction.atomic
def merge(kept_id: int, merged_id: int, *, reason: str, actor: Actor, now: datetime) -> Merger:
    """Let one entry stand for another. Both rows, all names and all cases stay as they are; only the pointer is new.

    Raises NotThere, NotAllowed, Invalid.
    """
    require_keeper(actor)
    first, second = sorted((kept_id, merged_id))  # one order of locks, whoever merges whom
    rows = {row_id: find(row_id, actor=actor, lock=True) for row_id in dict.fromkeys((first, second))}
    kept, merged = rows[kept_id], rows[merged_id]
    problems = []
    if reason not in REASONS:
        message = gettext("Say why the two are one trader.")
        problems.append(Problem(code="trader.merge.reason_unknown", message=message, pointer="/reason"))
    if kept_id == merged_id:
        message = gettext("These are the same entry.")
        problems.append(Problem(code="trader.merge.same", message=message, pointer="/other"))
    elif kept.merged_into_id or merged.merged_into_id:
        message = gettext("One of the two has been merged already; merge the entries that stand.")
        problems.append(Problem(code="trader.merge.not_standing", message=message, pointer="/other"))
    if problems:
        raise Invalid(problems)
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    row = Merger.objects.create(kept=kept, merged=merged, reason=reason, at=now, by=actor.key)
    data = {"kept": kept.pk, "merged": merged.pk, "reason": reason, "merger": row.pk}
    append([Draft(0, "trader.merged", now, actor.key, data)])
    return row


@dataclass(frozen=True, slots=True)
class Effect:
    """What a merger would bring together. opens -- an account would see what the merged entry was asked"""

    names: list[str]
    cases: int
    asked: int
    opens: bool


def effect(kept: Trader, merged: Trader, *, actor: Actor) -> Effect:
    """Say what a merger would do, before it is done; nothing is changed."""
    ids = family(merged)
    names = TraderName.objects.filter(trader_id__in=ids).order_by("name").values_list("name", flat=True).distinct()
    return Effect(
        names=list(names),
        cases=cases_of(merged, actor=actor).count(),
        asked=Invitation.objects.filter(trader_id__in=ids, revoked_at=None).count(),
        opens=Account.objects.filter(trader=standing(kept), closed_at=None).exists(),
    )


@transaction.atomic
def unmerge(merger_id: int, *, actor: Actor, now: datetime) -> Merger:
    """Take a merger back: the entry stands for itself again, with everything it had. Raises NotThere, NotAllowed."""
    require_keeper(actor)
    row = Merger.objects.select_for_update().filter(pk=merger_id).first()
    if row is None:
        raise NotThere(str(merger_id))
    merged = find(row.merged_id, actor=actor, lock=True)
    if row.undone_at is not None:
        message = gettext("This merger has been taken back already.")
        raise NotAllowed([Problem(code="trader.unmerge.undone", message=message)])
    merged.merged_into = None
    merged.save(update_fields=["merged_into"])
    row.undone_at, row.undone_by = now, actor.key
    row.save(update_fields=["undone_at", "undone_by"])
    data = {"kept": row.kept_id, "merged": row.merged_id, "merger": row.pk}
    append([Draft(0, "trader.unmerged", now, actor.key, data)])
    return row


# ---- reading -------------------------------------------------------------------------------------------------------


def standing(trader: Trader) -> Trader:
    """Return the entry that stands for this one."""
    while trader.merged_into_id is not None:
        trader = Trader.objects.get(pk=trader.merged_into_id)
    return trader


def family(trader: Trader) -> list[int]:
    """Ids of an entry and of all that were merged into it, at any depth."""
    found, fresh = [trader.pk], [trader.pk]
    while fresh:
        fresh = list(Trader.objects.filter(merged_into_id__in=fresh).values_list("pk", flat=True))
        found += fresh
    return found


def of_case(case: Case) -> Trader | None:
    """Return the trader a complaint is about: by credit code, else by a name that only one trader goes by."""
    if case.trader_uscc:
        row = Trader.objects.filter(uscc=case.trader_uscc).first()
        return standing(row) if row else None
    if not case.trader_name:
        return None
    named = TraderName.objects.filter(name=case.trader_name, kind__in=FINDING).select_related("trader")[:20]
    found = {standing(row.trader).pk: row.trader for row in named if _may_mean(row.trader, case)}
    return standing(next(iter(found.values()))) if len(found) == 1 else None


def _may_mean(trader: Trader, case: Case) -> bool:
    """A name without a code means the trader of the same office; a shop of the same name elsewhere is another."""
    return bool(trader.uscc) or trader.agency_id in (None, case.agency_id)


def cases_of(trader: Trader, *, actor: Actor) -> CaseQuerySet:
    """The cases about a trader that this person may see: by any code or finding name of its family."""
    ids = family(trader)
    codes = list(Trader.objects.filter(pk__in=ids).exclude(uscc="").values_list("uscc", flat=True))
    names = list(TraderName.objects.filter(trader_id__in=ids, kind__in=FINDING).values_list("name", flat=True))
    rows = Case.objects.visible_to(actor)
    return rows.filter(Q(trader_uscc__in=codes) | Q(trader_uscc="", trader_name__in=names))


def search(words: str, *, actor: Actor, most: int = 50) -> list[Trader]:
    """Entries that stand, whose code or any of whose names begins with the words; all, newest first, for no words."""
    rows = Trader.objects.visible_to(actor)
    wanted = " ".join(words.split())
    if not wanted:
        return list(rows.filter(merged_into=None).order_by("-pk")[:most])
    named = TraderName.objects.filter(name__startswith=wanted, trader__in=rows).values_list("trader_id", flat=True)
    found = rows.filter(Q(pk__in=list(named[:500])) | Q(uscc__startswith=wanted.upper()))[:most]
    return list({row.pk: row for row in map(standing, found)}.values())


def mergers_of(trader: Trader) -> list[Merger]:
    """Everything that was ever merged with an entry, newest first: both roads, also those taken back."""
    ids = family(trader)
    rows = Merger.objects.filter(Q(kept_id__in=ids) | Q(merged_id__in=ids))
    return list(rows.select_related("kept", "merged").order_by("-pk"))


@transaction.atomic
def of_name(case: Case, *, actor: Actor, now: datetime) -> Trader | None:
    """Write down the trader of a case that names no code, for its office; None if the name is not there or not clear."""
    name = " ".join(case.trader_name.split())
    if not name or TraderName.objects.filter(name=name, trader__agency_id=case.agency_id).exists():
        return None
    row = Trader.objects.create(
        name=name, division=case.division, agency_id=case.agency_id, made_at=now, made_by=actor.key
    )
    append([Draft(0, "trader.added", now, actor.key, {"trader": row.pk, "with_code": False})])
    _also(row, name, "seen", actor=actor, now=now)
    return row


@transaction.atomic
def collect(cases: Iterable[Case], *, actor: Actor, now: datetime) -> int:
    """Write down the traders that cases name with a credit code and the register does not know yet; return how many.

    A bare name may be a person's: that is written down only when somebody asks that trader (`of_name`).
    """
    made = 0
    for case in cases:
        name = " ".join(case.trader_name.split())
        if name and case.trader_uscc:
            known = Trader.objects.filter(uscc=case.trader_uscc).first()
            if known is None:
                known = add(name, uscc=case.trader_uscc, division=case.division, actor=actor, now=now)
                made += 1
            _also(known, name, "seen", actor=actor, now=now)
    return made
