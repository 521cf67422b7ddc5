"""A data card in words, the same before approval and after publication."""

from typing import Any

from django.utils.translation import gettext, gettext_lazy

from redress.insight.models import Release

COLUMNS = (
    ("key", gettext_lazy("Key"), gettext_lazy("Random; orders the pages, leads to nothing.")),
    ("period", gettext_lazy("Period"), gettext_lazy("Month, quarter or year of receipt.")),
    (
        "area",
        gettext_lazy("Area"),
        gettext_lazy("GB/T 2260 code of the trader's county or province; empty where too few."),
    ),
    ("category", gettext_lazy("Goods and services"), gettext_lazy("Code of the taxonomy, or its first part.")),
    ("channel", gettext_lazy("Channel"), gettext_lazy("How it came in; at coarser steps online or office.")),
    (
        "amount",
        gettext_lazy("Amount"),
        gettext_lazy("Between which sums, in yuan; empty where not known or too telling."),
    ),
    ("nature", gettext_lazy("Nature"), gettext_lazy("Code of the taxonomy.")),
    ("outcome", gettext_lazy("Outcome"), gettext_lazy("How it ended.")),
)
LEVELS = (
    gettext_lazy("month, county, class, channel, band of the sum"),
    gettext_lazy("quarter, province, class, online or office, below or from 1000 yuan"),
    gettext_lazy("quarter, province, goods or services, online or office"),
    gettext_lazy("year, goods or services"),
)
EXCLUDED = {
    "no_consent": gettext_lazy("no consent to publication"),
    "still_open": gettext_lazy("not ended yet"),
    "not_accepted": gettext_lazy("not accepted"),
    "sensitive": gettext_lazy("minors, health, secrets"),
    "unclassified": gettext_lazy("without a nature"),
}


def card_rows(release: Release) -> list[dict[str, Any]]:
    """Every number of the card with what it means."""
    card = release.numbers
    if not card:
        return []
    excluded = "; ".join(f"{EXCLUDED.get(why, why)}: {n}" for why, n in card["excluded"].items())
    rows = (
        (gettext("Received in the period"), card["population"], gettext("whom an attacker may look for")),
        (gettext("May be published"), card["agreed"], excluded),
        (gettext("Left out because they stand out"), card["suppressed"], gettext("after making the columns coarser")),
        (gettext("Rows"), release.rows, str(LEVELS[card["level"]])),
        (gettext("Alike at least (k)"), card["k"], gettext("rows with the same values in every column an outsider may know")),
        (gettext("Natures among them at least (l)"), card["l"], gettext("so that being in a group does not tell the nature")),
        (gettext("Distance from all at most (t)"), card["t"], gettext("of a group's natures from those of all rows; 0 is none")),
        (gettext("Found alone by the attack"), card["linked_alone"], gettext("people that somebody who knows day, area, goods, channel and sum exactly finds with certainty")),
        (gettext("Best chance of the attack"), f"{card['linked_most']:.0%}", gettext("for any one person; %(mean)s on average") % {"mean": f"{card['linked_mean']:.1%}"}),
        (gettext("Personal values taken out of stories"), f"{card['words_recall']:.1%}", gettext("of invented, labelled complaints, measured for this release")),
        (gettext("Personal values found again in stories"), card["words_left_over"], gettext("by a second, careful reading")),
        (gettext("Taken out since"), card["withdrawn"], gettext("consents taken back, erased cases, and rows that would stand out without them")),
    )  # fmt: skip
    return [{"name": name, "number": number, "what": what} for name, number, what in rows]
