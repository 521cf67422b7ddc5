"""Days, moments, sums and numbers in words, the way each language writes them."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import get_language, gettext, ngettext

from redress.kernel.moments import SHANGHAI

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec")


def in_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def as_day(value: object) -> date | None:
    """Return the day of a date, of a moment (in Asia/Shanghai) or of an ISO text; None if it is none of these."""
    if isinstance(value, datetime):
        return (value.astimezone(SHANGHAI) if value.tzinfo else value).date()
    if isinstance(value, date):
        return value
    if isinstance(value, str) and value:
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    return None


def weekday(value: object) -> str:
    """周五 / Fri"""
    day = as_day(value)
    if day is None:
        return ""
    return f"周{WEEKDAYS_ZH[day.weekday()]}" if in_chinese() else WEEKDAYS_EN[day.weekday()]


def day(value: object) -> str:
    """2026年10月9日（周五） / Fri 9 Oct 2026"""
    found = as_day(value)
    if found is None:
        return ""
    if in_chinese():
        return f"{found.year}年{found.month}月{found.day}日（{weekday(found)}）"
    return f"{weekday(found)} {found.day} {MONTHS_EN[found.month - 1]} {found.year}"


def short_day(value: object) -> str:
    """10月9日（周五） / Fri 9 Oct; the year is said elsewhere on the page"""
    found = as_day(value)
    if found is None:
        return ""
    if in_chinese():
        return f"{found.month}月{found.day}日（{weekday(found)}）"
    return f"{weekday(found)} {found.day} {MONTHS_EN[found.month - 1]}"


def leaf_month(value: object) -> str:
    """2026年10月 / Oct 2026"""
    found = as_day(value)
    if found is None:
        return ""
    return f"{found.year}年{found.month}月" if in_chinese() else f"{MONTHS_EN[found.month - 1]} {found.year}"


def moment(value: object) -> str:
    """2026年9月22日（周二）10:15 / Tue 22 Sept 2026, 10:15; 24 hours, Asia/Shanghai"""
    if not isinstance(value, datetime):
        return day(value)
    local = value.astimezone(SHANGHAI) if value.tzinfo else value
    return f"{day(local)}{'' if in_chinese() else ', '}{local:%H:%M}"


def money(value: object) -> str:
    """2,399.00 元 / CNY 2,399.00"""
    if value is None or value == "":
        return ""
    sum_ = f"{Decimal(str(value)):,.2f}"
    return f"{sum_}\u00a0元" if in_chinese() else f"CNY\u00a0{sum_}"


def grouped(value: object) -> str:
    """Break a number into groups of four that can be read aloud; separators already there stay as they are."""
    text = str(value or "").strip()
    if not text.isalnum():
        return text
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def phone(value: object) -> str:
    """138 0000 1234; masked and foreign numbers stay as they are"""
    text = str(value or "")
    if len(text) == 11 and text.startswith("1") and text.isdecimal():
        return f"{text[:3]} {text[3:7]} {text[7:]}"
    return text


def file_size(value: object) -> str:
    """3.2 MB; counted in steps of 1000, as phones do"""
    size = float(str(value or 0))
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def days_left(left: int, *, working: bool) -> str:
    """Say how long there is, or how long it has been over.

    left -- days from today to the due day; negative once it has passed
    """
    if left == 0:
        return gettext("today")
    if left < 0:
        return ngettext("%(count)d day over", "%(count)d days over", -left) % {"count": -left}
    if working:
        return ngettext("%(count)d working day left", "%(count)d working days left", left) % {"count": left}
    return ngettext("%(count)d day left", "%(count)d days left", left) % {"count": left}
