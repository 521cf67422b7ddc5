"""What is handed out, on paper and as a picture, and what has become of it since."""

import io
import re
import zlib
from base64 import urlsafe_b64decode

import pytest
from django.utils import translation
from PIL import Image
from pypdf import PdfReader

from redress.kernel.actors import system
from redress.kernel.problems import NotAllowed
from redress.records import entries, erasure, issue, prints, receipts
from redress.records.jcs import parse
from redress.records.words import lines, shown, table
from tests.records.cast import NOON, facts, filed, grown, looked_at

pytestmark = pytest.mark.django_db
PAGE = "https://complaints.example.gov.cn/verify"


@pytest.fixture
def receipt():
    [id_] = entries.append([filed(7)])
    grown(40)
    return issue.receipt(id_, now=NOON)


def test_a_receipt_holds_what_was_recorded(receipt):
    assert receipt.subject == facts(7)
    assert issue.check(receipt.proof, receipt.subject)["standing"]["state"] == "kept"


def test_only_receipted_entries_have_one():
    [id_] = entries.append([looked_at()])
    for wrong in (id_, id_ + 1):
        with pytest.raises(LookupError):
            issue.receipt(wrong, now=NOON)


def test_after_erasure_the_receipt_stands_and_says_erased(receipt):
    erasure.mute(7, actor=system("retention"), now=NOON, basis="PIPL Art. 47")
    verdict = issue.check(receipt.proof, receipt.subject)
    assert verdict["valid"]
    assert verdict["standing"]["state"] == "erased"
    assert verdict["standing"]["erased_on"] == "2026-09-22"
    assert "PIPL Art. 47" in verdict["standing"]["text"]
    with pytest.raises(NotAllowed):
        issue.receipt(entries.of(7, ["case.filed"])[0].id, now=NOON)


@pytest.mark.parametrize(("index", "leaf"), [(0, "00"), (1, "00" * 32), (2, ""), (10**30, "x"), (-5, "x")])
def test_a_place_and_a_leaf_that_do_not_belong_together_are_unknown(index, leaf, receipt):
    assert issue.standing(index, leaf).state == "unknown"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sheet_says_what_the_receipt_says(receipt, language):
    with translation.override(language):
        made = prints.produce(receipt, "pdf", issuer="浦东新区市场监督管理局（示例）", page=PAGE)
        assert made == prints.produce(receipt, "pdf", issuer="浦东新区市场监督管理局（示例）", page=PAGE)
    pages = PdfReader(io.BytesIO(made)).pages
    assert len(pages) == 1
    text = re.sub(r"\s", "", pages[0].extract_text())
    for said in ("TS-2026-000007", "2026-10-09", facts(7)["digest"], receipt.vkey, PAGE):
        assert said in text


def test_the_picture_is_a_picture(receipt):
    image = Image.open(io.BytesIO(prints.produce(receipt, "png", issuer="x", page=PAGE)))
    assert image.width > 1000
    assert prints.produce(receipt, "svg", issuer="x", page=PAGE).startswith(b"<svg")


def test_the_code_on_the_sheet_holds_the_whole_receipt(receipt):
    address = prints.link(receipt, PAGE)
    packed = address.removeprefix(f"{PAGE}#r=")
    content = parse(zlib.decompress(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), wbits=-15))
    assert len(address) < prints.MOST
    assert receipts.verify(content["proof"], content["subject"])["valid"]


def test_a_receipt_too_large_for_a_code_leads_to_the_page(receipt):
    large = receipts.Receipt({"words": [str(n * 7919 % 10007) for n in range(900)]}, receipt.proof, receipt.vkey)
    assert len(prints.link(large, PAGE)) > prints.MOST
    assert prints.produce(large, "svg", issuer="x", page=PAGE).startswith(b"<svg")


def test_hostile_words_stay_words(receipt):
    hostile = {"number": "#panic()", "at": "2026-19-39T29:00:00Z", "</text>": "<script>", "agency": "$ x $ *b* @a \\"}
    other = receipts.Receipt(hostile, receipt.proof, receipt.vkey)
    text = PdfReader(io.BytesIO(prints.produce(other, "pdf", issuer="#x", page=PAGE))).pages[0].extract_text()
    assert "#panic()" in text
    assert "<script>" in text


def test_what_a_receipt_says_is_read_in_words():
    said = dict(lines({"event": "case.received", "zz": 1, "number": "7", "reason": "", "dues": []}, "zh"))
    assert list(said.items()) == [("编号", "7"), ("事项", "已收到"), ("zz", "1")]
    assert shown("2026-09-22T04:00:00.000000Z", "en") == "2026-09-22 12:00"


def test_every_word_is_there_in_both_languages():
    for group in table().values():
        for name, words in group.items():
            assert set(words) == {"zh", "en"}, name
            assert all(words.values()), name
