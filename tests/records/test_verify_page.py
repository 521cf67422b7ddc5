"""The page on which anybody checks a receipt: on the site, without scripts, and as one file without any network."""

import base64
import hashlib
import io
import json
import re
import urllib.request

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from pypdf import PdfReader

from redress.kernel.actors import system
from redress.portals.log import single_file
from redress.records import entries, erasure, issue, keys, prints
from redress.records.jcs import canonical
from redress.records.notes import COSIGNATURE, SigningKey, VerifierKey
from redress.records.proof import Proof
from redress.records.receipts import Receipt
from tests.records.cast import NOON, filed, grown
from tests.records.test_jcs import NUMBERS

WITNESS = SigningKey("witness.example/w1", bytes(range(32)))
WITNESS_KEY = VerifierKey(WITNESS.name, WITNESS.verifier.key, COSIGNATURE)


@pytest.fixture
def receipt(db) -> Receipt:
    [id_] = entries.append([filed(7)])
    grown(40)
    return issue.receipt(id_, now=NOON)


def uploaded(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.receipt.json", content)


def said_by(answer) -> str:
    """The part of the page that answers; the words for the script, further down, say everything."""
    assert answer.status_code == 200
    return answer.content.decode().partition("data-result")[2].partition("</section>")[0]


def test_without_scripts_the_server_checks(client, receipt):
    page = client.get("/verify", headers={"Accept-Language": "en"}).content.decode()
    printed = re.search(r"<textarea[^>]*name=\"keys\"[^>]*>\s*(.*?)</textarea>", page, re.S)[1]
    assert printed.split() == [str(keys.log_key().verifier)]
    sent = {"receipt": uploaded(receipt.file), "keys": printed}
    said = said_by(client.post("/verify", sent, headers={"Accept-Language": "en"}))
    assert "This receipt is genuine" in said
    assert "TS-2026-000007" in said
    erasure.mute(7, actor=system("retention"), now=NOON, basis="PIPL Art. 47")
    sent = {"proof": receipt.proof, "subject": json.dumps(receipt.subject), "keys": printed}
    assert "PIPL Art. 47" in said_by(client.post("/verify", sent))


@pytest.mark.parametrize(
    "sent",
    [{}, {"proof": "nonsense"}, {"proof": "c2sp.org/tlog-proof@v1"}, {"proof": "{}"}, {"proof": "{}", "keys": "x"},
     {"receipt": uploaded(b"\xff" * 100)}, {"receipt": uploaded(b"{" * 300_000)}],
    ids=lambda sent: str(sent)[:30],
)  # fmt: skip
def test_what_cannot_be_read_is_answered_with_a_sentence(sent, client, receipt):
    assert "notice-warn" in said_by(client.post("/verify", sent))


def test_a_changed_receipt_is_refused_without_scripts_too(client, receipt):
    changed = Receipt({**receipt.subject, "number": "TS-2026-000008"}, receipt.proof, "")
    said = said_by(client.post("/verify", {"receipt": uploaded(changed.file), "keys": receipt.vkey}))
    assert "这张回执未通过核验" in said
    stranger = SigningKey(keys.log_key().name, b"\7" * 32).verifier
    said = said_by(client.post("/verify", {"receipt": uploaded(receipt.file), "keys": str(stranger)}))
    assert "这张回执未通过核验" in said


def test_without_a_key_nothing_is_said_to_be_genuine(client, receipt):
    assert "notice-warn" in said_by(client.post("/verify", {"receipt": uploaded(receipt.file), "keys": " "}))


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF-"), ("png", b"\x89PNG"), ("svg", b"<svg")])
def test_whoever_holds_a_receipt_gets_it_on_paper(client, receipt, form, begins):
    answer = client.post(f"/verify/receipt.{form}", {"receipt": uploaded(receipt.file)})
    assert answer.content.startswith(begins)
    assert answer["Content-Disposition"] == f'attachment; filename="receipt.{form}"'


def test_a_receipt_under_a_retired_key_is_printed_with_that_key(client, receipt):
    keys.rotate()
    answer = client.post("/verify/receipt.pdf", {"proof": receipt.proof, "subject": json.dumps(receipt.subject)})
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert receipt.vkey.split("+")[1] in text


def test_only_genuine_receipts_of_this_body_are_printed(client, receipt):
    changed = Receipt({**receipt.subject, "number": "TS-2026-000008"}, receipt.proof, "")
    assert "这张回执未通过核验" in said_by(client.post("/verify/receipt.pdf", {"receipt": uploaded(changed.file)}))
    assert "notice-warn" in said_by(client.post("/verify/receipt.pdf", {}))
    assert client.get("/verify/receipt.pdf").status_code == 405
    assert client.post("/verify/receipt.exe").status_code == 404


def test_what_has_become_of_a_leaf_can_be_asked(client, receipt):
    verdict = issue.check(receipt.proof, receipt.subject)
    answer = client.get(f"/log/standing/{verdict['index']}/{verdict['leaf_hash']}").json()
    assert answer["state"] == "kept"
    assert client.get(f"/log/standing/5/{verdict['leaf_hash']}").json()["state"] == "unknown"


def test_the_single_file_lets_nothing_else_run(client, receipt):
    answer = client.get("/verify.html")
    text = answer.content.decode()
    assert answer["Content-Disposition"] == 'attachment; filename="verify.html"'
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert policy.startswith("default-src 'none'; ")
    for content in re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", text, re.S):
        pinned = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{pinned}'" in policy
    assert len(re.findall(r"<script>", text)) == 2
    assert not re.search(r"(?:src|href)=", text)


def test_the_single_file_is_also_made_by_a_command(receipt, tmp_path, capsys):
    call_command("verify_page", str(tmp_path / "page.html"))
    written = (tmp_path / "page.html").read_bytes()
    assert hashlib.sha256(written).hexdigest() in capsys.readouterr().out
    assert receipt.vkey.encode() in written.replace(b"&#x2B;", b"+")


# --- in a browser ----------------------------------------------------------------------------------------------------


@pytest.fixture
def offline(receipt, browser, tmp_path):
    """The single file, opened from disk in a browser without network."""
    path = tmp_path / "verify.html"
    path.write_text(single_file.produce(f"{receipt.vkey}\n{WITNESS_KEY}", issuer="示例局", issuer_en="Example"))
    context = browser.new_context(offline=True, locale="en-GB", viewport={"width": 360, "height": 740})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text))
    opened.address = path.as_uri()
    opened.goto(opened.address)
    yield opened
    context.close()
    assert not faults


