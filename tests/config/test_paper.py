"""The keys on paper: read back letter for letter; with them and a backup an empty machine becomes the installation."""

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from redress.config import ceremony
from redress.config.doctor import DEGRADED, OK, data
from redress.kernel.actors import SYSTEM
from redress.privacy import keyring, rotation, vault
from redress.records import keys
from redress.records.paper import BadSheet
from tests.conftest import NOON

PHRASE = "correct horse battery staple"
FILED = """
from django.utils import timezone
from redress.cases import filing, intake
from redress.kernel.actors import ANYONE
from redress.privacy import vault
from tests.world import COMPLAINT
[filed] = filing.file(intake.read(COMPLAINT, now=timezone.now()), actor=ANYONE, now=timezone.now())
print(filed.number, filed.pickup, filed.id)
"""
OPENED = """
from redress.cases.numbers import pickup
from redress.cases.models import Case
from redress.privacy import vault, erasure
case = Case.objects.get(number={number!r})
print("ERASED" if erasure.erased_on(case.pk) else vault.open(case.pk, "intake")["complainant"]["name"], pickup(case.number))
"""
ERASED = """
from django.utils import timezone
from redress.cases.models import Case
from redress.kernel.actors import Actor, Role
from redress.privacy import erasure
two = Actor(key="staff:2", role=Role.OFFICER, agency_id=1), Actor(key="staff:3", role=Role.SUPERVISOR, agency_id=1)
erasure.erase(Case.objects.get(number={number!r}).pk, actors=two, basis="case_file", now=timezone.now())
"""


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def never(_name):
    return False


@pytest.fixture
def sheet(settings, tmp_path, db):
    """A sheet with two generations of the vault's keys on it, and what was on the disk then."""
    settings.REDRESS_DATA = tmp_path / "here"
    settings.REDRESS_DATA.mkdir()
    (settings.REDRESS_DATA / "keys").mkdir()
    (settings.REDRESS_DATA / "keys" / "secret-key").write_text("a secret of letters")
    vault.insert([vault.prepare(1, {"intake": {"name": "李晓梅"}}, [("phone", "13912345678")])])
    rotation.rotate(actor=SYSTEM, now=NOON)
    vault.insert([vault.prepare(2, {"intake": {"name": "王小虎"}}, [])])
    path = tmp_path / "sheet.txt"
    ceremony.write(path, passphrase=PHRASE.encode(), now=NOON)
    assert path.stat().st_mode & 0o777 == 0o600
    return path


def test_every_key_comes_back_letter_for_letter_and_opens_what_was_sealed(sheet, settings, tmp_path):
    was = {name: (keys.folder() / name).read_bytes() for name in ceremony.FILES if (keys.folder() / name).is_file()}
    settings.REDRESS_DATA = tmp_path / "there"

    assert sorted(ceremony.restore(sheet.read_text().lower(), replace=never)) == sorted([*was, "backup-passphrase"])

    for name in was:
        assert (keys.folder() / name).stat().st_mode & 0o777 == 0o600
        assert name == "vault.json" or (keys.folder() / name).read_bytes().strip() == was[name].strip()
    ring, typed = json.loads(was["vault.json"]), json.loads((keys.folder() / "vault.json").read_text())
    assert (typed["active"], typed["blind"]) == (ring["active"], ring["blind"])
    assert [row["key"] for row in typed["wrapping"]] == [row["key"] for row in ring["wrapping"]]
    assert (keys.folder() / "backup-passphrase").read_text() == PHRASE
    assert [vault.open(case, "intake")["name"] for case in (1, 2)] == ["李晓梅", "王小虎"]
    assert vault.find("phone", "139 1234 5678") == [1]
    assert keyring.replaced_at(vault.ring_path(), 1) == NOON


def test_what_was_not_typed_right_is_named_and_nothing_is_written(sheet, settings, tmp_path):
    settings.REDRESS_DATA = tmp_path / "there"
    lines = [line for line in sheet.read_text().splitlines() if not line.startswith("#")]
    at = lines.index("wrapping 2")

    def told(changed):
        with pytest.raises(BadSheet) as refused:
            ceremony.restore("\n".join(changed), replace=never)
        return str(refused.value)

    wrong = lines[at + 2][:6] + ("A" if lines[at + 2][6] != "A" else "B") + lines[at + 2][7:]
    assert f"Line {at + 3} was not typed right" in told([*lines[: at + 2], wrong, *lines[at + 3 :]])
    swapped = [*lines[: at + 1], lines[at + 2], lines[at + 1], *lines[at + 3 :]]
    assert "“wrapping 2” a line is missing, stands in the wrong place" in told(swapped)
    assert "“wrapping 2” a line is missing" in told([*lines[: at + 2], *lines[at + 3 :]])
    assert "“wrapping 3”" in told([*lines[:at], "wrapping 3", *lines[at + 1 :]])
    assert "belong together" in told(lines[: lines.index("blind 1")])
    assert "no key" in told(["# nothing"])
    assert not (settings.REDRESS_DATA / "keys" / "vault.json").exists()


