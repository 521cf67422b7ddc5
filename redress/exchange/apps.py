from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Chapter 8: a case goes to another body, here or abroad, and what comes back is known to be theirs."""

    name = "redress.exchange"
    label = "exchange"
    chapter = 8
