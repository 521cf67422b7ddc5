from importlib import import_module
from pathlib import Path

from django.apps import AppConfig


class TradersConfig(AppConfig):
    """Chapter 2, the other side: who the trader is, how it is asked, what it answers, and what follows if it does not."""

    name = "redress.traders"
    label = "traders"
    chapter = 2

    def ready(self) -> None:
        from redress.notices import wording  # noqa: PLC0415 -- models first

        import_module("redress.traders.answering")  # says which tasks are reminders
        wording.add_folder(Path(__file__).with_name("words"))
