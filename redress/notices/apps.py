from pathlib import Path

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Chapter 2: what people are told, by which way, and whether it reached them."""

    name = "redress.notices"
    label = "notices"
    chapter = 2

    def ready(self) -> None:
        from redress.notices import changing, wording  # noqa: PLC0415 -- models are not ready before

        wording.add_folder(Path(__file__).parent / "words")
        changing.listen()
