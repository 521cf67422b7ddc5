"""Case numbers that cannot be guessed, and the four words that open a case to the person who filed it.

The words are derived from the number and a secret of the installation: nothing in the database gives them away, and
a retried request can be answered with the same words.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from django.conf import settings

from redress.kernel.moments import day_of

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
RANDOM_CHARACTERS = 10  # 50 bits
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
WORDS = 4


def new_number(now: datetime) -> str:
    """Return year and 50 random bits: "26K7M3QX94TP"."""
    bits = secrets.randbits(5 * RANDOM_CHARACTERS)
    return f"{day_of(now).year % 100:02d}" + "".join(
        ALPHABET[(bits >> (5 * place)) & 31] for place in range(RANDOM_CHARACTERS)
    )


def canonical(text: str) -> str:
    """Return a number as stored, however it was written: spaces, dashes, lower case, O for 0.

    >>> canonical("26k7 m3qx-94tp")
    '26K7M3QX94TP'
    """
    compact = "".join(character for character in text.upper() if character.isalnum() and character.isascii())
    return compact.translate(_READ_AS)


@lru_cache
def _words() -> tuple[tuple[str, str], ...]:
    lines = files("redress.cases").joinpath("words.txt").read_text("utf-8").splitlines()
    pairs = [line.split() for line in lines if line and not line.startswith("#")]
    return tuple((chinese, reading) for chinese, reading in pairs)


@lru_cache
def _readings() -> dict[str, int]:
    found = {}
    for index, (chinese, reading) in enumerate(_words()):
        found[chinese] = found[reading] = index
    return found


@lru_cache
def _secret(data: Path) -> bytes:
    path = data / "keys" / "pickup-key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
    return path.read_bytes()


def _indexes(number: str) -> tuple[int, ...]:
    digest = hmac.digest(_secret(settings.REDRESS_DATA), number.encode(), hashlib.sha256)
    return tuple(digest[:WORDS])


def pickup(number: str) -> str:
    """Return the phrase in letters, as APIs carry it: "pingguo-dahai-shubao-chahu"."""
    return "-".join(_words()[index][1] for index in _indexes(number))


def pickup_chinese(number: str) -> str:
    """Return the phrase as it is read aloud: "苹果 大海 书包 茶壶"."""
    return " ".join(_words()[index][0] for index in _indexes(number))


def opens(phrase: str, number: str) -> bool:
    """Return whether a phrase, in characters or letters, with any separators, is the one of this number."""
    given = [_readings().get(word, -1) for word in _split(phrase)]
    expected = bytes(_indexes(number))
    offered = bytes(index if 0 <= index < 256 else 0 for index in given[:WORDS]).ljust(WORDS, b"\0")
    same = hmac.compare_digest(offered, expected)
    return same and len(given) == WORDS and min(given) >= 0


def spoken(indexes: Iterable[int]) -> tuple[str, str]:
    """Return the words of these places in the list, in characters and in letters; other phrases are made of them too."""
    pairs = [_words()[index] for index in indexes]
    return " ".join(pair[0] for pair in pairs), "-".join(pair[1] for pair in pairs)


def places(phrase: str) -> list[int]:
    """Return the place in the list of each word of a phrase as people type it; -1 for a word that is not in it."""
    return [_readings().get(word, -1) for word in _split(phrase)]


def _split(phrase: str) -> list[str]:
    for separator in "-—_,，、.·\u3000\t\n+":
        phrase = phrase.replace(separator, " ")
    words = phrase.lower().split()
    if len(words) == 1 and not words[0].isascii():
        joined = words[0]
        words = [joined[start : start + 2] for start in range(0, len(joined), 2)]
    return words
