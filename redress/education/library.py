"""What everybody may read: published texts that have not run out, and a search over them in both languages."""

import unicodedata
from datetime import date

from django.db.models import Q

from redress.education import markup
from redress.education.models import Edition, EditionRows


def shown(kind: str, *, on: date) -> list[Edition]:
    """Return what is shown on a day, newest first; terms by title."""
    rows = _open(on).filter(kind=kind)
    return list(rows.order_by("title_zh") if kind == "term" else rows.order_by("-published_at", "slug"))


def one(kind: str, slug: str, *, on: date) -> Edition | None:
    return _open(on).filter(kind=kind, slug=slug).first()


def _open(on: date) -> "EditionRows":
    return Edition.objects.filter(state="published").filter(Q(expires_on=None) | Q(expires_on__gte=on))


def about(category: str, *, on: date, kind: str = "warning") -> list[Edition]:
    """Return the warnings (or guides) for a category of goods or services, or for one that holds it."""
    parts = category.split(".")
    wider = [".".join(parts[:n]) for n in range(1, len(parts) + 1)]
    return list(_open(on).filter(kind=kind, category__in=wider).order_by("-published_at")) if category else []


def search(words: str, *, on: date, most: int = 50) -> list[Edition]:
    """Return what answers a question, best first: by whole words, and by pairs of characters where no space divides.

    The library holds hundreds of texts, not millions: reading them all takes milliseconds and needs no index to keep.
    """
    wanted = grams(words)
    if not wanted:
        return []
    scored = []
    for row in _open(on):
        title = grams(f"{row.title_zh} {row.title_en}")
        text = grams(markup.plain(f"{row.text_zh} {row.text_en}"))
        hit = len(wanted & (title | text)) / len(wanted)
        if hit >= LEAST:
            scored.append((hit + len(wanted & title) / len(wanted), row.pk, row))
    return [row for *_, row in sorted(scored, key=lambda one: (-one[0], one[1]))][:most]


LEAST = 0.6  # of what was asked must be found


def grams(text: str) -> frozenset[str]:
    """Return words of letters, and pairs of Chinese characters (one alone if it stands alone).

    >>> sorted(grams("7-day 退货"))
    ['7', 'day', '退货']
    """
    found: set[str] = set()
    run = ""
    for char in unicodedata.normalize("NFKC", text).lower() + " ":
        han = "\u4e00" <= char <= "\u9fff"
        if run and (not char.isalnum() or han != ("\u4e00" <= run[-1] <= "\u9fff")):
            chinese = "\u4e00" <= run[0] <= "\u9fff"
            found |= {run[n : n + 2] for n in range(max(1, len(run) - 1))} if chinese else {run}
            run = ""
        if char.isalnum():
            run += char
    return frozenset(found)
