"""The words of notices: data, per step, audience, channel and language. A room adds its own files when it is made ready.

    [trader.first_notice.trader.sms]          # template "trader.first_notice", audience, channel
    zh = "{agency}：您有一件待回应的消费投诉，编号{number}。"
    en = "…"
    subject_zh, subject_en                    # of an e-mail or a letter

A text message and an e-mail may be read by others: they name the number and a place, nothing of the matter. Places in
their words are those of `CONTENT_FREE`. A letter is closed: its words may use any value.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from redress.notices.models import AUDIENCES, CHANNELS

CONTENT_FREE = frozenset({"number", "link", "agency", "phone", "day", "code", "hours"})
PUBLISHED = frozenset({"title", "leave"})  # in mails that somebody subscribed to: what everybody may read
CLOSED = frozenset({"letter", "call", "webhook"})
NAME = re.compile(r"[a-z_]+\.[a-z_]+")
LANGUAGES = ("zh", "en")
_FOLDERS: list[Path] = []


class BadWording(ValueError):
    """A wording that cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one template for one audience, channel and language, with places in braces.

    version -- empty as shipped; "v3" an office's own
    """

    template: str
    audience: str
    channel: str
    language: str
    subject: str
    text: str
    version: str = ""

    @property
    def places(self) -> frozenset[str]:
        return places(self.subject) | places(self.text)

    def filled(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Return subject and text. Raises BadWording if a value is not there."""
        lacking = sorted(self.places - {name for name, value in values.items() if value})
        if lacking:
            raise BadWording(f"{self.template} by {self.channel} needs a value for {', '.join(lacking)}.")
        return self.subject.format_map(values), self.text.format_map(values)


def places(text: str) -> frozenset[str]:
    """Return the names in braces. Raises BadWording for anything but plain names in braces."""
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise BadWording(str(error)) from None
    for _words, name, spec, conversion in parsed:
        if name is not None and (not re.fullmatch(r"[a-z_]+", name) or spec or conversion):
            raise BadWording("A place is a name in braces, such as {number}.")
    return frozenset(name for _words, name, _spec, _conversion in parsed if name)


def add_folder(folder: Path) -> None:
    """Take in a room's files of wordings (*.toml); called while the room is made ready."""
    if folder not in _FOLDERS:
        _FOLDERS.append(folder)
        shipped.cache_clear()


@cache
def shipped() -> Mapping[tuple[str, str, str, str], Wording]:
    """Every wording as shipped, by template, audience, channel and language. Raises BadWording."""
    found: dict[tuple[str, str, str, str], Wording] = {}
    for folder in _FOLDERS:
        for path in sorted(folder.glob("*.toml")):
            for wording in _read(tomllib.loads(path.read_text("utf-8"))):
                place = (wording.template, wording.audience, wording.channel, wording.language)
                if place in found:
                    raise BadWording(f"{'.'.join(place)} is worded twice.")
                found[place] = wording
    return found


def _read(tables: Mapping[str, Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]]]) -> list[Wording]:
    return [
        check(Wording(
            f"{room}.{step}", audience, channel, language, row.get(f"subject_{language}", ""), row[language].strip()
        ))
        for room, steps in tables.items()
        for step, audiences in steps.items()
        for audience, channels in audiences.items()
        for channel, row in channels.items()
        for language in LANGUAGES
    ]  # fmt: skip


def check(wording: Wording) -> Wording:
    """Return the wording if it may be used. Raises BadWording."""
    title = f"{wording.template}.{wording.audience}.{wording.channel}.{wording.language}"
    if not NAME.fullmatch(wording.template):
        raise BadWording(f"A template is called room.step, not “{wording.template}”.")
    if wording.audience not in AUDIENCES or wording.channel not in CHANNELS:
        raise BadWording(f"{title}: there is no such audience or channel.")
    if not wording.text or (wording.channel == "email" and not wording.subject):
        raise BadWording(f"{title} has no words.")
    more = wording.places - CONTENT_FREE - (PUBLISHED if wording.audience == "subscriber" else frozenset())
    if wording.channel not in CLOSED and more:
        raise BadWording(f"{title} would tell {', '.join(sorted(more))} to whoever sees the screen.")
    return wording


def find(template: str, audience: str, channel: str, language: str) -> Wording | None:
    """Return the wording as shipped; None if nothing is said there."""
    return shipped().get((template, audience, channel, language))
