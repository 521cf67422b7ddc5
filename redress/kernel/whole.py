"""Numbers of rows and pages as people and programs send them."""


def whole_number(text: str) -> int | None:
    """Return the number that digits say, if a database can look for it; None for everything else.

    >>> whole_number("12"), whole_number("²"), whole_number("-1"), whole_number("9" * 18)
    (12, None, None, None)
    """
    return int(text) if text.isdecimal() and len(text) < 18 else None
