"""Warnings for programs that read on: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Item:
    """One warning, as it is told outside."""

    title: str
    href: str
    text: str
    html: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """title, address of the page and of the feed, language tag, and who speaks."""

    title: str
    home: str
    self: str
    lang: str
    author: str
    items: Sequence[Item]


def atom(feed: Feed, *, now: datetime) -> bytes:
    root = Element("feed", {"xmlns": ATOM, "xml:lang": feed.lang})
    for tag, text in (("title", feed.title), ("id", feed.self)):
        SubElement(root, tag).text = text
    SubElement(root, "updated").text = max((one.at for one in feed.items), default=now).isoformat()
    SubElement(SubElement(root, "author"), "name").text = feed.author
    SubElement(root, "link", {"rel": "self", "href": feed.self})
    SubElement(root, "link", {"href": feed.home})
    for one in feed.items:
        entry = SubElement(root, "entry")
        for tag, text in (("title", one.title), ("id", one.href), ("updated", one.at.isoformat())):
            SubElement(entry, tag).text = text
        SubElement(entry, "link", {"href": one.href})
        SubElement(entry, "summary").text = one.text
        SubElement(entry, "content", {"type": "html"}).text = one.html
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root)


def rss(feed: Feed) -> bytes:
    root = Element("rss", {"version": "2.0"})
    channel = SubElement(root, "channel")
    for tag, text in (
        ("title", feed.title), ("link", feed.home), ("description", feed.title), ("language", feed.lang),
    ):  # fmt: skip
        SubElement(channel, tag).text = text
    for one in feed.items:
        item = SubElement(channel, "item")
        for tag, text in (
            ("title", one.title), ("link", one.href), ("guid", one.href), ("pubDate", format_datetime(one.at)),
            ("description", one.html),
        ):  # fmt: skip
            SubElement(item, tag).text = text
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root)


def json_feed(feed: Feed) -> bytes:
    answer = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.self,
        "language": feed.lang,
        "authors": [{"name": feed.author}],
        "items": [
            {"id": one.href, "url": one.href, "title": one.title, "content_html": one.html, "content_text": one.text,
             "date_published": one.at.isoformat()}
            for one in feed.items
        ],
    }  # fmt: skip
    return json.dumps(answer, ensure_ascii=False).encode()
