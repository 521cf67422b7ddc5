"""Reads about bodies and staff that other rooms may use. Bodies change rarely, so they are held in memory for a while."""

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime

from redress.agencies import opening
from redress.agencies.models import Agency, ApiKey, Closure, Staff, actor_for
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of


@dataclass(frozen=True, slots=True)
class Body:
    """An agency as a value."""

    id: int
    code: str
    name_zh: str
    name_en: str
    kind: str
    level: str
    division: str
    parent_id: int | None
    path: str
    address: str
    phone: str
    opening: str
    hours: str
    active: bool = True
    successor_id: int | None = None

    def name(self, language: str = "zh-hans") -> str:
        return self.name_zh if language.startswith("zh") else self.name_en

    def hours_in(self, language: str = "zh-hans") -> list[str]:
        """The opening hours as people read them, a line for each run of days, and the remark on them."""
        return [*opening.week(self.opening).words(language), *([self.hours] if self.hours else [])]


class _Directory:
    """All bodies as of one version of the table: the active ones by id, code and area; closed ones for what is named after them.

    below -- for each active body, itself, those under it, and the closed ones whose work these took over
    """

    def __init__(self) -> None:
        fields = list(Body.__dataclass_fields__)
        self.known = {row["id"]: Body(**row) for row in Agency.objects.order_by("id").values(*fields)}
        self.by_id = {body.id: body for body in self.known.values() if body.active}
        self.by_code = {body.code: body for body in self.by_id.values()}
        self.closed_by_code = {body.code: body for body in self.known.values() if not body.active}
        self.by_division: dict[str, list[Body]] = {}
        for body in self.by_id.values():
            self.by_division.setdefault(body.division, []).append(body)
        taken_over = [(one, heir) for one in self.closed_by_code.values() if (heir := self.heir(one)) is not None]
        for one, heir in taken_over:  # what the closed one covered, its heir covers, after whoever sits there
            if heir not in self.by_division.setdefault(one.division, []):
                self.by_division[one.division].append(heir)
        places = [(other.path, other.id) for other in self.known.values()]
        places += [(heir.path, one.id) for one, heir in taken_over]
        self.closures: dict[int, tuple[opening.Closed, ...]] = {}
        for row in Closure.objects.order_by("first_on"):
            closed = opening.Closed(row.first_on, row.last_on, row.why_zh, row.why_en)
            self.closures[row.agency_id] = (*self.closures.get(row.agency_id, ()), closed)
        self.below = {
            body.id: frozenset(other for path, other in places if path.startswith(body.path))
            for body in self.by_id.values()
        }

    def heir(self, body: Body) -> Body | None:
        """The active body that has taken over, however often; itself while it is active."""
        seen = {body.id}
        while not body.active:
            following = self.known.get(body.successor_id or 0)
            if following is None or following.id in seen:
                return None
            seen.add(following.id)
            body = following
        return body


FRESH = 30.0  # seconds for which what another process changed may not be known here
_held: _Directory | None = None
_read_at = 0.0


def directory() -> _Directory:
    """Return the bodies as they were at most FRESH seconds ago; what this process changes is known at once."""
    global _held, _read_at
    if _held is None or not _held.by_id or time.monotonic() - _read_at > FRESH:
        _held, _read_at = _Directory(), time.monotonic()
    return _held


def forget() -> None:
    """Read the bodies anew at the next question; called when one is changed, and between tests."""
    global _held
    _held = None
    _keys.clear()


def body(agency_id: int) -> Body:
    """A body that something belongs to, also one that was closed since: what it did keeps its name."""
    found = directory().known.get(agency_id)
    if found is None:  # another process made it a moment ago
        forget()
        found = directory().known[agency_id]
    return found


def body_by_code(code: str) -> Body | None:
    return directory().by_code.get(code)