def answer_of(page, language: str = "en") -> str:
    shown = page.locator(f'[data-verify="{language}"] [data-result]')
    shown.locator(".notice-title, p.notice").first.wait_for()
    return shown.inner_text()


def check_file(page, content: bytes, language: str = "en") -> str:
    root = page.locator(f'[data-verify="{language}"]')
    root.locator("input[type=file]").set_input_files({"name": "a", "mimeType": "text/plain", "buffer": content})
    root.locator("form button:not([formaction])").click()
    return answer_of(page, language)


@pytest.mark.browser
def test_the_single_file_checks_a_receipt_without_any_network(offline, receipt):
    said = check_file(offline, receipt.file)
    assert "This receipt is genuine" in said
    assert "TS-2026-000007" in said
    assert "2026-09-22 12:00" in said
    assert issue.check(receipt.proof, receipt.subject)["leaf_hash"] in said
    assert offline.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_it_speaks_both_languages(offline, receipt):
    offline.get_by_role("button", name="中文").click()
    said = check_file(offline, receipt.file, "zh")
    assert "这张回执有效" in said
    assert offline.title() == "回执核验"
    assert not offline.locator('[data-verify="en"]').is_visible()


@pytest.mark.browser
def test_everything_that_was_changed_is_refused_there_too(offline, receipt):
    parsed = Proof.parse(receipt.proof)
    text = receipt.file.decode()
    cases = {
        "was changed": text.replace("2026-10-09", "2026-10-10"),
        "no salt": Receipt(receipt.subject, str(Proof(parsed.index, parsed.path, parsed.note)), "").file.decode(),
        "does not fit": Receipt(
            receipt.subject, str(Proof(parsed.index, parsed.path[1:], parsed.note, parsed.extra)), ""
        ).file.decode(),
        "not signed with": text.replace(parsed.note[-40:-20].strip(), parsed.note[-40:-20].strip()[::-1]),
        "cannot be read": "no receipt",
        "not a proof": Receipt(receipt.subject, "c2sp.org/tlog-proof@v2", "").file.decode(),
        "not a JSON object": json.dumps({"proof": receipt.proof, "subject": [1]}),
    }
    for expected, content in cases.items():
        assert expected in check_file(offline, content.encode()), expected


@pytest.mark.browser
def test_a_wrong_key_is_said_and_another_logs_key_refused(offline, receipt):
    field = offline.locator('[data-verify="en"] textarea[name=keys]')
    field.fill(receipt.vkey.replace("+", "+\n"))
    assert "genuine" in check_file(offline, receipt.file)
    seeds = (bytes([number] * 32) for number in range(256))
    plus = next(key for seed in seeds if (key := str(SigningKey("a.example", seed).verifier)).endswith("+"))
    field.fill(f"{plus}\n{WITNESS_KEY}\n{receipt.vkey}")
    assert "genuine" in check_file(offline, receipt.file)
    field.fill(receipt.vkey[:-3])
    assert "public key cannot be read" in check_file(offline, receipt.file)
    field.fill(str(SigningKey(keys.log_key().name, b"\7" * 32).verifier))
    assert "not signed with the key" in check_file(offline, receipt.file)


