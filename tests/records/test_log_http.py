"""The log is served as files that anybody can fetch, cache and check without asking us anything."""

import pytest

from redress.records import entries, keys, log, tree
from redress.records.checkpoint import Checkpoint, opened
from redress.records.merkle import consistency_proof, range_root
from redress.records.models import Cosignature
from redress.records.notes import COSIGNATURE, SigningKey, VerifierKey, from_b64
from redress.records.tiles import reader
from tests.records.cast import grown, looked_at

pytestmark = pytest.mark.django_db
WITNESS = SigningKey("witness.example/w1", bytes(range(32)))


def test_checkpoint_and_key_are_plain_text(client):
    grown(20)
    answer = client.get("/log/checkpoint")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=3"
    key = VerifierKey.parse(client.get("/log/vkey").content.decode().splitlines()[0])
    head, _ = opened(answer.content.decode(), [key])
    assert head.size == log.size()


def test_the_root_can_be_computed_from_the_tiles_alone(client):
    grown(700, step=100)

    def fetch(level: int, number: int, width: int) -> bytes:
        partial = "" if width == 256 else f".p/{width}"
        answer = client.get(f"/log/tile/{level}/{number:03d}{partial}")
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/octet-stream"
        assert "immutable" in answer["Cache-Control"]
        assert len(answer.content) == width * 32
        return answer.content

    head, _ = opened(log.checkpoint(), keys.trusted())
    node = reader(fetch, head.size)
    assert range_root(0, head.size, node) == head.root
    served = client.get(f"/log/consistency/100/{head.size}").content.decode().splitlines()
    assert [from_b64(line) for line in served] == consistency_proof(100, head.size, node)


@pytest.mark.parametrize(
    "place",
    [
        "0/001", "0/000", "1/000", "9/000", "0/000.p/0", "0/000.p/256", "0/000.p/28", "0/000.p/027", "0/x000/000",
        "0/0", "0/abc", "0/000.p/", "0/x999/x999/x999/x999/x999/x999/x999/999", "entries/000", "64/000",
    ],
)  # fmt: skip
def test_there_are_no_other_tiles(client, place):
    grown(20)
    assert log.size() == 26
    assert client.get(f"/log/tile/{place}").status_code == 404


def test_what_is_not_signed_yet_is_not_served(client):
    grown(20)
    tree.extend(log.size(), [b"\1" * 32])
    assert client.get("/log/tile/0/000.p/26").status_code == 200
    assert client.get("/log/tile/0/000.p/27").status_code == 404
    assert client.get("/log/consistency/3/27").status_code == 404
    assert client.get("/log/consistency/9/3").status_code == 404


def cosigned(note: str, key: SigningKey = WITNESS) -> str:
    return note + str(key.cosign(note.partition("\n\n")[0] + "\n", 1_790_000_000))


def test_a_known_witness_hands_in_its_cosignature_once(client):
    grown(20)
    (keys.folder() / "witnesses.vkeys").write_text(str(VerifierKey(WITNESS.name, WITNESS.verifier.key, COSIGNATURE)))
    for _ in range(2):
        answer = client.post("/log/cosignature", cosigned(log.checkpoint()), content_type="text/plain")
        assert (answer.status_code, answer.content.decode()) == (200, f"{WITNESS.name}\n")
    assert Cosignature.objects.count() == 1
    assert "witness.example/w1" in client.get("/log/checkpoint").content.decode()
    entries.append([looked_at()])


def test_other_cosignatures_are_refused(client):
    grown(20)
    (keys.folder() / "witnesses.vkeys").write_text(str(VerifierKey(WITNESS.name, WITNESS.verifier.key, COSIGNATURE)))
    key = keys.log_key()
    stranger = SigningKey("stranger.example", b"\5" * 32)
    other_tree = str(Checkpoint(key.name, 5, b"\1" * 32).sign([key]))
    beyond = str(Checkpoint(key.name, 5000, b"\1" * 32).sign([key]))
    forged = str(Checkpoint(key.name, 5, b"\1" * 32).sign([SigningKey(key.name, b"\5" * 32)]))
    bodies = ["", "x" * 200_000, log.checkpoint(), cosigned(log.checkpoint(), stranger), cosigned(other_tree),
              cosigned(beyond), cosigned(forged), cosigned(log.checkpoint()).replace("— w", "— x")]  # fmt: skip
    for body in bodies:
        answer = client.post("/log/cosignature", body, content_type="text/plain")
        assert answer.status_code == 422
        assert answer.content.decode().strip()
    assert Cosignature.objects.count() == 0
