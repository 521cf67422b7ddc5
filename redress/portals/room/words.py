"""What sides, channels, kinds, states and events of a room are called."""

from datetime import date

from django.utils.translation import gettext, pgettext

from redress.mediation import sides
from redress.mediation.models import Promise, Testing


def side_name(side: str) -> str:
    return {
        sides.COMPLAINANT: pgettext("side", "Consumer"),
        sides.RESPONDENT: pgettext("side", "Trader"),
        sides.MEDIATOR: pgettext("side", "Mediator"),
    }.get(side, "")


def channel_name(channel: str, own: str) -> str:
    """own -- what the person is: a side speaks with the mediator, the mediator with a side"""
    if channel == sides.JOINT:
        return pgettext("channel", "Together")
    if own in sides.PARTIES:
        return gettext("With the mediator alone")
    if channel == sides.COMPLAINANT:
        return gettext("With the consumer alone")
    return gettext("With the trader alone")


def goes_to(channel: str) -> str:
    """Who will read what is written in a channel."""
    return {
        sides.JOINT: gettext("Consumer, trader and mediator"),
        sides.COMPLAINANT: gettext("Consumer and mediator; the trader never sees it"),
        sides.RESPONDENT: gettext("Trader and mediator; the consumer never sees it"),
    }[channel]


def kind_name(kind: str) -> str:
    return {
        "REFUND": pgettext("offer", "Refund"),
        "EXCHANGE": pgettext("offer", "Exchange"),
        "REPAIR": pgettext("offer", "Repair"),
        "REDO": pgettext("offer", "Do it again"),
        "RETURN": pgettext("offer", "Take the goods back"),
        "MAKE_UP_QUANTITY": pgettext("offer", "Deliver what is missing"),
        "DAMAGES": pgettext("offer", "Compensation"),
        "APOLOGY": pgettext("offer", "Apology"),
        "OTHER": pgettext("offer", "Something else"),
    }[kind]


def offer_state(state: str) -> str:
    return {
        "open": pgettext("offer", "Open"),
        "accepted": pgettext("offer", "Accepted"),
        "refused": pgettext("offer", "Refused"),
        "countered": pgettext("offer", "Answered with another offer"),
        "taken_back": pgettext("offer", "Taken back"),
        "lapsed": pgettext("offer", "Lapsed"),
    }[state]


def column_name(column: str) -> str:
    return {
        "agreed": gettext("Both agree"),
        "disputed": gettext("In dispute"),
        "evidence": gettext("Still to be shown"),
    }[column]


def payer_name(payer: str) -> str:
    return {
        "complainant": gettext("The consumer pays"),
        "respondent": gettext("The trader pays"),
        "shared": gettext("Each pays half"),
        "authority": gettext("The office pays"),
    }[payer]


def testing_state(row: Testing) -> str:
    """Where a test stands."""
    if row.ended_at is not None:
        return gettext("The result is in")
    if row.started_at is not None:
        return gettext("Being tested; these days do not count")
    if row.appointed_at is not None:
        return gettext("Appointed by the office")
    if row.refused_by:
        who = side_name(row.refused_by)
        if row.refused_for == "cost":
            return gettext("%(who)s does not agree on who pays") % {"who": who}
        return gettext("%(who)s does not agree on who tests") % {"who": who}
    if row.complainant_agreed_at is not None and row.respondent_agreed_at is not None:
        return gettext("Agreed by both")
    return gettext("Waiting for an answer")


def agreement_state(state: str) -> str:
    return {
        "draft": pgettext("agreement", "Draft"),
        "put": pgettext("agreement", "Before both sides"),
        "declined": pgettext("agreement", "Not agreed"),
        "concluded": pgettext("agreement", "Agreed"),
    }[state]


def promise_state(promise: Promise, due_on: date, today: date) -> str:
    """What was said of a promise."""
    if promise.confirmed_at is not None:
        return pgettext("promise", "Done and confirmed")
    if promise.broken_at is not None:
        return pgettext("promise", "Not done")
    if promise.done_at is not None:
        return pgettext("promise", "Said to be done")
    return pgettext("promise", "The day has passed") if due_on < today else pgettext("promise", "To be done")
