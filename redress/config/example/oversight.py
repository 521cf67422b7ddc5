"""What the people of the example world have looked into, ordered, checked and mended."""

from datetime import datetime

from redress.oversight import rolling


def build(*, now: datetime) -> None:
    rolling.read_all(now=now)
