"""The print of a story, against the plain way of making it; contents that are missing; what a filing compares."""

import hashlib
import random

import pytest

from redress.cases import intake
from redress.cases.missing import missing, wanted
from redress.cases.similar import fingerprint
from redress.kernel.problems import Invalid
from tests.conftest import NOON

ALPHABET = "退款三天保修卡商家不予理睬abcXYZ İß 09，。！"


def plainly(text: str) -> int | None:
    """Bit by bit, as the definition reads."""
    compact = "".join(character for character in text if character.isalnum())[:1500].lower()
    if len(compact) < 12:
        return None
    pairs = {compact[place : place + 2] for place in range(len(compact) - 1)}
    value = 0
    for bit in range(64):
        votes = sum(
            int.from_bytes(hashlib.blake2b(pair.encode("utf-8"), digest_size=8).digest(), "big") >> bit & 1
            for pair in pairs
        )
        if votes > len(pairs) / 2:
            value |= 1 << bit
    return value - (1 << 64) if value >> 63 else value


def test_a_print_is_what_the_majority_of_pairs_says_bit_by_bit():
    chance = random.Random(7)
    lengths = [0, 11, 12, 13, 14, 15, 40, 300, 1499, 1500, 4000]
    for length in lengths * 6:
        text = "".join(chance.choice(ALPHABET) for _ in range(length))
        assert fingerprint(text) == plainly(text)
    wide = "".join(map(chr, range(0x4E00, 0x4E00 + 2000)))  # as many pairs as a print can have
    assert fingerprint(wide) == plainly(wide)


def test_what_is_given_is_not_missing_and_a_place_inside_nothing_is():
    pointers = {want.pointer for want in missing("cn-samr-2026", "complaint", {})}
    assert pointers == {want.pointer for want in wanted("cn-samr-2026", "complaint") if not want.when}
    given = {"complainant": {"name": "张三"}, "respondent": "not a mapping"}
    left = {want.pointer for want in missing("cn-samr-2026", "complaint", given)}
    assert pointers - left == {"/complainant/name"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"complainant": {"id_type": "resident_id", "id_number": "11010519491231002X1"}}, "/complainant/id_number"),
        (
            {"complainant": {"agent": {"id_type": "resident_id", "id_number": "11010519491231002X1"}}},
            "/complainant/agent/id_number",
        ),
        (
            {"purchase": {"bought_on": "2026-03-02"}, "problem": {"story": "x" * 20, "discovered_on": "2026-03-01"}},
            "/problem/discovered_on",
        ),
    ],
)
def test_values_that_contradict_each_other_are_found_wherever_they_stand(more, code):
    with pytest.raises(Invalid) as caught:
        intake.read(
            {"problem": {"story": "买了三天就坏，商家不予理睬。"}, "complainant": {}, "channel": "api"} | more, now=NOON
        )
    assert code in {problem.pointer for problem in caught.value.problems}
