"""A backup is whole, sealed and consistent, made while others write; it comes back, or nothing changes."""

import io
import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redress.config.backup import box
from tests.installation import eventually

SECRET = b"correct horse battery"
PAIRS = "SELECT count(*) FROM kernel_schedule WHERE name LIKE 'pair %'".replace("%", "%%")


def sealed(content: bytes, secret: bytes = SECRET) -> bytes:
    file = io.BytesIO()
    writer = box.Writer(file, secret)
    writer.write(content)
    writer.close()
    return file.getvalue()


@pytest.fixture(autouse=True)
def little_work(monkeypatch):
    """Make keys quickly; how long that takes is not what is told here."""
    monkeypatch.setattr(box, "SCRYPT", {"n": 2, "r": 8, "p": 1})


@pytest.mark.parametrize("size", [0, 1, box.CHUNK - 1, box.CHUNK, box.CHUNK + 1, 3 * box.CHUNK])
def test_what_was_sealed_is_what_is_read(size):
    content = os.urandom(size)
    assert box.Reader(io.BytesIO(sealed(content)), SECRET).read() == content


@given(st.lists(st.binary(max_size=300), max_size=8), st.integers(1, 500))
def test_it_does_not_matter_how_it_is_written_or_read_in_pieces(parts, step):
    file = io.BytesIO()
    writer = box.Writer(file, SECRET)
    for part in parts:
        writer.write(part)
    writer.close()
    reader, found = box.Reader(io.BytesIO(file.getvalue()), SECRET), b""
    while part := reader.read(step):
        found += part
    assert found == b"".join(parts)


def test_a_wrong_passphrase_says_so():
    reader = box.Reader(io.BytesIO(sealed(b"x")), b"another passphrase")
    with pytest.raises(box.BoxError, match="passphrase"):
        reader.read()


@pytest.mark.parametrize("where", ["head", "first chunk", "last chunk", "cut", "cut at a chunk", "swapped"])
def test_a_box_that_was_touched_does_not_open(where):
    whole = sealed(os.urandom(3 * box.CHUNK))
    start = whole.index(b"\n", len(box.MAGIC)) + 1
    size = box.CHUNK + box.TAG
    touched = {
        "head": whole.replace(b'"chunk": 262144', b'"chunk": 262145'),
        "first chunk": whole[: start + 9] + bytes([whole[start + 9] ^ 1]) + whole[start + 10 :],
        "last chunk": whole[:-1] + bytes([whole[-1] ^ 1]),
        "cut": whole[:-100],
        "cut at a chunk": whole[: start + 2 * size],
        "swapped": whole[:start]
        + whole[start + size : start + 2 * size]
        + whole[start : start + size]
        + whole[start + 2 * size :],
    }[where]
    with pytest.raises(box.BoxError):
        box.Reader(io.BytesIO(touched), SECRET).read()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"something else",
        box.MAGIC,
        box.MAGIC + b"{}\n",
        box.MAGIC + b'{"n": 999999999999, "r": 8, "p": 1, "salt": "", "prefix": "", "chunk": 9}\n',
    ],
)
def test_what_is_no_backup_says_so(content):
    with pytest.raises(box.BoxError):
        box.Reader(io.BytesIO(content), SECRET)


def put_job(installation):
    row = "('a.b', '{}', '2026-01-01 00:00', '2026-01-01 00:00', 0, '', '')"
    columns = "kind, payload, next_at, created_at, attempts, worker, error"
    return installation.rows(f"INSERT INTO kernel_job ({columns}) VALUES {row} RETURNING id")[0][0]


def the_backup(installation, name="backup"):
    installation.environment["REDRESS_BACKUP_PASSPHRASE"] = SECRET.decode()
    path = installation.folder.parent / name
    answer = installation.redress("backup", str(path))
    assert answer.returncode == 0, answer.stderr
    return path


def test_a_backup_made_while_others_write_is_of_one_moment_and_comes_back_whole(opened, empty):
    (opened.folder / "files" / "ab").mkdir(parents=True)
    (opened.folder / "files" / "ab" / "evidence").write_bytes(b"\x00\xff" * 50_000)
    assert [put_job(opened) for _ in range(4)] == [1, 2, 3, 4]
    writer = opened.start("tests.config.writer_process")
    eventually(lambda: opened.rows(PAIRS)[0][0] > 20)
    path = the_backup(opened)
    assert writer.poll() is None
    writer.terminate()
    writer.wait()

    empty.environment["REDRESS_BACKUP_PASSPHRASE"] = SECRET.decode()
    answer = empty.redress("restore", str(path))
    assert answer.returncode == 0, answer.stderr
    pairs, halves = empty.rows(PAIRS)[0][0], empty.rows(PAIRS.replace("kernel_schedule", "kernel_workerseen"))[0][0]
    assert pairs == halves > 20
    assert (empty.folder / "files" / "ab" / "evidence").read_bytes() == b"\x00\xff" * 50_000
    for key in ("secret-key", "vault.json", "log.key", "archive.key"):
        old, new = opened.folder / "keys" / key, empty.folder / "keys" / key
        assert not old.exists() or old.read_bytes() == new.read_bytes()
    assert empty.rows("SELECT username FROM agencies_staff") == [("admin",)]
    assert put_job(empty) == 5


def level_of_backups(installation):
    lines = installation.redress("doctor", "--json").stdout.splitlines()
    return next(each["level"] for each in map(json.loads, lines) if each["name"] == "backups")


def test_check_tries_everything_and_changes_nothing(opened):
    assert level_of_backups(opened) == "degraded"
    path = the_backup(opened)
    assert level_of_backups(opened) == "ok"
    before = sorted(str(each) for each in opened.folder.rglob("*"))
    answer = opened.redress("restore", "--check", str(path))
    assert answer.returncode == 0, answer.stderr
    assert "can be restored" in answer.stdout
    assert sorted(str(each) for each in opened.folder.rglob("*")) == before


def test_a_restore_refuses_to_write_over_an_installation_and_sets_it_aside_when_told_to(opened):
    path = the_backup(opened)
    refused = opened.redress("restore", str(path))
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    answer = opened.redress("restore", "--replace", str(path))
    assert answer.returncode == 0, answer.stderr
    assert list(opened.folder.glob("before-restore-*/keys/secret-key"))
    assert opened.rows("SELECT username FROM agencies_staff") == [("admin",)]


def test_a_damaged_backup_changes_nothing_and_says_why(opened, empty):
    path = the_backup(opened)
    path.write_bytes(path.read_bytes()[:-1000])
    empty.environment["REDRESS_BACKUP_PASSPHRASE"] = SECRET.decode()
    answer = empty.redress("restore", str(path))
    assert (answer.returncode, "Traceback" in answer.stderr) == (1, False)
    assert not (empty.folder / "redress.sqlite3").exists()


def test_a_passphrase_is_not_a_short_one(opened):
    opened.environment["REDRESS_BACKUP_PASSPHRASE"] = "short"
    answer = opened.redress("backup", "nowhere")
    assert (answer.returncode, "12" in answer.stderr) == (1, True)
