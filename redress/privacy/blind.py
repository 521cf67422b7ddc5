"""Looking up equal values without storing them: a keyed digest of the normalised value."""

import hmac
import re
import unicodedata
from collections.abc import Sequence

DIGEST_BYTES = 16
_NOT_DIGITS = re.compile(r"\D+")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#).*$", re.IGNORECASE)
_GAPS = re.compile(r"[\s\-‐-―·.•/]+")
_DOTS = re.compile(r"[·•・‧∙.．]")
_CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


def normalise_phone(value: str) -> str:
    """Return the digits by which a number is dialled inside mainland China; extensions are left out.

    >>> normalise_phone("+86 １３８-0000 1234"), normalise_phone("0086 21 5888 1234 转 801")
    ('13800001234', '02158881234')
    """
    if len(value) == 11 and value[0] == "1" and value.isascii() and value.isdigit():
        return value
    text = unicodedata.normalize("NFKC", value).strip()
    abroad = text.startswith("+")
    digits = _NOT_DIGITS.sub("", _EXTENSION.sub("", text))
    if digits.startswith("00"):
        abroad, digits = True, digits[2:]
    if digits.startswith("86") and (abroad or (len(digits) == 13 and digits[2] == "1")):
        digits = digits[2:]
        # Mobile numbers are 11 digits from 1; anything else is a landline, whose area code is dialled with a 0 at home.
        if not (len(digits) == 11 and digits.startswith("1")) and not digits.startswith("0"):
            digits = "0" + digits
    return digits


def normalise_id_number(value: str) -> str:
    """Return an identity document's number in capitals without gaps; old 15-digit numbers in their 18-digit form.

    >>> normalise_id_number("310115 19850312 001x")
    '31011519850312001X'
    """
    if len(value) == 18 and value.isascii() and value.isalnum():
        return value.upper()
    text = _GAPS.sub("", unicodedata.normalize("NFKC", value)).upper()
    if len(text) == 15 and text.isdigit():
        body = text[:6] + "19" + text[6:]
        total = sum(int(digit) * weight for digit, weight in zip(body, _CHECK_WEIGHTS, strict=True))
        return body + _CHECK_DIGITS[total % 11]
    return text


def normalise_email(value: str) -> str:
    """
    >>> normalise_email(" Li.Ming＠Example.COM ")
    'li.ming@example.com'
    """
    return "".join(unicodedata.normalize("NFKC", value).split()).casefold()


def normalise_name(value: str) -> str:
    """
    >>> normalise_name("阿依古丽 • 买买提") == normalise_name("阿依古丽·买买提")
    True
    """
    return _DOTS.sub("·", "".join(unicodedata.normalize("NFKC", value).split())).casefold()


NORMALISERS = {
    "phone": normalise_phone,
    "id_number": normalise_id_number,
    "email": normalise_email,
    "name": normalise_name,
}
HASHES = {"intl": "sha256", "national": "sm3"}


def digest(key: bytes, suite: str, kind: str, value: str) -> bytes | None:
    """Return the blind index entry of a value, or None where nothing is left to look up (a phone without digits).

    kind -- one of NORMALISERS
    """
    normal = NORMALISERS[kind](value)
    if not normal:
        return None
    return hmac.digest(key, f"{suite}\0{kind}\0{normal}".encode(), HASHES[suite])[:DIGEST_BYTES]


def all_digests(keys: Sequence[bytes], kind: str, value: str) -> list[bytes]:
    """Return every entry under which a value may have been stored: each key, each suite."""
    found = (digest(key, suite, kind, value) for key in keys for suite in HASHES)
    return [entry for entry in found if entry is not None]
