"""Words of the trader's pages that Python needs: answers, remedies, what happens if nobody answers."""

from typing import Any

from django.utils.translation import gettext

from redress.portals.look import wording
from redress.traders.answering import IN_MONEY, REMEDIES


def answers() -> dict[str, dict[str, str]]:
    """The six answers (mediation has two ways to be answered): code -> title and what it means."""
    return {
        "agree": {"title": gettext("We agree to what is asked"), "does": gettext("The office writes the settlement down; you perform it by the day you name.")},
        "offer": {"title": gettext("We offer something"), "does": gettext("What, how much, by when. The consumer may accept or not.")},
        "contest": {"title": gettext("We do not agree"), "does": gettext("Say why, and add papers or pictures.")},
        "time": {"title": gettext("We need more time"), "does": gettext("Until which day, and why.")},
        "not_us": {"title": gettext("That is not us"), "does": gettext("You never sold this, or it is another company. You will see nothing more of it.")},
        "mediate_yes": {"title": gettext("We agree to mediation"), "does": gettext("An official helps both sides to find a solution; nobody is bound before agreeing.")},
        "mediate_no": {"title": gettext("We refuse mediation"), "does": gettext("The office may then end the mediation; the consumer can go to court or arbitration.")},
    }  # fmt: skip


def remedies() -> dict[str, str]:
    return {
        "REFUND": gettext("Pay money back"),
        "RETURN": gettext("Take the goods back"),
        "EXCHANGE": gettext("Exchange the goods"),
        "REPAIR": gettext("Repair"),
        "REDO": gettext("Do the service again"),
        "MAKE_UP_QUANTITY": gettext("Deliver what was short"),
        "DAMAGES": gettext("Pay compensation"),
        "OTHER": gettext("Something else"),
    }


def in_short(row: dict[str, Any]) -> str:
    """One line that says what an answer holds: “Pay money back · ¥ 299.00 · by 9 October”."""
    parts = []
    if row["remedy"]:
        parts.append(remedies().get(row["remedy"], row["remedy"]))
    if row["amount"] is not None:
        parts.append(wording.money(row["amount"]))
    if row["day"]:
        by = gettext("until %(day)s") if row["kind"] == "time" else gettext("by %(day)s")
        parts.append(by % {"day": wording.day(row["day"])})
    return " · ".join(parts)


def shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Answers as pages draw them: title, details in a line, words, when."""
    titles = answers()
    return [row | {"title": titles[row["kind"]]["title"], "short": in_short(row)} for row in rows]


__all__ = ["IN_MONEY", "REMEDIES", "answers", "in_short", "remedies", "shown"]
