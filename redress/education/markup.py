"""Markdown as it is written on the desk, made into HTML that can do no harm; and the sources named in it.

A source stands in double brackets behind its sentence: [[cpl-2013:25(1)]] is a provision of the register of laws,
[[https://…]] a page, [[figures]] the published figures of this installation.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from redress.law import statutes

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

SOURCE = re.compile(r"\[\[([^\[\]]{1,300})\]\]")
PROVISION = re.compile(r"([a-z0-9-]+):([0-9()]+)")
TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br", "hr", "span"}
SHORT = "中华人民共和国"
# A sentence ends at its stop and takes the sources behind it along.
SENTENCE = re.compile(r"[^。！？!?\n.]*(?:\.(?=\S)[^。！？!?\n.]*)*(?:[。！？!?.]|\n|$)(?:\s*\[\[[^\[\]]*\]\])*")
NUMBER = re.compile(r"\d|[一二两三四五六七八九十百千万]+(?:个|日|天|年|月|倍|元|次|人|件|成|%)|百分之|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|thirty|sixty|hundred|thousand|percent|times)\b", re.I)  # fmt: skip
ACCUSATION = re.compile(r"欺诈|诈骗|骗取|骗局|造假|假冒|违法|侵权|虚假|跑路|坑害|黑心|\b(?:frauds?|fraudulent|scams?|cheat\w*|swindl\w*|fake\w*|counterfeit\w*|illegal\w*|unlawful\w*|deceiv\w*|mislead\w*)\b", re.I)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sentence has it from. href is empty for a provision."""

    label: str
    href: str = ""


def source(written: str, tongue: str, words: Callable[[str], str] = str) -> Source | None:
    """Read what stands between double brackets; None if it names nothing that is known. words -- says an article"""
    if written == "figures":
        return Source("本平台公布的数据" if tongue == "zh" else "Published figures", "/figures/")
    if re.fullmatch(r"https://[^\s<>\"']+", written):
        return Source("来源" if tongue == "zh" else "Source", written)
    if (found := PROVISION.fullmatch(written)) is None:
        return None
    law, article = found[1], found[2]
    try:
        text = statutes.statute(law)
    except LookupError:
        return None
    if not any(one == article or one.startswith(f"{article}(") for one in text.articles):
        return None
    title = text.title[tongue].removeprefix(SHORT)
    return Source(f"《{title}》{words(article)}" if tongue == "zh" else f"{title}, {words(article)}")


def unsourced(text: str) -> list[str]:
    """Return the sentences with a number or an accusation that name no source, or one that is not known."""
    wrong = []
    for line in text.splitlines():
        # The number of a list's line is no number of the sentence.
        plain = re.sub(r"^\s*(?:#+|[-*>]|\d+\.)\s+", "", line)
        for sentence in (found.group().strip() for found in SENTENCE.finditer(plain)):
            named = SOURCE.findall(sentence)
            words = SOURCE.sub("", sentence)
            claims = NUMBER.search(words) or ACCUSATION.search(words)
            if (claims and not named) or any(source(one, "zh") is None for one in named):
                wrong.append(sentence)
    return wrong


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- an idle process does without

    # Images would be fetched from elsewhere; HTML is shown as it was typed.
    return MarkdownIt("commonmark", {"html": False}).disable("image")


def render(text: str, tongue: str, words: Callable[[str], str] = str) -> str:
    """Return safe HTML. Headings begin at the second level, since the page has the first."""
    marked = re.sub(r"^#(?=\s)", "##", text, flags=re.M)
    made = SOURCE.sub(lambda found: _drawn(html.unescape(found[1]), tongue, words), _reader().render(marked))
    import nh3  # noqa: PLC0415 -- an idle process does without

    return nh3.clean(
        made, tags=TAGS, attributes={"a": {"href"}, "span": {"class"}}, url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )  # fmt: skip


def _drawn(written: str, tongue: str, words: Callable[[str], str]) -> str:
    found = source(written, tongue, words)
    if found is None:
        return f'<span class="hint">[{html.escape(written)}]</span>'
    label = html.escape(found.label)
    inner = f'<a href="{html.escape(found.href)}">{label}</a>' if found.href else label
    return f'<span class="hint">（{inner}）</span>' if tongue == "zh" else f' <span class="hint">({inner})</span>'


def plain(text: str) -> str:
    """Return the words alone: for search, short texts and posters."""
    bare = re.sub(r"[*_`>#]+|^\s*-\s+", "", SOURCE.sub("", text), flags=re.M).strip()
    return re.sub(r" +(?=[.,;:!?。，；：！？])", "", bare)  # the space that stood before a source
