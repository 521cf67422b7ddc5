"""One row of the routing table: under which conditions which body, and which team of it, gets a case; and the words why."""

import csv
import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext

from redress.kernel.problems import Problem
from redress.kernel.whole import whole_number
from redress.law import divisions, packs

KINDS = ("complaint", "report")
SELLERS = ("shop", "platform_operator", "own_site", "on_platform")
CHANNELS = ("web", "phone", "counter", "post", "email", "api", "import")
LEVELS = ("nation", "province", "city", "county")
MANDATES = ("delegated", "entrusted")
LENGTHS = {"row": 24, "body": 32, "team": 40, "basis": 200, "why_zh": 200, "why_en": 200}
NEEDED = ("row", "body", "why_zh", "why_en")
MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """An empty condition asks nothing. Of several rows that fit, the one with the lowest priority number decides.

    division -- of the authority that the law names, or of everything below it ("3301" or "330100" for a whole city)
    amount_from, amount_to -- from this sum on, and below that one; a case without a sum meets neither
    level -- of the authority that the law names
    mandate, basis -- only these let a body outside the competent area have the case: delegated or entrusted, and by what
    """

    row: str
    priority: int
    body: str
    why_zh: str
    why_en: str
    division: str = ""
    kind: str = ""
    category: str = ""
    nature: str = ""
    seller_kind: str = ""
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    channel: str = ""
    level: str = ""
    team: str = ""
    mandate: str = ""
    basis: str = ""

    @property
    def area(self) -> str:
        return area(self.division)

    def stored(self) -> dict[str, Any]:
        """As it is kept: text and numbers, nothing that is empty."""
        return {
            name: value if isinstance(value, int) else str(value)
            for name, value in asdict(self).items()
            if value not in ("", None)
        }


COLUMNS = (
    "row", "priority", "division", "kind", "category", "nature", "seller_kind", "amount_from", "amount_to", "channel",
    "level", "body", "team", "mandate", "basis", "why_zh", "why_en",
)  # fmt: skip
CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": KINDS, "seller_kind": SELLERS, "channel": CHANNELS, "level": LEVELS, "mandate": MANDATES,
}  # fmt: skip


def area(division: str) -> str:
    """What every code in a place begins with: 330100 → 3301, 330000 → 33."""
    return division[:4].removesuffix("00") if len(division) == 6 and division.endswith("00") else division


def restored(kept: Mapping[str, Any]) -> Row:
    """A row as it was kept."""
    sums = {name: Decimal(kept[name]) for name in ("amount_from", "amount_to") if name in kept}
    return Row(**{**kept, **sums})


def read(given: Mapping[str, Any]) -> tuple[Row | None, list[Problem]]:
    """Read what a form or a line of a file says; the row, or everything that is wrong with it."""
    texts = {name: str(given.get(name) or "").strip() for name in COLUMNS}
    problems = [_wrong(name) for name in NEEDED if not texts[name]]
    problems += [_wrong(name) for name, most in LENGTHS.items() if len(texts[name]) > most]
    problems += [_wrong(name) for name, known in CHOICES.items() if texts[name] and texts[name] not in known]
    problems += [_wrong("division")] * (not _known_place(texts["division"]))
    priority = whole_number(texts["priority"]) or 0
    problems += [_wrong("priority")] * (not 1 <= priority <= 9999)
    sums = {name: _sum(texts[name]) for name in ("amount_from", "amount_to")}
    problems += [_wrong(name) for name, value in sums.items() if value is not None and value < 0]
    low, high = sums["amount_from"], sums["amount_to"]
    if low is not None and high is not None and 0 <= high <= low:
        problems.append(_wrong("amount_to"))
    if bool(texts["mandate"]) != bool(texts["basis"]):
        message = gettext(
            "A body outside the competent area needs both: delegated or entrusted, and the paper it rests on."
        )
        problems.append(Problem("routing.row.no_basis", message, "/basis"))
    if problems:
        return None, problems
    found: dict[str, Any] = {**texts, **sums, "priority": priority}
    return Row(**found), []


def _wrong(name: str) -> Problem:
    said = {
        "row": gettext("Give the row a short name of its own, up to 24 characters, such as R010."),
        "priority": gettext("Give a whole number from 1 to 9999; the lowest decides."),
        "division": gettext("Give a division code of two to six digits, such as 33, 3301 or 330110."),
        "body": gettext("Name the body by its code."),
        "amount_from": gettext("Give a sum in yuan, or leave it empty."),
        "amount_to": gettext("Give a sum in yuan above the one it starts from, or leave it empty."),
        "why_zh": gettext("Say in Chinese why, in up to 200 characters; people read it on their case."),
        "why_en": gettext("Say in English why, in up to 200 characters; people read it on their case."),
    }
    message = said.get(name) or gettext("Choose one of the values offered, or leave it empty.")
    return Problem("routing.row.unreadable", message, f"/{name}")


def _known_place(code: str) -> bool:
    if not code:
        return True
    return (
        code.isascii()
        and code.isdecimal()
        and divisions.division(code.ljust(6, "0")) is not None
        and len(code) in (2, 4, 6)
    )


def _sum(text: str) -> Decimal | None:
    """A sum, None if none is given, −1 for what is none."""
    if not text:
        return None
    try:
        found = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return Decimal(-1)
    return found.quantize(Decimal("0.01")) if found.is_finite() and abs(found) < 10**12 else Decimal(-1)


def known(table: str) -> frozenset[str]:
    """Codes of a taxonomy over every rule set."""
    return packs.codes(table)


def as_csv(rows: list[Row]) -> str:
    """The table as a file that a spreadsheet opens."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(row.stored() for row in rows)
    return "\ufeff" + out.getvalue()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file that somebody wants to bring in."""

    number: int
    name: str
    row: Row | None
    problems: tuple[Problem, ...]


def from_csv(content: bytes) -> list[Line]:
    """Read a file line by line; UTF-8, else GB18030, as spreadsheets write it here."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    lines = []
    seen: set[str] = set()
    for number, given in enumerate(csv.DictReader(io.StringIO(text.replace("\0", ""))), start=2):
        row, problems = read(given)
        if row is not None and row.row in seen:
            row, problems = None, [twice()]
        seen.add(str(given.get("row") or "").strip())
        lines.append(Line(number, str(given.get("row") or "").strip()[:24], row, tuple(problems)))
        if number > MOST_ROWS:
            break
    return lines


def twice() -> Problem:
    return Problem("routing.row.twice", gettext("Another row has this name; give each row a name of its own."), "/row")


assert {one.name for one in fields(Row)} == set(COLUMNS)  # noqa: S101 -- a column that is forgotten would be lost in a file
