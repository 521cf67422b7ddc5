"""Reading what was sent: its kind first, then its letters, then its JSON. Whatever is wrong is said with its place."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext

from redress.cases.messages import message_for
from redress.kernel.problems import Invalid, Problem, Unreadable, escaped

LIMIT = 2_000_000
DEEPEST = 60  # objects and lists inside each other; nothing that is asked for here goes deeper than ten
JSON = re.compile(r"(application|text)/json|application/[\w.+-]+\+json", re.I)
FORM = re.compile(r"multipart/form-data", re.I)
LETTERS = {"", "utf-8", "utf8", "us-ascii"}


class WrongKind(Exception):
    """Content of a kind that is not read here. HTTP 415.

    accept -- the headers that tell what is
    """

    def __init__(self, problem: Problem, accept: dict[str, str]) -> None:
        self.problems, self.accept = [problem], accept
        super().__init__(problem.code)


def read(request: HttpRequest, *, any_kind: bool = False) -> Any:
    """Return the JSON of a request; an empty body is an empty object. Numbers with decimals are read exactly.

    any_kind -- whatever the content is called: some programs cannot be taught to call theirs JSON
    Raises WrongKind, RequestDataTooBig, Unreadable (no UTF-8, no JSON), Invalid (a name twice, too deep).
    """
    raw = _bytes(request)
    if not raw:
        return {}
    if not any_kind:
        require_kind(request, JSON, "application/json")
    data = _parsed(raw)
    if raw.count(b"{") + raw.count(b"[") > DEEPEST and _depth(data) > DEEPEST:
        raise _too_deep()
    return data


def upload(request: HttpRequest) -> "UploadedFile[Any]":
    """Return the part “file” of a form. Raises WrongKind, Invalid."""
    if _length(request):
        require_kind(request, FORM, "multipart/form-data")
    found = request.FILES.get("file")
    if found is None:
        message = gettext("Send the file as multipart form data in the part “file”.")
        raise Invalid([Problem(code="file.missing", message=message, pointer="/file")])
    return found


def require_kind(request: HttpRequest, wanted: re.Pattern[str], called: str) -> None:
    """Refuse content that says it is of another kind; what says nothing is taken as the kind wanted."""
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in {"", "identity"}:
        message = gettext("Send the content as it is, without compression.")
        raise WrongKind(Problem("body.compressed", message), {"Accept-Encoding": "identity"})
    given = request.headers.get("Content-Type", "").strip()
    if given and wanted.fullmatch(given.partition(";")[0].strip()) is None:
        message = gettext("Send the content as %(kind)s and say so in the header Content-Type.") % {"kind": called}
        raise WrongKind(Problem("body.wrong_kind", message), {"Accept": called})
    if str((request.content_params or {}).get("charset", "")).strip("\"' ").lower() not in LETTERS:
        raise WrongKind(Problem("body.not_unicode", _letters()), {"Accept": f"{called}; charset=utf-8"})


def _letters() -> str:
    return gettext("The text is not UTF-8; please send it as UTF-8.")


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length[:18]) if length.isdecimal() else 0


def _bytes(request: HttpRequest) -> bytes:
    if _length(request) > LIMIT:
        raise RequestDataTooBig
    return request.body


class _Doubled(dict[str, Any]):
    """An object in which names stood twice."""

    names: tuple[str, ...] = ()


def _parsed(raw: bytes) -> Any:
    doubled: list[_Doubled] = []

    def together(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        twice = _Doubled(found)
        twice.names = tuple(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        doubled.append(twice)
        return twice

    try:
        text = raw.decode("utf-8-sig")  # a mark before the first letter says nothing that is not known (RFC 8259, 8.1)
        if "\0" in text[:4]:
            raise UnicodeError
        data = json.loads(
            text, object_pairs_hook=together, parse_float=_decimal, parse_int=_whole, parse_constant=_no_constant
        )
    except UnicodeError:
        raise Unreadable([Problem("body.not_unicode", _letters())]) from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise Unreadable([_no_json(error)]) from None
    if doubled:
        raise Invalid(sorted(_twice(data), key=lambda problem: problem.pointer))
    return data


def _too_deep() -> Invalid:
    message = gettext("At most %(most)s objects and lists can stand inside each other.") % {"most": DEEPEST}
    return Invalid([Problem("body.too_deep", message)])


def _no_json(error: ValueError) -> Problem:
    code, message = message_for("json_invalid", "", {})
    if isinstance(error, json.JSONDecodeError):
        place = {"line": error.lineno, "column": error.colno}
        message += gettext(" It cannot be read from line %(line)s, character %(column)s on.") % place
    return Problem(code=code, message=message)


def _twice(data: Any) -> Iterator[Problem]:
    """Every name that stands twice in one object: which of the two was meant nobody can say."""
    waiting = [("", data)]
    while waiting:
        at, value = waiting.pop()
        if isinstance(value, _Doubled):
            for name in value.names:
                message = gettext("This name stands more than once here; please send it once.")
                yield Problem("name.twice", message, f"{at}/{escaped(name)}")
        rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        waiting += [(f"{at}/{escaped(name)}", part) for name, part in rows]


def _depth(data: Any) -> int:
    deepest, waiting = 0, [(data, 1)]
    while waiting:
        value, depth = waiting.pop()
        deepest = max(deepest, depth)
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting += [(part, depth + 1) for part in parts if isinstance(part, dict | list)]
    return deepest


def _whole(digits: str) -> int | Decimal:
    """Read a whole number; one that is longer than Python reads as an int is left for the field to refuse."""
    return int(digits) if len(digits) < 400 else Decimal(digits)


def _decimal(text: str) -> Decimal:
    """Read a number exactly; one beyond every exponent is left for the field to refuse."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("-Infinity" if text.startswith("-") else "Infinity")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")
