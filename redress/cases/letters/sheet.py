"""The last station before PDF or DOCX: every word of a letter, in one language and in its place."""

from dataclasses import dataclass
from datetime import date

from redress.cases.letters.markup import Block


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the layout needs.

    number -- document number, or the words that say it is given on signing; empty if the letter has none
    seal -- words in the place for the seal; empty: no seal on this letter
    page -- "%(page)s" and "%(pages)s" stand for the numbers
    preview -- words across every page of what was not issued; empty on issued letters
    """

    language: str
    title: str
    agency: str
    number: str
    to: str
    day: date
    day_words: str
    blocks: tuple[Block, ...]
    form_note: str
    layout: str
    seal: str
    signatures: tuple[str, ...]
    signature_date: str
    follow: tuple[str, ...]
    url: str
    qr_alt: str
    footer: str
    page: str
    preview: str
