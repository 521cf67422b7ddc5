"""Whether a channel is set up here. What cannot be sent is held, and goes out once the channel is there."""

from django.conf import settings


def missing(channel: str) -> str:
    """Return the code of what is missing for a channel; empty if it is ready."""
    if channel == "email" and not settings.REDRESS_MAIL_URL:
        return "mail.not_set_up"
    if channel == "sms" and not settings.REDRESS_SMS_URL:
        return "sms.not_set_up"
    return ""
