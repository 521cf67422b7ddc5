"""The page of problem codes: everything that can be refused, with the sentence people read."""

import ast
from collections.abc import Iterator
from pathlib import Path


def codes(root: Path) -> Iterator[tuple[str, str]]:
    """Yield (code, English sentence) of every `Problem("code", "sentence")` that is written out."""
    for path in sorted((root / "redress").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and _name(node.func) == "Problem"
                and (code := _text(_argument(node, 0, "code")))
            ):
                yield code, _text(_argument(node, 1, "message"))


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    by_name = [word.value for word in call.keywords if word.arg == name]
    return by_name[0] if by_name else (call.args[place] if len(call.args) > place else None)


def _text(node: ast.expr | None) -> str:
    """Return the literal text inside an expression: the string itself, or the msgid it formats or translates."""
    if node is None:
        return ""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and _name(inner.func) in {"_", "gettext", "gettext_lazy"} and inner.args:
            return _text(inner.args[0])
    return ""


def page(root: Path) -> str:
    sentences: dict[str, set[str]] = {}
    for code, sentence in codes(root):
        sentences.setdefault(code, set()).update({sentence} - {""})
    lines = [
        "# Problem codes",
        "",
        "The same list of problems stands on the page, in the API (`application/problem+json`), in import reports and on",
        "the command line. A code never changes its meaning. Codes that are put together when they occur are not listed.",
        "",
        "| code | sentence |",
        "|---|---|",
    ]
    for code in sorted(sentences):
        told = " / ".join(sorted(sentences[code])).replace("|", "\\|").replace("\n", " ")
        lines.append(f"| `{code}` | {told} |")
    return "\n".join(lines) + "\n"
