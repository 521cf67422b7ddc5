"""Changing the keys that wrap the cases' keys, while everybody goes on working.

1. `rotate` adds a generation; new cases use it at once, older ones still open.
2. `rewrap` walks all cases and wraps their keys anew. It may stop anywhere and go on later.
3. `retire` destroys an old generation, once nothing uses it. From then on copies of the database made before step 2
   can no longer be opened: this is how an erasure reaches the backups.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from redress.kernel.actors import Actor
from redress.privacy import keyring, vault
from redress.privacy.keyring import KeyRingError
from redress.privacy.models import CaseKey, Rewrap
from redress.records.entries import Draft, append

BATCH = 1000
START = (-(2**63), 0)  # after which case the walk begins, and how many are done then
# A process may have sealed a case just before a rotation and store it at the end of a long transaction.
GRACE = timedelta(hours=1)
Progress = Callable[[int, int], None]


def rotate(*, actor: Actor, now: datetime) -> int:
    """Add a generation to the key ring and return its number."""
    vault.ring(fresh=True)
    generation = keyring.add_generation(vault.ring_path(), now=now)
    vault.ring(fresh=True)
    with transaction.atomic():
        append([Draft(0, "vault_key.rotated", now, actor.key, {"generation": generation})])
    return generation


def rewrap(*, now: datetime, progress: Progress = lambda done, total: None, batch: int = BATCH) -> int:
    """Wrap every case's key with the active generation; return how many were changed in this run.

    progress -- told how many cases are done, and of how many, after every batch
    Each batch is a short transaction of its own; cases erased meanwhile stay erased.
    """
    target = vault.ring(fresh=True).active.id
    walk, _ = Rewrap.objects.get_or_create(generation=target, defaults={"started_at": now})
    if walk.finished_at is not None and _left(target):
        # Somebody who read the ring before the rotation stored their case after the walk had ended.
        walk.finished_at, walk.after, walk.done = None, *START
    total = CaseKey.objects.count()
    changed = 0
    while walk.finished_at is None:
        changed += _step(walk, target, batch, now)
        progress(walk.done, max(total, walk.done))
    return changed


def _left(target: int) -> bool:
    return CaseKey.objects.filter(destroyed_at=None).exclude(key_id=target).exists()


@transaction.atomic
def _step(walk: Rewrap, target: int, batch: int, now: datetime) -> int:
    rows = list(
        CaseKey.objects.filter(pk__gt=walk.after)
        .order_by("pk")
        .values_list("case_id", "key_id", "wrapped", "destroyed_at")[:batch]
    )
    keys = vault.ring()
    moved = [
        (keys.wrap(case_id, keys.unwrap(case_id, bytes(wrapped))), target, case_id, key_id)
        for case_id, key_id, wrapped, destroyed_at in rows
        if destroyed_at is None and key_id != target
    ]
    if moved:
        with connection.cursor() as cursor:
            # The old generation in the condition: a case erased or moved by somebody else meanwhile is left alone.
            cursor.executemany(
                "UPDATE privacy_casekey SET wrapped = %s, key_id = %s WHERE case_id = %s AND key_id = %s", moved
            )
    walk.done += len(rows)
    if rows:
        walk.after = rows[-1][0]
    # A process that read the ring just before the rotation may still have added a case with the old generation.
    elif _left(target):
        walk.after, walk.done = START
    else:
        walk.finished_at = now
    walk.save()
    return len(moved)


def retire(generation: int, *, actor: Actor, now: datetime) -> None:
    """Destroy an old generation for good.

    Raises KeyRingError, and destroys nothing, within an hour of the rotation, while a case is still wrapped with it, or
    if it is the active one.
    """
    replaced = keyring.replaced_at(vault.ring_path(), generation)
    if replaced is not None and now - replaced < GRACE:
        raise KeyRingError("Wait an hour after the rotation: cases sealed just before it may still be on their way.")
    left = CaseKey.objects.filter(key_id=generation).count()
    if left:
        raise KeyRingError(f"{left} cases still use generation {generation}. Run the re-wrapping to its end first.")
    if generation not in vault.ring(fresh=True).generations:
        raise KeyRingError(f"There is no generation {generation} in the key ring {settings.REDRESS_DATA}/keys.")
    keyring.remove_generation(vault.ring_path(), generation)
    vault.ring(fresh=True)
    with transaction.atomic():
        append([Draft(0, "vault_key.retired", now, actor.key, {"generation": generation})])
