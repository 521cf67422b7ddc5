"""A receipt on paper and as a picture: what it says, the key to check it with, and all of it again as a QR code."""

import re
import zlib
from base64 import urlsafe_b64encode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from redress.records.jcs import canonical
from redress.records.notes import VerifierKey
from redress.records.receipts import Receipt, verify
from redress.records.typesetting import Kind, qr, typeset
from redress.records.words import language, lines

MOST = 2_900  # characters that the largest QR code holds, with a little to spare


def link(receipt: Receipt, page: str) -> str:
    """Return the address that opens the checking page with this receipt in it.

    The receipt stands behind the #, which browsers keep to themselves: no server learns it.
    page -- address of the page, for example https://complaints.example.gov.cn/verify
    """
    packer = zlib.compressobj(9, wbits=-15)
    small = packer.compress(canonical({"subject": receipt.subject, "proof": receipt.proof})) + packer.flush()
    return f"{page}#r={urlsafe_b64encode(small).decode().rstrip('=')}"


def produce(receipt: Receipt, kind: Kind, *, issuer: str, page: str) -> bytes:
    """Typeset a receipt in the language of the moment; the same receipt gives the same bytes.

    issuer -- name of the body as it is to be printed; page -- address of the checking page
    """
    verdict = verify(receipt.proof, receipt.subject, vkeys=[VerifierKey.parse(receipt.vkey)])
    address = link(receipt, page)
    values = {
        "language": language(),
        "picture": kind != "pdf",
        "title": pgettext("title of a sheet", "Receipt"),
        "issuer": issuer,
        "rows": [[label, _broken(text)] for label, text in lines(receipt.subject, language())],
        "place": _("Leaf {index} (counting from 0) of {size} in the log {origin}").format(**verdict),
        "leaf": f"SHA-256 {verdict['leaf_hash']}",
        "key_label": _("Public key to check it with (compare it with the one the body has printed)"),
        "key": [f"{part}{plus}" for part, plus in zip(receipt.vkey.split("+", 2), ("+", "+", ""), strict=True)],
        "how": _(
            "Anyone can check this receipt, also without us: scan the code, or open {page} and choose the file."
        ).format(page=page),
        "salt": _("Whoever holds this sheet can show that the archive says exactly this. It names nobody."),
        "alt": _("QR code: opens the checking page with this receipt in it"),
    }
    code = qr(address if len(address) <= MOST else page)
    return typeset("receipt", values, kind=kind, qr=code)


def _broken(text: str) -> str:
    """Put long digests on lines of their own."""
    return re.sub(r"[0-9a-f]{64}", lambda digest: f"{digest[0][:32]}\n{digest[0][32:]}", text)
