"""What sides, channels, kinds, states and events of a room are called."""

from django.utils.translation import gettext, pgettext

from redress.mediation import sides


def side_name(side: str) -> str:
    return {
        sides.COMPLAINANT: pgettext("side", "Consumer"),
        sides.RESPONDENT: pgettext("side", "Trader"),
        sides.MEDIATOR: pgettext("side", "Mediator"),
    }.get(side, "")


def channel_name(channel: str, own: str) -> str:
    """own -- what the person is: a side speaks with the mediator, the mediator with a side"""
    if channel == sides.JOINT:
        return gettext("Together")
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
