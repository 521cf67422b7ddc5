"""Text in pictures of receipts and screens: read by a job, sealed beside the picture, and proposed, never taken over by itself.

Sums, days and numbers found in it are offered to a person at the desk, who looks at the picture and confirms one or none.
Without the extra `ocr` nothing is read, and whoever asks is told so.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib.util import find_spec
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from pydantic_core import PydanticCustomError

from redress.cases import evidence, values
from redress.cases.actions import get
from redress.cases.models import Case, Exhibit
from redress.kernel import jobs, rows
from redress.kernel.actors import Actor, Role
from redress.kernel.moments import day_of
from redress.kernel.problems import NotAllowed, Problem
from redress.privacy import vault
from redress.records.entries import Draft, append

ROLES = frozenset({Role.CLERK, Role.OFFICER, Role.MEDIATOR, Role.SUPERVISOR})
WITHIN = 90  # seconds for one picture
LINES, LONGEST = 200, 200  # of a picture; characters of a line
SURE = 0.5  # lines the engine is less sure of are not proposed from
MOST = 4  # proposals of a kind
KINDS = ("amount", "bought_on", "order_number")
_SUM = re.compile(r"(?:[￥¥]\s*(?P<a>\d[\d,，]*(?:\.\d{1,2})?)|(?P<b>\d[\d,，]*\.\d{2}|\d[\d,，]*(?=\s*元)))(?![\d.])")
_PAID = re.compile(r"合计|总计|实付|实收|应付|付款|支付|金额|total|paid|amount", re.I)
_DAY = re.compile(r"(?<!\d)(20\d{2})\s*[-/.年]\s*(1[0-2]|0?[1-9])\s*[-/.月]\s*(3[01]|[12]\d|0?[1-9])")
_ORDER = re.compile(r"(?:订单(?:编)?号|单号|流水号|交易号|order\s*(?:no|number)?)\s*[.：:#]?\s*([A-Z0-9-]{6,40})", re.I)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value read in a picture, and the line it stands in. kind -- amount, bought_on or order_number"""

    kind: str
    value: str
    line: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a picture's text. state -- none, waiting, read or failed"""

    state: str
    lines: Sequence[str] = ()
    proposals: Sequence[Proposal] = ()
    confirmed: Sequence[str] = ()


def installed() -> bool:
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def of(exhibit: Exhibit) -> Reading:
    """Return the reading of a picture. Raises vault.Erased after the case's key was destroyed."""
    kept = _kept(exhibit)
    lines = [str(row["text"]) for row in kept.get("lines", ())]
    proposals = tuple(proposed(kept.get("lines", ())))
    return Reading(str(kept.get("state", "none")), lines, proposals, tuple(kept.get("confirmed", ())))


def _kept(exhibit: Exhibit) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = vault.open(exhibit.case_id, _slot(exhibit.pk))
    except vault.NothingSealed:
        return {}
    return kept


def _slot(exhibit_id: int) -> str:
    return f"picture:{exhibit_id}"


@transaction.atomic
def ask(case: Case, exhibit_id: int, *, actor: Actor, now: datetime) -> None:
    """Let a picture be read by the next free worker; asked twice it is read once. Raises NotThere or NotAllowed."""
    row = evidence.find(case, exhibit_id, actor=actor)
    _refuse(actor, row)
    state = of(row).state
    if state in {"waiting", "read"}:
        return
    vault.put(case.pk, _slot(row.pk), {"state": "waiting"})
    jobs.enqueue("evidence.read_picture", {"exhibit": row.pk}, now=now, unique=str(row.pk))


def _refuse(actor: Actor, row: Exhibit) -> None:
    if actor.role not in ROLES:
        raise _no("evidence.read.wrong_role", gettext("Reading pictures is not a step for your role."))
    if not installed():
        raise _no(
            "evidence.read.not_installed",
            gettext("Text in pictures is not recognised here: the extra is not installed."),
        )
    if not row.preview_path or row.scan == "infected":
        raise _no("evidence.read.no_picture", gettext("Only a picture that can be shown can be read."))


def _no(code: str, message: str) -> NotAllowed:
    return NotAllowed([Problem(code=code, message=message)])


@jobs.job("evidence.read_picture", attempts=3, together=False)
def read_picture(payload: jobs.Payload, *, now: datetime) -> None:
    """Read one picture in a process of its own, bounded in time, memory and size; seal what was found."""
    row = Exhibit.objects.filter(pk=int(str(payload["exhibit"]))).first()
    if row is None or of(row).state != "waiting":
        return
    content = evidence.open_preview(row)  # at most 1600 pixels a side, whatever was sent in
    found = _read(content) if content else None
    made = {"state": "failed"} if found is None else {"state": "read", "lines": found}
    with transaction.atomic():
        vault.put(row.case_id, _slot(row.pk), made)
        data = {"exhibit": row.pk, "lines": len(found or ()), "failed": found is None}
        append([Draft(subject=row.case_id, event="evidence.text_read", at=now, actor="system:pictures", data=data)])


