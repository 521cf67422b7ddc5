"""The shapes of answers about figures; see shapes.py."""

from pydantic import BaseModel, Field

from redress.portals.api.shapes import Cite, Row, Text


class Part(BaseModel):
    key: str
    n: int | None
    percent: Text


class Numbers(BaseModel):
    """n of d; hidden: too few to tell. Decimals are texts."""

    n: int | None
    d: int | None
    value: Text
    hidden: bool
    interval: list[str] | None
    middle: Text
    p90: Text
    parts: list[Part]


class Indicator(Numbers):
    code: str
    version: str
    title: str
    formula: str
    caveat: Text
    owner: str
    kind: str
    period: str
    sets: list[str]
    small: int
    cites: list[Cite]


class Indicators(BaseModel):
    from_: str = Field(alias="from")
    to: str
    read_until: Text
    items: list[Indicator]
    next: Text


class BesideOthers(Numbers):
    agency: str
    differs: bool | None


class Reference(BaseModel):
    label: str
    source: str
    value: Text
    parts: dict[str, str]


class OneIndicator(Indicator):
    from_: str = Field(alias="from")
    to: str
    bodies: list[BesideOthers]
    reference: list[Reference]


class CountedCase(Row):
    counted_on: str


class CountedCases(BaseModel):
    items: list[CountedCase]
    next: Text
