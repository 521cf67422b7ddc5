"""The helper that looks for planted values must itself find them, or it proves nothing."""

import base64
import gzip
import json
import zipfile

import pytest
from django.db import connection

from redress.privacy import vault
from redress.privacy.deid.numbers import id_number_is_valid
from tests.privacy.canaries import Canaries

BIRDS = Canaries()


@pytest.mark.parametrize("value", ["name", "phone", "file_text"])
@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("gbk"),
        lambda text: json.dumps({"x": text}).encode(),
        lambda text: text.encode().hex().upper().encode(),
        lambda text: text.encode()[::-1],
        lambda text: base64.b64encode(b"x" + text.encode() + b"yz"),
        lambda text: base64.b64encode(b"xy" + text.encode()),
        lambda text: base64.urlsafe_b64encode(b"xyz" + text.encode("gbk") + b"z"),
        lambda text: gzip.compress(b"before " + text.encode()),
    ],
    ids=["utf-8", "utf-16", "gbk", "json", "hex", "backwards", "base64+1", "base64+2", "base64url", "gzip"],
)
def test_a_canary_is_found_in_any_dress(tmp_path, value, written):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "x.bin").write_bytes(b"...." + written(BIRDS.values[value]) + b"....") if (
        written(BIRDS.values[value])[:2] != b"\x1f\x8b"
    ) else (tmp_path / "cache" / "x.bin").write_bytes(written(BIRDS.values[value]))

    assert BIRDS.seen_in(tmp_path) == [f"{value} in cache/x.bin"]


@pytest.mark.parametrize("spelling", ["199 8765 4301", "199-8765-4301", "１９９８７６５４３０１"])
def test_a_phone_is_found_in_other_spellings(spelling):
    assert BIRDS.seen_in_bytes(f"tel {spelling}".encode()) == {"phone"}


def test_a_canary_is_found_inside_a_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "backup.zip", "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("db.txt", BIRDS.address)

    assert BIRDS.seen_in(tmp_path) == ["address in backup.zip"]
    assert BIRDS.seen_in(tmp_path, leave_out=["backup.zip"]) == []


@pytest.mark.django_db
def test_a_canary_is_found_in_any_table():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE stray (words text)")
        cursor.execute("INSERT INTO stray VALUES (%s)", [f"… {BIRDS.name} …"])

    assert BIRDS.seen_in_database() == ["name in stray.words"]


@pytest.mark.django_db
def test_sealed_canaries_are_not_found(settings):
    vault.insert([vault.prepare(1, {"intake": BIRDS.values}, [("phone", BIRDS.phone)])])
    (settings.REDRESS_DATA / "file").write_bytes(vault.seal_bytes(1, "file:1", BIRDS.file_text.encode()))

    assert BIRDS.seen_in_database() == []
    assert BIRDS.seen_in(settings.REDRESS_DATA) == []


def test_other_texts_are_no_canaries():
    assert BIRDS.seen_in_bytes("欧阳修 13912345678 紫檀 青瓷".encode()) == set()
    assert id_number_is_valid(BIRDS.id_number)
