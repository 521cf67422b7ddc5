"""Content of the catalogue of parts, in one language: samples.toml, and the days of the running example."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from redress.kernel.problems import Problem

RECEIVED = date(2026, 9, 22)
DUE = date(2026, 10, 9)


@cache
def content() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "samples.toml").read_text(encoding="utf-8"))


def told(value: Any, language: str) -> Any:
    """Return a value with every {zh, en} replaced by one of them, and every problem as a Problem."""
    if isinstance(value, list):
        return [told(one, language) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"zh", "en"}:
        return value[language]
    if "code" in value:
        cite = {"law": value["law"], "article": value["article"]}
        return Problem(value["code"], value["message"][language], cites=(cite,))
    return {name: told(one, language) for name, one in value.items()}


def counted(reasons: dict[str, str]) -> list[dict[str, Any]]:
    """Return each day of the running example: seven working days from 22 September 2026 end on 9 October."""
    days = [RECEIVED + timedelta(days=after) for after in range(1, (DUE - RECEIVED).days + 1)]
    off = {day: reasons["festival"] for day in days if day.month == 9 and 25 <= day.day <= 27}
    off |= {day: reasons["national_day"] for day in days if day.month == 10 and day.day <= 7}
    return [{"day": day, "counted": day not in off, "reason": off.get(day, "")} for day in days]


def samples(*, chinese: bool) -> dict[str, Any]:
    """Return everything the catalogue shows, in one language."""
    shown: dict[str, Any] = told(content(), "zh" if chinese else "en")
    named = shown.pop("dues")
    dues = {name: {**named.get(due.get("like", ""), {}), **due} for name, due in named.items()}
    for row in shown["rows"]:
        row["due"] = {**named[row["due"]["like"]], **row["due"]}
    shown["case_dues"] = [dict(dues["statute"]), dues["service"]]
    dues["statute"]["steps"] = counted(shown.pop("reasons"))
    shown["case_dues"][0]["steps"] = dues["statute"]["steps"]
    return shown | dues