@pytest.mark.browser
def test_a_witness_is_shown(offline, receipt):
    parsed = Proof.parse(receipt.proof)
    line = WITNESS.cosign(parsed.note.partition("\n\n")[0] + "\n", 1_790_000_000)
    seen = Proof(parsed.index, parsed.path, parsed.note + str(line), parsed.extra)
    assert "cosigned by witness.example/w1 on 2026-09-21" in check_file(
        offline, Receipt(receipt.subject, str(seen), "").file
    )
    bent = str(seen).replace(str(line)[-20:], str(line)[-20:-10][::-1] + str(line)[-10:])
    assert "not signed with" in check_file(offline, Receipt(receipt.subject, bent, "").file)


@pytest.mark.browser
def test_the_code_on_paper_opens_the_page_with_the_answer(offline, receipt):
    offline.goto("about:blank")
    offline.goto(prints.link(receipt, offline.address))
    assert "This receipt is genuine" in answer_of(offline)
    offline.goto("about:blank")
    offline.goto(f"{offline.address}#r=AAAA")
    assert "cannot be read" in answer_of(offline)


@pytest.mark.browser
def test_its_own_arithmetic_is_right(offline):
    """Hashes, signatures and canonical JSON against Python's, without WebCrypto."""
    for length in (0, 1, 55, 56, 63, 64, 111, 112, 127, 128, 300):
        message = bytes(range(256))[: length % 257] * (1 + length // 257)
        for name in ("sha256", "sha512"):
            made = offline.evaluate(
                f"bytes => RedressVerify.hex(RedressVerify.{name}(Uint8Array.from(bytes)))", list(message)
            )
            assert made == getattr(hashlib, name)(message).hexdigest()
    for number in range(6):
        private = Ed25519PrivateKey.from_private_bytes(bytes([number] * 32))
        message = bytes(range(number * 40))
        good = private.sign(message)
        flipped = bytes([good[0] ^ 1]) + good[1:]
        beyond = good[:32] + (
            (int.from_bytes(good[32:], "little") + 2**252 + 27742317777372353535851937790883648493).to_bytes(
                32, "little"
            )
        )
        for signature, expected in ((good, True), (flipped, False), (beyond, False), (bytes(64), False)):
            arguments = [list(private.public_key().public_bytes_raw()), list(message), list(signature)]
            made = offline.evaluate(
                "args => RedressVerify.ed25519Here(...args.map(each => Uint8Array.from(each)))", arguments
            )
            assert made is expected
    for value in (
        {"€": "\r", "1": [1e21, 1e-7, -0.0, 4.5], "\U0001f600": '\x0f"\\/', "\ufb33": None},
        {"a": {"b": [True]}},
    ):
        assert (
            offline.evaluate("text => RedressVerify.canonical(JSON.parse(text))", json.dumps(value))
            == canonical(value).decode()
        )
    written = offline.evaluate("texts => texts.map(text => JSON.stringify(Number(text)))", list(NUMBERS.values()))
    assert written == list(NUMBERS.values())


@pytest.mark.browser
def test_the_page_on_the_site_checks_on_the_readers_own_device(page, axe, picture, site):
    key = site.account("clerk")["api_key"]
    filed = ask(f"{site.url}api/v1/complaints", key, {"problem": {"story": "The kettle leaks."}})
    proof = ask(site.url + filed["receipt"]["proof"].removeprefix(site.url).removeprefix("/"), key)
    receipt = Receipt(filed["receipt"]["subject"], proof, "")
    page.goto("/verify?lang=en")
    axe(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url.removeprefix(site.url)}"))
    said = check_file(page, receipt.file)
    page.wait_for_load_state("networkidle")
    assert "This receipt is genuine" in said
    assert filed["number"] in said
    assert [line[:17] for line in asked] == ["GET log/standing/"]
    page.locator("details", has=page.locator("[formaction]")).locator("summary").click()
    with page.expect_download() as download:
        page.locator("[formaction$=pdf]").click()
    assert download.value.suggested_filename == "receipt.pdf"
    axe(page)
    picture("verify", whole=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/verify?lang=zh")
    assert "这张回执未通过核验" in check_file(page, receipt.file.replace(b"case.received", b"case.receivee"), "zh")


def ask(url: str, key: str, body: dict | None = None):
    sent = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
    with urllib.request.urlopen(sent, json.dumps(body).encode() if body else None) as answer:
        text = answer.read().decode()
    return json.loads(text) if text.startswith("{") else text
