"""Codes of dimensions in words."""

from functools import cache

from django.utils.translation import gettext, gettext_lazy

from redress.law import divisions, packs
from redress.law.packs import say
from redress.portals import present

DIMS = {
    "nature": gettext_lazy("Nature"),
    "category": gettext_lazy("Goods and services"),
    "division": gettext_lazy("Area"),
    "channel": gettext_lazy("Channel"),
    "trader": gettext_lazy("Trader"),
}
STATES = {
    "new": gettext_lazy("New"),
    "doubtful": gettext_lazy("Doubtful: one import"),
    "watched": gettext_lazy("Watched"),
    "dismissed": gettext_lazy("Dismissed"),
    "suggested": gettext_lazy("Warning suggested"),
}
RELEASES = {
    "preparing": gettext_lazy("Being prepared and measured"),
    "measured": gettext_lazy("Measured, waiting for approval"),
    "published": gettext_lazy("Published"),
    "declined": gettext_lazy("Declined"),
}
NAMINGS = {
    "announced": gettext_lazy("Told, can contest"),
    "contested": gettext_lazy("Contested, not shown"),
    "upheld": gettext_lazy("Looked at, shown"),
    "withheld": gettext_lazy("Looked at, not shown"),
}
CLASSIFIERS = {
    "candidate": gettext_lazy("Candidate: nothing it says is shown"),
    "live": gettext_lazy("Live: suggestions on the review sheet"),
    "retired": gettext_lazy("Retired"),
}
MEASURES = {
    "cases": gettext_lazy("Cases"),
    "people": gettext_lazy("People"),
    "settled": gettext_lazy("Settled, % of those ended"),
    "amount": gettext_lazy("Median sum, yuan"),
}
ASKED = {
    "month": gettext_lazy("Month"),
    "quarter": gettext_lazy("Quarter"),
    "year": gettext_lazy("Year"),
    "kind": gettext_lazy("Kind"),
    "nature": gettext_lazy("Nature"),
    "category": gettext_lazy("Goods and services"),
    "province": gettext_lazy("Province"),
    "county": gettext_lazy("County"),
    "channel": gettext_lazy("Channel"),
    "outcome": gettext_lazy("Outcome"),
}
CHANNELS = {
    "web": gettext_lazy("Web page"),
    "phone": gettext_lazy("Telephone"),
    "counter": gettext_lazy("Counter"),
    "post": gettext_lazy("Post"),
    "email": gettext_lazy("E-mail"),
    "api": gettext_lazy("Interface"),
    "import": gettext_lazy("Import"),
}


def value(dim: str, code: str) -> str:
    """Say a value of a dimension; a code without words stays itself."""
    if not code:
        return gettext("not given")
    if dim in {"nature", "category"}:
        return say(_titles(dim).get(code), present.lang()) or code
    if dim == "division":
        return divisions.path_name(code) if divisions.division(code) else code
    if dim == "channel":
        return str(CHANNELS.get(code, code))
    return code


@cache
def _titles(table: str) -> dict[str, dict[str, str]]:
    """Titles of a taxonomy from every rule set, the newest one's word last."""
    found: dict[str, dict[str, str]] = {}
    for name in sorted(packs.available()):
        rows = packs.load(name).tables.get(table, {}).get(table, {})
        found |= {code: row["title"] for code, row in rows.items()}
    return found
