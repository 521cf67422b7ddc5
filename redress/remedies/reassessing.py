"""What the rules as they now are would say of an assessment that was kept: the same facts, the same day."""

from collections.abc import Iterator, Mapping
from typing import Any

from redress.law import remedies
from redress.law.bilingual import Bilingual, both
from redress.law.facts import FactErrors
from redress.remedies import rules
from redress.remedies.asking import touched
from redress.remedies.differences import ABSENT, Difference
from redress.remedies.models import Assessment

STATUS = {
    "available": both("可以主张", "available"),
    "unavailable": both("不能主张", "unavailable"),
    "unknown": both("还不能判断", "cannot be told yet"),
}
SUMS = ("amount", "at_least", "at_most", "refund")


def differences_of(kept: Assessment) -> Iterator[Difference]:
    """Every remedy that would be answered otherwise; nothing where the rules are those it was made with."""
    if kept.rules == rules.version():
        return
    try:
        answer = remedies.assess(kept.inputs["facts"], on=kept.law_on)
    except FactErrors:
        title = both("依法估算", "Assessment")
        aspect = both("事实", "facts")
        yield Difference("remedy", "facts", title, aspect, ABSENT, both("需要重新填写", "have to be given anew"))
        return
    before, after = _by_id(kept.answer("zh-hans")), _by_id(touched(answer, "zh-hans"))
    titles = _by_id(touched(answer, "en")) | _by_id(kept.answer("en"))
    for code in dict.fromkeys((*before, *after)):
        old, new = _said(before.get(code)), _said(after.get(code))
        if old != new:
            zh = (after.get(code) or before[code])["title"]
            yield Difference("remedy", code, both(zh, titles[code]["title"]), both("结论", "answer"), old, new)


def _by_id(answer: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {finding["id"]: finding for finding in answer["findings"]}


def _said(finding: Mapping[str, Any] | None) -> Bilingual:
    """Status and sums in words; a court's text would say no more."""
    if finding is None:
        return ABSENT
    sums = [str(finding[name]) for name in SUMS if finding.get(name) is not None]
    words = STATUS[finding["status"]]
    return both(" ".join([words["zh"], *sums]), " ".join([words["en"], *sums]))
