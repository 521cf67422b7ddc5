"""What a case would be called elsewhere (international.toml): the class of goods first, then what is wrong."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table() -> Mapping[str, Any]:
    found: Mapping[str, Any] = tomllib.loads(
        files("redress.exchange").joinpath("international.toml").read_text("utf-8")
    )
    return found


def classes(nature: str, category: str) -> dict[str, dict[str, str]]:
    """Return scheme -> {"to", "status"}; a scheme with no counterpart is left out.

    >>> classes("PRICE", "goods.other")
    {'cfpb': {'to': "Charged fees or interest you didn't expect", 'status': 'seen'}}
    """
    found = {}
    for name, scheme in table()["scheme"].items():
        hit = _of_category(scheme.get("category", {}), category) or scheme["nature"].get(nature)
        if hit:
            found[name] = dict(hit)
    return found


def _of_category(rows: Mapping[str, Any], category: str) -> Any:
    return next((row for code, row in rows.items() if category == code or category.startswith(f"{code}.")), None)
