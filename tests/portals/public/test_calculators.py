"""The calculators: the same clock as everywhere, every day with its reason, a link that can be passed on."""

import pytest

from tests.portals.public.visitors import Visitor

DEADLINE, DAYS = "/calculators/deadline/", "/calculators/working-days/"


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def day(name: str, year: object, month: object, of_month: object) -> dict[str, object]:
    return {f"{name}_year": year, f"{name}_month": month, f"{name}_day": of_month}


def test_seven_working_days_over_two_festivals(visitor):
    body = text(visitor.get(DEADLINE, limit="cn-samr-2026/T_ACCEPT", **day("received", 2026, 9, 22)))

    assert "最晚10月9日（周五）告诉您是否受理" in body
    assert body.count("day-skip") == 10
    assert "法定" in body


def test_sixty_days_with_testing_left_out(visitor):
    fields = day("accepted", 2026, 9, 29) | day("testing_started", 2026, 10, 12) | day("testing_ended", 2026, 10, 25)

    body = text(visitor.get(DEADLINE, limit="cn-samr-2026/T_MEDIATE", **fields))

    assert 'datetime="2026-12-12"' in body
    assert "鉴定、检测期间，不计入" in body


def test_testing_that_has_not_ended_stands_still(visitor):
    fields = day("accepted", 2026, 9, 1) | day("testing_started", 2026, 9, 10)

    assert "期限暂停计算" in text(visitor.get(DEADLINE, limit="cn-samr-2026/T_MEDIATE", **fields))


def test_what_cannot_have_happened_is_said(visitor):
    fields = day("accepted", 2026, 9, 29) | day("testing_started", 2026, 10, 12) | day("testing_ended", 2026, 10, 2)

    body = text(visitor.get(DEADLINE, limit="cn-samr-2026/T_MEDIATE", **fields))

    assert 'id="problems"' in body
    assert "hero" not in body.split("<main")[1].split("<form")[0]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param({"limit": "nowhere/T_ACCEPT"}, "请从列表里选一个期限", id="no such rule set"),
        pytest.param({"limit": "cn-samr-2026/T_NOTHING"}, "请从列表里选一个期限", id="no such limit"),
        pytest.param({"limit": "cn-samr-2026/T_ACCEPT", **day("received", "", "", "")}, "年-月-日", id="no day"),
        pytest.param({"limit": "cn-samr-2026/T_ACCEPT", **day("received", 2026, 2, 30)}, "日历上没有", id="30 February"),
        pytest.param({"limit": "cn-samr-2026/T_ACCEPT", **day("received", 9999, 12, 31)}, "1994年到2099年", id="the year 9999"),
        pytest.param({"limit": "cn-samr-2026/T_ACCEPT", **day("received", "<b>", "x", "\x00")}, "年-月-日", id="no numbers"),
    ],
)  # fmt: skip
def test_bad_input_is_answered_with_a_sentence(visitor, query, words):
    body = text(visitor.get(DEADLINE, **query))

    assert words in body
    assert "<b>" not in body


def test_every_limit_of_every_rule_set_can_be_asked(visitor):
    body = text(visitor.get(DEADLINE))
    values = [part.split('"')[0] for part in body.split('<option value="')[1:]]

    assert len(values) > 20
    assert all(visitor.get(DEADLINE, limit=value).status_code == 200 for value in values)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param({"number": "7", **day("from", 2026, 9, 22)}, "2026年10月9日（周五）", id="the day after seven"),
        pytest.param({**day("from", 2026, 9, 22), **day("to", 2026, 10, 10)}, "8个工作日", id="between two days"),
        pytest.param({**day("from", 2031, 1, 1), "number": "3"}, "暂定", id="a year without a calendar"),
        pytest.param({**day("from", 2026, 9, 22), **day("to", 2026, 9, 1)}, "请对调", id="the wrong way round"),
        pytest.param({**day("from", 2020, 1, 1), **day("to", 2026, 1, 1)}, "最多列400天", id="too many"),
        pytest.param({**day("from", 2026, 9, 22)}, "请填截止日期", id="no end"),
        pytest.param({**day("from", 2026, 9, 22), "number": "0"}, "1到250", id="no days"),
        pytest.param({**day("from", 2026, 9, 22), "number": "９"}, "2026年", id="full width"),
        pytest.param({**day("from", "x", "", ""), "number": "7"}, "年-月-日", id="no day"),
    ],
)  # fmt: skip
def test_working_days(visitor, query, words):
    assert words in text(visitor.get(DAYS, **query))


def test_in_english_too():
    body = text(Visitor(**{"accept-language": "en"}).get(DAYS, number="7", **day("from", 2026, 9, 22)))

    assert "Fri 9 Oct 2026" in body
    assert "National Day" in body
