"""What people type: check a receipt, read the archive again, put keys on paper and take them back."""

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from redress.kernel.actors import system
from redress.records import entries, erasure, guards, issue, keys, log, paper, receipts
from redress.records.checkpoint import Checkpoint
from redress.records.notes import COSIGNATURE, SigningKey, VerifierKey
from tests.records.cast import NOON, facts, filed, grown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def run(*arguments, good: bool = True) -> str:
    out = StringIO()
    arguments = [str(argument) for argument in arguments]
    if good:
        call_command(*arguments, stdout=out)
    else:
        with pytest.raises(SystemExit) as stopped:
            call_command(*arguments, stdout=out)
        assert stopped.value.code == 1
    return out.getvalue()


@pytest.fixture
def handed_out(tmp_path):
    """A receipt as file, the same as proof and subject, and the printed key."""
    [id_] = entries.append([filed(7)])
    grown(20)
    receipt = issue.receipt(id_, now=NOON)
    files = {"receipt": tmp_path / "a.receipt.json", "proof": tmp_path / "a.tlog-proof", "subject": tmp_path / "a.json"}
    files["receipt"].write_bytes(receipt.file)
    files["proof"].write_text(receipt.proof)
    files["subject"].write_text(json.dumps(receipt.subject, indent=2))
    return files, receipt.vkey


def test_a_receipt_file_is_checked_and_read_out(handed_out):
    files, vkey = handed_out
    said = run("verify", files["receipt"])
    assert "genuine" in said
    assert "Number: TS-2026-000007" in said
    assert "When: 2026-09-22 12:00" in said
    assert run("verify", files["receipt"], "--key", vkey) == said
    assert run("verify", files["proof"], "--subject", files["subject"], "--key", vkey) == said


def test_a_receipt_is_checked_on_a_machine_without_keys_or_database(handed_out, settings, tmp_path):
    files, vkey = handed_out
    settings.REDRESS_DATA = tmp_path / "nothing"
    assert "genuine" in run("verify", files["receipt"], "--key", vkey)
    with pytest.raises(CommandError, match="--key"):
        run("verify", files["receipt"])
    assert not keys.is_made()


def test_a_changed_receipt_fails_with_what_is_wrong(handed_out):
    files, _ = handed_out
    files["receipt"].write_text(files["receipt"].read_text().replace("TS-2026-000007", "TS-2026-000008"))
    assert "was changed" in run("verify", files["receipt"], good=False)
    stranger = SigningKey(keys.log_key().name, b"\7" * 32).verifier
    assert "not signed" in run("verify", files["receipt"], "--key", stranger, good=False)


def test_a_receipt_of_an_erased_case_says_so(handed_out):
    files, _ = handed_out
    erasure.mute(7, actor=system("retention"), now=NOON, basis="PIPL Art. 47")
    said = run("verify", files["receipt"])
    assert "erased on 2026-09-22 under PIPL Art. 47" in said


@pytest.mark.parametrize(
    "arguments",
    [[], ["a.receipt.json", "--log"], ["nowhere.json"], ["a.tlog-proof"], ["a.json"], ["a.receipt.json", "--key", "x"]],
    ids=str,
)
def test_what_cannot_be_done_is_said_in_a_sentence(arguments, handed_out, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=r"\w+ \w+") as refused:
        run("verify", *arguments)
    assert refused.value.returncode == 2


def test_the_whole_archive_is_read_again(handed_out):
    assert "Nothing was touched." in run("verify", "--log")


def test_the_first_place_touched_is_named(handed_out):
    ids = grown(30)
    guards.remove(entries.connection)
    with entries.connection.cursor() as cursor:
        cursor.execute("UPDATE records_entry SET actor = 'staff:1' WHERE id = %s", [ids[3]])
    said = run("verify", "--log", good=False)
    assert f"First place touched: Entry {ids[3]} is not what was recorded" in said


