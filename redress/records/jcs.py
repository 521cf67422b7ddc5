"""One spelling for every JSON value, so that a hash of it means something (RFC 8785, JSON Canonicalization Scheme).

Numbers are written as ECMAScript writes them, names are sorted by UTF-16 code units, and what has no one spelling
(NaN, infinities, integers that a double cannot hold exactly, lone surrogates, names given twice) is refused.
"""

import json
from math import isfinite
from typing import Any

SAFE_INTEGER = 2**53 - 1
MAX_DEPTH = 32

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


class NotCanonical(ValueError):
    """The value has no canonical form."""


def canonical(value: Any) -> bytes:
    """Return the canonical UTF-8 form of a JSON value. Raises NotCanonical, also for Python types JSON lacks."""
    try:
        return canonical_text(value).encode()
    except UnicodeEncodeError:
        raise NotCanonical("Text with half a surrogate pair has no canonical form.") from None


def canonical_text(value: Any) -> str:
    """Return the canonical form as text; half a surrogate pair is only refused by `canonical`."""
    if _is_plain(value, MAX_DEPTH):
        # The C encoder writes exactly this form when there are no floats and all names are ASCII.
        return _encode(value)
    return _write(value)


def parse(text: str | bytes) -> Any:
    """Read JSON as strictly as RFC 8785 asks: UTF-8, no name twice, no NaN, depth at most 32. Raises NotCanonical."""
    try:
        if isinstance(text, bytes):
            text = text.decode()
        value = json.loads(text, object_pairs_hook=_no_name_twice, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise NotCanonical(f"This is not JSON with one meaning: {error}.") from None
    _is_plain(value, MAX_DEPTH)
    return value


def number(value: float) -> str:
    """Write a double as ECMAScript's Number::toString does.

    >>> [number(n) for n in (0.0, -0.0, 1e21, 1e-7, 333333333.33333329, 4.50, 2e-3, 1e-27)]
    ['0', '0', '1e+21', '1e-7', '333333333.3333333', '4.5', '0.002', '1e-27']
    """
    if not isfinite(value):
        raise NotCanonical("NaN and infinities have no JSON form.")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    digits, exponent = _shortest(abs(value))
    point = exponent + 1  # the value is 0.DIGITS times ten to the power of `point`
    if 0 < point <= 21:
        whole = digits[:point].ljust(point, "0")
        return sign + whole + ("." + digits[point:] if len(digits) > point else "")
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{sign}{mantissa}e{'+' if exponent >= 0 else '-'}{abs(exponent)}"


def _shortest(value: float) -> tuple[str, int]:
    mantissa, _, power = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    exponent = int(power or 0) + len(whole) - 1
    digits = whole + fraction
    leading = len(digits) - len(digits.lstrip("0"))
    return digits.strip("0"), exponent - leading


def _is_plain(value: Any, depth: int) -> bool:
    """Return whether the C encoder's form is the canonical one; raise NotCanonical if there is none."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        if not -SAFE_INTEGER <= value <= SAFE_INTEGER:
            raise NotCanonical("A whole number beyond 2**53 - 1 is not read alike by all programs; write it as text.")
        return True
    if kind is float:
        return False
    if depth == 0:
        raise NotCanonical(f"JSON nested deeper than {MAX_DEPTH} levels is refused.")
    if kind is dict:
        return _is_plain_object(value, depth - 1)
    if kind is list or kind is tuple:
        return sum(not _is_plain(member, depth - 1) for member in value) == 0
    if isinstance(value, str):  # an enumeration whose members are text
        return True
    raise NotCanonical(f"JSON has no {kind.__name__}; write it as text.")


def _is_plain_object(value: dict[Any, Any], depth: int) -> bool:
    plain = True
    for name, member in value.items():
        if not isinstance(name, str):
            raise NotCanonical("Names in JSON are text.")
        if not (_is_plain(member, depth) and name.isascii()):
            plain = False
    return plain


def _write(value: Any) -> str:
    if isinstance(value, float):
        return number(value)
    if isinstance(value, dict):
        try:
            names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        except UnicodeEncodeError:
            raise NotCanonical("Text with half a surrogate pair has no canonical form.") from None
        return "{" + ",".join(f"{_encode(name)}:{_write(value[name])}" for name in names) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_write, value)) + "]"
    return _encode(value)


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotCanonical("a name is given twice")
    return value


def _refuse_constant(name: str) -> Any:
    raise NotCanonical(f"{name} is not JSON")
