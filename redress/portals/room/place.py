"""Where somebody stands: the case, the room, what they are in it, and the addresses of the door they came in by."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from redress.cases.models import Case
from redress.kernel.actors import Actor
from redress.mediation import door, reading, sides
from redress.mediation.models import Room


@dataclass(frozen=True, slots=True)
class Place:
    """space -- of the addresses: public, casework, room or trader; base -- template the page is built on

    key -- what stands for the case in the addresses, where that is not its number
    """

    case: Case
    room: Room | None
    actor: Actor
    side: str
    space: str
    base: str
    now: datetime
    frame: dict[str, Any]
    key: str = ""

    def url(self, name: str, *more: object) -> str:
        return reverse(f"{self.space}:{name}", args=[self.key or self.case.number, *more])

    def tab(self, name: str) -> str:
        return self.url("room_tab", name)

    def do(self, deed: str) -> str:
        return self.url("room_do", deed)

    @property
    def home(self) -> str:
        """The page of the case, for those who have one."""
        names = {"public": "public:case", "casework": "casework:case", "trader": "trader:link"}
        return reverse(names[self.space], args=[self.key or self.case.number]) if self.space in names else ""

    @property
    def is_mediator(self) -> bool:
        return self.side == sides.MEDIATOR

    @property
    def is_party(self) -> bool:
        return self.side in sides.PARTIES


def place(
    case: Case, actor: Actor, space: str, *, now: datetime, frame: dict[str, Any] | None = None, key: str = ""
) -> Place:
    room = reading.of_case(case, actor=actor)
    side = door.side_in(room, actor) if room else ""
    base = "base_desk.html" if space == "casework" else "base_public.html"
    return Place(case, room, actor, side, space, base, now, frame or {}, key)
