"""The sheet on top of a letter: the address where an envelope has its window, then the words."""

from datetime import datetime
from pathlib import Path

from redress.agencies import queries
from redress.kernel.moments import day_of
from redress.kernel.problems import NotThere
from redress.notices import ledger
from redress.notices.models import Notice
from redress.privacy import vault
from redress.records.typesetting import typeset

LAYOUT = Path(__file__).with_name("envelope.typ")


def sheet(notice: Notice, *, now: datetime) -> bytes:
    """Return the sheet as PDF. Raises NotThere if its words were erased."""
    try:
        words = ledger.sealed(notice)
    except (vault.Erased, vault.NothingSealed):
        raise NotThere(f"notice {notice.pk}") from None
    body = queries.body(notice.agency_id)
    values = {
        "language": notice.language,
        "name": words["name"],
        "address": words["to"],
        "title": words["subject"],
        "text": words["text"],
        "sender": body.name("en" if notice.language == "en" else "zh-hans"),
        "from": body.address,
        "mark": notice.message_id[:8],
        "day": day_of(now).isoformat(),
    }
    return typeset(LAYOUT, values)
