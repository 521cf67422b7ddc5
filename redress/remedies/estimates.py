"""An estimate on paper: what a calculator found, to be printed or taken along. It says that it is no decision."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from redress.cases.letters import pdf, wording
from redress.cases.letters.fonts import printable
from redress.cases.letters.markup import Block, Run
from redress.cases.letters.sheet import Sheet
from redress.remedies.documents.forms import folder


def paper(
    title: str,
    told: Mapping[str, Any],
    facts: Iterable[tuple[str, str]],
    *,
    language: str,
    on: date,
    form: pdf.Form = "pdf",
) -> bytes:
    """Return an answer that has been put into words, as PDF or as one long picture.

    told -- main, more, limitation, liable, routes, unclear: as pages show them
    facts -- what was said, with its name
    """
    sheet = Sheet(
        language=language,
        title=gettext("What the law may give: an estimate"),
        agency="",
        number="",
        to="",
        day=on,
        day_words=wording.day_words(on, language, weekday=False),
        blocks=tuple(_blocks(title, told, list(facts), language)),
        form_note="",
        layout="form",
        seal="",
        signatures=(),
        signature_date="",
        follow=(
            gettext("Worked out by rules from what was typed; not checked by anybody, not a decision, no promise."),
        ),
        url="",
        qr_alt="",
        footer=gettext("An estimate under the law, not a decision"),
        page="%(page)s / %(pages)s",
        preview="",
    )
    return pdf.produce(sheet, folder(), form=form)


def _blocks(title: str, told: Mapping[str, Any], facts: list[tuple[str, str]], language: str) -> Iterator[Block]:
    day = wording.day_words(told["on"], language, weekday=False)
    yield _block("paragraph", gettext("%(matter)s. Law as on %(day)s.") % {"matter": title, "day": day})
    for one in (*told["main"], *told["more"]):
        yield from _finding(one)
    yield _block("heading", gettext("Until when"))
    limit = told["limitation"]
    yield _block("paragraph", limit["words"] + (f" {limit['ends_on']}" if limit["ends_on"] else ""))
    yield _block("heading", gettext("From whom"))
    for party in told["liable"]:
        yield _block("item", party["title"] + " · " + _cites(party))
    yield _block("heading", gettext("Ways to get there"))
    for route in told["routes"]:
        yield _block("item", f"{route['title']}: {route['needs']} → {route['leads_to']}")
    if told["unclear"]:
        yield _block("heading", gettext("Where the texts are unclear"))
    for point in told["unclear"]:
        yield Block("row", (Run(printable(f"{point['readings']}\n{point['chosen']}")),), label=point["title"])
    yield _block("heading", gettext("What was said"))
    for key, value in facts:
        yield Block("row", (Run(printable(value)),), label=printable(key))


STATUS = {
    "available": lambda: gettext("The law supports this on what was said."),
    "unavailable": lambda: gettext("The law does not support this on what was said."),
    "unknown": lambda: gettext("It cannot be told yet."),
}


def _finding(one: Mapping[str, Any]) -> Iterator[Block]:
    yield _block("heading", one["title"])
    yield _block("paragraph", STATUS[one["status"]]())
    for row in one["sums"]:
        yield Block("row", (Run(printable(row["value"]), strong="total" in row),), label=row["key"])
    if one["formula"]:
        yield Block("row", (Run(printable(one["formula"])),), label=gettext("How it is counted"))
    for reason in one["because"]:
        yield _block("item", reason)
    if one["missing"]:
        yield _block("item", gettext("Depends on: %(facts)s") % {"facts": _labels(one["missing"])})
    if one["unless"]:
        yield _block("item", gettext("Unless: %(facts)s") % {"facts": _labels(one["unless"])})
    yield _block("paragraph", _cites(one))


def _cites(one: Mapping[str, Any]) -> str:
    return "; ".join(cite["title"] for cite in one["cites"])


def _labels(rows: Iterable[Mapping[str, str]]) -> str:
    return "; ".join(row["label"] for row in rows)


def _block(kind: str, text: str) -> Block:
    return Block(kind, (Run(printable(text)),))