def test_keys_that_are_there_stay_and_a_sheet_can_be_compared(sheet):
    assert "vault.json" in ceremony.restore(sheet.read_text(), replace=never)
    assert all("the same" in line for line in ceremony.compare(sheet.read_text()) if "backup" not in line)
    rotation.rotate(actor=SYSTEM, now=NOON)
    assert ceremony.compare(sheet.read_text())[-1] == "wrapping 3: here, but not on the sheet"
    with pytest.raises(BadSheet, match=r"vault\.json is there already"):
        ceremony.restore(sheet.read_text(), replace=never)


def test_the_doctor_asks_for_the_paper_until_it_holds_every_key(sheet, settings):
    assert [finding.level for finding in data.paper(NOON)] == [OK]
    rotation.rotate(actor=SYSTEM, now=NOON)
    [finding] = data.paper(NOON)
    assert finding.level == DEGRADED
    assert "wrapping 3" in finding.found
    (settings.REDRESS_DATA / ceremony.NOTE).unlink()
    assert [finding.level for finding in data.paper(NOON)] == [DEGRADED]


def test_the_sheet_as_pdf_says_the_same_and_its_codes_say_it_again(sheet, tmp_path):
    from pypdf import PdfReader

    call_command("keys", "--paper", str(tmp_path / "sheet.pdf"), stdout=StringIO())
    text = "\n".join(page.extract_text() for page in PdfReader(tmp_path / "sheet.pdf").pages)
    squeezed = re.sub(r"\s", "", text)
    wanted = [line for line in sheet.read_text().splitlines() if not line.startswith("#")]
    assert all(re.sub(r"\s", "", line) in squeezed for line in wanted[: wanted.index("backup")])


def test_a_sheet_of_the_logs_keys_alone_is_taken_too(settings, tmp_path, db):
    from redress.records import paper

    settings.REDRESS_DATA = tmp_path / "here"
    settings.REDRESS_DATA.mkdir()
    typed = "\n".join(paper.lines())
    settings.REDRESS_DATA = tmp_path / "there"
    assert ceremony.restore(typed, replace=never) == ["log.key", "archive.key"]


def test_a_sheet_that_is_not_there_is_said_in_a_sentence(db, tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("keys", "--restore", str(tmp_path / "nowhere"))


def test_an_empty_machine_becomes_the_installation_with_paper_and_a_backup_alone(opened, empty, tmp_path):
    number, pickup, _id = opened.redress("shell", "-v0", "-c", FILED).stdout.split()
    gone, _, _ = opened.redress("shell", "-v0", "-c", FILED).stdout.split()
    opened.environment["REDRESS_BACKUP_PASSPHRASE"] = PHRASE
    said = opened.redress("keys", "--paper", str(tmp_path / "sheet.txt"))
    assert said.returncode == 0, said.stderr
    made = opened.redress("backup", "--without-keys", str(tmp_path / "backup"))
    assert made.returncode == 0, made.stderr
    assert "not inside" in made.stdout
    assert opened.redress("shell", "-v0", "-c", ERASED.format(number=gone)).returncode == 0

    empty.environment |= {"EXAMPLE": "0", "REDRESS_LANGUAGE": "en"}
    word = ("--passphrase-file", str(empty.folder / "keys" / "backup-passphrase"))
    (tmp_path / "phrase").write_text(PHRASE)
    refused = empty.redress("restore", str(tmp_path / "backup"), "--passphrase-file", str(tmp_path / "phrase"))
    assert (refused.returncode, "from paper" in refused.stderr) == (1, True)

    for arguments in (
        ("keys", "--restore", str(tmp_path / "sheet.txt")),
        ("restore", "--check", str(tmp_path / "backup"), *word),
        ("restore", str(tmp_path / "backup"), *word, "--erased", str(opened.folder / "keys" / "erased.jsonl")),
        ("prepare",),
        ("verify", "--log"),
    ):
        answer = empty.redress(*arguments)
        assert answer.returncode == 0, (arguments, answer.stderr)
        if arguments == ("prepare",):
            assert "1 cases that were erased after the backup are erased again" in answer.stderr

    assert empty.redress("shell", "-v0", "-c", OPENED.format(number=number)).stdout.split() == ["林小雨", pickup]
    assert empty.redress("shell", "-v0", "-c", OPENED.format(number=gone)).stdout.split()[0] == "ERASED"
    levels = [json.loads(line) for line in empty.redress("doctor", "--json").stdout.splitlines()]
    # From December on the doctor also asks for the working days of the next year, which no backup has.
    assert [each for each in levels if each["level"] == "must fix" and each["name"] != "calendar"] == []
