"""Words of the pages of a business that Python needs."""

from django.utils.translation import gettext

from redress.law import packs
from redress.law.packs import say
from redress.portals import present
from redress.portals.trader.words import answers

RULE_SET = "cn-samr-2026"


def statuses() -> dict[str, str]:
    return {
        "todo": gettext("To be answered"),
        "new": gettext("New, not opened"),
        "us": gettext("Opened, waiting for us"),
        "them": gettext("Answered, waiting for the office"),
        "ended": gettext("Ended"),
    }


def roles() -> dict[str, str]:
    return {
        "owner": gettext("Owner: answers, people, programs"),
        "agent": gettext("Agent: answers"),
        "reader": gettext("Reader: looks only"),
    }


def answered(kind: str) -> str:
    return answers()[kind]["title"] if kind else ""


def kinds() -> dict[str, str]:
    return {code: row["title"] for code, row in answers().items()}


def category(code: str) -> str:
    return _titled("category", code)


def nature(code: str) -> str:
    return _titled("nature", code)


def _titled(table: str, code: str) -> str:
    if code in ("", "unknown"):
        return gettext("not said yet") if code else ""
    rows = packs.load(RULE_SET).tables.get(table, {}).get(table, {})
    return say(rows.get(code, {}).get("title"), present.lang()) or code


def state(code: str) -> str:
    row = packs.load(RULE_SET).states.get(code)
    return say(row.title, present.lang()) if row else code
