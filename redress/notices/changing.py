"""A notice that did not arrive goes by the next way, and a call becomes somebody's task with the words to say.

Only what a step told a person of a case changes its way: its words can be made again from the archive. What is left
when no way is left is a task (unreached.py).
"""

from datetime import datetime

from redress.kernel.actors import Actor, system
from redress.notices import calls, chain, ledger, own_words, reach, telling, unreached, ways
from redress.notices.ledger import Address
from redress.notices.models import Notice

CHANGER = system("notices")


def listen() -> None:
    """Be asked about every failure before it becomes a task; asking again changes nothing."""
    if go_on not in unreached.INSTEAD:
        unreached.INSTEAD.append(go_on)


def go_on(notice: Notice, *, now: datetime) -> bool:
    """Send what failed by the next way that is open; return whether there was one."""
    found = chain.of(notice.agency_id).candidates(notice.channel, notice.fault)
    return any(by(notice, way, now=now) is not None for way in found if not ways.missing(way))


def by(notice: Notice, way: str, *, now: datetime, actor: Actor = CHANGER) -> Notice | None:
    """Send a notice that failed by another way; None if the person gave none, it is not worded, or it was used."""
    case = notice.case
    if case is None or notice.entry_id is None or case.phase == "closed":
        return None
    same = Notice.objects.filter(
        case=case, entry_id=notice.entry_id, audience=notice.audience, template=notice.template
    )
    if same.filter(channel=way).exists():
        return None
    to = next((one for one in reach.addresses(case, notice.audience, calls=True) if one.channel == way), None)
    worded = own_words.in_use(notice.template, notice.audience, way, notice.language, agency_id=notice.agency_id)
    values = telling.values_of(notice)
    if to is None or worded is None or values is None:
        return None
    made = send(notice, to, values, now=now, actor=actor)
    ledger.record(made, "way_changed", now=now, actor=actor, after=notice.pk, code=notice.fault)
    return made


def send(notice: Notice, to: Address, values: dict[str, str], *, now: datetime, actor: Actor) -> Notice:
    made = ledger.queue(
        notice.template, to=to, case=notice.case, agency=notice.agency_id, audience=notice.audience,
        language=notice.language, values=values, entry=notice.entry_id, key=f"entry:{notice.entry_id}:{notice.audience}:{to.channel}",
        now=now, actor=actor,
    )  # fmt: skip
    calls.to_task(made, now=now, actor=actor)
    return made
