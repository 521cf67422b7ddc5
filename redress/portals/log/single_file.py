"""The checking page as one file: words, look and scripts inside, a policy that lets nothing else run or load."""

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from redress.records.words import LANGUAGES, table

STATIC = Path(__file__).resolve().parents[1] / "static"
CODES = {"zh": "zh-hans", "en": "en"}


def produce(keys: str, *, issuer: str, issuer_en: str) -> str:
    """Return the whole page. keys -- printed public keys, one a line"""
    style = (STATIC / "css/public.css").read_text() + (STATIC / "verify/verify.css").read_text()
    scripts = [(STATIC / "verify" / name).read_text() for name in ("core.js", "page.js")]
    policy = (
        "default-src 'none'; "
        f"style-src {_pinned(style)}; script-src {' '.join(map(_pinned, scripts))}; form-action 'none'; base-uri 'none'"
    )
    bodies = {wanted: _body(wanted, keys, issuer if wanted == "zh" else issuer_en) for wanted in LANGUAGES}
    # Inside a script element only these three letters could end it.
    data = (
        json.dumps(table(), ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    )
    return "\n".join([
        '<!doctype html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(_text("title", "zh"))}</title>',
        f"<style>{style}</style>\n</head>\n<body>\n<main class=\"verify-single\">",
        *bodies.values(),
        f'</main>\n<script type="application/json" id="verify-words">{data}</script>',
        *(f"<script>{script}</script>" for script in scripts),
        "</body>\n</html>\n",
    ])  # fmt: skip


def _body(wanted: str, keys: str, issuer: str) -> str:
    other = "en" if wanted == "zh" else "zh"
    words = {name: text[wanted] for name, text in table()["texts"].items()}
    with translation.override(CODES[wanted]):
        form = render_to_string("public/_verify.html", {"words": words, "keys": keys, "language": wanted})
    head = (
        f'<div class="verify-single-head" data-language="{wanted}"><h1>{escape(words["title"])}</h1>'
        f'<button type="button" class="button button-quiet" data-choose="{other}" lang="{"en" if other == "en" else "zh-Hans"}">'
        f"{escape(words['language'])}</button></div>"
    )
    made = escape(words["offline_made"].format(issuer=issuer))
    foot = f'<div data-language="{wanted}"><h2>{escape(words["how_title"])}</h2><p>{escape(words["how"])}</p><p>{made}</p></div>'
    return f"{head}\n{form}\n{foot}"


def _text(name: str, wanted: str) -> str:
    return table()["texts"][name][wanted]


def _pinned(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
