"""A mapping file: which column becomes which part of a filing. TOML, checked whole before the first row.

[filing]                     # pointer in a filing = column, or a table that says more
"/problem/story" = "Consumer complaint narrative"
"/received_at" = { column = "Date received", as = "day" }
"/problem/nature" = { column = "Issue", codes = { "Billing" = "PRICE" }, otherwise = "OTHER" }
"/channel" = { value = "import" }
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from redress.kernel.moments import SHANGHAI

_PLAIN_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
WAYS = ("text", "day", "moment", "money", "flag", "request", "requests")


class MappingError(ValueError):
    """A mapping file that cannot be used; every fault is named."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one part of a filing is made from a row."""

    pointer: tuple[str, ...]
    columns: tuple[str, ...]
    way: str
    codes: Mapping[str, str]
    otherwise: str | None
    value: Any
    joined: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """A whole mapping file."""

    source: str
    identity: str
    rules: tuple[Rule, ...]
    digest: str
    skip_empty: tuple[str, ...]

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(column for rule in self.rules for column in rule.columns)


def shipped() -> dict[str, Path]:
    """Mappings that come with the product, by name."""
    folder = Path(str(files("redress.cases"))) / "mappings"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def load(name_or_path: str) -> Mapped:
    """Read a mapping by the name of one that ships, or from a file. Raises MappingError with every fault."""
    path = shipped().get(name_or_path) or Path(name_or_path)
    if not path.is_file():
        known = ", ".join(shipped())
        raise MappingError(
            gettext("There is no mapping file %(path)s; these ship: %(known)s.") % {"path": path, "known": known}
        )
    raw = path.read_bytes()
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(gettext("The mapping file cannot be read: %(why)s") % {"why": error}) from None
    faults: list[str] = []
    rules = tuple(_rule(pointer, given, faults) for pointer, given in table.get("filing", {}).items())
    if "/problem/story" not in table.get("filing", {}):
        faults.append(gettext("“/problem/story” must be mapped: only the story is needed to be heard."))
    if faults:
        raise MappingError(" ".join(faults))
    return Mapped(
        source=str(table.get("source", path.stem))[:64],
        identity=str(table.get("identity", "")),
        rules=rules,
        digest=hashlib.sha256(raw).hexdigest(),
        skip_empty=tuple(table.get("skip_empty", ())),
    )


def _rule(pointer: str, given: Any, faults: list[str]) -> Rule:
    if isinstance(given, str):
        given = {"column": given}
    if not isinstance(given, dict):
        faults.append(gettext("%(pointer)s: name a column or write a table.") % {"pointer": pointer})
        given = {}
    columns = given.get("columns", [given["column"]] if "column" in given else [])
    way = given.get("as", "text")
    if way not in WAYS:
        faults.append(gettext("%(pointer)s: “as” is one of %(ways)s.") % {"pointer": pointer, "ways": ", ".join(WAYS)})
    if not pointer.startswith("/"):
        faults.append(gettext("%(pointer)s: a pointer starts with “/”.") % {"pointer": pointer})
    if not columns and "value" not in given:
        faults.append(gettext("%(pointer)s: say which column, or give a value.") % {"pointer": pointer})
    return Rule(
        pointer=tuple(pointer.strip("/").split("/")),
        columns=tuple(columns),
        way=way,
        codes=given.get("codes", {}),
        otherwise=given.get("otherwise"),
        value=given.get("value"),
        joined=given.get("joined", "\n"),
    )


def filing(mapped: Mapped, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Make a filing of a row; None if the mapping says that such rows are to be passed over."""
    if any(not str(row.get(column) or "").strip() for column in mapped.skip_empty):
        return None
    data: dict[str, Any] = {"channel": "import"}
    for rule in mapped.rules:
        value = _value(rule, row)
        if value not in (None, "", []):
            _place(data, rule.pointer, value)
    return data


def _value(rule: Rule, row: Mapping[str, Any]) -> Any:
    if not rule.columns:
        return rule.value
    texts = [str(row[column]).strip() for column in rule.columns if row.get(column) not in (None, "")]
    text = rule.joined.join(texts)
    if rule.codes or rule.otherwise is not None:
        text = (
            rule.codes.get(text, rule.otherwise if rule.otherwise is not None else text)
            if text
            else (rule.otherwise or "")
        )
    if not text:
        return None
    return CONVERTERS[rule.way](text)


def _day(text: str) -> str:
    return text.split("T")[0].split(" ")[0]


def _moment(text: str) -> str:
    """A moment without zone is taken as Asia/Shanghai; a plain day (2015-12-31, 2015/12/31, 2015年2月4日) as its noon."""
    plain = _PLAIN_DAY.fullmatch(text)
    try:
        if plain:
            day = date(int(plain[1]), int(plain[2]), int(plain[3]))
            return datetime.combine(day, time(12), tzinfo=SHANGHAI).isoformat()
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).isoformat()


CONVERTERS: Mapping[str, Any] = {
    "text": lambda text: text,
    "day": _day,
    "moment": _moment,
    "money": lambda text: text,
    "flag": lambda text: text.lower() in {"1", "true", "yes", "y", "是", "同意", "consent provided"},
    "request": lambda text: [{"kind": text}],
    "requests": lambda text: [{"kind": part} for part in text.replace("，", ",").replace("、", ",").split(",") if part],
}


def _place(data: dict[str, Any], pointer: tuple[str, ...], value: Any) -> None:
    for part in pointer[:-1]:
        data = data.setdefault(part, {})
    data[pointer[-1]] = value