def _read(content: bytes) -> list[dict[str, Any]] | None:
    """Return the lines of a picture with how sure the engine is; None if it cannot be read."""
    command = [sys.executable, "-m", "redress.cases.picture_reader"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=WITHIN, check=True)  # noqa: S603 -- our own
        told = [json.loads(line) for line in done.stdout.decode().splitlines()[:LINES]]
        return [{"text": values.clean(str(one["text"]))[:LONGEST], "score": float(one["score"])} for one in told]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError, PydanticCustomError):
        return None


def proposed(lines: Sequence[Mapping[str, Any]]) -> Iterator[Proposal]:
    """Find sums (those beside a word of paying first), days and order numbers in lines the engine is sure of.

    >>> [(one.kind, one.value) for one in proposed([{"text": "合计：¥2,399.00元", "score": 0.9}])]
    [('amount', '2399.00')]
    """
    sure = [str(row["text"]) for row in lines if float(row["score"]) >= SURE]
    yield from _first(_sums(sure))
    yield from _first(_days(sure))
    yield from _first(Proposal("order_number", found[1], line) for line in sure for found in _ORDER.finditer(line))


def _first(found: Iterator[Proposal]) -> list[Proposal]:
    return list({one.value: one for one in reversed(list(found))}.values())[::-1][:MOST]


def _sums(lines: Sequence[str]) -> Iterator[Proposal]:
    for line in sorted(lines, key=lambda line: not _PAID.search(line)):
        for match in _SUM.finditer(line):
            try:
                amount = values.money((match["a"] or match["b"]).replace("，", ","))
            except PydanticCustomError:
                continue
            if 0 < amount < values.LARGEST:
                yield Proposal("amount", f"{amount:.2f}", line)


def _days(lines: Sequence[str]) -> Iterator[Proposal]:
    for line in lines:
        for match in _DAY.finditer(line):
            try:
                yield Proposal("bought_on", date(*map(int, match.groups())).isoformat(), line)
            except ValueError:
                continue


@transaction.atomic
def confirm(case: Case, exhibit_id: int, *, kind: str, value: str, actor: Actor, now: datetime) -> Case:
    """Take a proposed value over into the case: a person has looked at the picture. Raises NotThere or NotAllowed."""
    case = get(case.number, actor=actor, lock=True)
    row = evidence.find(case, exhibit_id, actor=actor)
    if actor.role not in ROLES:
        raise _no("evidence.read.wrong_role", gettext("Reading pictures is not a step for your role."))
    if not case.is_open:
        raise _no("evidence.confirm.closed", gettext("The case has ended; its values stay as they are."))
    if (kind, value) not in {(one.kind, one.value) for one in of(row).proposals}:
        raise _no("evidence.confirm.not_read", gettext("This value was not read in the picture; look at it again."))
    if kind == "bought_on" and date.fromisoformat(value) > day_of(now):
        raise _no("evidence.confirm.future", gettext("This day lies in the future."))
    if kind == "order_number":
        vault.put(case.pk, "intake", {**vault.open(case.pk, "intake"), "order_number": value})
        rows.change("cases_case", case.pk, {"last_event_at": now})
    else:
        _into_facts(case, kind, value, now)
    kept = _kept(row)
    vault.put(case.pk, _slot(row.pk), {**kept, "confirmed": sorted({*kept.get("confirmed", ()), f"{kind}={value}"})})
    # The value itself stays out of the archive: an order number leads to a person.
    data = {"exhibit": row.pk, "value": kind}
    append([Draft(subject=case.pk, event="case.value_confirmed", at=now, actor=actor.key, data=data)])
    return get(case.number, actor=actor)


def _into_facts(case: Case, kind: str, value: str, now: datetime) -> None:
    facts = case.facts_value
    facts["purchase"] = {**facts.get("purchase", {}), kind: value}
    missing = [one for one in case.missing_value if one["pointer"] != f"/purchase/{kind}"]
    changed = {
        "facts": json.dumps(facts, ensure_ascii=False, separators=(",", ":")),
        "missing": json.dumps(missing, ensure_ascii=False, separators=(",", ":")),
        "last_event_at": now,
    }
    rows.change("cases_case", case.pk, changed | ({"amount": Decimal(value)} if kind == "amount" else {}))
