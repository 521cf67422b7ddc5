"""A receipt proves what it says, to anybody, and nothing else."""

import pytest
import rfc8785
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from proofbundle.tlogproof import verify_tlog_proof

from redress.records import entries, keys, log, receipts
from redress.records.jcs import canonical
from redress.records.models import KeptHead
from redress.records.notes import COSIGNATURE, SigningKey, VerifierKey
from redress.records.proof import Proof
from tests.records.cast import NOON, facts, filed, grown

pytestmark = pytest.mark.django_db
WITNESS = SigningKey("witness.example/w1", bytes(range(32)))


def handed_out(subject: int = 7) -> tuple[str, dict]:
    [id_] = entries.append([filed(subject)])
    grown(20)
    return log.proof_for(id_, now=NOON), facts(subject)


def codes(verdict: dict) -> list[str]:
    return [problem["code"].removeprefix("receipt.verify.") for problem in verdict["problems"]]


def test_a_receipt_verifies_and_says_where_its_leaf_is():
    proof, subject = handed_out()
    verdict = receipts.verify(proof, subject)
    assert (verdict["valid"], verdict["problems"]) == (True, [])
    assert verdict["index"] == 1
    assert verdict["size"] == log.size()
    assert verdict["origin"] == keys.log_key().name
    assert len(bytes.fromhex(verdict["leaf_hash"])) == 32


def test_the_subject_may_come_as_text_in_any_spelling():
    proof, subject = handed_out()
    reordered = dict(reversed(subject.items()))
    assert receipts.verify(proof, canonical(subject).decode())["valid"]
    assert receipts.verify(proof, reordered)["valid"]
    assert receipts.verify(proof.replace("\n", "\r\n"), reordered)["valid"]


def test_an_implementation_that_is_not_ours_accepts_it():
    proof, subject = handed_out()
    leaf = Proof.parse(proof).extra + rfc8785.dumps(subject)
    vkey = str(keys.log_key().verifier)
    assert verify_tlog_proof(proof, leaf, vkey)["ok"]
    assert not verify_tlog_proof(proof, leaf + b" ", vkey)["ok"]


@pytest.mark.parametrize("name", list(facts(1)))
def test_a_changed_subject_is_found(name):
    proof, subject = handed_out()
    assert codes(receipts.verify(proof, subject | {name: "another"})) == ["not_in_log"]
    assert codes(receipts.verify(proof, {key: value for key, value in subject.items() if key != name})) == [
        "not_in_log"
    ]


def test_another_logs_key_is_not_trusted():
    proof, subject = handed_out()
    stranger = SigningKey(keys.log_key().name, b"\7" * 32).verifier
    verdict = receipts.verify(proof, subject, vkeys=[stranger])
    assert codes(verdict) == ["wrong_signature"]
    assert verdict["leaf_hash"]


def test_everything_that_is_wrong_is_said_at_once():
    proof, subject = handed_out()
    parsed = Proof.parse(proof)
    bare = str(Proof(parsed.index, parsed.path, parsed.note.replace("— ", "— x")))
    assert codes(receipts.verify(bare, "[]")) == ["bad_subject", "no_salt", "wrong_signature"]
    short = str(Proof(parsed.index, parsed.path[:-1], parsed.note, parsed.extra))
    assert codes(receipts.verify(short, subject)) == ["bad_path"]
    headless = str(Proof(parsed.index, parsed.path, "no checkpoint\n", parsed.extra))
    assert codes(receipts.verify(headless, subject)) == ["bad_checkpoint"]


HOSTILE = [None, 7, b"\xff", "", "x" * 300_000, "\ud800", "c2sp.org/tlog-proof@v1\nindex 0\n\n\ud800\n", [], {"a": 1}]


@pytest.mark.parametrize("proof", HOSTILE)
@pytest.mark.parametrize("subject", [*HOSTILE, "[" * 50_000, {"a": {"b": float("nan")}}, {1: 2}])
def test_nothing_that_is_sent_in_makes_it_stumble(proof, subject):
    verdict = receipts.verify(proof, subject)
    assert not verdict["valid"]
    assert verdict["problems"]


@effort(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_one_changed_byte_anywhere_in_the_proof_is_found(data):
    proof, subject = _one_receipt()
    place = data.draw(st.integers(0, len(proof) - 2))
    letter = data.draw(st.characters(min_codepoint=33, max_codepoint=122).filter(lambda c: c != proof[place]))
    assert not receipts.verify(proof[:place] + letter + proof[place + 1 :], subject)["valid"]


def _one_receipt(kept: list = []) -> tuple[str, dict]:  # noqa: B006 -- made once for all examples of one test
    if not kept or not receipts.verify(*kept[0])["valid"]:
        kept[:] = [handed_out()]
    return kept[0]


def test_a_witness_shows_on_the_receipt():
    _, subject = handed_out()
    kept, _ = KeptHead.objects.get_or_create(
        size=log.size(), defaults={"note": log.checkpoint(), "kept_at": entries.stamp(NOON)}
    )
    text = kept.note.partition("\n\n")[0] + "\n"
    line = WITNESS.cosign(text, 1_790_000_000)
    kept.cosignatures.create(witness=WITNESS.name, key_id=line.key_id.hex(), line=str(line))
    witness = VerifierKey(WITNESS.name, WITNESS.verifier.key, COSIGNATURE)
    proof = log.proof_for(entries.of(7, ["case.filed"])[0].id, now=NOON)
    assert receipts.verify(proof, subject)["cosigned"] == []
    verdict = receipts.verify(proof, subject, vkeys=[keys.log_key().verifier, witness])
    assert verdict["valid"]
    assert verdict["cosigned"] == [{"witness": WITNESS.name, "at": 1_790_000_000}]


def test_a_receipt_file_holds_all_that_is_needed():
    proof, subject = handed_out()
    receipt = receipts.Receipt(subject, proof, str(keys.log_key().verifier))
    again = receipts.read_file(receipt.file)
    assert again == receipt
    vkeys = [VerifierKey.parse(again.vkey)]
    assert receipts.verify(again.proof, again.subject, vkeys=vkeys)["valid"]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"proof":1,"subject":{}}', b'{"proof":"","subject":"x"}', b"x" * 300_000]
)
def test_another_file_is_refused_with_a_sentence(content):
    with pytest.raises(receipts.BadReceipt, match=r"\w+"):
        receipts.read_file(content)
