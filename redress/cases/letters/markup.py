"""The small safe language in which the words of a letter are written.

    > The answer.                 first line of the letter, set larger
    ## Heading                    left out when nothing follows it
    - an item
    | Label | {fact} |            a row; an empty fact is shown as “not given”
    {cites}                       a list alone on its line: one paragraph or item each
    Words with {fact} and **emphasis**. Everything else is plain text.

A sentence with a fact that is not known is left out as a whole. {{ and }} stand for braces. Nothing in a fact or in a
template is ever read as instructions of the typesetter: what comes out of here are values.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from redress.cases.letters.forms import BLOCK_TYPES, Fact

LONGEST_BODY = 20_000  # characters
PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
EMPHASIS = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
LISTED = frozenset({"list", "cites", "routes", "long"})  # may stand alone on a line and become several blocks


class Run(NamedTuple):
    """Words of one look."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a letter. kind -- lead, heading, paragraph, item, route or row (label in `label`)."""

    kind: str
    runs: tuple[Run, ...]
    label: str = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of a template, not yet filled."""

    kind: str
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A fact in words: one text, or the several that a list is."""

    parts: tuple[str, ...]
    joined: str


def lines(body: str, *, language: str) -> list[Line]:
    """Split a template into its pieces; lines without a blank one between them are one paragraph."""
    found: list[Line] = []
    for paragraph in re.split(r"\n[ \t]*\n", body.replace("\r\n", "\n").strip("\n")):
        found.extend(_pieces(paragraph, joint="" if language == "zh" else " "))
    return found


def _pieces(paragraph: str, *, joint: str) -> Iterator[Line]:
    words: list[str] = []
    for raw in paragraph.split("\n"):
        text = raw.strip()
        kind = next(
            (kind for mark, kind in (("> ", "lead"), ("## ", "heading"), ("- ", "item")) if raw.startswith(mark)), ""
        )
        row = [cell.strip() for cell in text.strip("|").split("|", 1)] if text.startswith("|") else []
        if (kind or len(row) == 2) and words:
            yield Line("paragraph", joint.join(words))
            words = []
        if kind:
            yield Line(kind, text.lstrip(">#- "))
        elif len(row) == 2:
            yield Line("row", row[1], label=row[0])
        elif text:
            words.append(text)
    if words:
        yield Line("paragraph", joint.join(words))


def placeholders(text: str) -> list[str]:
    """Names in a piece of a template, in order; "" stands for a brace that opens or closes nothing."""
    return [(match[1] or "").strip() for match in PLACEHOLDER.finditer(text) if match[0] not in {"{{", "}}"}]


def misplaced(body: str, known: Mapping[str, Fact], *, language: str) -> list[str]:
    """Names of facts that need a line of their own but stand inside a sentence or row."""
    return [
        name
        for line in lines(body, language=language)
        for name in placeholders(line.text)
        if name in known and known[name].type in BLOCK_TYPES and not _alone(line)
    ]


def _alone(line: Line) -> bool:
    return line.kind == "paragraph" and re.fullmatch(r"\{\s*[a-z0-9_]+\s*\}", line.text) is not None


def fill(
    body: str, values: Mapping[str, Filled], known: Mapping[str, Fact], *, language: str, empty: str
) -> list[Block]:
    """Put values into a template.

    values -- known facts in words; what is absent is not known
    empty -- what a row shows for a fact that is not known
    """
    blocks: list[Block] = []
    for line in lines(body, language=language):
        names = placeholders(line.text)
        unknown = [name for name in names if name not in values]
        if line.kind == "row":
            text = line.text if not unknown else empty
            blocks.append(Block("row", _runs(text, values), label=line.label))
        elif unknown:
            continue
        elif _alone(line) and known[names[0]].type in LISTED:
            blocks.extend(_listed(values[names[0]], known[names[0]].type))
        else:
            blocks.append(Block(line.kind, _runs(line.text, values)))
    return _without_empty_headings(blocks)


def _listed(value: Filled, kind: str) -> Iterator[Block]:
    block = {"long": "paragraph", "routes": "route"}.get(kind, "item")
    for part in value.parts:
        title, _, rest = part.partition("\n") if kind == "routes" else ("", "", part)
        runs = (Run(title, strong=True), Run("\n"), Run(rest)) if title and rest else (Run(rest or title),)
        yield Block(block, runs)


def _without_empty_headings(blocks: list[Block]) -> list[Block]:
    kept = []
    for position, block in enumerate(blocks):
        following = blocks[position + 1 : position + 2]
        if block.kind != "heading" or (following and following[0].kind != "heading"):
            kept.append(block)
    return kept


def _runs(text: str, values: Mapping[str, Filled]) -> tuple[Run, ...]:
    """Emphasis belongs to the template: asterisks inside a value stay asterisks."""
    runs: list[Run] = []
    position = 0
    for match in EMPHASIS.finditer(text):
        runs.append(Run(_substituted(text[position : match.start()], values)))
        runs.append(Run(_substituted(match[1], values), strong=True))
        position = match.end()
    runs.append(Run(_substituted(text[position:], values)))
    return tuple(run for run in runs if run.text)


def _substituted(text: str, values: Mapping[str, Filled]) -> str:
    def word(match: re.Match[str]) -> str:
        if match[0] in {"{{", "}}"}:
            return match[0][0]
        return values[match[1].strip()].joined

    return PLACEHOLDER.sub(word, text)
