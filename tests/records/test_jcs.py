"""One value, one spelling: the examples of RFC 8785 and what it tells us to refuse."""

import struct

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from redress.records.jcs import NotCanonical, canonical, number, parse

# RFC 8785, appendix B: the bits of a double and how it is written.
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}


@pytest.mark.parametrize(("bits", "written"), NUMBERS.items())
def test_numbers_are_written_as_ecmascript_writes_them(bits, written):
    [value] = struct.unpack(">d", bytes.fromhex(bits))
    assert number(value) == written


def test_the_example_of_the_standard():
    text = r"""{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }"""
    expected = (
        r'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canonical(parse(text)).decode() == expected


def test_names_are_sorted_by_utf16_units():
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    in_order = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(parse(canonical(dict.fromkeys(names)))) == in_order


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({}, "{}"),
        ([], "[]"),
        ({"b": 1, "a": [True, None, "中"]}, '{"a":[true,null,"中"],"b":1}'),
        ({"案": 1.0, "a": -0.0}, '{"a":0,"案":1}'),
        ({"n": 2**53 - 1}, '{"n":9007199254740991}'),
        ("\x7f\u2028", '"\x7f\u2028"'),
    ],
)
def test_small_values(value, written):
    assert canonical(value).decode() == written


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        2**53,
        -(2**53),
        10**400,
        {1: 2},
        {"a": b""},
        {"a": {1, 2}},
        "\ud800",
        {"\ud800": 1.5},
    ],
)
def test_what_has_no_one_spelling_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"a":1,"a":2}',
        "NaN",
        "[Infinity]",
        "[" * 40 + "]" * 40,
        "[" * 100_000,
        b"\xff",
        "9" * 5000,
        "\ufeff{}",
    ],
)
def test_json_with_more_than_one_meaning_is_not_read(text):
    with pytest.raises(NotCanonical):
        parse(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
def test_writing_what_was_read_changes_nothing(value):
    written = canonical(value)
    assert b"9007199254740993" not in written
    if not _has_large_float(value):
        assert canonical(parse(written)) == written


@given(JSON)
def test_an_implementation_that_is_not_ours_writes_the_same(value):
    assert canonical(value) == rfc8785.dumps(value)


def _has_large_float(value) -> bool:
    """Whole numbers beyond 2**53 are written by floats but refused when read back as integers."""
    if isinstance(value, float):
        return abs(value) >= 2**53
    if isinstance(value, dict):
        return any(map(_has_large_float, value.values()))
    return isinstance(value, list) and any(map(_has_large_float, value))
