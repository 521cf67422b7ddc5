"""Evidence: judged by content, kept sealed, once a case; nothing harmful gets in and nothing acknowledged is lost."""

import csv
import hashlib
import socket
import struct
import tarfile
import threading
import zipfile
from io import BytesIO

import pytest
from PIL import Image

from redress.agencies.actions import add_agency
from redress.cases import evidence, filetypes, filing, intake, scanner
from redress.cases.models import Case, Exhibit
from redress.kernel.actors import SYSTEM, Actor, Role
from redress.kernel.problems import Invalid, NotAllowed, NotThere
from redress.privacy import vault
from redress.privacy.models import CaseKey
from redress.records import entries
from tests.conftest import NOON
from tests.shared import shared_dir

pytestmark = pytest.mark.django_db


def picture(kind: str = "JPEG", size: tuple[int, int] = (80, 40), **said: object) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", size, "teal").save(drawn, kind, **said)
    return drawn.getvalue()


def packed(**parts: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return made.getvalue()


@pytest.fixture
def data(settings, tmp_path):
    settings.REDRESS_DATA = tmp_path
    return tmp_path


@pytest.fixture
def case(data) -> Case:
    return a_case()


def a_case(kind: str = "complaint") -> Case:
    code = f"31011{Case.objects.count() + 1}"
    add_agency(
        code=code, name_zh="某局", name_en="Bureau", kind="market_supervision", level="county", division="310115",
        actor=SYSTEM, now=NOON,
    )  # fmt: skip
    new = intake.read({"kind": kind, "problem": {"story": "扫地机器人坏了"}}, now=NOON)
    return Case.objects.get(pk=filing.file(new, actor=SYSTEM, now=NOON)[0].id)


def lin(case: Case) -> Actor:
    return Actor(key="complainant", role=Role.COMPLAINANT, case_id=case.pk)


def add(case: Case, content: bytes, name: str = "order.jpg", **said: object) -> Exhibit:
    return evidence.add_exhibit(
        case, **({"name": name, "stream": BytesIO(content), "audience": "both", "actor": lin(case), "now": NOON} | said)
    )


def test_a_picture_is_kept_sealed_and_comes_back_byte_for_byte(case, data):
    content = picture()

    exhibit = add(case, content, "订单截图.jpg")

    assert exhibit.sha256 == hashlib.sha256(content).hexdigest()
    opened = evidence.open_exhibit(exhibit, actor=lin(case), now=NOON)
    assert (opened.name, opened.media_type, opened.content) == ("订单截图.jpg", "image/jpeg", content)
    assert content not in (data / "files" / exhibit.path).read_bytes()
    entry = entries.of(case.pk, ["evidence.added"])[0]
    assert entry.data["sha256"] == exhibit.sha256
    assert "订单" not in str(entry.data)


def test_the_preview_is_upright_small_and_silent_about_the_camera(case):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "SECRET CAMERA"
    exhibit = add(case, picture(size=(4000, 2000), exif=exif))

    small = evidence.open_preview(exhibit)

    with Image.open(BytesIO(small)) as image:
        assert image.size == (800, 1600)
        assert not image.getexif()
    assert b"SECRET CAMERA" not in small
    assert b"SECRET CAMERA" in evidence.open_exhibit(exhibit, actor=lin(case), now=NOON).content


def test_the_same_file_twice_is_one_exhibit(case):
    first, second = add(case, picture()), add(case, picture(), "again.jpg")

    assert first.pk == second.pk
    assert len(entries.of(case.pk, ["evidence.added"])) == 1


def test_what_comes_with_a_report_is_for_staff_alone(data):
    assert add(a_case("report"), picture()).audience == "staff"


@pytest.mark.parametrize(
    ("name", "content", "kept_as"),
    [
        pytest.param("holiday.exe", picture(), "holiday.exe.jpg", id="a picture named like a program"),
        pytest.param("../../etc/passwd", picture("PNG"), "passwd.png", id="a name that climbs"),
        pytest.param("C:\\pics\\a.PNG", picture("PNG"), "a.PNG", id="a path of another system"),
        pytest.param(
            "chat\u202egpj.txt", "我说要退款，他不肯".encode("gb18030"), "chatgpj.txt", id="a name that turns around"
        ),
        pytest.param("", b"%PDF-1.7\n1 0 obj\n%%EOF", "file.pdf", id="no name"),
        pytest.param("contract.docx", packed(word__document_xml=b"<w/>"), "contract.docx", id="a Word document"),
    ],
)
def test_the_content_says_what_a_file_is(case, name, content, kept_as):
    exhibit = add(case, content, name)

    assert evidence.open_exhibit(exhibit, actor=lin(case), now=NOON).name == kept_as


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "file.empty", id="nothing in it"),
        pytest.param(b"<!DOCTYPE html><script>alert(1)</script>", "file.kind_refused", id="a page"),
        pytest.param(
            b'\xef\xbb\xbf<svg xmlns="http://www.w3.org/2000/svg"/>', "file.kind_refused", id="a drawing that runs"
        ),
        pytest.param(b"#!/bin/sh\nrm -rf /\n", "file.kind_unknown", id="a script"),
        pytest.param(b"MZ\x90\x00" + b"\0" * 200, "file.kind_refused", id="a program"),
        pytest.param(packed(a_txt=b"hello"), "file.archive", id="a packed file"),
        pytest.param(packed(word__document_xml=b"\0" * 9_000_000), "file.unsafe", id="a document that bursts"),
        pytest.param(
            packed(word__document_xml=b"<w/>", word__vbaProject_bin=b"x"), "file.macros", id="a document that runs"
        ),
        pytest.param(b"PK\x03\x04" + b"\0" * 40, "file.broken", id="half a packed file"),
        pytest.param(
            picture() + packed(evil_class=b"x" * 50), "file.two_kinds", id="a picture with an archive behind it"
        ),
        pytest.param(picture()[:2000] + b"%PDF-1.4\n%%EOF", "file.two_kinds", id="a picture with a document behind it"),
        pytest.param(picture("GIF") + b"<script>x</script>", "file.two_kinds", id="a picture with a page behind it"),
        pytest.param(picture("PNG")[:40], "file.broken", id="half a picture"),
        pytest.param(b"%PDF-1.7 and then nothing", "file.broken", id="half a document"),
        pytest.param(
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 50_000, 50_000) + b"\x08\x02\0\0\0\0\0\0\0",
            "file.broken",
            id="a picture of 2.5 billion pixels",
        ),
    ],
)
def test_what_is_harmful_or_broken_is_not_kept(case, data, content, code):
    with pytest.raises(Invalid) as refusal:
        add(case, content)

    assert [problem.code for problem in refusal.value.problems] == [code]
    assert not Exhibit.objects.exists()
    assert not list((data / "files").rglob("*.*")) if (data / "files").exists() else True


