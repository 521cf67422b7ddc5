"""Texts put into what templates show."""

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from redress.education import drafting, markup
from redress.education.models import Edition
from redress.law import packs
from redress.law.packs import say
from redress.portals import present
from redress.portals.law.asking import tongue
from redress.portals.present import article_words

PATHS = {"guide": "education:guide", "lesson": "education:lesson", "warning": "education:warning"}


def kind_words(kind: str) -> str:
    return {
        "guide": gettext("Guide"), "lesson": gettext("Lesson"), "warning": gettext("Warning"), "term": gettext("Term"),
    }.get(kind, kind)  # fmt: skip


def state_words(state: str) -> str:
    return {
        "draft": gettext("Draft"),
        "review": gettext("With a second person"),
        "published": gettext("Published"),
        "replaced": gettext("Replaced by a later version"),
        "withdrawn": gettext("Withdrawn"),
    }.get(state, state)


def address(row: Edition) -> str:
    if row.kind == "term":
        return f"{reverse('education:words')}#{row.slug}"
    return reverse(PATHS[row.kind], args=[row.slug])


def drawn(text: str, lang: str) -> SafeString:
    """Return Markdown as HTML that the sanitiser has passed."""
    return SafeString(markup.render(text, lang, article_words))


def card(row: Edition) -> dict[str, Any]:
    lang = tongue()
    own = present.lang() if lang == "zh" else lang  # a further language shows the Chinese where it has nothing
    words = markup.plain(row.text(own))
    return {
        "href": address(row),
        "slug": row.slug,
        "title": row.title(own),
        "kind": kind_words(row.kind),
        "says": words.split("\n", 1)[0][:160],
        "html": drawn(row.text(own), lang),
        "published": row.published_at,
        "until": row.expires_on,
        "untranslated": lang == "en" and not row.translated,
    }


def categories(chosen: str = "") -> list[dict[str, Any]]:
    """Categories to choose from, in the language of the page."""
    rows = packs.load(drafting.RULE_SET).tables["category"]["category"]
    return [
        {"value": code, "label": say(row["title"], present.lang()), "checked": code == chosen}
        for code, row in rows.items()
    ]
