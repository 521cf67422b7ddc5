"""Words: short, telling nothing of the matter, and an office's own without a release."""

import pytest

from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.notices import own_words, wording
from redress.notices.wording import BadWording, Wording
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
FILLED = {
    "number": "26QJ R8EG S9C7", "agency": "浦东新区市场监督管理局", "phone": "021-12345678", "day": "2026-10-09",
    "link": "https://redress.example.gov.cn/my/", "code": "482913", "hours": "工作日9:00至17:00",
}  # fmt: skip
SIGNED = "【浦东市场监管局】"
SMS = [found for place, found in sorted(wording.shipped().items()) if place[2:] == ("sms", "zh")]


@pytest.mark.parametrize("words", SMS, ids=lambda words: f"{words.template}-{words.audience}")
def test_a_text_message_fits_in_one_part(words):
    """Where a link and a code have to be in it, two parts: the link alone takes half of the first."""
    most = 134 if {"link", "code"} <= words.places else 70
    assert len(SIGNED + words.filled(FILLED)[1]) <= most


def test_every_template_is_worded_in_both_languages():
    places = set(wording.shipped())
    assert places == {(*place[:3], language) for place in places for language in ("zh", "en")}


def test_a_message_that_would_name_the_trader_is_refused():
    with pytest.raises(BadWording, match="trader"):
        wording.check(Wording("case.x", "complainant", "sms", "zh", "", "您投诉{trader}的事"))


@pytest.fixture
def words():
    return wording.shipped()["case.news", "complainant", "sms", "zh"]


def test_an_office_words_it_its_own_way_and_goes_back(office, words, tell, mail, work, case):
    own_words.save(words, subject="", text="有新进展，编号{number}", actor=office.staff("supervisor"), now=NOON)
    used = own_words.in_use("case.news", "complainant", "sms", "zh", agency_id=case.agency_id)
    assert (used.version, used.text) == ("v1", "有新进展，编号{number}")
    own_words.save(words, subject="", text="{number}有进展", actor=office.staff("admin"), now=NOON)
    own_words.take_up(words, 1, actor=office.staff("admin"), now=NOON)
    assert own_words.in_use("case.news", "complainant", "sms", "zh", agency_id=case.agency_id).version == "v1"
    own_words.take_up(words, 0, actor=office.staff("admin"), now=NOON)
    assert own_words.in_use("case.news", "complainant", "sms", "zh", agency_id=case.agency_id) == words
    with pytest.raises(NotThere):
        own_words.take_up(words, 9, actor=office.staff("admin"), now=NOON)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "notice.wording.empty"),
        ("{number!r}", "notice.wording.braces"),
        ("{number", "notice.wording.braces"),
        ("您投诉{trader}", "notice.wording.unknown_place"),
        ("长" * 141, "notice.wording.too_long"),
    ],
)
def test_words_that_cannot_be_used_are_refused(office, words, text, code):
    with pytest.raises(Invalid) as wrong:
        own_words.save(words, subject="", text=text, actor=office.staff("supervisor"), now=NOON)
    assert [problem.code for problem in wrong.value.problems] == [code]


def test_an_officer_does_not_change_the_words(office, words):
    with pytest.raises(NotAllowed) as refused:
        own_words.save(words, subject="", text="{number}", actor=office.staff("officer"), now=NOON)
    assert refused.value.problems[0].code == "notice.wording.wrong_role"