def test_a_picture_of_too_many_pixels_is_not_opened(case, monkeypatch):
    monkeypatch.setattr(filetypes, "PIXELS", 1000)

    with pytest.raises(Invalid) as refusal:
        add(case, picture("PNG"))

    assert refusal.value.problems[0].code == "file.too_many_pixels"


def test_a_file_over_the_limit_is_refused(case, settings):
    settings.REDRESS_MAX_UPLOAD_MB = 1

    with pytest.raises(Invalid) as refusal:
        add(case, b"a" * 1_000_001)

    assert refusal.value.problems[0].code == "file.too_large"


def test_a_complainant_may_send_so_many_files_and_no_more(case, settings):
    settings.REDRESS_MAX_FILES = 2
    add(case, picture(size=(10, 10)))
    add(case, picture(size=(11, 11)))

    with pytest.raises(NotAllowed) as refusal:
        add(case, picture(size=(12, 12)))

    assert refusal.value.problems[0].code == "evidence.add.too_many"


@pytest.mark.parametrize("audience", ["everyone", "", "public"])
def test_a_complainant_chooses_between_staff_and_both(case, audience):
    with pytest.raises(Invalid) as refusal:
        add(case, picture(), audience=audience)

    assert refusal.value.problems[0].code == "file.audience_unknown"


def test_a_closed_case_takes_no_more(case):
    case.phase = "closed"

    with pytest.raises(NotAllowed) as refusal:
        add(case, picture())

    assert refusal.value.problems[0].code == "evidence.add.closed"


