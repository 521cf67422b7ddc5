"""What the programs of a business are told: its own matters, each step that concerns it, and nothing of the consumer."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from redress.cases.models import Case
from redress.kernel.actors import Actor
from redress.kernel.problems import NotThere
from redress.notices import hooks
from redress.notices.models import Endpoint, Notice
from redress.records import entries
from redress.records.entries import Recorded
from redress.records.models import Entry
from redress.traders import accounts
from redress.traders.models import Account, Invitation, Reached, Trader

READER = "hooks"
BACK, AT_ONCE = 200, 500
EVENTS = {
    "trader.invited": "matter.new",
    "trader.nudged": "matter.reminded",
    "trader.answered": "matter.answered",
    "trader.invitation_revoked": "matter.withdrawn",
}
ENDED = "matter.ended"
KNOWN = (*EVENTS.values(), ENDED)


def _owner(account: Account) -> str:
    return f"account:{account.pk}"


# ---- endpoints -----------------------------------------------------------------------------------------------------


def endpoints(actor: Actor) -> list[Endpoint]:
    """Those of one's own account, newest first."""
    return list(Endpoint.objects.filter(owner=_owner(accounts.member_of(actor).account)).order_by("-pk"))


def find(endpoint_id: int, *, actor: Actor) -> Endpoint:
    """Raises NotThere for any that is not of one's own account."""
    row = next((one for one in endpoints(actor) if one.pk == endpoint_id), None)
    if row is None:
        raise NotThere(str(endpoint_id))
    return row


def subscribe(url: str, events: Iterable[str], *, actor: Actor, now: datetime) -> tuple[Endpoint, str]:
    """Add an endpoint; its secret is shown this once. Raises NotThere, NotAllowed (role), Invalid (address)."""
    account = accounts.require_role(actor, "owner").account
    wanted = [one for one in events if one in KNOWN]
    return hooks.add(url, wanted, agency_id=account.agency_id, owner=_owner(account), actor=actor, now=now)


def secret(endpoint_id: int, *, actor: Actor) -> str | None:
    """The secret of an endpoint, for the answer that gives it again to whoever lost it; None once it was ended."""
    accounts.require_role(actor, "owner")
    row = find(endpoint_id, actor=actor)
    return hooks.told_secret(row) if row.state != "closed" else None


def replay(endpoint_id: int, *, since: int, actor: Actor, now: datetime) -> int:
    """Send again from a number on. Raises NotThere, NotAllowed."""
    accounts.require_role(actor, "owner")
    return hooks.send_again(find(endpoint_id, actor=actor), since=since, actor=actor, now=now)


def close(endpoint_id: int, *, actor: Actor, now: datetime) -> None:
    """End a subscription. Raises NotThere, NotAllowed."""
    accounts.require_role(actor, "owner")
    hooks.end(find(endpoint_id, actor=actor), actor=actor, now=now)


# ---- telling -------------------------------------------------------------------------------------------------------


@transaction.atomic
def read_on(*, now: datetime) -> int:
    """Tell what the newest entries of the archive say; return how many are done with. The first time nothing is told."""
    place = Reached.objects.select_for_update().filter(name=READER).first()
    if place is None:
        last = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0
        Reached.objects.create(name=READER, upto=last)
        return 0
    found = entries.after(max(place.upto - BACK, 0), BACK + AT_ONCE)
    asked = [one for one in found if one.subject > 0 and (one.event in EVENTS or hooks.is_step(one))]
    if asked and Endpoint.objects.filter(owner__startswith="account:").exclude(state="closed").exists():
        _tell(asked, now=now)
    upto = entries.settled(place.upto, found, now=now)
    passed = sum(place.upto < one.id <= upto for one in found)
    if passed:
        place.upto = upto
        place.save(update_fields=["upto"])
    return passed


def _tell(found: Sequence[Recorded], *, now: datetime) -> None:
    cases = Case.objects.in_bulk({one.subject for one in found})
    invited: dict[int, list[Invitation]] = {}
    for row in Invitation.objects.filter(case_id__in=cases).select_related("trader"):
        invited.setdefault(row.case_id, []).append(row)
    for one in found:
        case = cases.get(one.subject)
        for row in invited.get(one.subject, ()):
            event = _event(one, row, case)
            if event and case is not None:
                _push(row, case, one, event, now=now)


def _event(entry: Recorded, row: Invitation, case: Case | None) -> str:
    """What an entry of a case is to one who was asked about it; empty if it is not theirs to know."""
    if entry.event in EVENTS:
        mine = entry.data.get("invitation") == row.pk or entry.data.get("trader") == row.trader_id
        return EVENTS[entry.event] if mine else ""
    if case is None or row.revoked_at is not None:
        return ""
    before, after = (case.pack.states.get(str(entry.data.get(name))) for name in ("from", "to"))
    ended = before is not None and after is not None and before.phase == "open" and after.phase != "open"
    return ENDED if ended else ""


def _push(row: Invitation, case: Case, entry: Recorded, event: str, *, now: datetime) -> None:
    for account in _accounts(row):
        known = Endpoint.objects.filter(owner=_owner(account)).exclude(state="closed").order_by("pk")
        for endpoint in known:
            told = Notice.objects.filter(endpoint=endpoint, entry_id=entry.id).exists()
            late = entry.at < endpoint.made_at
            if not told and not late and (not endpoint.events or event in endpoint.events.split()):
                body = {"ref": row.ref, "number": case.number, "answer_by": str(row.answer_by)}
                hooks.push(endpoint, event, body, at=entry.at, case=case, entry=entry.id, now=now)


def _accounts(row: Invitation) -> list[Account]:
    """The account of the trader that was asked, and those of the entries it was merged into."""
    trader, ids = row.trader, [row.trader_id]
    while trader.merged_into_id is not None:
        trader = Trader.objects.get(pk=trader.merged_into_id)
        ids.append(trader.pk)
    return list(Account.objects.filter(trader_id__in=ids, closed_at=None))
