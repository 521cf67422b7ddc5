"""The shown form says enough to recognise one's own value, and can never be saved in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redress.privacy.mask import MASKS, is_masked, mask, refuse_masked

words = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=2, max_size=40)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "13800001234", "138****1234"),
        ("phone", "+86 138 0000 1234", "138****1234"),
        ("phone", "021-58881234", "021****1234"),
        ("phone", "12315", "******"),
        ("name", "张三", "张*"),
        ("name", "张小明", "张**"),
        ("name", "John Smith", "J*** S***"),
        ("id_number", "31011519850312001X", "3****************X"),
        ("bank_card", "6222 0212 3456 7890 123", "**** 0123"),
        ("email", "li.ming@163.com", "l***@163.com"),
        ("address", "上海市浦东新区世纪大道100号3幢501室", "上海市浦东新区****"),
        ("plate", "沪A·12345", "沪A***45"),
        ("story", "他们不退钱", "******"),
        ("name", "", ""),
        ("name", None, ""),
    ],
)
def test_masks(kind, value, shown):
    assert mask(kind, value) == shown


@given(kind=st.sampled_from([*MASKS, "story"]), value=words)
def test_a_masked_value_is_never_written_back(kind, value):
    assert is_masked(mask(kind, value))
    assert [problem.pointer for problem in refuse_masked({kind: mask(kind, value)})] == [f"/{kind}"]


@given(kind=st.sampled_from([*MASKS, "story"]), value=words.filter(lambda value: len(value) > 4))
def test_a_mask_never_holds_the_whole_value(kind, value):
    assert value not in mask(kind, value)


@pytest.mark.parametrize(
    "value", ["张小明", "13800001234", "阿依古丽·买买提", "阿依古丽•买买提", "Max", "世纪大道100号", ""]
)
def test_real_values_pass(value):
    assert not refuse_masked({"field": value})


def test_every_masked_value_is_named_with_its_place():
    problems = refuse_masked(
        {"complainant": {"name": "张**", "phone": "13800001234"}, "agents": [{"a/b": "138****1234"}], "age": 30}
    )

    assert [problem.pointer for problem in problems] == ["/complainant/name", "/agents/0/a~1b"]
    assert {problem.code for problem in problems} == {"vault.write.masked"}
