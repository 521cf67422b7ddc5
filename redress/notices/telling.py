"""From what happened to who is told: reads the archive behind the cases, and queues what the table says.

Cases know nothing of notices. The reader keeps its place, which never passes a number that may still appear; it looks
back over the last entries each time, and a key for each entry and audience makes looking twice harmless.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.db import transaction

from redress.cases.models import Case, Letter
from redress.kernel.actors import system
from redress.notices import calls, hooks, ledger, reach
from redress.notices.models import Notice, ReadTo
from redress.privacy.models import Consent
from redress.records import entries
from redress.records.entries import Recorded
from redress.records.models import Entry

READER = "steps"
BACK = 200
AT_ONCE = 500
TOO_OLD = timedelta(days=3)  # what was imported or slept through is no news
TELLER = system("notices")


@dataclass(frozen=True, slots=True)
class Tell:
    """One row of tells.toml."""

    event: str
    to: str
    template: str
    required: bool
    day: str


@cache
def table() -> Mapping[str, tuple[Tell, ...]]:
    rows = tomllib.loads((Path(__file__).parent / "tells.toml").read_text("utf-8"))["tell"]
    found: dict[str, tuple[Tell, ...]] = {}
    for row in rows:
        tell = Tell(row["event"], row["to"], row["template"], row.get("required", False), row.get("day", ""))
        found[tell.event] = (*found.get(tell.event, ()), tell)
    return found


@transaction.atomic
def read_on(*, now: datetime) -> int:
    """Queue what the newest entries of the archive ask for. Return how many entries this reader is done with for good.

    The very first time nothing is told: what happened before notices were set up is no news.
    """
    place = ReadTo.objects.select_for_update().filter(reader=READER).first()
    if place is None:
        last = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0
        ReadTo.objects.create(reader=READER, entry_id=last, from_id=last)
        return 0
    found = entries.after(max(place.entry_id - BACK, place.from_id), BACK + AT_ONCE)
    fresh = [entry for entry in found if entry.subject > 0 and now - entry.at <= TOO_OLD]
    _tell(_untold(fresh), now=now)
    upto = entries.settled(place.entry_id, found, now=now)
    passed = sum(place.entry_id < entry.id <= upto for entry in found)
    if passed:
        place.entry_id = upto
        place.save(update_fields=["entry_id"])
    return passed


def _untold(found: Sequence[Recorded]) -> list[Recorded]:
    asked = [
        entry for entry in found if entry.event in table() or entry.event == "letter.issued" or hooks.is_step(entry)
    ]
    told = set(Notice.objects.filter(entry_id__in=[entry.id for entry in asked]).values_list("entry_id", flat=True))
    return [entry for entry in asked if entry.id not in told]


def _tell(found: Sequence[Recorded], *, now: datetime) -> None:
    cases = Case.objects.in_bulk({entry.subject for entry in found})
    for entry in found:
        case = cases.get(entry.subject)
        if case is not None:
            for tell in table().get(entry.event, ()):
                _tell_one(case, entry, tell, now=now)
            if entry.event == "letter.issued":
                _send_paper(case, entry, now=now)
            hooks.publish(case, entry, now=now)


def values_of(notice: Notice) -> dict[str, str] | None:
    """What fills the words of a notice, made again from the step it tells of; None if no step told it."""
    step = entries.get(notice.entry_id) if notice.entry_id else None
    rows = table().get(step.event, ()) if step else ()
    tell = next((row for row in rows if (row.to, row.template) == (notice.audience, notice.template)), None)
    if step is None or tell is None:
        return None
    return {"day": str(step.data.get(tell.day, ""))} if tell.day else {}


def _tell_one(case: Case, entry: Recorded, tell: Tell, *, now: datetime) -> None:
    if not tell.required and _declined(case):
        return
    to = _way(case, tell)
    if to is None:
        return
    notice = ledger.queue(
        tell.template, to=to, case=case, agency=case.agency_id, audience=tell.to, language=case.language, entry=entry.id,
        values={"day": str(entry.data.get(tell.day, ""))} if tell.day else {},
        key=f"entry:{entry.id}:{tell.to}", now=now, actor=TELLER,
    )  # fmt: skip
    calls.to_task(notice, now=now, actor=TELLER)


def _way(case: Case, tell: Tell) -> ledger.Address | None:
    """How a step is told. Somebody who gave nothing but a telephone that takes no text is called, where the law wants it."""
    found = reach.addresses(case, tell.to)
    if found or not tell.required:
        return reach.best(found, paper=False)
    return next(iter(reach.addresses(case, tell.to, calls=True)), None)


def _declined(case: Case) -> bool:
    """Whether the person took back the consent on which their matter is handled: then only what the law wants goes out."""
    last = Consent.objects.filter(case_id=case.pk, purpose="handling").order_by("-pk").first()
    return last is not None and (not last.given or last.withdrawn_at is not None)


def _send_paper(case: Case, entry: Recorded, *, now: datetime) -> None:
    """A copy for somebody who has nothing but a postal address goes to the print queue, and one for a body outside."""
    audience = {"complainant": "complainant", "respondent": "trader", "agency": "body"}.get(
        str(entry.data.get("audience"))
    )
    letter = Letter.objects.filter(pk=int(entry.data.get("letter_id", 0)), case=case).first()
    if audience is None or letter is None:
        return
    to = _of_body(letter) if audience == "body" else reach.best(reach.addresses(case, audience), paper=True)
    if to is not None and to.channel == "letter":
        ledger.queue(
            "case.letter", to=to, case=case, agency=letter.agency_id, audience=audience, language=letter.language,
            values={}, entry=entry.id, letter=letter.pk, key=f"entry:{entry.id}:{audience}", now=now, actor=TELLER,
        )  # fmt: skip


def _of_body(letter: Letter) -> ledger.Address | None:
    """Where a letter to a body outside goes, if its postal address was given with the step."""
    step = entries.get(letter.entry_id) if letter.entry_id else None
    if step is None or not step.data.get("address"):
        return None
    return ledger.Address("letter", str(step.data["address"]), str(step.data["body"]))
