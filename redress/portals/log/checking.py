"""The page on which anybody checks a receipt, and the single file that does the same without us."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redress.portals.log import single_file
from redress.records import issue, keys, prints, receipts
from redress.records.notes import BadNote, VerifierKey
from redress.records.proof import HEADER
from redress.records.receipts import MAX_FILE, BadReceipt, Receipt
from redress.records.typesetting import Kind
from redress.records.words import language, lines, table

KINDS: dict[str, tuple[Kind, str]] = {
    "pdf": ("pdf", "application/pdf"),
    "png": ("png", "image/png"),
    "svg": ("svg", "image/svg+xml"),
}


def printed_keys() -> str:
    """Return the keys a receipt of this body may be signed with, and its witnesses', one a line."""
    return "\n".join(map(str, [*keys.trusted(), *keys.witnesses()]))


def words(wanted: str) -> dict[str, str]:
    """Return the texts of the page in one language."""
    return {name: text[wanted] for name, text in table()["texts"].items()}


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the page; POST is for browsers that run no scripts: the receipt is checked here and not kept."""
    return _page(request, _checked(request) if request.method == "POST" else {})


@require_POST
def sheet(request: HttpRequest, kind: str) -> HttpResponse:
    """Print a genuine receipt of this body (pdf, png, svg); any other is answered with the page and what is wrong."""
    if kind not in KINDS:
        raise Http404(kind)
    said = {name: request.POST.get(name, "") for name in ("proof", "subject")}
    try:
        receipt = _receipt(request.FILES.get("receipt"), said["proof"], said["subject"])
    except BadReceipt as error:
        return _page(request, said | {"fault": str(error)})
    for key in keys.trusted():
        if receipts.verify(receipt.proof, receipt.subject, vkeys=[key])["valid"]:
            return _printed(Receipt(receipt.subject, receipt.proof, str(key)), kind)
    return _page(request, said | _verdict(receipt, receipts.verify(receipt.proof, receipt.subject)))


@require_safe
def single(request: HttpRequest) -> HttpResponse:
    """Hand out the page as one file."""
    content = single_file.produce(
        printed_keys(), issuer=settings.REDRESS_ORGANISATION_ZH, issuer_en=settings.REDRESS_ORGANISATION_EN
    )
    headers = {"Content-Disposition": 'attachment; filename="verify.html"', "Cache-Control": "public, max-age=300"}
    return HttpResponse(content, content_type="text/html; charset=utf-8", headers=headers)


def _page(request: HttpRequest, answer: dict[str, Any]) -> HttpResponse:
    context: dict[str, Any] = {
        "words": words(language()),
        "table": table(),
        "language": language(),
        "keys": printed_keys(),
        "standing": "/log/standing/",
        "sheets": [(form, reverse("verify:sheet", args=[form])) for form in ("pdf", "png")],
    }
    return render(request, "public/verify.html", context | answer)


def _printed(receipt: Receipt, form: str) -> HttpResponse:
    chinese = language() == "zh"
    issuer = settings.REDRESS_ORGANISATION_ZH if chinese else settings.REDRESS_ORGANISATION_EN
    kind, content_type = KINDS[form]
    content = prints.produce(receipt, kind, issuer=issuer, page=f"{settings.REDRESS_BASE_URL}{reverse('verify:page')}")
    headers = {"Content-Disposition": f'attachment; filename="receipt.{form}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _checked(request: HttpRequest) -> dict[str, Any]:
    said = {name: request.POST.get(name, "") for name in ("proof", "subject", "keys")}
    try:
        receipt = _receipt(request.FILES.get("receipt"), said["proof"], said["subject"])
        trusted = [VerifierKey.parse(line) for line in said["keys"].splitlines() if line.strip()]
    except BadReceipt as error:
        return said | {"fault": str(error)}
    except BadNote:
        return said | {"fault": words(language())["bad_key"]}
    if not trusted:
        return said | {"fault": words(language())["bad_key"], "keys": printed_keys()}
    if set(trusted) <= set(keys.trusted()) | set(keys.witnesses()):
        return said | _verdict(receipt, issue.check(receipt.proof, receipt.subject))
    return said | _verdict(receipt, receipts.verify(receipt.proof, receipt.subject, vkeys=trusted))


def _verdict(receipt: Receipt, verdict: dict[str, Any]) -> dict[str, Any]:
    place = words(language())["leaf"].format(**verdict)
    return {"verdict": verdict, "rows": list(lines(receipt.subject, language())), "place": place}


def _receipt(file: "UploadedFile[bytes] | None", proof: str, subject: str) -> Receipt:
    content = file.read(MAX_FILE + 1) if file else proof.strip().encode(errors="replace")
    if not content:
        raise BadReceipt(words(language())["nothing"])
    if not content.startswith(HEADER.encode()):
        return receipts.read_file(content)
    about = receipts.read_file(b'{"proof":"","subject":' + (subject.strip() or "0").encode(errors="replace") + b"}")
    return Receipt(about.subject, content.decode(errors="replace"), "")
