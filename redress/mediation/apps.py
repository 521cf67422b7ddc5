from pathlib import Path

from django.apps import AppConfig


class MediationConfig(AppConfig):
    """Chapter 4: two sides come to terms in a room with a mediator."""

    name = "redress.mediation"
    label = "mediation"
    chapter = 4

    def ready(self) -> None:
        from redress.mediation import following  # noqa: PLC0415 -- models are there only now
        from redress.notices import wording  # noqa: PLC0415 -- models are there only now

        following.follow()
        wording.add_folder(Path(__file__).parent / "notices")
