"""Charts over time and places, drawn on the server as SVG; the numbers stand beside them in a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# A tile for each province, roughly where it lies: (column, row). Taiwan, Hong Kong and Macau have tiles without counts.
PROVINCES: Mapping[str, tuple[int, int]] = {
    "23": (9, 0), "15": (6, 1), "22": (9, 1), "65": (0, 2), "62": (3, 2), "64": (4, 2), "14": (6, 2), "11": (7, 2),
    "21": (9, 2), "63": (1, 3), "61": (5, 3), "41": (6, 3), "13": (7, 3), "12": (8, 3), "37": (9, 3), "54": (1, 4),
    "51": (4, 4), "50": (5, 4), "42": (6, 4), "34": (7, 4), "32": (8, 4), "31": (9, 4), "53": (4, 5), "52": (5, 5),
    "43": (6, 5), "36": (7, 5), "33": (8, 5), "45": (5, 6), "44": (6, 6), "35": (7, 6), "71": (9, 6), "46": (5, 7),
    "82": (6, 7), "81": (7, 7),
}  # fmt: skip
TILE, GAP = 60, 4
SHADES = 5
WIDTH, HEIGHT = 600, 150


@dataclass(frozen=True, slots=True)
class Column:
    """One bar of a chart over time, with its place in the drawing."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float
    tick: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Tile:
    """One place on a grid. shade -- 0 for nothing, up to SHADES for the most"""

    code: str
    name: str
    value: str
    x: int
    y: int
    shade: int
    href: str


def columns(rows: Sequence[tuple[str, int]], *, every: int = 1) -> list[Column]:
    """Place bars over time. every -- label each so many-th one"""
    most = max((value for _, value in rows), default=0) or 1
    step = WIDTH / max(len(rows), 1)
    return [
        Column(
            label=label,
            value=value,
            x=round(place * step + step * 0.12, 1),
            y=round(HEIGHT * (1 - value / most), 1),
            width=round(step * 0.76, 1),
            height=round(HEIGHT * value / most, 1),
            tick=label if (len(rows) - 1 - place) % every == 0 else "",
        )
        for place, (label, value) in enumerate(rows)
    ]


def level(value: float, rows: Sequence[tuple[str, int]]) -> float:
    """Where a line at a value lies in the drawing of `columns`."""
    most = max((count for _, count in rows), default=0) or 1
    return round(max(0.0, HEIGHT * (1 - value / most)), 1)


def shade(value: int, most: int) -> int:
    """Shade by equal steps of the square root, so that small numbers can be told apart.

    >>> [shade(value, 100) for value in (0, 1, 10, 50, 100)]
    [0, 1, 2, 4, 5]
    """
    return 0 if value <= 0 or most <= 0 else max(1, min(SHADES, -int(-((value / most) ** 0.5) * SHADES // 1)))


def provinces(counts: Mapping[str, int], names: Mapping[str, str], hrefs: Mapping[str, str]) -> list[Tile]:
    """Tiles of all provinces. counts -- by the first two digits"""
    most = max(counts.values(), default=0)
    return [
        _tile(code, names, counts.get(code, 0), most, column, row, hrefs)
        for code, (column, row) in PROVINCES.items()
        if code in names
    ]


def counties(
    codes: Sequence[str],
    counts: Mapping[str, int],
    names: Mapping[str, str],
    hrefs: Mapping[str, str],
    *,
    across: int = 10,
) -> list[Tile]:
    """Tiles of the counties of a province or city in the order of their codes, row by row."""
    most = max(counts.values(), default=0)
    return [
        _tile(code, names, counts.get(code, 0), most, place % across, place // across, hrefs)
        for place, code in enumerate(codes)
    ]


def _tile(
    code: str, names: Mapping[str, str], value: int, most: int, column: int, row: int, hrefs: Mapping[str, str]
) -> Tile:
    return Tile(
        code,
        names[code],
        str(value),
        column * (TILE + GAP),
        row * (TILE + GAP),
        shade(value, most),
        hrefs.get(code, ""),
    )