def test_a_rolled_back_archive_is_named_by_a_receipt_or_a_witness(handed_out, tmp_path):
    files, _ = handed_out
    assert "Nothing was touched." in run("verify", "--log", "--remembered", files["receipt"])
    assert "Nothing was touched." in run("verify", "--log", "--remembered", files["proof"])
    key = keys.log_key()
    (tmp_path / "theirs").write_text(str(Checkpoint(key.name, 5000, b"\1" * 32).sign([key])))
    said = run("verify", "--log", "--remembered", tmp_path / "theirs", good=False)
    assert "rolled back: 5000 leaves had been signed" in said
    with pytest.raises(CommandError, match="cannot be read"):
        run("verify", "--log", "--remembered", tmp_path / "nowhere")


def test_the_public_key_is_shown():
    assert VerifierKey.parse(run("log_key")) == keys.log_key().verifier


def test_keys_come_back_from_paper(settings, tmp_path):
    entries.append([filed()])
    log.sequence(NOON)
    was, sealed_with = keys.log_key(), keys.archive_key()
    run("log_key", "--paper", tmp_path / "sheet.txt")
    assert (tmp_path / "sheet.txt").stat().st_mode & 0o777 == 0o600
    settings.REDRESS_DATA = tmp_path / "another"
    with pytest.raises(keys.KeyMissing, match="from paper"):
        keys.log_key()
    typed = (tmp_path / "sheet.txt").read_text().lower().replace("log openredress.example", "log openredress.example")
    (tmp_path / "typed.txt").write_text(typed)
    run("log_key", "--restore", tmp_path / "typed.txt")
    assert keys.log_key() == was
    assert keys.archive_key() == sealed_with
    assert (keys.folder() / "log.key").stat().st_mode & 0o777 == 0o600


def test_a_wrong_letter_on_paper_is_named_by_its_line(settings, tmp_path):
    sheet = "\n".join(paper.lines())
    third = sheet.splitlines()[2]
    settings.REDRESS_DATA = tmp_path / "another"
    wrong = sheet.replace(third, third[:5] + ("A" if third[5] != "A" else "B") + third[6:])
    with pytest.raises(paper.BadSheet, match="Line 3"):
        paper.restore(wrong)
    with pytest.raises(paper.BadSheet, match="not complete"):
        paper.restore(sheet.replace(third + "\n", ""))
    with pytest.raises(paper.BadSheet, match="one is missing"):
        paper.restore(sheet.partition("archive")[0])
    assert not keys.is_made()


def test_keys_that_are_there_are_not_replaced_from_paper():
    sheet = "\n".join(paper.lines())
    assert paper.restore(sheet) == ["log.key", "archive.key"]
    keys.rotate()
    with pytest.raises(paper.BadSheet, match="another key"):
        paper.restore(sheet)


def test_the_sheet_as_pdf_says_the_same(tmp_path):
    from pypdf import PdfReader

    run("log_key", "--paper", tmp_path / "sheet.pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(tmp_path / "sheet.pdf").pages)
    squeezed = re.sub(r"\s", "", text)
    assert all(re.sub(r"\s", "", line) in squeezed for line in paper.lines())


def test_after_a_change_of_key_old_receipts_still_verify(handed_out):
    files, old = handed_out
    run("log_key", "--rotate")
    new = str(keys.log_key().verifier)
    assert new != old
    assert run("log_key").split() == [new, old]
    assert "genuine" in run("verify", files["receipt"])
    [id_] = entries.append([filed(9)])
    receipt = issue.receipt(id_, now=NOON)
    assert receipts.verify(receipt.proof, facts(9), vkeys=[VerifierKey.parse(new)])["valid"]
    assert "Nothing was touched." in run("verify", "--log")


def test_a_witness_is_taken_on_by_its_key():
    witness = SigningKey("witness.example", b"\1" * 32).verifier
    vkey = VerifierKey(witness.name, witness.key, COSIGNATURE)
    for _ in range(2):
        run("log_key", "--witness", vkey)
    assert keys.witnesses() == [vkey]
    with pytest.raises(CommandError, match="not a witness"):
        run("log_key", "--witness", witness)
