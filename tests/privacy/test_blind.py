"""Equal people, many spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redress.privacy import blind

KEY = bytes(32)


@pytest.mark.parametrize(
    ("spelling", "normal"),
    [
        ("13800001234", "13800001234"),
        ("138 0000 1234", "13800001234"),
        ("+86-138-0000-1234", "13800001234"),
        ("8613800001234", "13800001234"),
        ("008613800001234", "13800001234"),
        ("（＋８６）１３８００００１２３４", "13800001234"),
        ("021-58881234", "02158881234"),
        ("(021) 5888 1234 转 801", "02158881234"),
        ("+86 21 5888 1234", "02158881234"),
        ("+86 10 6512 3456", "01065123456"),
        ("0571-8888123", "05718888123"),
        ("12315", "12315"),
        ("无", ""),
    ],
)
def test_phones(spelling, normal):
    assert blind.normalise_phone(spelling) == normal


@pytest.mark.parametrize(
    ("spelling", "normal"),
    [
        ("11010519491231002x", "11010519491231002X"),
        ("110105-19491231-002Ｘ", "11010519491231002X"),
        ("110105491231002", "11010519491231002X"),
        ("h 12345678", "H12345678"),
    ],
)
def test_identity_numbers(spelling, normal):
    assert blind.normalise_id_number(spelling) == normal


@given(
    digits=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    gaps=st.lists(st.sampled_from(["", " ", "-", "　"]), min_size=11, max_size=11),
)
def test_gaps_never_change_a_mobile_number(digits, gaps):
    spelled = "".join(digit + gap for digit, gap in zip(digits, gaps, strict=True))

    assert blind.digest(KEY, "intl", "phone", spelled) == blind.digest(KEY, "intl", "phone", digits)


def test_digests_differ_by_kind_key_and_suite_and_have_sixteen_bytes():
    entries = {
        blind.digest(KEY, "intl", "phone", "13800001234"),
        blind.digest(KEY, "intl", "id_number", "13800001234"),
        blind.digest(bytes([1]) * 32, "intl", "phone", "13800001234"),
        blind.digest(KEY, "national", "phone", "13800001234"),
    }

    assert len(entries) == 4
    assert {len(entry) for entry in entries} == {16}