def test_what_staff_keep_to_themselves_is_not_there_for_the_complainant(case):
    officer = Actor(key="staff:1", role=Role.OFFICER, agency_id=case.agency_id)
    exhibit = add(case, picture(), actor=officer, audience="staff")

    with pytest.raises(NotThere):
        evidence.find(case, exhibit.pk, actor=lin(case))
    assert evidence.find(case, exhibit.pk, actor=officer) == exhibit
    evidence.open_exhibit(exhibit, actor=officer, now=NOON)
    assert len(entries.of(case.pk, ["evidence.opened"])) == 1


@pytest.fixture
def clamd(settings):
    """A scanner that speaks ClamAV's protocol and finds the word VIRUS."""
    server = socket.create_server(("127.0.0.1", 0))
    settings.REDRESS_CLAMD = f"127.0.0.1:{server.getsockname()[1]}"

    def answer() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!I", stream.read(4))[0]:
                    content += stream.read(length)
                connection.sendall(b"stream: Test FOUND\0" if b"VIRUS" in content else b"stream: OK\0")

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield server
    server.close()


def test_the_scanner_is_asked(case, clamd):
    assert add(case, picture()).scan == "clean"
    with pytest.raises(Invalid) as refusal:
        add(case, b"a VIRUS in a text")
    assert refusal.value.problems[0].code == "file.infected"
    assert Exhibit.objects.count() == 1


def test_without_a_scanner_files_say_so(case, settings):
    assert add(case, picture()).scan == "unscanned"
    assert evidence.degraded()
    settings.REDRESS_CLAMD = "127.0.0.1:1"
    assert not evidence.degraded()


def test_a_scanner_that_is_away_is_asked_again_later(case, settings, clamd):
    there = settings.REDRESS_CLAMD
    settings.REDRESS_CLAMD = "127.0.0.1:1"
    exhibit = add(case, b"a VIRUS in a text", "chat.txt")
    assert exhibit.scan == "waiting"

    settings.REDRESS_CLAMD = there
    assert evidence.rescan(exhibit.pk, now=NOON) == scanner.INFECTED

    exhibit.refresh_from_db()
    with pytest.raises(NotAllowed):
        evidence.open_exhibit(exhibit, actor=lin(case), now=NOON)
    assert evidence.rescan(exhibit.pk, now=NOON) == ""


def test_an_erased_case_gives_nothing_back(case):
    exhibit = add(case, picture())
    CaseKey.objects.filter(pk=case.pk).update(key_id=0, wrapped=b"", destroyed_at=NOON)

    with pytest.raises(vault.Erased):
        evidence.open_exhibit(exhibit, actor=lin(case), now=NOON)


def test_the_files_of_an_erased_case_leave_the_disk(case, data):
    exhibit = add(case, picture())

    evidence.destroy_files(case.pk)

    assert not (data / "files" / exhibit.path).exists()
    evidence.destroy_files(case.pk)


def test_hostile_files_neither_get_in_nor_break_anything():
    """191 hostile and odd files: each is refused with a reason, or is a kind that is only ever handed out as a download."""
    folder = shared_dir("data", "attachments")
    with (folder / "hostile_manifest.csv").open() as file:
        known = {row["file"].rsplit("/", 1)[-1]: row["sha256_original"] for row in csv.DictReader(file)}
    with tarfile.open(folder / "hostile_xor5a.tar.gz") as archive:
        files = {
            member.name.rsplit("/", 1)[-1]: bytes(byte ^ 0x5A for byte in archive.extractfile(member).read())
            for member in archive
            if member.isfile()
        }
    assert {name: hashlib.sha256(content).hexdigest() for name, content in files.items()} == known
    # The texts are pointers that a file store left in place of the files; the pictures are documents seen as pictures.
    assert {verdict(content) for content in files.values()} == {
        "application/pdf", "text/plain", "image/png", "file.archive", "file.broken", "file.kind_refused",
        "file.kind_unknown", "file.two_kinds",
    }  # fmt: skip


def verdict(content: bytes) -> str:
    try:
        return filetypes.judge(content).media_type
    except Invalid as refusal:
        return refusal.problems[0].code


def test_ordinary_pictures_get_in_and_have_a_preview():
    folder = shared_dir("data", "attachments")
    with (folder / "images_manifest.csv").open() as file:
        pictures = [folder / row["file"] for row in csv.DictReader(file) if not row["file"].endswith(".npy")]
    assert all(filetypes.judge(path.read_bytes()).group == "image" for path in pictures)
