"""A witness signs what continues and nothing else; another body can run one against our log."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from proofbundle.checkpoint import verify_checkpoint, verify_cosignature

from redress.records import entries, keys, log, receipts, watchtower
from redress.records.checkpoint import Checkpoint, opened
from redress.records.merkle import EMPTY_ROOT
from redress.records.models import Cosignature
from redress.records.notes import COSIGNATURE, SigningKey, VerifierKey, signature_line
from redress.records.witness import Witness, request_text
from tests.records import second
from tests.records.cast import NOON, facts, filed, grown

LOG = SigningKey("log.example", bytes(range(32)))
STRANGER = SigningKey("log.example", bytes(range(1, 33)))
WITNESS = SigningKey("witness.example/w1", bytes(range(2, 34)))
LEAVES = [second.sha(bytes([n])) for n in range(40)]


def signed(size: int, leaves=LEAVES, key: SigningKey = LOG) -> str:
    return str(Checkpoint(key.name, size, second.mth(leaves[:size])).sign([key]))


def proof(old: int, new: int) -> list[bytes]:
    return second.consistency(old, LEAVES[:new]) if old else []


@pytest.fixture
def witness(tmp_path) -> Witness:
    return Witness(WITNESS, [LOG.verifier], tmp_path / "witness")


def test_it_cosigns_a_log_that_only_grows(witness):
    for old, new in ((0, 5), (5, 5), (5, 32), (32, 40)):
        answer = witness.add_checkpoint(request_text(old, proof(old, new), signed(new)), at=1_790_000_000 + new)
        assert answer.status == 200
        assert witness.known("log.example").size == new
        note = signed(new) + answer.body
        key = VerifierKey(WITNESS.name, WITNESS.verifier.key, COSIGNATURE)
        _, signatures = opened(note, [LOG.verifier, key])
        assert signatures[1].cosigned_at == 1_790_000_000 + new
        # The same by a package that is not ours.
        assert verify_cosignature(note, str(key))["ok"]
        assert verify_checkpoint(note, str(LOG.verifier))["ok"]


OTHER = [second.sha(b"other"), *LEAVES[1:]]
REFUSED = {
    "not a request": ("", 400),
    "no checkpoint": ("old 0\n\n", 400),
    "a size in letters": ("old five\n\n" + signed(5), 400),
    "too many lines": ("old 10\n" + "AAAA\n" * 64 + "\n" + signed(20), 400),
    "an old size beyond the new": (request_text(20, [], signed(10)), 400),
    "a log it does not watch": (request_text(0, [], signed(5, key=SigningKey("else", LOG.seed))), 404),
    "a stranger's signature": (request_text(10, proof(10, 20), signed(20, key=STRANGER)), 403),
    "another old size": (request_text(5, proof(5, 20), signed(20)), 409),
    "the same size, another tree": (request_text(10, [], signed(10, OTHER)), 409),
    "a proof that does not fit": (request_text(10, proof(10, 21), signed(20)), 422),
    "another history": (request_text(10, second.consistency(10, OTHER[:20]), signed(20, OTHER)), 422),
}


@pytest.mark.parametrize(("request_", "status"), REFUSED.values(), ids=list(REFUSED))
def test_it_refuses_and_remembers_nothing_of(request_, status, witness):
    witness.add_checkpoint(request_text(0, [], signed(10)), at=1)
    answer = witness.add_checkpoint(request_, at=2)
    assert answer.status == status
    assert witness.known("log.example").size == 10
    assert (answer.body == "10\n") == (status == 409)


def test_it_starts_from_the_empty_tree(witness):
    assert witness.known("log.example") == Checkpoint("log.example", 0, EMPTY_ROOT)


def run_witness(live_server, tmp_path, *options: str) -> str:
    out = StringIO()
    arguments = [f"{live_server.url}/log/", "--vkey", str(keys.log_key().verifier), "--state", str(tmp_path / "theirs")]
    call_command("witness", *arguments, "--name", "association.example", *options, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_another_body_watches_our_log_over_http(live_server, tmp_path):
    [id_] = entries.append([filed(3)])
    grown(300, step=100)
    first = run_witness(live_server, tmp_path)
    assert "0 → " in first
    assert "did not take" in first or "没有接受" in first
    theirs = re.search(r"association\.example\+\S+", first)[0]
    (keys.folder() / "witnesses.vkeys").write_text(f"# the consumer association\n{theirs}\n")
    grown(200, step=50)
    again = run_witness(live_server, tmp_path)
    assert "→" in again
    assert Cosignature.objects.get().witness == "association.example"
    assert signature_line(again.strip().splitlines()[-1]).cosigned_at
    verdict = receipts.verify(log.proof_for(id_, now=NOON), facts(3))
    assert verdict["valid"]
    assert [line["witness"] for line in verdict["cosigned"]] == ["association.example"]
    assert log.checkpoint().endswith(Cosignature.objects.get().line)


@pytest.mark.django_db(transaction=True)
def test_a_witness_cries_out_over_a_log_that_was_rolled_back(live_server, tmp_path):
    grown(30)
    run_witness(live_server, tmp_path)
    key = keys.log_key()
    [memory] = (tmp_path / "theirs").glob("*.checkpoint")
    memory.write_text(str(Checkpoint(key.name, 5000, b"\1" * 32).sign([key])))
    with pytest.raises(CommandError, match="5000") as cry:
        run_witness(live_server, tmp_path)
    assert cry.value.returncode == 2
    assert list((tmp_path / "theirs").glob("*.contradiction"))


@pytest.mark.django_db(transaction=True)
def test_a_witness_cries_out_over_another_tree(live_server, tmp_path):
    grown(30)
    run_witness(live_server, tmp_path)
    key = keys.log_key()
    [memory] = (tmp_path / "theirs").glob("*.checkpoint")
    memory.write_text(str(Checkpoint(key.name, 11, b"\1" * 32).sign([key])))
    with pytest.raises(CommandError, match="11"):
        run_witness(live_server, tmp_path)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://log.example", "http://127.0.0.1:9/log"])
def test_an_address_that_does_not_answer_is_said_plainly(url, tmp_path):
    with pytest.raises(CommandError, match=r"\w+"):
        call_command("witness", url, "--vkey", str(LOG.verifier), "--state", str(tmp_path))
    with pytest.raises(CommandError, match="public key"):
        call_command("witness", url, "--vkey", "nonsense", "--state", str(tmp_path))


@pytest.mark.django_db
def test_this_installation_can_witness_another_log(client, tmp_path):
    (keys.folder() / "logs.vkeys").write_text(f"{LOG.verifier}\n")
    answer = client.post("/log/witness/add-checkpoint", request_text(0, [], signed(7)), content_type="text/plain")
    assert answer.status_code == 200
    note = signed(7) + answer.content.decode()
    key = VerifierKey.parse(client.get("/log/witness/vkey").content.decode())
    assert key == watchtower.vkey()
    assert len(opened(note, [LOG.verifier, key])[1]) == 2
    again = client.post("/log/witness/add-checkpoint", request_text(3, [], signed(9)), content_type="text/plain")
    assert (again.status_code, again.content, again["Content-Type"]) == (409, b"7\n", "text/x.tlog.size")
