"""What the stories of the archive have in common."""

from datetime import UTC, datetime, timedelta
from typing import Any

from redress.records import entries, log
from redress.records.entries import Draft

NOON = datetime(2026, 9, 22, 4, 0, tzinfo=UTC)


def facts(subject: int, event: str = "case.filed") -> dict[str, Any]:
    return {
        "number": f"TS-2026-{subject:06d}",
        "event": event,
        "at": "2026-09-22T12:00:00+08:00",
        "agency": {"code": "310115", "name": "浦东新区市场监督管理局（示例）"},
        "rule_set": "cn-samr-2026",
        "dues": [{"code": "T_ACCEPT", "family": "statute", "due_on": "2026-10-09"}],
        "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    }


def filed(subject: int = 7, **changes: Any) -> Draft:
    """A receipted entry."""
    draft = {"subject": subject, "event": "case.filed", "at": NOON, "actor": "complainant", "data": {"channel": "web"}}
    return Draft(**draft | {"receipted": True, "receipt_subject": facts(subject)} | changes)


def looked_at(subject: int = 7, **changes: Any) -> Draft:
    """An entry without receipt."""
    draft = {"subject": subject, "event": "case.revealed", "at": NOON, "actor": "staff:12", "data": {"reason": "call"}}
    return Draft(**draft | changes)


def grown(count: int, *, step: int = 7) -> list[int]:
    """Record and sequence `count` entries, one case in three receipted, in several batches; return their numbers."""
    ids: list[int] = []
    for start in range(0, count, step):
        drafts = [filed(n) if n % 3 == 0 else looked_at(n) for n in range(start + 1, min(start + step, count) + 1)]
        ids += entries.append(drafts)
        log.sequence(NOON + timedelta(minutes=start))
    return ids
