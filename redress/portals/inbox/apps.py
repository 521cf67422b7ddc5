from pathlib import Path

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """Chapter 2: complaints and answers that come by e-mail."""

    name = "redress.portals.inbox"
    label = "inbox"

    def ready(self) -> None:
        from redress.notices import wording  # noqa: PLC0415 -- models are not ready before

        wording.add_folder(Path(__file__).parent / "words")
