"""What comes round for traders: the register is filled from new cases, and the ladder is climbed every morning."""

from datetime import datetime, time, timedelta

from redress.kernel.jobs import Payload, enqueue, job, schedule
from redress.traders import actions, collecting, hooking, silence


@job("traders.collect")
def collect(payload: Payload, *, now: datetime) -> None:
    if collecting.go_on(now=now):
        enqueue("traders.collect", now=now, unique="more")


@job("traders.climb_all")
def climb_all(payload: Payload, *, now: datetime) -> None:
    """One job an invitation: one that fails is tried again alone and keeps nobody waiting."""
    silence.sweep_ended(now=now)
    for invitation_id in silence.due(now=now):
        enqueue("traders.climb", {"invitation": invitation_id}, now=now, unique=str(invitation_id))


@job("traders.climb")
def climb(payload: Payload, *, now: datetime) -> None:
    actions.climb(int(str(payload["invitation"])), actor=silence.ACTOR, now=now)


@job("traders.tell_programs")
def tell_programs(payload: Payload, *, now: datetime) -> None:
    if hooking.read_on(now=now) >= hooking.AT_ONCE:
        enqueue("traders.tell_programs", now=now, unique="more")


schedule("traders.tell_programs", every=timedelta(seconds=20))
schedule("traders.collect", every=timedelta(minutes=30))
schedule("traders.climb_all", at=time(8, 30))
