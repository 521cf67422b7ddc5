"""Signed notes, keys, checkpoints and proofs are byte for byte what C2SP says."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from redress.records.checkpoint import Checkpoint, opened
from redress.records.merkle import EMPTY_ROOT
from redress.records.notes import COSIGNATURE, BadNote, Note, SigningKey, VerifierKey, signature_line, signed
from redress.records.proof import Proof

# The example that Go's signed notes have been documented with since they exist.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# Keys published elsewhere: the example of the specification, a key whose base64 has a plus, a witness.
KEYS = [
    PETER,
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
    "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6",
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
]
LOG = SigningKey("log.example/消费", bytes(range(32)))
WITNESS = SigningKey("witness.example/w1", bytes(range(32, 64)))
HEAD = Checkpoint(LOG.name, 0, EMPTY_ROOT)


def test_the_published_note_is_made_and_accepted():
    note = signed(PETER_TEXT, [SigningKey.parse(PETER_PRIVATE)])
    assert str(note) == PETER_TEXT + "\n" + PETER_LINE
    assert SigningKey.parse(PETER_PRIVATE).text == PETER_PRIVATE
    [signature] = Note.parse(str(note)).accepted([VerifierKey.parse(PETER)])
    assert signature.name == "PeterNeumann"


@pytest.mark.parametrize("text", KEYS)
def test_published_keys_are_read_and_written_back(text):
    assert str(VerifierKey.parse(text)) == text


def test_a_key_may_be_copied_from_paper_with_its_line_breaks():
    assert VerifierKey.parse(
        " PeterNeumann+\nc74f20a3+ \nARpc2QcUPDhMQegwxbzh\nKqiBfsVkmqq/LDE4izWy10TW\n"
    ) == VerifierKey.parse(PETER)


def test_a_witness_key_is_told_by_its_algorithm():
    assert VerifierKey.parse(KEYS[-1]).algorithm == COSIGNATURE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("ARpc", "ARpd"),
        PETER.replace("ARpc2Q", "AhpB2Q"),
        PETER[:-4],
        PETER + "=",
        "Peter\x07Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "a+00000000+",
    ],
)
def test_a_key_with_a_wrong_letter_is_refused(text):
    with pytest.raises(BadNote):
        VerifierKey.parse(text)


def test_text_may_hold_empty_lines():
    note = signed("one\n\ntwo\n", [LOG])
    assert Note.parse(str(note)).text == "one\n\ntwo\n"


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        PETER_TEXT + "\n" + PETER_LINE[:-1],
        PETER_TEXT + PETER_LINE,
        PETER_TEXT + "\n" + PETER_LINE.replace("—", "-"),
        PETER_TEXT + "\n" + PETER_LINE.replace("x08go/", "x08go_"),
        PETER_TEXT + "\n" + PETER_LINE.replace("— PeterNeumann ", "— "),
        PETER_TEXT + "\r\n" + PETER_LINE,
        PETER_TEXT + "\n" + PETER_LINE * 100,
        "x" * 70_000 + "\n\n" + PETER_LINE,
    ],
)
def test_what_is_not_a_note_is_refused(note):
    with pytest.raises(BadNote):
        Note.parse(note).accepted([VerifierKey.parse(PETER)])


def test_strangers_signatures_are_ignored_but_a_wrong_one_of_ours_spoils_the_note():
    key = VerifierKey.parse(PETER)
    stranger = str(LOG.sign("other"))
    assert Note.parse(PETER_TEXT + "\n" + stranger + PETER_LINE).accepted([key])
    with pytest.raises(BadNote, match="None of the trusted"):
        Note.parse(PETER_TEXT + "\n" + stranger).accepted([key])
    with pytest.raises(BadNote, match="does not belong"):
        Note.parse("Other text.\n\n" + PETER_LINE).accepted([key])


def test_a_checkpoint_is_three_lines_and_a_signature():
    note = str(HEAD.sign([LOG]))
    assert note.startswith("log.example/消费\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— log.example/消费 ")
    head, [signature] = opened(note, [LOG.verifier])
    assert head == HEAD
    assert signature.cosigned_at is None
    # The signature is plain Ed25519 over the text, checked here without our code.
    public = Ed25519PublicKey.from_public_bytes(LOG.verifier.key)
    public.verify(signature.data, note.partition("\n\n")[0].encode() + b"\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "log\n0\n",
        "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "log\n00\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "log\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "log\n9999999999999999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "log\n٣\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "log\n0\nAAAA\n",
        "log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
    ],
)
def test_what_is_not_a_checkpoint_is_refused(text):
    with pytest.raises(BadNote):
        Checkpoint.parse(text)


def test_a_checkpoint_signed_by_a_key_of_another_name_is_refused():
    other = SigningKey("other.example", LOG.seed)
    with pytest.raises(BadNote, match="calls itself"):
        opened(str(HEAD.sign([other])), [other.verifier])


def test_a_witness_signs_the_time_together_with_the_checkpoint():
    at = 1_679_315_147
    line = WITNESS.cosign(str(HEAD), at)
    key = VerifierKey(WITNESS.name, WITNESS.verifier.key, COSIGNATURE)
    assert line.key_id == key.id
    head, signatures = opened(str(HEAD.sign([LOG])) + str(line), [LOG.verifier, key])
    assert [signature.cosigned_at for signature in signatures] == [None, at]
    public = Ed25519PublicKey.from_public_bytes(WITNESS.verifier.key)
    public.verify(line.data[8:], f"cosignature/v1\ntime {at}\n{head}".encode())


def test_a_cosignature_with_another_time_spoils_the_note():
    line = str(WITNESS.cosign(str(HEAD), 1))
    moved = signature_line(line)
    bent = type(moved)(moved.name, moved.key_id, (2).to_bytes(8) + moved.data[8:])
    key = VerifierKey(WITNESS.name, WITNESS.verifier.key, COSIGNATURE)
    with pytest.raises(BadNote, match="does not belong"):
        opened(str(HEAD.sign([LOG])) + str(bent), [LOG.verifier, key])


def test_a_witness_alone_does_not_make_a_checkpoint_true():
    key = VerifierKey(WITNESS.name, WITNESS.verifier.key, COSIGNATURE)
    note = f"{HEAD}\n{WITNESS.cosign(str(HEAD), 1)}"
    with pytest.raises(BadNote):
        opened(note, [LOG.verifier, key])


def test_a_proof_is_written_and_read_as_specified():
    note = str(HEAD.sign([LOG]))
    proof = Proof(5, (b"\1" * 32, b"\2" * 32), note, b"extra information")
    text = str(proof)
    one, two = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=", "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="
    assert text == f"c2sp.org/tlog-proof@v1\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 5\n{one}\n{two}\n\n{note}"
    assert Proof.parse(text) == proof
    assert str(Proof(0, (), note)) == f"c2sp.org/tlog-proof@v1\nindex 0\n\n{note}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v2\nindex 0\n\nx\n",
        "c2sp.org/tlog-proof@v1\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 01\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex -1\n\nx\n",
        "c2sp.org/tlog-proof@v1\nextra !!\nindex 0\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nextra AA==\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n" + "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n" * 64 + "\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n\n" + "x" * 200_000,
    ],
)
def test_what_is_not_a_proof_is_refused(text):
    with pytest.raises(BadNote):
        Proof.parse(text)