def named(code: str) -> Body | None:
    """The body of a code, also a closed one: for saying its name, not for giving it work."""
    return directory().by_code.get(code) or directory().closed_by_code.get(code)


def standing(code: str) -> Body | None:
    """The body that does the work of a code now: itself, or whoever took over from it."""
    found = named(code)
    return directory().heir(found) if found else None


def closures(agency_id: int) -> tuple[opening.Closed, ...]:
    """The days on which a body alone is closed, also those that are past."""
    return directory().closures.get(agency_id, ())


def scope_path(agency_id: int) -> str:
    """Path of a body, and of the one that took over from it: everybody who may look for its cases."""
    found = body(agency_id)
    heir = directory().heir(found)
    return found.path if heir is None or heir.id == found.id else found.path + heir.path.lstrip("/")


def below(agency_id: int | None) -> frozenset[int]:
    """Ids of a body and of every body under it; empty for None or an unknown body."""
    return directory().below.get(agency_id, frozenset()) if agency_id is not None else frozenset()


def above(agency_id: int | None) -> list[int]:
    """Ids of a body and of every body above it, its own first; empty for None or an unknown body."""
    known = directory().known.get(agency_id) if agency_id is not None else None
    return [int(part) for part in reversed(known.path.strip("/").split("/"))] if known else []


def handling_body(division: str, *, kind: str = "market_supervision") -> Body | None:
    """Return the body of this kind that covers a division: its own, else its city's or province's."""
    for code in (division, division[:4] + "00", division[:2] + "0000"):
        for candidate in directory().by_division.get(code, ()):
            if candidate.kind == kind:
                return candidate
    return None


def covering(division: str) -> list[Body]:
    """Return the bodies whose area a division is or lies in, the nearest first."""
    areas = dict.fromkeys((division, division[:4] + "00", division[:2] + "0000", "000000"))
    found = (body for area in areas for body in sorted(directory().by_division.get(area, ()), key=lambda one: one.code))
    return list(dict.fromkeys(found))


def named_like(text: str) -> list[Body]:
    """Return the bodies with these words in their name, by code."""
    words = text.casefold()
    found = (
        body
        for body in directory().by_id.values()
        if words in body.name_zh.casefold() or words in body.name_en.casefold()
    )
    return sorted(found, key=lambda one: one.code)


def actor_of(staff: Staff) -> Actor:
    return actor_for(staff, below=below(staff.agency_id))


@dataclass(frozen=True, slots=True)
class KeyHolder:
    actor: Actor
    unlimited: bool
    scope: str = "all"


_keys: dict[bytes, tuple[datetime, KeyHolder]] = {}
KEY_MEMORY_SECONDS = 30


def holder_of(key: str, *, now: datetime) -> KeyHolder | None:
    """Return who a key acts for; None if unknown, expired or revoked (a revoked key dies within 30 seconds)."""
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    known = _keys.get(digest)
    if known and 0 <= (now - known[0]).total_seconds() < KEY_MEMORY_SECONDS:
        return known[1]
    row = ApiKey.objects.select_related("staff").filter(digest=digest, revoked_at=None).first()
    if row is None or (row.expires_at and row.expires_at <= now) or not row.staff.is_active:
        _keys.pop(digest, None)
        return None
    today = day_of(now)
    if row.last_used_on != today:
        ApiKey.objects.filter(pk=row.pk).update(last_used_on=today)
    holder = KeyHolder(actor_of(row.staff), row.unlimited, row.scope)
    _keys[digest] = (now, holder)
    return holder


def keys_seen_by(actor: Actor) -> list[ApiKey]:
    """Return the keys a person may know of: their own; an administrator's also everybody's in the bodies below."""
    found = ApiKey.objects.select_related("staff").order_by("-pk")
    if actor.role == Role.ADMIN:
        return list(found.filter(staff__agency_id__in=actor.agency_ids))
    return list(found.filter(staff_id=actor.staff_id)) if actor.staff_id is not None else []
